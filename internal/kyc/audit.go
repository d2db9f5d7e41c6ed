package kyc

import (
	"encoding/binary"
	"slices"
	"time"
)

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
	Conduct   Conduct     `json:"conduct,omitzero"`
	Audit     *Audit      `json:"audit,omitempty"`
}

// Finding is what an auditor can say.
type Finding string

const (
	AuditApprove   Finding = "approve"   // the officer was right, whatever he decided
	AuditReject    Finding = "reject"    // the session ends as rejected
	AuditRecapture Finding = "recapture" // the customer has to come again
)

// Audit is a second person's look at a decided session.
type Audit struct {
	Auditor OfficerRef `json:"auditor"`
	TakenAt time.Time  `json:"taken_at"`
	Finding Finding    `json:"finding,omitempty"` // empty until the auditor has decided
	Reasons []Reason   `json:"reasons,omitempty"`
	Note    string     `json:"note,omitempty"`
	At      time.Time  `json:"at,omitzero"`
	Pieces  []Piece    `json:"pieces,omitempty"` // that the customer comes again for; none: all
}

// AuditHold is how long an auditor keeps a session that he took, in which
// nobody else gets it.
const AuditHold = 30 * time.Minute

// SendToAudit hands a decided session, whose evidence is sealed, to the auditors.
func (s *Session) SendToAudit(at time.Time) ([]Event, error) {
	if s.Status == Decided && s.Report == nil {
		return nil, Errorf(Conflict, "evidence_missing", "The report has not been sealed.")
	}
	return s.move(InAudit, at, nil)
}

// TakeAudit gives the session to an auditor, who never took part in the
// call. It makes no event: what came of it does.
func (s *Session) TakeAudit(by OfficerRef, at time.Time) error {
	if s.Status != InAudit || s.found() {
		return s.refuse("audited")
	}
	if s.partOf(by.ID) {
		return Errorf(Forbidden, "own_case", "Nobody audits a call that he took part in.")
	}
	if a := s.Audit; a != nil && a.Auditor.ID != by.ID && at.Before(a.TakenAt.Add(AuditHold)) {
		return Errorf(Conflict, "already_taken", "Another auditor looks at this session.")
	}
	if s.Audit == nil || s.Audit.Auditor.ID != by.ID {
		s.Audit = &Audit{Auditor: by, TakenAt: instant(at)}
		s.touch(at)
	}
	return nil
}

// AuditOpen tells whether an auditor could take the session now.
func (s *Session) AuditOpen(by string, at time.Time) bool {
	return s.Status == InAudit && !s.found() && !s.partOf(by) &&
		(s.Audit == nil || s.Audit.Auditor.ID == by || !at.Before(s.Audit.TakenAt.Add(AuditHold)))
}

// AuditFollows tells whether a decided session still waits for an auditor. Nobody is
// told before the officer has decided.
func (s *Session) AuditFollows() bool {
	return s.Status == Decided && s.AuditDue || s.Status == InAudit && !s.found()
}

// partOf tells whether what is to be audited is an officer's own work too: he
// conducted a call of the session, was heard in one or granted a waiver of it.
func (s *Session) partOf(officer string) bool {
	return s.conductedBy(officer) || s.spokeIn(officer) || s.waivedBy(officer)
}

// conductedBy also looks at those who handed the customer back, and at the calls
// that were sent back.
func (s *Session) conductedBy(officer string) bool {
	if s.Officer != nil && s.Officer.ID == officer {
		return true
	}
	if slices.Contains(s.Former, officer) {
		return true
	}
	for _, r := range s.Rounds {
		if r.Officer != nil && r.Officer.ID == officer {
			return true
		}
	}
	return false
}

// found tells whether the auditor has decided: what is missing is his paper.
func (s *Session) found() bool { return s.Audit != nil && s.Audit.Finding != "" }

// Find records what the auditor found. It asks for another call, or ends the
// session once the addendum that says so is sealed. Pieces are what a recapture takes
// again; none means everything.
func (s *Session) Find(f Finding, reasons []Reason, note string, by OfficerRef, at time.Time, pieces ...Piece) ([]Event, error) {
	if s.Status != InAudit || s.found() {
		return nil, s.refuse("audited")
	}
	if s.Audit == nil || s.Audit.Auditor.ID != by.ID {
		return nil, Errorf(Forbidden, "not_your_session", "Another auditor looks at this session, or nobody does.")
	}
	if err := checkWords(reasons, note); err != nil {
		return nil, err
	}
	if len(reasons) == 0 && f != AuditApprove {
		return nil, &Error{Kind: Invalid, Code: "reason_required", Message: "Anything but an agreement needs at least one reason.",
			Fields: []Field{{"reasons", "must not be empty"}}}
	}
	if err := s.checkPieces(f, pieces); err != nil {
		return nil, err
	}
	if len(pieces) > 0 && !slices.Contains(pieces, PieceBack) && !slices.Contains(pieces, PieceDocument) && s.backOwed(func(*Check) bool { return true }) {
		pieces = append(slices.Clone(pieces), PieceBack) // that was asked for before and has not come
	}
	reasons = named(reasons)
	found := *s.Audit // who has read the session before shares what it points at
	found.Finding, found.Reasons, found.Note, found.At, found.Pieces = f, reasons, MaskAadhaar(note), instant(at), slices.Clone(pieces)
	switch f {
	case AuditRecapture:
		s.Audit = &found
		return s.RequireRecapture(by, reasons, at, pieces...)
	case AuditReject:
		ruled := *s.Decision
		ruled.Outcome, ruled.Reasons = Refused, append(slices.Clone(reasons), ruled.Reasons...)
		s.Decision = &ruled
	case AuditApprove:
	default:
		return nil, &Error{Kind: Invalid, Code: "invalid_parameters", Message: "Some parameters are not valid.",
			Fields: []Field{{"decision", "must be approve, reject or recapture"}}}
	}
	s.Audit = &found
	s.touch(at)
	return []Event{newEvent(EventAuditDecided, at, map[string]any{"auditor_id": by.ID, "simulated": by.Simulated, "decision": f})}, nil
}

// AddendumDue tells whether the paper of an audit has to be sealed now.
func (s *Session) AddendumDue() bool { return s.Status == InAudit && s.found() }

// SealAddendum attaches what the auditor found, as it is filed beside the report,
// and ends the session.
func (s *Session) SealAddendum(a Artifact, at time.Time) ([]Event, error) {
	if !s.AddendumDue() {
		return nil, nil
	}
	s.Addendum = &a
	events := []Event{newEvent(EventAddendumReady, at, map[string]any{"artifact_id": a.ID, "sha256": a.SHA256, "bytes": a.Bytes})}
	more, err := s.end(at, map[string]any{"audit": map[string]any{"auditor_id": s.Audit.Auditor.ID, "decision": s.Audit.Finding}})
	return append(events, more...), err
}

// AuditLot says why a session goes to the auditors, or why not.
type AuditLot struct {
	Why   AuditWhy `json:"why"`
	Share int      `json:"share"`          // of the profile's sessions, in percent
	Roll  int      `json:"roll,omitempty"` // what chance gave, 0 to 9999: drawn when it is below a hundred times the share
	Drawn bool     `json:"drawn"`
}

// AuditWhy is who wants a session audited.
type AuditWhy string

const (
	AuditByOrder   AuditWhy = "order"
	AuditByProfile AuditWhy = "profile" // each of its sessions
	AuditByChance  AuditWhy = "chance"  // a share of them
)

// allSessions is the share of a profile that has each of them audited.
const allSessions = 100

// auditShare of the profile's sessions, in percent. What is asked of each is asked
// in both modes; a share is of sessions in which somebody is identified.
func (p *Profile) auditShare(live bool) int {
	switch {
	case p.Audit:
		return allSessions
	case live:
		return p.AuditShare
	}
	return 0
}

// ByLot tells whether chance decides about the audit of a session under the order's
// profile: then the caller brings a lot.
func (o Order) ByLot(live bool) bool {
	p := o.Book.Find(o.withDefaults().Profile)
	return p != nil && !o.Audit && p.auditShare(live) > 0 && p.auditShare(live) < allSessions
}

// lot of the order. Without one that chance gave, the session is audited.
func (o Order) lot(p *Profile, live bool) *AuditLot {
	share := p.auditShare(live)
	switch {
	case o.Audit:
		return &AuditLot{Why: AuditByOrder, Share: share, Drawn: true}
	case share <= 0:
		return nil
	case share >= allSessions:
		return &AuditLot{Why: AuditByProfile, Share: share, Drawn: true}
	}
	roll := int(binary.BigEndian.Uint64(o.Lot[:8]) % (100 * allSessions))
	return &AuditLot{Why: AuditByChance, Share: share, Roll: roll, Drawn: roll < 100*share}
}

// RequireRecapture is the auditor's word that the customer has to come again.
// The link has been used up: the backend asks for a fresh one. Where pieces are named
// the rest is carried over, and the faces are compared again.
func (s *Session) RequireRecapture(by OfficerRef, reasons []Reason, at time.Time, pieces ...Piece) ([]Event, error) {
	if s.Status != InAudit {
		return nil, s.refuse(string(RecaptureRequired))
	}
	if len(reasons) == 0 {
		return nil, &Error{Kind: Invalid, Code: "reason_required", Message: "A recapture needs at least one reason.",
			Fields: []Field{{"reasons", "must not be empty"}}}
	}
	s.Rounds = append(s.Rounds, Round{Officer: s.Officer, Stills: s.Stills, Checks: s.Checks, Decision: s.Decision,
		Recording: s.Recording, Gaps: s.Gaps, Report: s.Report, Audit: s.Audit, Conduct: s.Conduct})
	s.Officer, s.Stills, s.Checks, s.Decision, s.Recording, s.Gaps, s.Report, s.Audit = nil, nil, nil, nil, nil, nil, nil, nil
	s.Notes, s.Conduct = "", Conduct{}
	s.carryOver(pieces)
	s.Link, s.SubStatus = Link{}, reasons[0].Code
	s.ScheduledAt, s.OpensAt = time.Time{}, time.Time{}
	if latest := instant(at.Add(DefaultExpiry)); s.ExpiresAt.Before(latest) {
		s.ExpiresAt = latest
	}
	data := map[string]any{"auditor_id": by.ID, "simulated": by.Simulated, "reasons": reasons, "expires_at": s.ExpiresAt}
	if len(pieces) > 0 {
		data["pieces"], data["carried_over"] = pieces, s.Carried
	}
	return s.move(RecaptureRequired, at, data)
}
