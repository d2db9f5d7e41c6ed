package composite_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/composite"
	"github.com/basekyc/basekyc/internal/evidence"
	"github.com/basekyc/basekyc/internal/kyc"
)

// shelf plays store and blobs.
type shelf struct {
	due   []kyc.Composite
	done  []kyc.Composite
	blobs map[string][]byte
	full  bool
}

func (s *shelf) LeaseComposites(context.Context, time.Time, time.Time, int) ([]kyc.Composite, error) {
	if len(s.due) == 0 {
		return nil, nil
	}
	c := s.due[0]
	s.due = s.due[1:]
	return []kyc.Composite{c}, nil
}

func (s *shelf) FinishComposite(_ context.Context, c kyc.Composite) error {
	s.done = append(s.done, c)
	return nil
}

func (s *shelf) NextComposite(context.Context) (time.Time, bool, error) {
	return time.Time{}, false, nil
}

func (s *shelf) Put(_ context.Context, key string, r io.Reader) error {
	if s.full {
		return errors.New("no space left on device")
	}
	b, err := io.ReadAll(r)
	s.blobs[key] = b
	return err
}

func (s *shelf) Open(_ context.Context, key string) (io.ReadSeekCloser, error) {
	b, ok := s.blobs[key]
	if !ok {
		return nil, kyc.Errorf(kyc.NotFound, "artifact_not_found", "gone")
	}
	return struct {
		*bytes.Reader
		io.Closer
	}{bytes.NewReader(b), io.NopCloser(nil)}, nil
}

const long = 3 * time.Second

// slewed moves sound by 20 ms over 0.4 s, as the recorder does when a sender's reports put it elsewhere than its arrival.
const slewed = "setts=ts='PTS-clip(N-40,0,20)'"

// open gives a studio with one recording on its shelf: a red customer and a green
// officer, who hum.
func open(t testing.TB) (*composite.Studio, *shelf) {
	t.Helper()
	path := composite.FindFFmpeg()
	if path == "" {
		if os.Getenv("BASEKYC_REQUIRE_TOOLS") == "1" {
			t.Fatal("ffmpeg is not installed")
		}
		t.Skip("ffmpeg is not installed")
	}
	out := filepath.Join(t.TempDir(), "rec.webm")
	args := []string{"-v", "error", "-f", "lavfi", "-i", "color=red:s=640x480:r=10:d=3", "-f", "lavfi", "-i", "sine=300:d=3", "-f", "lavfi", "-i", "color=green:s=320x240:r=10:d=3", "-f", "lavfi", "-i", "sine=500:d=3",
		"-map", "0:v", "-map", "1:a", "-map", "2:v", "-map", "3:a", "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus", "-bsf:a", slewed, out}
	if msg, err := exec.Command(path, args...).CombinedOutput(); err != nil {
		t.Fatalf("make a recording: %v: %s", err, msg)
	}
	rec, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	s := &shelf{blobs: map[string][]byte{"rec": rec}, due: []kyc.Composite{{ID: "art_1", Session: "vs_06h1dt1jgac40gpx6s1ar8nth8", State: kyc.CompositePending, Recording: kyc.Artifact{ID: "art_1", Key: "rec"},
		Gaps: []kyc.Gap{{Party: "customer", From: time.Second, To: 2 * time.Second}}}}}
	n := 0
	return composite.New(composite.Config{Store: s, Blobs: s, FFmpeg: &composite.FFmpeg{Path: path, Font: evidence.MonoFont(), Temp: t.TempDir()},
		Describe: func(r io.Reader) (composite.Content, error) {
			b, err := io.ReadAll(r)
			if err == nil && len(b) == 0 {
				err = errors.New("nothing in it")
			}
			return composite.Content{StartedAt: time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC), Duration: long, Seen: [2]bool{true, true}, Heard: [3]bool{true, true}}, err
		},
		ID:  func(prefix string) (string, error) { n++; return fmt.Sprintf("%s_%d", prefix, n+1), nil },
		Now: func() time.Time { return time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC) }, Log: slog.New(slog.DiscardHandler)}), s
}

// colour is the mean of a part of the picture at a moment.
func colour(t *testing.T, film []byte, at, crop string) [3]byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "film.mp4")
	if err := os.WriteFile(path, film, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("ffmpeg", "-v", "error", "-ss", at, "-i", path, "-frames:v", "1", "-vf", "crop="+crop+",scale=1:1:flags=area", "-f", "rawvideo", "-pix_fmt", "rgb24", "-").Output()
	if err != nil || len(out) != 3 {
		t.Fatalf("look at %s: %v, %d bytes", at, err, len(out))
	}
	return [3]byte(out)
}

// spoken is how long the sound of a film is, decoded. What ffmpeg complains of fails the test: sound that lies on other
// sound, for one.
func spoken(t *testing.T, film []byte) time.Duration {
	t.Helper()
	path := filepath.Join(t.TempDir(), "film.mp4")
	if err := os.WriteFile(path, film, 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("ffmpeg", "-v", "error", "-i", path, "-map", "0:a", "-ac", "1", "-ar", "8000", "-f", "u8", "-")
	var complaint bytes.Buffer
	c.Stderr = &complaint
	out, err := c.Output()
	if err != nil || complaint.Len() > 0 {
		t.Errorf("listen: %v: %.500s", err, complaint.String())
	}
	return time.Duration(len(out)) * time.Second / 8000
}

func TestSoundThatWasMovedIsAsLongAsTheFilm(t *testing.T) {
	studio, s := open(t)
	studio.Make(t.Context())
	if len(s.done) != 1 || s.done[0].State != kyc.CompositeReady {
		t.Fatalf("came to %+v", s.done)
	}
	if got := spoken(t, s.blobs[s.done[0].Artifact.Key]); (got - long).Abs() > 100*time.Millisecond {
		t.Errorf("%s of sound in a film of %s", got, long)
	}
}

func TestAFilmShowsBothPartiesAndTheGap(t *testing.T) {
	studio, s := open(t)
	studio.Make(t.Context())
	if len(s.done) != 1 || s.done[0].State != kyc.CompositeReady {
		t.Fatalf("came to %+v", s.done)
	}
	a := s.done[0].Artifact
	film := s.blobs[a.Key]
	if a.Kind != kyc.ArtifactComposite || a.Type != "video/mp4" || a.Bytes != int64(len(film)) || a.Duration != long || !strings.HasSuffix(a.Key, a.ID) {
		t.Errorf("kept as %+v, %d bytes", a, len(film))
	}
	const customer, officer, strip = "200:100:50:50", "100:60:960:60", "1280:40:0:490"
	for _, tt := range []struct {
		what, at, crop string
		ok             func(c [3]byte) bool
	}{
		{"the customer is red", "0.5", customer, func(c [3]byte) bool { return c[0] > 200 && c[1] < 40 }},
		{"darkened in the gap", "1.5", customer, func(c [3]byte) bool { return c[0] < 140 && c[1] < 40 }},
		{"and red again", "2.5", customer, func(c [3]byte) bool { return c[0] > 200 }},
		{"the officer is green", "1.5", officer, func(c [3]byte) bool { return c[1] > 90 && c[0] < 40 }},
		{"the stamp is there", "1.5", strip, func(c [3]byte) bool { return c[0] > 20 && c[0] < 120 && c[2] > c[0] }},
	} {
		if c := colour(t, film, tt.at, tt.crop); !tt.ok(c) {
			t.Errorf("%s: at %s the colour is %v", tt.what, tt.at, c)
		}
	}
	if i := bytes.Index(film, []byte("moov")); i < 0 || i > bytes.Index(film, []byte("mdat")) {
		t.Error("the index does not stand in front: a player has to wait for the end")
	}
}

// A flash and a tone that begin together, at moments that lie differently to the film's pictures, are together in the film as it
// is decoded.
func TestAFilmKeepsPictureAndSoundTogether(t *testing.T) {
	studio, s := open(t)
	path := filepath.Join(t.TempDir(), "clap.webm")
	ffmpeg := func(args ...string) []byte {
		t.Helper()
		var complaint bytes.Buffer
		c := exec.Command("ffmpeg", append([]string{"-v", "error"}, args...)...)
		c.Stderr = &complaint
		out, err := c.Output()
		if err != nil {
			t.Fatalf("ffmpeg: %v: %s", err, &complaint)
		}
		return out
	}
	const claps = "between(t,0.5,0.7)+between(t,1.04,1.24)+between(t,1.58,1.78)+between(t,2.12,2.32)+between(t,2.66,2.86)"
	ffmpeg("-f", "lavfi", "-i", "color=black:s=320x240:r=50:d=3,drawbox=color=white:t=fill:enable='"+claps+"'", "-f", "lavfi", "-i", "aevalsrc='0.5*sin(2*PI*880*t)*("+claps+")':s=48000:d=3",
		"-c:v", "libvpx", "-deadline", "realtime", "-b:v", "1M", "-c:a", "libopus", path)
	rec, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s.blobs["rec"], s.due[0].Gaps = rec, nil
	studio.Describe = func(io.Reader) (composite.Content, error) {
		return composite.Content{Duration: long, Seen: [2]bool{true}, Heard: [3]bool{true}}, nil
	}
	studio.Make(t.Context())
	if len(s.done) != 1 || s.done[0].State != kyc.CompositeReady {
		t.Fatalf("came to %+v", s.done)
	}
	film := filepath.Join(t.TempDir(), "film.mp4")
	if err := os.WriteFile(film, s.blobs[s.done[0].Artifact.Key], 0o600); err != nil {
		t.Fatal(err)
	}
	const ms = time.Millisecond
	seen := rises(ffmpeg("-i", film, "-vf", "crop=200:100:50:50,scale=1:1:flags=area,format=gray,fps=200:start_time=0", "-f", "rawvideo", "-"), 5*ms, 0)
	heard := rises(ffmpeg("-i", film, "-af", "aresample=8000:async=1:first_pts=0", "-ac", "1", "-f", "u8", "-"), ms/8, 100*ms)
	t.Logf("seen %v, heard %v", seen, heard)
	if len(seen) != 5 || len(heard) != 5 {
		t.Fatalf("5 claps, seen %v, heard %v", seen, heard)
	}
	for i := range seen {
		if d := seen[i] - heard[i]; d.Abs() > 40*ms {
			t.Errorf("clap %d: the picture stands %s after the sound", i, d)
		}
	}
}

// rises are the moments at which samples go over the middle after so long a rest below it.
func rises(samples []byte, step, rest time.Duration) (at []time.Duration) {
	last := -time.Hour
	for i, b := range samples {
		if b < 140 {
			continue
		}
		now := time.Duration(i) * step
		if now-last > rest+step {
			at = append(at, now)
		}
		last = now
	}
	return at
}

func TestTheNameOfTheFolderIsNoSyntax(t *testing.T) {
	studio, s := open(t)
	studio.FFmpeg.Temp = filepath.Join(t.TempDir(), `d'Souza: [KYC], 100%; \ x=y`)
	if err := os.Mkdir(studio.FFmpeg.Temp, 0o700); err != nil {
		t.Fatal(err)
	}
	studio.Make(t.Context())
	if len(s.done) != 1 || s.done[0].State != kyc.CompositeReady {
		t.Fatalf("came to %+v", s.done)
	}
}

func TestWhatCannotBeMade(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*shelf)
		state  kyc.CompositeState
		code   string
	}{
		"erased":            {func(s *shelf) { delete(s.blobs, "rec") }, kyc.CompositeFailed, "recording_erased"},
		"no video at all":   {func(s *shelf) { s.blobs["rec"] = []byte("#EXTM3U\nfile:///etc/passwd\n") }, kyc.CompositePending, "ffmpeg_failed"},
		"cut in the middle": {func(s *shelf) { s.blobs["rec"] = s.blobs["rec"][:200] }, kyc.CompositePending, "ffmpeg_failed"},
		"empty":             {func(s *shelf) { s.blobs["rec"] = nil }, kyc.CompositePending, "not_kept"},
		"a full disk":       {func(s *shelf) { s.full = true }, kyc.CompositePending, "not_kept"},
	} {
		t.Run(name, func(t *testing.T) {
			studio, s := open(t)
			tt.change(s)
			studio.Make(t.Context())
			if len(s.done) != 1 || s.done[0].State != tt.state || s.done[0].Error != tt.code || s.done[0].Artifact != nil {
				t.Errorf("came to %+v", s.done)
			}
			if left, err := os.ReadDir(studio.FFmpeg.Temp); err != nil || len(left) > 0 {
				t.Errorf("%v: left on disk: %v", err, left)
			}
		})
	}
}

func TestAStopLeavesTheLease(t *testing.T) {
	studio, s := open(t)
	ctx, stop := context.WithCancel(t.Context())
	studio.Describe = func(io.Reader) (composite.Content, error) {
		stop()
		return composite.Content{Duration: long, Seen: [2]bool{true, true}}, nil
	}
	studio.Make(ctx)
	if len(s.done) != 0 {
		t.Errorf("a stop was taken for a result: %+v", s.done)
	}
}
