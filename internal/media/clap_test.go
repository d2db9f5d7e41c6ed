package media_test

import (
	"image/color"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/media/mediatest"
	"github.com/basekyc/basekyc/internal/media/webm"
)

// silence is an Opus packet of 20 ms in which nothing is.
var silence = []byte{0xf8, 0xff, 0xfe}

// A clap before the camera, once a second: a flash and a tone that begin at the same instant. The picture leaves 120 ms after the
// sound, the network makes each packet up to 40 ms late and pictures another 60. In the recording the two are together again.
func TestAClapIsHeardWhereItIsSeen(t *testing.T) {
	t.Parallel()
	const (
		encoder = 120 * time.Millisecond
		frame   = 20 * time.Millisecond
		claps   = 9
	)
	tool(t, "ffmpeg")
	dark, err := mediatest.KeyFrame(mediatest.Scene(160, 120, 0, 1, color.RGBA{0, 0, 0, 255}), 60)
	if err != nil {
		t.Fatal(err)
	}
	bright, err := mediatest.KeyFrame(mediatest.Scene(160, 120, 0, 1, color.RGBA{255, 255, 255, 255}), 60)
	if err != nil {
		t.Fatal(err)
	}
	tone := mediatest.Sine()[20:]

	dir := t.TempDir()
	raw, out := filepath.Join(dir, "1.webm"), filepath.Join(dir, "final.webm")
	s := listen(t, media.Config{})
	r := s.Room("s1", media.RoomConfig{})
	rec, err := r.Record(raw, media.RecordOptions{})
	if err != nil {
		t.Fatal(err)
	}
	road, err := mediatest.NewRoad(s.Addrs()[0].Bound, func(bool, []byte) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = road.Close() })
	var mu sync.Mutex
	rnd := rand.New(rand.NewPCG(1, 2))
	road.Delay(func(up bool, b []byte) time.Duration {
		mu.Lock()
		defer mu.Unlock()
		d := time.Duration(rnd.Int64N(int64(40 * time.Millisecond)))
		if up && b[0]>>6 == 2 && b[1]&0x7f == 96 {
			d += 60 * time.Millisecond
		}
		return d
	})
	var at atomic.Int64 // the sender's clock: of the frame that it sends, however late this machine lets it
	begun := time.Now()
	now := func() time.Time { return begun.Add(time.Duration(at.Load())) }
	c := along(t, road, r, media.Customer, mediatest.Options{VideoLate: encoder, Now: now, ReportEvery: 250 * time.Millisecond})

	clap := func(n int) bool { return n%50 < 8 && n >= 50 }
	begin := time.Now()
	for n := range claps*50 + 25 {
		captured := time.Duration(n) * frame
		wait(t, time.After(time.Until(begin.Add(captured))), "time") // late ones follow at once
		at.Store(int64(captured))
		sound := silence
		if clap(n) {
			sound = tone[n%50]
		}
		_ = c.SendAudioAs(sound, captured)
		if seen := n - int(encoder/frame); seen >= 0 && seen%2 == 0 {
			picture := dark
			if clap(seen) {
				picture = bright
			}
			_ = c.SendVideoAs(picture, time.Duration(seen)*frame)
		}
	}
	until(t, rec.Position()+time.Second, rec)
	r.Close()
	finalise(t, out, media.Segment{Path: raw})

	seen, heard := flashes(t, out), bangs(t, out)
	t.Logf("seen %v, heard %v, by the recorder %+v", seen, heard, rec.Stats().Sync[0])
	if len(seen) != claps || len(heard) != claps {
		t.Fatalf("%d claps, seen %v, heard %v", claps, seen, heard)
	}
	var apart []time.Duration
	for i := 4; i < claps; i++ { // what was apart is moved by 5 % of the time that passes
		apart = append(apart, seen[i]-heard[i])
	}
	slices.Sort(apart)
	t.Logf("picture after sound: %v", apart)
	if d := apart[len(apart)/2]; d.Abs() > 40*time.Millisecond {
		t.Errorf("the picture stands %s after the sound: %v", d, apart)
	}
}

// flashes are the moments at which the first picture of a film grows bright, to 5 ms.
func flashes(t *testing.T, path string) (at []time.Duration) {
	t.Helper()
	bright := false
	for i, b := range []byte(run(t, "ffmpeg", "-v", "error", "-copyts", "-i", path, "-map", "0:v:0", "-vf", "scale=1:1:flags=area,format=gray,fps=200:start_time=0", "-f", "rawvideo", "-")) {
		if was := bright; !was && b > 150 {
			bright = true
			at = append(at, time.Duration(i)*5*time.Millisecond)
		} else if b < 80 {
			bright = false
		}
	}
	return at
}

// bangs are the moments at which its first sound begins after a silence, by the times of its packets: what a player that counts
// samples instead makes of them is its own affair.
func bangs(t *testing.T, path string) (at []time.Duration) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	quiet := true
	if _, _, err := webm.Scan(f, func(b webm.Block, _ []byte) error {
		if b.Track == 2 {
			if quiet && b.Size > len(silence) {
				at = append(at, b.Time)
			}
			quiet = b.Size <= len(silence)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return at
}
