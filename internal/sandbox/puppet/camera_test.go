package puppet

import (
	"bytes"
	"image/jpeg"
	"testing"
	"time"
)

func TestDefaultScriptHoldsEveryChallenge(t *testing.T) {
	list, err := moments(DefaultScript(), CameraFPS, CycleTime)
	if err != nil {
		t.Fatal(err)
	}
	held, run := map[Pose]int{}, 0
	for i, m := range list {
		if i > 0 && m.pose == list[i-1].pose && m.phase >= 1 {
			run++
		} else {
			run = 0
		}
		held[m.pose] = max(held[m.pose], run)
	}
	for _, pose := range []Pose{Ahead, TurnLeft, TurnRight, LookUp, LookDown, Smile} {
		if got := time.Duration(held[pose]) * time.Second / CameraFPS; got < 1100*time.Millisecond {
			t.Errorf("%s is held for %v", pose, got)
		}
	}
	if CycleTime > 14*time.Second {
		t.Errorf("a cycle takes %v", CycleTime)
	}
	if first, last := list[0], list[len(list)-1]; first.pose != last.pose {
		t.Errorf("the loop jumps from %+v to %+v", last, first)
	}
}

func TestMJPEGIsPicturesInARow(t *testing.T) {
	var file bytes.Buffer
	if err := WriteMJPEG(&file, stageOf(t, Genuine), DefaultScript(), CameraFPS, CycleTime); err != nil {
		t.Fatal(err)
	}
	if file.Len() > 12<<20 {
		t.Errorf("the file has %d bytes", file.Len())
	}
	t.Logf("%d bytes", file.Len())
	pictures := bytes.SplitAfter(file.Bytes(), []byte{0xff, 0xd9})
	want := int(CycleTime * CameraFPS / time.Second)
	if len(pictures) != want+1 || len(pictures[want]) != 0 {
		t.Fatalf("%d pictures, want %d", len(pictures)-1, want)
	}
	for i := 0; i < want; i += 40 {
		c, err := jpeg.DecodeConfig(bytes.NewReader(pictures[i]))
		if err != nil || c.Width != Width || c.Height != Height {
			t.Errorf("picture %d: %+v, %v", i, c, err)
		}
	}
}

func TestY4MHasItsFrames(t *testing.T) {
	var file bytes.Buffer
	if err := WriteY4M(&file, stageOf(t, Genuine), []Cue{{0, Ahead}, {200 * time.Millisecond, Smile}}, 10, time.Second); err != nil {
		t.Fatal(err)
	}
	header, frames, _ := bytes.Cut(file.Bytes(), []byte("\n"))
	if string(header) != "YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg" {
		t.Errorf("header %q", header)
	}
	const frame = len("FRAME\n") + Width*Height*3/2
	if len(frames) != 10*frame {
		t.Fatalf("%d bytes of frames", len(frames))
	}
	if bytes.Equal(frames[2*frame:3*frame], frames[9*frame:]) {
		t.Error("the smile changed nothing")
	}
}

func TestBadScriptsAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		script []Cue
		fps    int
		length time.Duration
	}{
		"empty":       {nil, 30, time.Second},
		"late start":  {[]Cue{{time.Second, Ahead}}, 30, time.Second},
		"not rising":  {[]Cue{{0, Ahead}, {0, Smile}}, 30, time.Second},
		"no rate":     {[]Cue{{0, Ahead}}, 0, time.Second},
		"endless":     {[]Cue{{0, Ahead}}, 30, time.Hour},
		"no duration": {[]Cue{{0, Ahead}}, 30, 0},
	} {
		if err := WriteMJPEG(&bytes.Buffer{}, stageOf(t, Spoof), c.script, c.fps, c.length); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
