package kyc

import "time"

// Round is one call of a session that an auditor sent back: it stays as
// evidence, and what follows begins anew.
type Round struct {
	Officer   *OfficerRef `json:"officer,omitempty"`
	Stills    []Artifact  `json:"stills,omitempty"`
	Checks    []Check     `json:"checks,omitempty"`
	Decision  *Decision   `json:"decision,omitempty"`
	Recording *Artifact   `json:"recording,omitempty"`
	Gaps      []Gap       `json:"gaps,omitempty"`
	Report    *Artifact   `json:"report,omitempty"`
}

// Audit hands a decided session, whose evidence is sealed, to an auditor.
func (s *Session) Audit(by OfficerRef, at time.Time) ([]Event, error) {
	if s.Status == Decided && s.Report == nil {
		return nil, Errorf(Conflict, "evidence_missing", "The report has not been sealed.")
	}
	return s.move(InAudit, at, map[string]any{"auditor_id": by.ID, "simulated": by.Simulated})
}

// RequireRecapture is the auditor's word that the customer has to come again.
// The link has been used up: the backend asks for a fresh one.
func (s *Session) RequireRecapture(by OfficerRef, reasons []Reason, at time.Time) ([]Event, error) {
	if s.Status != InAudit {
		return nil, s.refuse(string(RecaptureRequired))
	}
	if len(reasons) == 0 {
		return nil, &Error{Kind: Invalid, Code: "reason_required", Message: "A recapture needs at least one reason.",
			Fields: []Field{{"reasons", "must not be empty"}}}
	}
	s.Rounds = append(s.Rounds, Round{Officer: s.Officer, Stills: s.Stills, Checks: s.Checks, Decision: s.Decision,
		Recording: s.Recording, Gaps: s.Gaps, Report: s.Report})
	s.Officer, s.Stills, s.Checks, s.Decision, s.Recording, s.Gaps, s.Report = nil, nil, nil, nil, nil, nil, nil
	s.Link, s.SubStatus = Link{}, reasons[0].Code
	s.ScheduledAt, s.OpensAt = time.Time{}, time.Time{}
	if latest := instant(at.Add(DefaultExpiry)); s.ExpiresAt.Before(latest) {
		s.ExpiresAt = latest
	}
	return s.move(RecaptureRequired, at, map[string]any{"auditor_id": by.ID, "simulated": by.Simulated, "reasons": reasons, "expires_at": s.ExpiresAt})
}
