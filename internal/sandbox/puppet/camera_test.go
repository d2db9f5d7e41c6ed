package puppet

import (
	"bytes"
	"image/jpeg"
	"testing"
	"time"
)

func TestDefaultScriptHoldsEveryChallenge(t *testing.T) {
	list, err := moments(DefaultScript(), CycleTime)
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
		if got := time.Duration(held[pose]) * time.Second / CameraFPS; got < time.Second {
			t.Errorf("%s is held for %v", pose, got)
		}
	}
	if held[CardOnly] < 2*CameraFPS {
		t.Errorf("the card is shown for %d frames", held[CardOnly])
	}
	if CycleTime*6/5+cameraHold > 15*time.Second {
		t.Errorf("a cycle takes %v: on a busy machine a challenge is missed", CycleTime)
	}
}

func TestMJPEGIsPicturesInARow(t *testing.T) {
	var file bytes.Buffer
	if err := WriteMJPEG(&file, stageOf(t, Genuine), DefaultScript(), CycleTime); err != nil {
		t.Fatal(err)
	}
	if file.Len() > 16<<20 {
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
		if err != nil || c.Width != CameraWidth || c.Height != CameraHeight {
			t.Errorf("picture %d: %+v, %v", i, c, err)
		}
	}
}

func TestBadScriptsAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		script []Cue
		length time.Duration
	}{
		"empty":       {nil, time.Second},
		"late start":  {[]Cue{{time.Second, Ahead}}, time.Second},
		"not rising":  {[]Cue{{0, Ahead}, {0, Smile}}, time.Second},
		"endless":     {[]Cue{{0, Ahead}}, time.Hour},
		"no duration": {[]Cue{{0, Ahead}}, 0},
	} {
		if err := WriteMJPEG(&bytes.Buffer{}, stageOf(t, Spoof), c.script, c.length); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
