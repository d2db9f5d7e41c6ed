package puppet

import (
	"bytes"
	"image"
	"math"
	"sync"
	"testing"
	"time"

	"golang.org/x/image/vp8"
)

// stages are built small, once for all tests of a run.
var stages = func() map[Character]func() (*Stage, error) {
	m := map[Character]func() (*Stage, error){}
	for _, who := range []Character{Genuine, Mismatch, Spoof, Agent} {
		m[who] = sync.OnceValues(func() (*Stage, error) { return NewStage(small(who), time.Now) })
	}
	return m
}()

func small(who Character) Options { return Options{Character: who, Ramp: 2, Hold: 1, Idle: 2} }

func stageOf(t testing.TB, who Character) *Stage {
	t.Helper()
	s, err := stages[who]()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func decode(t testing.TB, frame []byte) *image.YCbCr {
	t.Helper()
	d := vp8.NewDecoder()
	d.Init(bytes.NewReader(frame), len(frame))
	h, err := d.DecodeFrameHeader()
	if err != nil {
		t.Fatal(err)
	}
	if !h.KeyFrame || h.Width != Width || h.Height != Height {
		t.Fatalf("frame is %+v", h)
	}
	picture, err := d.DecodeFrame()
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func TestFramesAreKeyFramesThatDiffer(t *testing.T) {
	for _, who := range []Character{Genuine, Mismatch, Spoof, Agent} {
		s := stageOf(t, who)
		seen := map[string]Pose{}
		for _, pose := range []Pose{Ahead, TurnLeft, TurnRight, LookUp, LookDown, Smile, ShowCard, Talk} {
			if !s.Knows(pose) {
				continue
			}
			frame := s.Frame(pose, 1)
			decode(t, frame)
			if other, ok := seen[string(frame)]; ok {
				t.Errorf("%s: %s looks like %s", who, pose, other)
			}
			seen[string(frame)] = pose
			if pose != Ahead && pose != Talk && bytes.Equal(s.Frame(pose, 0), frame) {
				t.Errorf("%s: no way into %s", who, pose)
			}
		}
		if n, frames := s.Size(); n > 40_000*frames {
			t.Errorf("%s: %d bytes in %d frames", who, n, frames)
		}
	}
}

func TestFrameIsTheImage(t *testing.T) {
	s := stageOf(t, Genuine)
	for _, at := range []struct {
		pose  Pose
		phase float64
	}{{Ahead, 1.5}, {TurnLeft, 0.6}, {ShowCard, 1}} {
		sent, drawn := decode(t, s.Frame(at.pose, at.phase)), s.Image(at.pose, at.phase)
		var sum float64
		for y := range Height {
			for x := range Width {
				p := drawn.Pix[drawn.PixOffset(x, y):]
				// VP8 luma is limited range.
				want := 16 + luma(float64(p[0]), float64(p[1]), float64(p[2]))*219/255
				sum += math.Abs(float64(sent.Y[sent.YOffset(x, y)]) - want)
			}
		}
		if mean := sum / (Width * Height); mean > 4 {
			t.Errorf("%s at %.1f: the frame is %.1f grey levels away from its picture", at.pose, at.phase, mean)
		}
	}
}

func TestDrawingIsDeterministic(t *testing.T) {
	for _, who := range []Character{Mismatch, Spoof, Agent} {
		first := stageOf(t, who)
		again, err := NewStage(small(who), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		for _, phase := range []float64{0, 1, 1.5} {
			if !bytes.Equal(first.Frame(Ahead, phase), again.Frame(Ahead, phase)) {
				t.Errorf("%s at %.1f differs between two builds", who, phase)
			}
		}
	}
}

func TestOddPhasesAndPoses(t *testing.T) {
	s := stageOf(t, Genuine)
	for _, phase := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -3, 0.999999, 1, 7.999999} {
		for _, pose := range []Pose{Ahead, Smile, "handstand", ""} {
			if len(s.Frame(pose, phase)) == 0 {
				t.Errorf("no frame for %q at %v", pose, phase)
			}
		}
	}
	if !bytes.Equal(s.Frame("handstand", 1), s.Frame(Ahead, 1)) {
		t.Error("an unknown pose should be Ahead")
	}
}

func TestUnknownCharacter(t *testing.T) {
	if _, err := Load("nobody"); err == nil {
		t.Error("loaded nobody")
	}
	if _, err := NewStage(Options{}, time.Now); err == nil {
		t.Error("built nobody")
	}
}

func TestLoadShares(t *testing.T) {
	var group sync.WaitGroup
	got := make([]*Stage, 4)
	for i := range got {
		group.Go(func() { got[i], _ = Load(Spoof) })
	}
	group.Wait()
	for _, s := range got {
		if s == nil || s != got[0] {
			t.Fatal("every caller should get the same stage")
		}
	}
}
