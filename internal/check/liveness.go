package check

import (
	"context"
	"errors"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/vision"
)

// challenges asked in one liveness check.
const challenges = 2

// aheadFrames make the baseline.
const aheadFrames = 4

// liveness asks the customer to look ahead, puts two challenges drawn now, and
// takes the passive median over all frames on the way.
func (c *Conductor) liveness(ctx context.Context, t *conversation) (kyc.Check, error) {
	check := kyc.Check{Liveness: &kyc.Liveness{Challenges: []kyc.Challenge{}, Passive: string(vision.PassiveUnavailable)}}
	t.look(ctx)
	l := &liveness{c: c, t: t, check: &check}
	if err := l.conduct(ctx); err != nil {
		return check, err
	}
	l.judge()
	return check, nil
}

// liveness is the state of one such check.
type liveness struct {
	c      *Conductor
	t      *conversation
	check  *kyc.Check
	scores []float64 // passive, of every frame with one face
	missed *kyc.Reason
}

func (l *liveness) conduct(ctx context.Context) error {
	base, ahead, feedback, err := l.ahead(ctx)
	if err != nil {
		return err
	}
	if feedback != "" {
		l.missed = &kyc.Reason{Code: "liveness_" + feedback, Message: "The face could not be seen well enough to begin."}
		return nil
	}
	a, err := l.t.keepFrame(ctx, "live_face", ahead)
	if err != nil {
		return err
	}
	l.check.Evidence = append(l.check.Evidence, a)
	kinds, err := vision.Draw(l.c.Entropy, challenges)
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		passed, err := l.put(ctx, kind, base)
		if err != nil {
			return err
		}
		if !passed {
			return nil
		}
	}
	return l.enough(ctx)
}

// ahead collects the baseline. Feedback says why it was not to be had.
func (l *liveness) ahead(ctx context.Context) (base vision.Baseline, best sight, feedback string, err error) {
	asked, err := l.t.ask(ctx, kyc.Instruction{Kind: kyc.InstructLookAhead}, l.c.Timing.Ahead)
	if err != nil {
		return base, best, "", err
	}
	deadline := time.NewTimer(l.c.Timing.Ahead)
	defer deadline.Stop()
	var seen []vision.Observation
	feedback = "no_face"
	for {
		s, err := l.see(ctx, asked, deadline.C)
		if errors.Is(err, errNoPicture) {
			return base, best, feedback, nil
		}
		if err != nil {
			return base, best, "", err
		}
		switch {
		case len(s.Faces) > 1:
			seen, feedback = nil, "several_faces"
		case s.Face == nil:
			seen, feedback = nil, "no_face"
		default:
			seen = append(seen, s.Observation)
			if l.c.Thresholds.GoodLive(s.Face) && (best.Face == nil || s.Face.Sharpness > best.Face.Sharpness) {
				best = s
			}
		}
		if len(seen) < aheadFrames || best.Face == nil {
			continue
		}
		if base, err = vision.NewBaseline(seen); err == nil {
			return base, best, "", nil
		}
		if len(seen) >= 2*aheadFrames {
			seen = seen[aheadFrames:] // looked away first
		}
	}
}

// put asks for one challenge; a missed one is drawn anew, at most Draws times.
func (l *liveness) put(ctx context.Context, kind vision.Challenge, base vision.Baseline) (bool, error) {
	used := []vision.Challenge{kind}
	feedback := ""
	for attempt := 1; ; attempt++ {
		record, trial, seen, err := l.try(ctx, kind, base, attempt, feedback)
		if err != nil {
			return false, err
		}
		l.check.Liveness.Challenges = append(l.check.Liveness.Challenges, record)
		if trial.State == vision.TrialPassed {
			a, err := l.t.keepFrame(ctx, "challenge_"+string(kind), seen)
			if err != nil {
				return false, err
			}
			l.check.Evidence = append(l.check.Evidence, a)
			return true, nil
		}
		again := trial.Reason == vision.NotMet || trial.Reason == vision.NoFace
		if !again || attempt >= l.c.Timing.Draws {
			l.missed = &kyc.Reason{Code: "liveness_" + string(trial.Reason), Message: missedMessage[trial.Reason]}
			return false, nil
		}
		if feedback = "not_seen"; trial.Reason == vision.NoFace {
			feedback = "no_face"
		}
		if kind, err = vision.Redraw(l.c.Entropy, used); err != nil {
			return false, err
		}
		used = append(used, kind)
	}
}

var missedMessage = map[vision.FailReason]string{
	vision.NotMet:       "A movement that was asked for was not seen.",
	vision.NoFace:       "No face was in view when a movement was asked for.",
	vision.SeveralFaces: "More than one face was in view.",
	vision.OtherFace:    "Another face appeared during the check.",
}

// try puts one challenge until it passes, fails or its time is over.
func (l *liveness) try(ctx context.Context, kind vision.Challenge, base vision.Baseline, attempt int, feedback string) (kyc.Challenge, *vision.Trial, sight, error) {
	limit := l.c.Timing.Challenge
	trial := vision.NewTrial(kind, base, l.c.Thresholds, limit)
	asked, err := l.t.ask(ctx, kyc.Instruction{Kind: kyc.InstructChallenge, Challenge: string(kind), Attempt: attempt, Feedback: feedback}, limit)
	record := kyc.Challenge{Kind: string(kind), AskedAt: asked}
	if err != nil {
		return record, trial, sight{}, err
	}
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	var last sight
	for trial.State == vision.TrialPending {
		s, err := l.see(ctx, asked, deadline.C)
		if errors.Is(err, errNoPicture) {
			trial.Expire()
			break
		}
		if err != nil {
			return record, trial, last, err
		}
		trial.Observe(s.Observation, s.At.Sub(asked))
		last = s
	}
	record.Passed = trial.State == vision.TrialPassed
	record.ReactionMS = trial.Reaction.Milliseconds()
	record.Reason = string(trial.Reason)
	return record, trial, last, nil
}

// enough collects frames until the passive median can be taken.
func (l *liveness) enough(ctx context.Context) error {
	if len(l.scores) >= vision.PassiveFrames {
		return nil
	}
	asked, err := l.t.ask(ctx, kyc.Instruction{Kind: kyc.InstructLookAhead}, l.c.Timing.Ahead)
	if err != nil {
		return err
	}
	deadline := time.NewTimer(l.c.Timing.Ahead)
	defer deadline.Stop()
	for len(l.scores) < vision.PassiveFrames {
		if _, err := l.see(ctx, asked, deadline.C); errors.Is(err, errNoPicture) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

func (l *liveness) see(ctx context.Context, since time.Time, deadline <-chan time.Time) (sight, error) {
	s, err := l.t.next(ctx, since, deadline)
	if err == nil && s.Face != nil && len(s.Faces) == 1 {
		l.scores = append(l.scores, s.Face.Liveness)
	}
	return s, err
}

// judge turns challenges and passive median into the verdict. The passive
// signal can only take away.
func (l *liveness) judge() {
	p := vision.JudgePassive(l.scores, l.c.Thresholds)
	r := l.check.Liveness
	r.Passive, r.PassiveFrames = string(p.State), p.Frames
	if p.State != vision.PassiveUnavailable {
		score := rounded(p.Median)
		r.PassiveScore = &score
	}
	reason := func(v kyc.Verdict, code, message string) {
		l.check.Verdict = v
		l.check.Reasons = append(l.check.Reasons, kyc.Reason{Code: code, Message: message})
	}
	l.check.Verdict = kyc.Pass
	switch p.State {
	case vision.PassiveInconclusive:
		reason(kyc.Review, "liveness_inconclusive", "The picture may be a recording of a screen or a print; an officer must look.")
	case vision.PassiveUnavailable:
		reason(kyc.Review, "liveness_passive_unavailable", "Too few frames for the spoof check.")
	case vision.PassiveSuspicious:
		reason(kyc.Fail, "spoof_suspected", "The picture looks like a recording of a screen or a print.")
	}
	if l.missed != nil {
		reason(kyc.Fail, l.missed.Code, l.missed.Message)
	}
}
