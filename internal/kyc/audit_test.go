package kyc

import (
	"errors"
	"testing"
	"time"
)

var auditor = OfficerRef{ID: "off_auditor", Name: "Ila Audit"}

// audited is a session of a decided call that waits for an auditor.
func audited(t *testing.T) (*Session, time.Time) {
	t.Helper()
	at := time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)
	s := &Session{ID: "vs_1", Status: Decided, AuditDue: true, Officer: &officer, Report: &Artifact{ID: "art_1"},
		Decision: &Decision{Ruling: Approve, Outcome: Approved, Officer: officer}}
	if _, err := s.Conclude(at); err != nil || s.Status != InAudit {
		t.Fatalf("it became %s: %v", s.Status, err)
	}
	return s, at
}

func code(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestNobodyAuditsHisOwnCall(t *testing.T) {
	s, at := audited(t)
	if err := s.TakeAudit(officer, at); code(err) != "own_case" {
		t.Errorf("the officer got %v", err)
	}
	s.Officer, s.Former = &auditor, []string{officer.ID}
	if err := s.TakeAudit(officer, at); code(err) != "own_case" {
		t.Errorf("who handed the customer back got %v", err)
	}
	s.Former = nil
	s.Officer, s.Rounds = &auditor, []Round{{Officer: &officer}}
	if err := s.TakeAudit(officer, at); code(err) != "own_case" {
		t.Errorf("the officer of an earlier round got %v", err)
	}
}

func TestAuditIsHeldForOne(t *testing.T) {
	s, at := audited(t)
	other := OfficerRef{ID: "off_other"}
	if err := s.TakeAudit(auditor, at); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Find(AuditApprove, nil, "", other, at); code(err) != "not_your_session" {
		t.Errorf("another auditor's word counted: %v", err)
	}
	if err := s.TakeAudit(other, at.Add(AuditHold-time.Second)); code(err) != "already_taken" {
		t.Errorf("two auditors at once: %v", err)
	}
	if err := s.TakeAudit(other, at.Add(AuditHold)); err != nil {
		t.Errorf("an auditor who went away keeps the session: %v", err)
	}
}

func TestFindings(t *testing.T) {
	poor := []Reason{{"picture_poor", "The card cannot be read."}}
	for name, c := range map[string]struct {
		ruling  Outcome
		finding Finding
		reasons []Reason
		status  Status
		outcome Outcome
		code    string
	}{
		"agrees with an approval":      {Approved, AuditApprove, nil, Completed, Approved, ""},
		"agrees with a review":         {NeedsReview, AuditApprove, nil, Completed, NeedsReview, ""},
		"agrees with a rejection":      {Refused, AuditApprove, nil, Rejected, Refused, ""},
		"rejects an approval":          {Approved, AuditReject, poor, Rejected, Refused, ""},
		"rejects without a reason":     {Approved, AuditReject, nil, InAudit, Approved, "reason_required"},
		"asks for the call once more":  {Approved, AuditRecapture, poor, RecaptureRequired, "", ""},
		"recaptures without a reason":  {Approved, AuditRecapture, nil, InAudit, Approved, "reason_required"},
		"says what the law knows not":  {Approved, "perhaps", poor, InAudit, Approved, "invalid_parameters"},
		"writes more than fits a note": {Approved, AuditReject, []Reason{{"x", string(make([]byte, 3000))}}, InAudit, Approved, "invalid_parameters"},
	} {
		t.Run(name, func(t *testing.T) {
			s, at := audited(t)
			s.Decision.Outcome = c.ruling
			if err := s.TakeAudit(auditor, at); err != nil {
				t.Fatal(err)
			}
			shared, held := s.Decision, s.Audit
			events, err := s.Find(c.finding, c.reasons, "", auditor, at)
			if code(err) != c.code || s.Status != c.status {
				t.Fatalf("%s, %v", s.Status, err)
			}
			if shared.Outcome != c.ruling || len(shared.Reasons) > 0 || held.Finding != "" {
				t.Errorf("who has read the session before sees it change: %+v, %+v", shared, held)
			}
			if c.outcome != "" && s.Decision.Outcome != c.outcome {
				t.Errorf("the outcome is %s", s.Decision.Outcome)
			}
			if c.code == "" && (len(events) != 1 || events[0].Type == "") {
				t.Errorf("events: %v", events)
			}
			if c.status == RecaptureRequired && (len(s.Rounds) != 1 || s.Rounds[0].Audit == nil || s.Rounds[0].Audit.Finding != AuditRecapture) {
				t.Errorf("the round forgot its audit: %+v", s.Rounds)
			}
		})
	}
}
