package kyc

import (
	"crypto/sha256"
	"slices"
	"time"
)

// Waiver lets a rule that is not met stand in nobody's way. It takes two people:
// the officer of the call asks and says why, another one answers.
type Waiver struct {
	Rule       string      `json:"rule"`
	Why        string      `json:"why"`
	By         OfficerRef  `json:"by"`
	AskedAt    time.Time   `json:"asked_at"`
	Second     *OfficerRef `json:"second,omitempty"` // nil until it was answered
	Granted    bool        `json:"granted,omitempty"`
	Note       string      `json:"note,omitempty"` // of the second
	AnsweredAt time.Time   `json:"answered_at,omitzero"`
}

// MaxWaivers bounds what one session keeps, those that were refused included.
const MaxWaivers = 20

// unwaivable are rules without which there is nothing to defend later.
var unwaivable = append(slices.Clone(keptHere), RuleAadhaarRedacted, RuleConcurrentAudit)

// MaySupervise tells whether the officer may answer for others.
func (o *Officer) MaySupervise() bool {
	return slices.Contains(o.Roles, Supervisor) || slices.Contains(o.Roles, Admin)
}

// AskWaiver is the officer's wish. One that is open already stays as it is.
func (s *Session) AskWaiver(rule, why string, by OfficerRef, at time.Time) ([]Event, error) {
	if err := s.conducts(by, "waived"); err != nil {
		return nil, err
	}
	rules := s.profile().Rules
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.ID == rule })
	switch {
	case i < 0:
		return nil, Refuse([]Field{{"rule", "is not one of the session's profile"}})
	case why == "" || !printableNote(why):
		return nil, Refuse([]Field{{"why", "say why, in at most 2000 printable characters"}})
	case slices.Contains(unwaivable, rules[i].Check):
		return nil, Errorf(Forbidden, "rule_not_waivable", "This rule cannot be waived by anybody.")
	case len(s.Conduct.Waivers) >= MaxWaivers:
		return nil, Errorf(Conflict, "too_many_waivers", "A session keeps at most %d waivers.", MaxWaivers)
	}
	why = MaskAadhaar(why)
	if w := s.waiver(rule); w != nil && (w.Second == nil || w.Granted) {
		return nil, nil
	}
	s.Conduct.Waivers = append(slices.Clone(s.Conduct.Waivers), Waiver{Rule: rule, Why: why, By: by, AskedAt: instant(at)})
	s.touch(at)
	return []Event{newEvent(EventWaiverAsked, at, map[string]any{"rule": rule, "officer_id": by.ID, "why_sha256": Hash(sha256.Sum256([]byte(why)))})}, nil
}

// AnswerWaiver is the word of the second person, who may be nobody that has
// conducted this session.
func (s *Session) AnswerWaiver(rule string, grant bool, note string, by OfficerRef, at time.Time) ([]Event, error) {
	if !s.Status.InCall() {
		return nil, s.refuse("waived")
	}
	switch {
	case !printableNote(note):
		return nil, Refuse([]Field{{"note", "is too long or has control characters"}})
	case by.Simulated && s.Live:
		return nil, Errorf(Forbidden, "simulated_officer", "A program may not answer for a person.")
	}
	w := s.waiver(rule)
	if w == nil || w.Second != nil {
		return nil, Errorf(NotFound, "waiver_not_found", "Nobody waits for an answer about this rule.")
	}
	if w.By.ID == by.ID || s.conductedBy(by.ID) {
		return nil, Errorf(Forbidden, "own_case", "A waiver takes a second person.")
	}
	s.Conduct.Waivers = slices.Clone(s.Conduct.Waivers)
	w = s.waiver(rule)
	w.Second, w.Granted, w.Note, w.AnsweredAt = &by, grant, MaskAadhaar(note), instant(at)
	s.touch(at)
	t := EventWaiverRefused
	if grant {
		t = EventWaiverGranted
	}
	return []Event{newEvent(t, at, map[string]any{"rule": rule, "officer_id": w.By.ID, "second_id": by.ID})}, nil
}

// waivedBy tells whether an officer granted a waiver, in this call or in one that
// was sent back.
func (s *Session) waivedBy(officer string) bool {
	granted := func(w Waiver) bool { return w.Granted && w.Second != nil && w.Second.ID == officer }
	return slices.ContainsFunc(s.Conduct.Waivers, granted) ||
		slices.ContainsFunc(s.Rounds, func(r Round) bool { return slices.ContainsFunc(r.Conduct.Waivers, granted) })
}

// waiver is the newest of a rule, nil without one.
func (s *Session) waiver(rule string) *Waiver {
	for i := len(s.Conduct.Waivers) - 1; i >= 0; i-- {
		if s.Conduct.Waivers[i].Rule == rule {
			return &s.Conduct.Waivers[i]
		}
	}
	return nil
}

// waive lets a granted waiver act on what the rule came to.
func (s *Session) waive(r *RuleResult, f finding) {
	w := s.waiver(r.ID)
	switch {
	case w == nil || r.Met() || f.pending:
	case w.Granted:
		r.Status, r.Waiver = RuleWaived, w
	case w.Second == nil:
		r.Detail += " A waiver was asked for; nobody has answered."
	default:
		r.Detail += " A waiver was asked for and refused."
	}
}
