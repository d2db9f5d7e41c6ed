package vision

import (
	"errors"
	"fmt"
	"io"
	"math"
	"time"
)

// Challenge is a movement that a customer is asked for. Left and right are the person's own.
type Challenge string

// The movements that can be asked for.
const (
	TurnLeft  Challenge = "turn_left"
	TurnRight Challenge = "turn_right"
	LookUp    Challenge = "look_up"
	LookDown  Challenge = "look_down"
	Smile     Challenge = "smile"
)

// Challenges lists every movement.
func Challenges() []Challenge { return []Challenge{TurnLeft, TurnRight, LookUp, LookDown, Smile} }

// Draw picks n different challenges, each order equally likely, with randomness read from random (crypto/rand.Reader outside of
// tests, so that a replayed video cannot foresee them).
func Draw(random io.Reader, n int) ([]Challenge, error) {
	all := Challenges()
	if n < 0 || n > len(all) {
		return nil, fmt.Errorf("draw %d of %d challenges", n, len(all))
	}
	for i := range n {
		j, err := below(random, len(all)-i)
		if err != nil {
			return nil, fmt.Errorf("draw a challenge: %w", err)
		}
		all[i], all[i+j] = all[i+j], all[i]
	}
	return all[:n:n], nil
}

// Redraw picks one challenge that is not among used, for one that was not met in its time.
func Redraw(random io.Reader, used []Challenge) (Challenge, error) {
	order, err := Draw(random, len(Challenges()))
	if err != nil {
		return "", err
	}
	for _, c := range order {
		fresh := true
		for _, u := range used {
			fresh = fresh && c != u
		}
		if fresh {
			return c, nil
		}
	}
	return order[0], nil
}

// below reads bytes until one is usable without bias.
func below(random io.Reader, n int) (int, error) {
	var b [1]byte
	for limit := 256 - 256%n; ; {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return 0, err
		}
		if int(b[0]) < limit {
			return int(b[0]) % n, nil
		}
	}
}

// Rules of the active challenges, from measurements on real heads.
const (
	turnDegrees   = 12.0 // away from the baseline
	aheadDegrees  = 20.0 // more yaw than this is not looking ahead, and makes pitch unreliable
	smileWidening = 1.15 // of the mouth against the baseline
	smileLift     = 0.05 // of its corners
	inARow        = 2    // frames that must agree, for passing and for failing
	baselineLeast = 3    // frames
)

// ErrNoBaseline says that too few frames showed exactly one face that looks ahead.
var ErrNoBaseline = errors.New("not enough frames of one face looking ahead")

// Baseline is how a person looks ahead: what the movements are measured against, and whose face must stay in view.
type Baseline struct {
	Pose   Pose
	Face   Embedding // of the sharpest frame
	Frames int       // that were used
}

// NewBaseline takes the median pose of the frames that show exactly one face looking ahead.
func NewBaseline(frames []Observation) (Baseline, error) {
	var b Baseline
	var yaw, pitch, roll, width, lift []float64
	sharpest := -1.0
	for _, o := range frames {
		if len(o.Faces) != 1 || o.Face == nil || math.Abs(o.Face.Pose.Yaw) >= aheadDegrees {
			continue
		}
		p := o.Face.Pose
		yaw, pitch, roll = append(yaw, p.Yaw), append(pitch, p.Pitch), append(roll, p.Roll)
		width, lift = append(width, p.MouthWidth), append(lift, p.Lift)
		if o.Face.Sharpness > sharpest {
			sharpest, b.Face = o.Face.Sharpness, o.Face.Embedding
		}
	}
	if b.Frames = len(yaw); b.Frames < baselineLeast {
		return Baseline{}, fmt.Errorf("take the baseline from %d frames: %w", len(frames), ErrNoBaseline)
	}
	b.Pose = Pose{median(yaw), median(pitch), median(roll), median(width), median(lift)}
	return b, nil
}

// Met tells whether a single pose is the movement that was asked for.
func (b Baseline) Met(c Challenge, p Pose) bool {
	yaw, pitch := p.Yaw-b.Pose.Yaw, p.Pitch-b.Pose.Pitch
	switch c {
	case TurnLeft:
		return yaw > turnDegrees
	case TurnRight:
		return yaw < -turnDegrees
	case LookUp:
		return pitch < -turnDegrees && math.Abs(p.Yaw) < aheadDegrees
	case LookDown:
		return pitch > turnDegrees && math.Abs(p.Yaw) < aheadDegrees
	case Smile:
		return p.MouthWidth >= smileWidening*b.Pose.MouthWidth && p.Lift >= b.Pose.Lift+smileLift
	}
	return false
}

// TrialState is where a trial stands.
type TrialState string

// A trial ends once, in passed or failed.
const (
	TrialPending TrialState = "pending"
	TrialPassed  TrialState = "passed"
	TrialFailed  TrialState = "failed"
)

// FailReason says why a trial failed.
type FailReason string

// The reasons. NotMet and NoFace may be tried again with another challenge; the other two end the check.
const (
	NotMet       FailReason = "not_met" // the time ran out
	NoFace       FailReason = "no_face" // the time ran out, and most frames showed no face
	SeveralFaces FailReason = "several_faces"
	OtherFace    FailReason = "other_face"
)

// Trial is one challenge put to one person. It takes frames one at a time and has no clock: the caller tells how long after the
// prompt a frame was taken. Not safe for concurrent use.
type Trial struct {
	Challenge Challenge     `json:"challenge"`
	State     TrialState    `json:"state"`
	Reason    FailReason    `json:"reason,omitempty"` // when failed
	Reaction  time.Duration `json:"reaction_ns"`      // when passed: prompt to the first of the frames that met it
	Frames    int           `json:"frames"`           // seen

	baseline Baseline
	mismatch float64
	limit    time.Duration

	met, crowd, foreign int // frames in a row, up to now
	empty               int // frames without a face
	first               time.Duration
}

// NewTrial starts a challenge that must be met within limit.
func NewTrial(c Challenge, b Baseline, t Thresholds, limit time.Duration) *Trial {
	return &Trial{Challenge: c, State: TrialPending, baseline: b, mismatch: t.Mismatch, limit: limit}
}

// Observe judges the next frame, taken since after the prompt, and returns the state after it. Frames after the end change nothing.
func (t *Trial) Observe(o Observation, since time.Duration) TrialState {
	if t.State != TrialPending {
		return t.State
	}
	if since > t.limit {
		return t.Expire()
	}
	t.Frames++
	t.crowd = streak(t.crowd, len(o.Faces) > 1)
	if t.crowd >= inARow {
		return t.fail(SeveralFaces)
	}
	if o.Face == nil {
		t.empty++
		t.met, t.foreign = 0, 0
		return t.State
	}
	// A wide smile or a bent head costs up to a third of the cosine, and one frame may be blurred: hence the mismatch
	// threshold, over frames in a row. It applies even when a second face is in view.
	stranger := Cosine(&t.baseline.Face, &o.Face.Embedding) < t.mismatch
	t.foreign = streak(t.foreign, stranger)
	if t.foreign >= inARow {
		return t.fail(OtherFace)
	}
	t.met = streak(t.met, len(o.Faces) == 1 && !stranger && t.baseline.Met(t.Challenge, o.Face.Pose))
	if t.met == 1 {
		t.first = since
	}
	if t.met >= inARow {
		t.State, t.Reaction = TrialPassed, t.first
	}
	return t.State
}

// Expire ends a trial whose time is over, also when no frame arrives any more.
func (t *Trial) Expire() TrialState {
	if t.State != TrialPending {
		return t.State
	}
	if 2*t.empty > t.Frames || t.Frames == 0 {
		return t.fail(NoFace)
	}
	return t.fail(NotMet)
}

func (t *Trial) fail(r FailReason) TrialState {
	t.State, t.Reason = TrialFailed, r
	return t.State
}

func streak(n int, holds bool) int {
	if holds {
		return n + 1
	}
	return 0
}
