package vision_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/basekyc/basekyc/internal/vision"
)

// person gives an embedding; two different numbers give cosine 0.
func person(i int) vision.Embedding {
	var e vision.Embedding
	e[i] = 1
	return e
}

func seen(p vision.Pose, who int) vision.Observation {
	return vision.Observation{Faces: make([]vision.Box, 1), Face: &vision.Face{Pose: p, Embedding: person(who)}}
}

var (
	rest   = vision.Pose{Yaw: 2, Pitch: 10, MouthWidth: 0.7, Lift: 0.08}
	nobody = vision.Observation{}
)

func crowd() vision.Observation {
	o := seen(rest, 0)
	o.Faces = make([]vision.Box, 2)
	return o
}

func baseline(t interface{ Fatal(...any) }) vision.Baseline {
	b, err := vision.NewBaseline([]vision.Observation{seen(rest, 0), seen(rest, 0), seen(rest, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func moved(yaw, pitch, wider, lift float64) vision.Pose {
	return vision.Pose{Yaw: rest.Yaw + yaw, Pitch: rest.Pitch + pitch, MouthWidth: rest.MouthWidth * wider, Lift: rest.Lift + lift}
}

func TestChallengeIsMet(t *testing.T) {
	b := baseline(t)
	cases := []struct {
		name string
		ask  vision.Challenge
		pose vision.Pose
		want bool
	}{
		{"left", vision.TurnLeft, moved(12.1, 0, 1, 0), true},
		{"not far enough", vision.TurnLeft, moved(11.9, 0, 1, 0), false},
		{"the other way", vision.TurnLeft, moved(-30, 0, 1, 0), false},
		{"right", vision.TurnRight, moved(-12.1, 0, 1, 0), true},
		{"right, mirrored", vision.TurnRight, moved(12.1, 0, 1, 0), false},
		{"up", vision.LookUp, moved(0, -12.1, 1, 0), true},
		{"up instead of down", vision.LookDown, moved(0, -12.1, 1, 0), false},
		{"down", vision.LookDown, moved(0, 12.1, 1, 0), true},
		{"down, but turned away", vision.LookDown, moved(25, 12.1, 1, 0), false},
		{"smile", vision.Smile, moved(0, 0, 1.16, 0.06), true},
		{"only wide", vision.Smile, moved(0, 0, 1.3, 0), false},
		{"only lifted", vision.Smile, moved(0, 0, 1.1, 0.2), false},
		{"unknown", "wink", moved(30, 30, 2, 1), false},
	}
	for _, c := range cases {
		if got := b.Met(c.ask, c.pose); got != c.want {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}

func TestTrial(t *testing.T) {
	left, still := seen(moved(20, 0, 1, 0), 0), seen(rest, 0)
	stranger := seen(moved(20, 0, 1, 0), 1)
	cases := []struct {
		name   string
		frames []vision.Observation
		state  vision.TrialState
		reason vision.FailReason
	}{
		{"two in a row pass", []vision.Observation{still, left, left}, vision.TrialPassed, ""},
		{"one does not", []vision.Observation{still, left, still, left, still}, vision.TrialPending, ""},
		{"a lost face breaks the row", []vision.Observation{left, nobody, left}, vision.TrialPending, ""},
		{"a second face breaks the row", []vision.Observation{left, crowd(), left}, vision.TrialPending, ""},
		{"a second face that stays", []vision.Observation{still, crowd(), crowd()}, vision.TrialFailed, vision.SeveralFaces},
		{"another person", []vision.Observation{still, stranger, stranger}, vision.TrialFailed, vision.OtherFace},
		{"one strange frame", []vision.Observation{still, stranger, left, left}, vision.TrialPassed, ""},
		{"a strange frame does not count", []vision.Observation{left, stranger, left}, vision.TrialPending, ""},
		{"no change after the end", []vision.Observation{left, left, crowd(), crowd()}, vision.TrialPassed, ""},
	}
	for _, c := range cases {
		trial := vision.NewTrial(vision.TurnLeft, baseline(t), vision.DefaultThresholds(), 10*time.Second)
		for i, f := range c.frames {
			trial.Observe(f, time.Duration(i)*time.Second)
		}
		if trial.State != c.state || trial.Reason != c.reason {
			t.Errorf("%s: got %s %s", c.name, trial.State, trial.Reason)
		}
	}
}

func TestTrialTakesTheReactionTime(t *testing.T) {
	trial := vision.NewTrial(vision.Smile, baseline(t), vision.DefaultThresholds(), 10*time.Second)
	smile := seen(moved(0, 0, 1.2, 0.1), 0)
	for i, f := range []vision.Observation{seen(rest, 0), smile, seen(rest, 0), smile, smile} {
		trial.Observe(f, time.Duration(i)*time.Second)
	}
	if trial.State != vision.TrialPassed || trial.Reaction != 3*time.Second || trial.Frames != 5 {
		t.Errorf("got %+v", trial)
	}
}

func TestTrialRunsOutOfTime(t *testing.T) {
	trial := vision.NewTrial(vision.TurnLeft, baseline(t), vision.DefaultThresholds(), time.Second)
	left := seen(moved(20, 0, 1, 0), 0)
	trial.Observe(left, 900*time.Millisecond)
	if trial.Observe(left, 1100*time.Millisecond) != vision.TrialFailed || trial.Reason != vision.NotMet {
		t.Errorf("late: got %+v", trial)
	}
	empty := vision.NewTrial(vision.TurnLeft, baseline(t), vision.DefaultThresholds(), time.Second)
	for range 3 {
		empty.Observe(nobody, 0)
	}
	if empty.Expire(); empty.Reason != vision.NoFace {
		t.Errorf("without a face: got %+v", empty)
	}
}

// Whatever is shown: a trial never passes on frames that do not hold its movement twice in a row with one known face, and once it
// has ended it stays as it is.
func TestTrialNeverPassesUnearned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := baseline(t)
		ask := rapid.SampledFrom(vision.Challenges()).Draw(t, "ask")
		trial := vision.NewTrial(ask, b, vision.DefaultThresholds(), time.Minute)
		row := 0
		for i := range rapid.IntRange(0, 20).Draw(t, "frames") {
			o := seen(moved(rapid.Float64Range(-30, 30).Draw(t, "yaw"), rapid.Float64Range(-30, 30).Draw(t, "pitch"),
				rapid.Float64Range(0.8, 1.4).Draw(t, "wider"), rapid.Float64Range(-0.1, 0.2).Draw(t, "lift")),
				rapid.IntRange(0, 4).Draw(t, "who")/4)
			o.Faces = make([]vision.Box, rapid.IntRange(1, 2).Draw(t, "faces"))
			if rapid.IntRange(0, 5).Draw(t, "lost") == 0 {
				o = nobody
			}
			before := *trial
			trial.Observe(o, time.Duration(i)*time.Second)
			if before.State != vision.TrialPending {
				if *trial != before {
					t.Fatalf("changed after the end: %+v", trial)
				}
				continue
			}
			if o.Face != nil && len(o.Faces) == 1 && o.Face.Embedding == person(0) && b.Met(ask, o.Face.Pose) {
				row++
			} else {
				row = 0
			}
			if passed := trial.State == vision.TrialPassed; passed != (row == 2) {
				t.Fatalf("%d good frames in a row, state %s", row, trial.State)
			}
		}
	})
}

func TestBaselineNeedsOneFaceLookingAhead(t *testing.T) {
	turned := seen(moved(25, 0, 1, 0), 0)
	frames := []vision.Observation{seen(rest, 0), turned, crowd(), nobody, seen(moved(2, 0, 1, 0), 0)}
	if _, err := vision.NewBaseline(frames); !errors.Is(err, vision.ErrNoBaseline) {
		t.Errorf("got %v", err)
	}
	sharp := seen(moved(4, 0, 1, 0), 3)
	sharp.Face.Sharpness = 9
	b, err := vision.NewBaseline(append(frames, sharp))
	if err != nil || b.Frames != 3 || b.Pose.Yaw != rest.Yaw+2 || b.Face != person(3) {
		t.Errorf("got %d frames, yaw %v, %v", b.Frames, b.Pose.Yaw, err)
	}
}

func TestDraw(t *testing.T) {
	first := map[vision.Challenge]int{}
	for range 2000 {
		got, err := vision.Draw(rand.Reader, 2)
		if err != nil || len(got) != 2 || got[0] == got[1] {
			t.Fatalf("got %v, %v", got, err)
		}
		first[got[0]]++
	}
	for _, c := range vision.Challenges() {
		if n := first[c]; n < 280 || n > 520 { // 400 expected, 17.9 is one standard deviation
			t.Errorf("%s came first %d times of 2000", c, n)
		}
	}
	same, _ := vision.Draw(bytes.NewReader(make([]byte, 9)), 2)
	again, _ := vision.Draw(bytes.NewReader(make([]byte, 9)), 2)
	if same[0] != again[0] || same[1] != again[1] {
		t.Error("the same randomness drew different challenges")
	}
	if _, err := vision.Draw(bytes.NewReader(nil), 2); !errors.Is(err, io.EOF) {
		t.Errorf("without randomness: got %v", err)
	}
	if _, err := vision.Draw(rand.Reader, 6); err == nil {
		t.Error("drew six of five")
	}
	for range 50 {
		c, err := vision.Redraw(rand.Reader, []vision.Challenge{vision.TurnLeft, vision.Smile})
		if err != nil || c == vision.TurnLeft || c == vision.Smile {
			t.Fatalf("redrew %s, %v", c, err)
		}
	}
}

func TestPassiveVerdict(t *testing.T) {
	th := vision.DefaultThresholds()
	times := func(n int, v float64) []float64 {
		s := make([]float64, n)
		for i := range s {
			s[i] = v
		}
		return s
	}
	cases := []struct {
		scores []float64
		want   vision.PassiveState
	}{
		{nil, vision.PassiveUnavailable},
		{times(9, 1), vision.PassiveUnavailable},
		{times(10, 0.5), vision.PassiveFine},
		{times(10, 0.49), vision.PassiveInconclusive},
		{times(10, 0.2), vision.PassiveInconclusive},
		{times(10, 0.19), vision.PassiveSuspicious},
		{append(times(6, 0.9), times(5, 0)...), vision.PassiveFine},
		{append(times(5, 0.9), times(6, 0)...), vision.PassiveSuspicious},
		{append(times(5, 0.6), times(5, 0)...), vision.PassiveInconclusive},
	}
	for _, c := range cases {
		if got := vision.JudgePassive(c.scores, th); got.State != c.want || got.Frames != len(c.scores) {
			t.Errorf("%v: got %+v, want %s", c.scores, got, c.want)
		}
	}
}
