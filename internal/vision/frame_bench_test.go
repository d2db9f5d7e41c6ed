package vision_test

import (
	"context"
	"image"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/basekyc/basekyc/internal/vision"
)

// frame is a 640 x 480 video frame as a decoder hands it over, with the portrait in the middle.
func frame(t testing.TB) *image.YCbCr {
	m := portrait(t)
	f := image.NewYCbCr(image.Rect(0, 0, 640, 480), image.YCbCrSubsampleRatio420)
	for i := range f.Y {
		f.Y[i] = 90
	}
	for i := range f.Cb {
		f.Cb[i], f.Cr[i] = 128, 128
	}
	for y := range 480 {
		for x := range 512 {
			yy, cb, cr := ycc(m.Pix[3*(y*m.W+x):])
			f.Y[f.YOffset(x+64, y)] = yy
			f.Cb[f.COffset(x+64, y)], f.Cr[f.COffset(x+64, y)] = cb, cr
		}
	}
	return f
}

// timed reports the minimum and median time that the benchmark's own thread was running, as the machine may be shared.
func timed(b *testing.B, do func() error) {
	b.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := do(); err != nil { // loads the network
		b.Fatal(err)
	}
	var took []float64
	b.ReportAllocs()
	for b.Loop() {
		start := threadTime(b)
		if err := do(); err != nil {
			b.Fatal(err)
		}
		took = append(took, threadTime(b)-start)
	}
	slices.Sort(took)
	b.ReportMetric(took[0], "min-ms")
	b.ReportMetric(took[len(took)/2], "median-ms")
	b.ReportMetric(0, "ns/op")
}

// threadTime is in milliseconds.
func threadTime(b *testing.B) float64 {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		b.Fatal(err)
	}
	return float64(t.Nano()) / 1e6
}

func BenchmarkFrame(b *testing.B) {
	a := open(b, 1)
	s, back, err := a.Borrow()
	if err != nil {
		b.Fatal(err)
	}
	f := frame(b)
	m := vision.FromImage(f)
	boxes, err := s.Detect(m)
	if err != nil || len(boxes) == 0 {
		b.Fatal(boxes, err)
	}
	box := boxes[0]
	five, err := s.Landmarks(m, box)
	if err != nil {
		b.Fatal(err)
	}
	mesh, err := s.Mesh(m, box, five)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("convert", func(b *testing.B) { timed(b, func() error { s.Convert(f); return nil }) })
	b.Run("detect", func(b *testing.B) { timed(b, func() error { _, err := s.Detect(m); return err }) })
	b.Run("landmarks", func(b *testing.B) { timed(b, func() error { _, err := s.Landmarks(m, box); return err }) })
	b.Run("embed", func(b *testing.B) { timed(b, func() error { _, err := s.Embed(m, five); return err }) })
	b.Run("mesh", func(b *testing.B) { timed(b, func() error { _, err := s.Mesh(m, box, five); return err }) })
	b.Run("eyes", func(b *testing.B) { timed(b, func() error { _, err := s.Eyes(m, mesh); return err }) })
	b.Run("liveness", func(b *testing.B) { timed(b, func() error { _, err := s.Liveness(m, box); return err }) })
	for _, r := range []vision.Role{vision.RoleDetect, vision.RoleLandmark, vision.RoleFeature, vision.RoleMesh, vision.RoleEye,
		vision.RoleLiveness} {
		pass, err := s.Pass(r)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("network/"+string(r), func(b *testing.B) { timed(b, pass.Run) })
	}
	back()
	b.Run("whole", func(b *testing.B) {
		timed(b, func() error {
			_, err := a.Analyze(context.Background(), f)
			return err
		})
		b.ReportMetric(residentMB(b), "rss-MB")
	})
}

func residentMB(t testing.TB) float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			var kb float64
			for _, c := range strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")) {
				kb = kb*10 + float64(c-'0')
			}
			return kb / 1024
		}
	}
	return 0
}
