package kyc

import (
	"slices"
	"time"
)

// Action is something that the sandbox plays on a test session, as if the parties
// had done it.
type Action string

const (
	PlayJoin            Action = "join"
	PlayConsent         Action = "consent"
	PlayQueue           Action = "queue"
	PlayLeave           Action = "leave" // the line
	PlayStart           Action = "start"
	PlayInterrupt       Action = "interrupt"
	PlayResume          Action = "resume"
	PlayPassLiveness    Action = "pass_liveness"
	PlayFailLiveness    Action = "fail_liveness"
	PlayCaptureDocument Action = "capture_document"
	PlayMatchFace       Action = "match_face"
	PlayMismatchFace    Action = "mismatch_face"
	PlayPrompting       Action = "flag_prompting"
	PlayFraud           Action = "suspect_fraud"
	PlayApprove         Action = "approve"
	PlayReject          Action = "reject"
	PlayNeedsReview     Action = "needs_review"
	PlayExpire          Action = "expire"
	PlayFail            Action = "fail"
	PlayCancel          Action = "cancel"
)

// Actions lists them in the order of a session's life.
var Actions = []Action{PlayJoin, PlayConsent, PlayQueue, PlayLeave, PlayStart, PlayInterrupt, PlayResume, PlayPassLiveness,
	PlayFailLiveness, PlayCaptureDocument, PlayMatchFace, PlayMismatchFace, PlayPrompting, PlayFraud, PlayApprove, PlayReject, PlayNeedsReview,
	PlayExpire, PlayFail, PlayCancel}

// Cast is who plays: what the customer would be shown to agree to, the
// officer who would take the call, and ids for the checks.
type Cast struct {
	Consent Consent
	Officer OfficerRef
	Checks  [PlayedChecks]string
}

// PlayedChecks is how many checks one action makes at most.
const PlayedChecks = 3

var errTestOnly = &Error{Kind: Forbidden, Code: "test_mode_only", Message: "Only a test session can be played with."}

// SimulatedReason stands in every check that was played: nothing was measured.
var SimulatedReason = Reason{"simulated", "Played by the sandbox: nothing was measured."}

// Play drives a test session through the same laws as people do. What must come
// before an action and has not happened is played first, so that one action
// leads from the creation to any end. Checks that are played have no numbers and
// no pictures, and say that they are simulated.
func (s *Session) Play(a Action, cast Cast, at time.Time) ([]Event, error) {
	if s.Live {
		return nil, errTestOnly
	}
	p := &play{s: s, cast: cast, at: at}
	act, ok := map[Action]func(){
		PlayJoin: p.join, PlayConsent: p.consent, PlayQueue: p.queue, PlayStart: p.start, PlayResume: p.resume,
		PlayLeave:           func() { p.must(Waiting); p.do(s.Unqueue(at)) },
		PlayInterrupt:       func() { p.start(); p.do(s.Interrupt("customer_lost", at)) },
		PlayPassLiveness:    func() { p.check(CheckLiveness, Pass) },
		PlayFailLiveness:    func() { p.check(CheckLiveness, Fail) },
		PlayCaptureDocument: func() { p.check(CheckDocument, Pass) },
		PlayMatchFace:       func() { p.check(CheckFaceMatch, Pass) },
		PlayMismatchFace:    func() { p.check(CheckFaceMatch, Fail) },
		PlayPrompting:       func() { p.flag(FlagPrompting) },
		PlayFraud:           func() { p.flag(FlagSuspectedFraud) },
		PlayApprove:         p.approve,
		PlayReject: func() {
			p.decide(Reject, Reason{"sandbox_reject", "Rejected because the sandbox was asked to play it."})
		},
		PlayNeedsReview: func() {
			p.decide(UnableToVerify, Reason{"sandbox_needs_review", "Left to a review because the sandbox was asked to play it."})
		},
		PlayExpire: p.expire,
		PlayFail:   func() { p.start(); p.do(s.Fail("sandbox_fail", at)) },
		PlayCancel: func() { p.do(s.Cancel(at)) },
	}[a]
	if !ok {
		return nil, &Error{Kind: Invalid, Code: "invalid_parameters", Message: "Some parameters are not valid.", Fields: []Field{{"action", "is not a known action"}}}
	}
	act()
	if p.err == nil && len(p.events) == 0 {
		return nil, s.refuse("played " + string(a)) // it is there already
	}
	return p.events, p.err
}

// play gathers what the acts bring; after the first refusal nothing more happens.
type play struct {
	s      *Session
	cast   Cast
	at     time.Time
	events []Event
	err    error
	made   int // checks
}

func (p *play) do(events []Event, err error) {
	if p.err == nil {
		p.events, p.err = append(p.events, events...), err
	}
}

func (p *play) must(status ...Status) bool {
	if p.err == nil && !slices.Contains(status, p.s.Status) {
		p.err = p.s.refuse("played like this")
	}
	return p.err == nil
}

// join needs no device: a link that nobody has opened stays good, so that a
// person can take over.
func (p *play) join() {
	if p.err != nil || p.s.Status == Joined || p.s.Status == Waiting || p.s.Status.InCall() {
		return
	}
	if p.s.Status == Scheduled && p.at.Before(p.s.OpensAt) {
		p.s.OpensAt = instant(p.at)
	}
	if p.must(Created, Scheduled, RecaptureRequired) {
		p.do(p.s.Arrive(p.at))
	}
}

func (p *play) consent() {
	p.join()
	if p.err == nil && p.s.Consent == nil {
		p.do(p.s.RecordConsent(p.cast.Consent, p.at))
	}
}

func (p *play) queue() {
	p.consent()
	if p.err == nil {
		p.do(p.s.Queue(p.at))
	}
}

func (p *play) start() {
	p.queue()
	if p.err == nil && !p.s.Status.InCall() {
		p.do(p.s.Start(p.cast.Officer, p.at))
	}
	if p.err == nil && !p.s.Officer.Simulated {
		p.err = Errorf(Forbidden, "not_your_session", "A member of staff conducts this session; the sandbox does not act for people.")
	}
}

func (p *play) resume() {
	if p.must(Interrupted) {
		p.do(p.s.Resume(p.at))
	}
}

// call is a running one, both parties in it.
func (p *play) call() {
	p.start()
	if p.err == nil && p.s.Status == Interrupted {
		p.resume()
	}
}

var playedFailures = map[CheckKind]Reason{
	CheckLiveness:  {"liveness_not_seen", "The challenges were not met."},
	CheckFaceMatch: {"face_mismatch", "The live face is not the face on the document."},
}

func (p *play) check(kind CheckKind, v Verdict) {
	p.call()
	if p.err != nil {
		return
	}
	c := Check{ID: p.cast.Checks[p.made], Kind: kind, StartedAt: instant(p.at), EndedAt: instant(p.at), Verdict: v, Simulated: true}
	p.made++
	if v == Fail {
		c.Reasons = append(c.Reasons, playedFailures[kind])
	}
	c.Reasons = append(c.Reasons, SimulatedReason)
	if kind == CheckDocument {
		d := p.s.Documents[0]
		c.Document = &Document{Type: d, Checks: []DocumentCheck{}}
		p.do([]Event{newEvent(EventDocument, p.at, map[string]any{"label": string(d) + "_front", "simulated": true})}, nil)
	}
	p.do(p.s.AddCheck(c, p.at))
}

func (p *play) flag(kind FlagKind) {
	p.call()
	if p.err == nil {
		p.do(p.s.Raise(kind, "", *p.s.Officer, p.at))
	}
}

// approve makes the checks that are missing pass; those that failed stay what
// they are, and the law makes a review of it.
func (p *play) approve() {
	p.call()
	for _, id := range p.s.Type.Steps() {
		kind := CheckKind(id)
		if id != StepConsent && id != StepDecision && p.err == nil && p.s.LatestCheck(kind) == nil {
			p.check(kind, Pass)
		}
	}
	p.decide(Approve)
}

func (p *play) decide(r Ruling, reasons ...Reason) {
	p.call()
	if p.err == nil {
		p.do(p.s.Decide(r, reasons, "", *p.s.Officer, p.at))
	}
}

func (p *play) expire() {
	if _, ok := transition(p.s.Status, Expired); !ok {
		p.err = p.s.refuse(string(Expired))
		return
	}
	p.s.ExpiresAt = instant(p.at)
	p.do(p.s.Tick(p.at))
}

// Hasten lets the time that a test session waits for pass: whatever it waits
// for comes sooner by d, and what has come is acted upon. Instants in the past
// stay what they were.
func (s *Session) Hasten(d time.Duration, at time.Time) ([]Event, error) {
	if s.Live {
		return nil, errTestOnly
	}
	if s.Deadline().IsZero() {
		return nil, nil
	}
	for _, t := range []*time.Time{&s.ExpiresAt, &s.GraceEnds, &s.OpensAt} {
		if !t.IsZero() {
			*t = t.Add(-d)
		}
	}
	s.touch(at)
	return s.Tick(at)
}
