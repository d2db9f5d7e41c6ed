package kyc

import (
	"encoding/binary"
	"fmt"
	"time"
)

// MockEvent makes an event of a type that has not happened: its data is what the
// law itself makes of a made-up life. It belongs to no chain; a sequence
// below zero says so.
func MockEvent(ref Ref, t EventType, at time.Time, e Entropy) (*Event, error) {
	if ref.Live {
		return nil, errTestOnly
	}
	for _, life := range mockLives {
		events, err := life(ref, at)
		if err != nil {
			return nil, fmt.Errorf("make up an event of type %s: %w", t, err)
		}
		for i := range events {
			if events[i].Type != t {
				continue
			}
			m := &events[i]
			if t == EventEndpointDisabled { // the account's, not a session's
				ref.Session = ""
			}
			m.Ref, m.ID, m.At = ref, ID(PrefixEvent, at, e), instant(at)
			m.Sequence = -1 - int64(binary.BigEndian.Uint64(e[:8])>>1) // its own place beside the chain
			m.DataHash = hashOf(m.Data)
			m.Hash = m.seal()
			return m, nil
		}
	}
	message := "is not a known type"
	if t == EventEndpointTest {
		message = "is sent by POST /v1/webhook_endpoints/{id}/test"
	}
	return nil, &Error{Kind: Invalid, Code: "invalid_parameters", Message: "Some parameters are not valid.", Fields: []Field{{"type", message}}}
}

type mockLife func(ref Ref, at time.Time) ([]Event, error)

// mockLives together bring every type of event, each as the law makes it, but
// for webhook_endpoint.test: it is of one endpoint, which can be asked for it.
var mockLives = []mockLife{
	acted(actJoin, actConsent, actQueue, actStart, actInterrupt, actResume, actLiveness(Pass), actStill, actFaces, actDecide(Approve), actSeal, actConclude),
	acted(actJoin, actConsent, actQueue, actStart, actFlag(FlagPrompting), actFlag(FlagSuspectedFraud), actAsk, actAnswer, actField,
		actWaive("geo_tag", true), actWaive("ovd", false), actWatch),
	acted(actJoin, actConsent, actQueue, actUnqueue, actQueue, actStart, actLiveness(Fail), actDecide(Reject), actSeal, actConclude),
	acted(actJoin, actConsent, actQueue, actStart, actDecide(Approve), actSeal, actAudit, actRecapture, actReissue),
	acted(actJoin, actConsent, actQueue, actStart, actDecide(Approve), actSeal, actAudit, actFind),
	acted(actSchedule),
	acted(func(s *Session, _ time.Time) ([]Event, error) { return s.Tick(s.Deadline()) }),
	acted((*Session).Cancel),
	func(ref Ref, at time.Time) ([]Event, error) {
		e := Endpoint{Scope: ref.Scope, ID: mockID(PrefixEndpoint, at), FailingAt: instant(at.Add(-5 * 24 * time.Hour))}
		return e.Disable("failing", at), nil
	},
	acted(actJoin, actConsent, actQueue, actStart, func(s *Session, at time.Time) ([]Event, error) { return s.Fail("customer_lost", at) }),
}

type act func(*Session, time.Time) ([]Event, error)

func acted(acts ...act) mockLife {
	return func(ref Ref, at time.Time) ([]Event, error) {
		s, events, err := NewSession(ref.Scope, ref.Session, Order{Type: FullKYC, Customer: Customer{Name: "Sandbox", Mobile: "+919800000000", Email: "sandbox@example.com"}}, Link{}, at)
		for _, a := range acts {
			if err != nil {
				break
			}
			var more []Event
			more, err = a(s, at)
			events = append(events, more...)
		}
		return events, err
	}
}

var (
	mockOfficer    = OfficerRef{ID: "off_sandbox", Name: "Sandbox", Simulated: true}
	mockSupervisor = OfficerRef{ID: "off_sandbox_supervisor", Name: "Sandbox", Simulated: true}
	mockArtifact   = hashOf([]byte("no such file")).String()
)

func mockID(prefix string, at time.Time) string { return ID(prefix, at, Entropy{}) }

func actJoin(s *Session, at time.Time) ([]Event, error) { return s.Join(Hash{1}, at) }
func actConsent(s *Session, at time.Time) ([]Event, error) {
	return s.RecordConsent(Consent{Version: "1", Language: "en", SHA256: mockArtifact}, at)
}
func actQueue(s *Session, at time.Time) ([]Event, error)     { return s.Queue(at) }
func actUnqueue(s *Session, at time.Time) ([]Event, error)   { return s.Unqueue(at) }
func actStart(s *Session, at time.Time) ([]Event, error)     { return s.Start(mockOfficer, at) }
func actInterrupt(s *Session, at time.Time) ([]Event, error) { return s.Interrupt("customer_lost", at) }
func actResume(s *Session, at time.Time) ([]Event, error)    { return s.Resume(at) }
func actReissue(s *Session, at time.Time) ([]Event, error)   { return s.Reissue(Link{}, at) }
func actAudit(s *Session, at time.Time) ([]Event, error)     { return s.SendToAudit(at) }
func actConclude(s *Session, at time.Time) ([]Event, error)  { return s.Conclude(at) }

func actRecapture(s *Session, at time.Time) ([]Event, error) {
	return s.RequireRecapture(mockOfficer, []Reason{SimulatedReason}, at)
}

func actFind(s *Session, at time.Time) ([]Event, error) {
	if err := s.TakeAudit(mockSupervisor, at); err != nil {
		return nil, err
	}
	events, err := s.Find(AuditApprove, nil, "", mockSupervisor, at)
	if err != nil {
		return nil, err
	}
	more, err := s.SealAddendum(Artifact{ID: mockID(PrefixArtifact, at), SHA256: mockArtifact, Bytes: 1, At: at}, at)
	return append(events, more...), err
}

func actSchedule(s *Session, at time.Time) ([]Event, error) {
	to := at.UTC().Truncate(24 * time.Hour).Add(34 * time.Hour)
	hours := Hours{Minutes: 60, Capacity: 1, Open: []Opening{{to.Weekday(), 0, 24 * 60}}}
	return s.Reschedule(to, hours, time.UTC, Link{}, at)
}

func actStill(s *Session, at time.Time) ([]Event, error) {
	return s.AddStill(Artifact{ID: mockID(PrefixArtifact, at), Kind: ArtifactStill, Label: "pan_front", SHA256: mockArtifact, At: at}, at)
}

func actLiveness(v Verdict) act {
	return func(s *Session, at time.Time) ([]Event, error) {
		score := 0.91
		return s.AddCheck(Check{ID: mockID(PrefixCheck, at), Kind: CheckLiveness, Verdict: v, Simulated: true, Reasons: []Reason{SimulatedReason},
			Liveness: &Liveness{PassiveScore: &score, PassiveFrames: 12, Passive: "fine"}}, at)
	}
}

func actFaces(s *Session, at time.Time) ([]Event, error) {
	events, err := s.AddCheck(Check{ID: mockID(PrefixCheck, at), Kind: CheckDocument, Verdict: Pass, Simulated: true}, at)
	if err != nil {
		return nil, err
	}
	more, err := s.AddCheck(Check{ID: mockID(PrefixCheck, at), Kind: CheckFaceMatch, Verdict: Pass, Simulated: true,
		FaceMatch: &FaceMatch{Similarity: 0.62, Confidence: 0.97, Threshold: 0.34, Frames: 5}}, at)
	return append(events, more...), err
}

func actField(s *Session, at time.Time) ([]Event, error) {
	d := &Document{Type: PAN}
	d.Unread()
	c := Check{ID: mockID(PrefixCheck, at), Kind: CheckDocument, Verdict: Pass, Document: d}
	events, err := s.AddCheck(c, at)
	if err != nil {
		return nil, err
	}
	more, err := s.ConfirmField(c.ID, FieldName, "Sandbox", mockOfficer, at)
	return append(events, more...), err
}

func actFlag(kind FlagKind) act {
	return func(s *Session, at time.Time) ([]Event, error) { return s.Raise(kind, "", mockOfficer, at) }
}

func actAsk(s *Session, at time.Time) ([]Event, error) {
	return s.Ask(QuestionOrder{Count: 2, Seed: hashOf([]byte("mock"))}, mockOfficer, at)
}

func actAnswer(s *Session, at time.Time) ([]Event, error) {
	return s.Answered(s.Conduct.Questions[0].ID, AnswerGood, "", mockOfficer, at)
}

func actWaive(rule string, grant bool) act {
	return func(s *Session, at time.Time) ([]Event, error) {
		events, err := s.AskWaiver(rule, "Made up by the sandbox.", mockOfficer, at)
		if err != nil {
			return nil, err
		}
		more, err := s.AnswerWaiver(rule, grant, "", mockSupervisor, at)
		return append(events, more...), err
	}
}

func actWatch(s *Session, at time.Time) ([]Event, error) {
	events, err := s.Watch(&Officer{Account: s.Account, ID: mockSupervisor.ID, Name: mockSupervisor.Name, Roles: []Role{Supervisor}}, true, at)
	for _, to := range []Hearers{HeardByOfficer, HeardByBoth} {
		if err != nil {
			break
		}
		var more []Event
		more, err = s.Speak(1, to, at)
		events = append(events, more...)
	}
	if err != nil {
		return nil, err
	}
	more, err := s.Unwatch(1, at)
	return append(events, more...), err
}

func actDecide(r Ruling) act {
	return func(s *Session, at time.Time) ([]Event, error) {
		var reasons []Reason
		if r != Approve {
			reasons = []Reason{SimulatedReason}
		}
		return s.Decide(r, reasons, "", mockOfficer, at)
	}
}

func actSeal(s *Session, at time.Time) ([]Event, error) {
	file := Artifact{ID: mockID(PrefixArtifact, at), SHA256: mockArtifact, Bytes: 1, At: at}
	events, err := s.SealRecording(file, nil, at)
	if err != nil {
		return nil, err
	}
	more, err := s.SealReport(file, at)
	return append(events, more...), err
}
