package composite_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/composite"
	"github.com/basekyc/basekyc/internal/kyc"
)

// filmed is how long the recording is of which a film is made.
const filmed = time.Minute

// moving is a recording of two parties at the size and rate of calls, in which
// every pixel moves: more than faces do.
func moving(b *testing.B, ffmpeg string) []byte {
	b.Helper()
	out := filepath.Join(b.TempDir(), "rec.webm")
	picture := fmt.Sprintf("testsrc2=s=640x480:r=15:d=%.0f", filmed.Seconds())
	sound := fmt.Sprintf("sine=%%d:d=%.0f", filmed.Seconds())
	args := []string{"-v", "error", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", fmt.Sprintf(sound, 300),
		"-f", "lavfi", "-i", picture + ",hflip", "-f", "lavfi", "-i", fmt.Sprintf(sound, 500),
		"-map", "0:v", "-map", "1:a", "-map", "2:v", "-map", "3:a", "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M", "-c:a", "libopus", out}
	if msg, err := exec.Command(ffmpeg, args...).CombinedOutput(); err != nil {
		b.Fatalf("make a recording: %v: %s", err, msg)
	}
	rec, err := os.ReadFile(out)
	if err != nil {
		b.Fatal(err)
	}
	return rec
}

// BenchmarkFilm tells what a film costs for each second of the call: processor
// time of ffmpeg and of this process, and by the clock.
func BenchmarkFilm(b *testing.B) {
	studio, s := open(b)
	rec := moving(b, studio.FFmpeg.Path)
	s.blobs["rec"] = rec
	order := s.due[0]
	order.Gaps = []kyc.Gap{{Party: "customer", From: 10 * time.Second, To: 12 * time.Second}}
	studio.Describe = func(r io.Reader) (composite.Content, error) {
		_, err := io.Copy(io.Discard, r)
		return composite.Content{StartedAt: time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC), Duration: filmed, Seen: [2]bool{true, true}, Heard: [3]bool{true, true}}, err
	}
	var size int
	before := processor(b)
	b.ResetTimer()
	for b.Loop() {
		s.due, s.done = []kyc.Composite{order}, nil
		studio.Make(b.Context())
		if len(s.done) != 1 || s.done[0].State != kyc.CompositeReady {
			b.Fatalf("came to %+v", s.done)
		}
		film := s.blobs[s.done[0].Artifact.Key]
		if size = len(film); !bytes.Contains(film[:4096], []byte("ftyp")) {
			b.Fatal("no film")
		}
	}
	seconds := filmed.Seconds() * float64(b.N)
	b.ReportMetric((processor(b)-before).Seconds()/seconds, "cpu-s/s")
	b.ReportMetric(b.Elapsed().Seconds()/seconds, "s/s")
	b.ReportMetric(float64(size)/(1<<20)/filmed.Minutes(), "MiB/min")
	b.ReportMetric(0, "ns/op") // a minute of film says less than its seconds
}

// processor time of this process and of the children that have ended.
func processor(b *testing.B) (all time.Duration) {
	b.Helper()
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err != nil {
			b.Fatal(err)
		}
		all += time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return all
}
