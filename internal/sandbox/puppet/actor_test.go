package puppet

import (
	"testing"
	"time"
)

// perform plays an actor at 12 frames a second and lists its moments.
func perform(t *testing.T, who Character, length time.Duration, cues ...Cue) []moment {
	t.Helper()
	start := time.Unix(1000, 0)
	a := NewActor(stageOf(t, who), start)
	var seen []moment
	for at := time.Duration(0); at < length; at += time.Second / 12 {
		for len(cues) > 0 && cues[0].At <= at {
			a.Instruct(cues[0].Pose, start.Add(at))
			cues = cues[1:]
		}
		pose, phase := a.moment(start.Add(at))
		seen = append(seen, moment{pose, phase})
	}
	return seen
}

func TestActorReactsAndRamps(t *testing.T) {
	seen := perform(t, Genuine, 6*time.Second, Cue{time.Second, TurnLeft}, Cue{3 * time.Second, LookUp})
	at := func(d time.Duration) moment { return seen[int(d*12/time.Second)] }
	if m := at(1300 * time.Millisecond); m.pose != Ahead {
		t.Errorf("reacted at once: %+v", m)
	}
	if m := at(1700 * time.Millisecond); m.pose != TurnLeft || m.phase <= 0 || m.phase >= 1 {
		t.Errorf("should be turning: %+v", m)
	}
	if m := at(2500 * time.Millisecond); m.pose != TurnLeft || m.phase < 1 {
		t.Errorf("should hold the turn: %+v", m)
	}
	if m := at(5 * time.Second); m.pose != LookUp || m.phase < 1 {
		t.Errorf("should look up by now: %+v", m)
	}
	for i := 1; i < len(seen); i++ {
		a, b := seen[i-1], seen[i]
		if a.pose != b.pose && a.pose != Ahead && b.pose != Ahead && min(a.phase, 1)+min(b.phase, 1) > 0.6 {
			t.Errorf("jumped from %+v to %+v", a, b)
		}
		if a.pose == b.pose && a.phase < 1 && min(b.phase, 1)-a.phase > 0.3 {
			t.Errorf("moved too fast from %+v to %+v", a, b)
		}
	}
}

func TestActorForgetsWhatItDoesNotKnow(t *testing.T) {
	for _, m := range perform(t, Genuine, 3*time.Second, Cue{0, "handstand"}) {
		if m.pose != Ahead {
			t.Fatalf("unknown instruction gave %+v", m)
		}
	}
}

func TestSpoofDoesNotReact(t *testing.T) {
	asked := perform(t, Spoof, 4*time.Second, Cue{time.Second, TurnLeft}, Cue{2 * time.Second, Smile})
	left := perform(t, Spoof, 4*time.Second)
	for i := range asked {
		if asked[i] != left[i] {
			t.Fatalf("frame %d changed with the prompt: %+v, %+v", i, asked[i], left[i])
		}
	}
}

func TestActorSurvivesAClockThatStepsBack(t *testing.T) {
	start := time.Unix(1000, 0)
	a := NewActor(stageOf(t, Genuine), start)
	a.Instruct(Smile, start)
	for _, at := range []time.Duration{time.Second, 0, -time.Hour, time.Minute} {
		if len(a.Frame(start.Add(at))) == 0 {
			t.Errorf("no frame at %v", at)
		}
	}
}
