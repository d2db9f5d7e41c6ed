package kyc

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"
)

func played(t *testing.T, actions ...Action) (*Session, []EventType, error) {
	t.Helper()
	s, events, err := NewSession(tenant, "vs_x", order(), Link{}, start)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range actions {
		var more []Event
		if more, err = s.Play(a, cast, start); err != nil {
			break
		}
		events = append(events, more...)
	}
	var types []EventType
	for _, e := range events {
		types = append(types, e.Type)
	}
	return s, types, err
}

// One action leads from the creation to any end, through everything between.
func TestOneActionLeadsAnywhere(t *testing.T) {
	call := []EventType{EventCreated, EventJoined, EventConsent, EventQueued, EventStarted}
	for action, want := range map[Action]struct {
		status Status
		events []EventType
	}{
		PlayJoin:            {Joined, call[:2]},
		PlayConsent:         {Joined, call[:3]},
		PlayQueue:           {Waiting, call[:4]},
		PlayStart:           {InProgress, call},
		PlayInterrupt:       {Interrupted, append(slices.Clone(call), EventInterrupted)},
		PlayPassLiveness:    {InProgress, append(slices.Clone(call), EventCheckCompleted, EventLivenessPassed)},
		PlayFailLiveness:    {InProgress, append(slices.Clone(call), EventCheckCompleted, EventLivenessFailed)},
		PlayCaptureDocument: {InProgress, append(slices.Clone(call), EventDocument, EventCheckCompleted)},
		PlayMatchFace:       {InProgress, append(slices.Clone(call), EventCheckCompleted)},
		PlayMismatchFace:    {InProgress, append(slices.Clone(call), EventCheckCompleted)},
		PlayPrompting:       {InProgress, append(slices.Clone(call), EventFlagged)},
		PlayFraud:           {InProgress, append(slices.Clone(call), EventFraud)},
		PlayApprove:         {Decided, append(slices.Clone(call), EventCheckCompleted, EventLivenessPassed, EventDocument, EventCheckCompleted, EventCheckCompleted, EventDecided)},
		PlayReject:          {Decided, append(slices.Clone(call), EventDecided)},
		PlayNeedsReview:     {Decided, append(slices.Clone(call), EventDecided)},
		PlayExpire:          {Expired, []EventType{EventCreated, EventExpired}},
		PlayFail:            {Failed, append(slices.Clone(call), EventFailed)},
		PlayCancel:          {Canceled, []EventType{EventCreated, EventCanceled}},
	} {
		s, got, err := played(t, action)
		if err != nil || s.Status != want.status || !slices.Equal(got, want.events) {
			t.Errorf("%s: %v, %s, %v", action, err, s.Status, got)
		}
	}
	for _, c := range []struct {
		actions []Action
		status  Status
	}{{[]Action{PlayQueue, PlayLeave}, Joined}, {[]Action{PlayInterrupt, PlayResume}, InProgress}, {[]Action{PlayInterrupt, PlayApprove}, Decided}} {
		if s, _, err := played(t, c.actions...); err != nil || s.Status != c.status {
			t.Errorf("%v: %v, %s", c.actions, err, s.Status)
		}
	}
}

func TestPlayedOutcomes(t *testing.T) {
	for _, c := range []struct {
		actions []Action
		outcome Outcome
		reason  string
	}{
		{[]Action{PlayApprove}, Approved, ""},
		{[]Action{PlayMismatchFace, PlayApprove}, NeedsReview, "face_mismatch"}, // nobody approves a failed check away
		{[]Action{PlayFailLiveness, PlayReject}, Refused, "sandbox_reject"},
		{[]Action{PlayPrompting, PlayApprove}, Refused, "prompting"},
		{[]Action{PlayFraud, PlayApprove}, NeedsReview, "suspected_fraud"},
		{[]Action{PlayNeedsReview}, NeedsReview, "sandbox_needs_review"},
	} {
		s, _, err := played(t, c.actions...)
		if err != nil || s.Decision.Outcome != c.outcome || c.reason != "" && s.Decision.Reasons[0].Code != c.reason {
			t.Errorf("%v: %v, %+v", c.actions, err, s.Decision)
		}
		for _, k := range s.Checks {
			if !k.Simulated || k.FaceMatch != nil || k.Liveness != nil || len(k.Evidence) > 0 || !slices.Contains(k.Reasons, SimulatedReason) {
				t.Errorf("%v: a played check claims to have measured: %+v", c.actions, k)
			}
		}
	}
}

func TestPlayIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		s    *Session
		a    Action
		code string
	}{
		"live":                  {&Session{Scope: Scope{Live: true}, Status: Created}, PlayJoin, "test_mode_only"},
		"unknown":               {&Session{Status: Created}, "dance", "invalid_parameters"},
		"over":                  {&Session{Status: Completed}, PlayJoin, "session_ended"},
		"decided":               {&Session{Status: Decided}, PlayApprove, "wrong_state"},
		"there already":         {&Session{Status: Joined}, PlayJoin, "wrong_state"},
		"not waiting":           {&Session{Status: Joined}, PlayLeave, "wrong_state"},
		"not interrupted":       {&Session{Status: Joined}, PlayResume, "wrong_state"},
		"no end of a call":      {&Session{Status: InProgress, Officer: &cast.Officer}, PlayExpire, "wrong_state"},
		"a person's call":       {&Session{Status: InProgress, Type: FullKYC, Consent: &Consent{}, Officer: &officer}, PlayApprove, "not_your_session"},
		"a person's check":      {&Session{Status: InProgress, Type: FullKYC, Consent: &Consent{}, Officer: &officer}, PlayMatchFace, "not_your_session"},
		"a person's call fails": {&Session{Status: InProgress, Type: FullKYC, Consent: &Consent{}, Officer: &officer}, PlayFail, "not_your_session"},
	} {
		_, err := c.s.Play(c.a, cast, start)
		var e *Error
		if !errors.As(err, &e) || e.Code != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	live := &Session{Scope: Scope{Live: true}, Status: InProgress}
	if _, err := live.AddCheck(Check{Simulated: true}, start); !IsKind(err, Forbidden) {
		t.Errorf("a simulated check in live mode: %v", err)
	}
	if _, err := live.Hasten(time.Hour, start); !IsKind(err, Forbidden) {
		t.Errorf("live time was moved: %v", err)
	}
}

// Each type can be made up, and what is made up has the members that the law gives.
func TestMockEvents(t *testing.T) {
	ref := Ref{Scope: tenant, Session: "vs_real"}
	for i, typ := range EventTypes {
		want := ref
		switch typ {
		case EventEndpointTest:
			if _, err := MockEvent(ref, typ, start, Entropy{}); !IsKind(err, Invalid) {
				t.Errorf("%s: %v", typ, err)
			}
			continue
		case EventEndpointDisabled:
			want.Session = ""
		}
		e, err := MockEvent(ref, typ, start, Entropy{byte(i)})
		if err != nil {
			t.Errorf("%s: %v", typ, err)
			continue
		}
		var data map[string]any
		if err := json.Unmarshal(e.Data, &data); err != nil || len(data) == 0 {
			t.Errorf("%s: %s", typ, e.Data)
		}
		if e.Sequence >= 0 || e.Ref != want || !e.At.Equal(start) || e.Hash == (Hash{}) || !HasPrefix(e.ID, PrefixEvent) {
			t.Errorf("%s: %+v", typ, e)
		}
	}
	if _, err := MockEvent(ref, "session.danced", start, Entropy{}); !IsKind(err, Invalid) {
		t.Errorf("an unknown type: %v", err)
	}
	ref.Live = true
	if _, err := MockEvent(ref, EventCreated, start, Entropy{}); !IsKind(err, Forbidden) {
		t.Errorf("a mock event in live mode: %v", err)
	}
}
