package media_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/media/mediatest"
)

func TestFramesShowWhatIsSent(t *testing.T) {
	t.Parallel()
	r := listen(t, media.Config{}).Room("s1", media.RoomConfig{})
	rec, err := r.Record(filepath.Join(t.TempDir(), "1.webm"), media.RecordOptions{})
	if err != nil {
		t.Fatal(err)
	}
	c := join(t, r, media.Customer, mediatest.Options{})
	play(t, c, stream(0))
	ctx, cancel := context.WithCancel(deadline(t))
	defer cancel()
	frames := r.Frames(ctx, media.Customer, media.FrameOptions{PerSecond: 3})
	var last media.Frame
	for i := range 6 {
		f, ok := <-frames
		if !ok {
			t.Fatal("closed early")
		}
		if f.Width != 320 || f.Height != 240 || f.Image.Rect.Dx() != 320 {
			t.Fatalf("size %dx%d", f.Width, f.Height)
		}
		if y, cb, cr := f.Image.YCbCrAt(10, 10).Y, f.Image.YCbCrAt(10, 10).Cb, f.Image.YCbCrAt(10, 10).Cr; cb < 160 || cr > 128 || y > 120 {
			t.Errorf("the ground is not blue: %d %d %d", y, cb, cr)
		}
		if i > 0 && (!f.At.After(last.At) || (f.Recorded && last.Recorded && f.Offset <= last.Offset)) {
			t.Errorf("frame %d is not later: %v %v", i, f, last)
		}
		last = f
	}
	if d := rec.Position() - last.Offset; !last.Recorded || d < 0 || d > 2*time.Second {
		t.Errorf("offset %s, recording at %s", last.Offset, rec.Position())
	}
	cancel()
	for range frames { // closes
	}
	if c.PLIs.Load() == 0 {
		t.Error("no key frame was asked for")
	}
	if _, ok := <-r.Frames(deadline(t), media.Watcher, media.FrameOptions{}); ok {
		t.Error("frames of a watcher")
	}
}

// Nobody takes the frames, and packets flow all the same; the waiting one is the newest.
func TestNobodyTakesTheFrames(t *testing.T) {
	t.Parallel()
	s := listen(t, media.Config{})
	r := s.Room("s1", media.RoomConfig{})
	c := join(t, r, media.Customer, mediatest.Options{})
	e := newEar()
	join(t, r, media.Agent, mediatest.Options{OnRTP: e.hear})
	frames := r.Frames(deadline(t), media.Customer, media.FrameOptions{})
	play(t, c, stream(0))
	e.until(t, "forwarded video", func() bool { return len(e.heads("customer/video")) > 100 })
	if s.Stats().FramesDropped == 0 {
		t.Error("no frame was replaced")
	}
	before := time.Now()
	if f := <-frames; before.Sub(f.At) > time.Second {
		t.Errorf("the waiting frame is %s old", before.Sub(f.At))
	}
	r.Close()
	for range frames {
	}
}

// A key frame of 16000 x 16000 costs whoever decodes it a gigabyte. It is let go for everybody alike: not taken, not passed
// on, not recorded; nor is one whose size does not stand in its first packet.
func TestHugePicturesAreLetGo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "1.segment")
	r := listen(t, media.Config{}).Room("s1", media.RoomConfig{})
	rec, err := r.Record(path, media.RecordOptions{})
	if err != nil {
		t.Fatal(err)
	}
	c := join(t, r, media.Customer, mediatest.Options{})
	huge := append([]byte{0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x3e, 0x80, 0x3e}, make([]byte, 200)...)
	for _, frame := range [][]byte{huge, huge[:8]} {
		if err := c.SendVideo(frame); err != nil {
			t.Fatal(err)
		}
	}
	play(t, c, stream(0))
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for rec.Stats().Frames[0] < 10 {
		wait(t, tick.C, "the recording")
	}
	r.Close()
	sum := finalise(t, filepath.Join(dir, "final.webm"), media.Segment{Path: path})
	if v := sum.Tracks[0]; v.Width != 320 || v.Height != 240 {
		t.Errorf("a picture of %d x %d was recorded", v.Width, v.Height)
	}
}
