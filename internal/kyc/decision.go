package kyc

import (
	"fmt"
	"slices"
	"time"
)

// Ruling is what an officer can say.
type Ruling string

const (
	Approve        Ruling = "approve"
	Reject         Ruling = "reject"
	UnableToVerify Ruling = "unable_to_verify"
)

// Outcome is what the session comes to.
type Outcome string

const (
	Approved    Outcome = "approved"
	NeedsReview Outcome = "needs_review"
	Refused     Outcome = "rejected"
)

// Decision is the officer's ruling with the outcome that the law gives it.
type Decision struct {
	Ruling  Ruling     `json:"ruling"`
	Outcome Outcome    `json:"outcome"`
	Reasons []Reason   `json:"reasons"`
	Note    string     `json:"note,omitempty"`
	Officer OfficerRef `json:"officer"`
	At      time.Time  `json:"at"`
}

// MaxNoteRunes bounds an officer's note.
const MaxNoteRunes = 2000

// Decide records the officer's ruling. An approval becomes the outcome
// approved only when every ordered check was computed and passed, the officer has
// said of everything that was read on a document what it is, and every mandatory
// rule of the profile is met; anything less needs a review. Nobody can
// approve a failed check or an unmet rule away. A call in which prompting was
// flagged, or is a reason, is rejected, whatever the ruling.
func (s *Session) Decide(r Ruling, reasons []Reason, note string, by OfficerRef, at time.Time) ([]Event, error) {
	if s.Status != InProgress {
		return nil, s.refuse(string(Decided))
	}
	if s.Officer == nil || s.Officer.ID != by.ID {
		return nil, Errorf(Forbidden, "not_your_session", "Another officer conducts this session.")
	}
	if err := checkWords(reasons, note); err != nil {
		return nil, err
	}
	reasons = named(reasons)
	if slices.ContainsFunc(reasons, func(r Reason) bool {
		return r.Code == ReasonOther && note == "" && (r.Message == "" || r.Message == RejectionReasons[catalogued(ReasonOther)].Message)
	}) {
		return nil, Refuse([]Field{{"note", "the reason other needs a note that says which"}})
	}
	against := append(s.flagged(), s.shortfalls()...)
	d := Decision{Ruling: r, Note: MaskAadhaar(note), Officer: by, At: instant(at)}
	switch r {
	case Approve:
		against = append(against, s.unconfirmed()...)
		d.Reasons = append(against, missingFrom(against, reasons)...)
		d.Outcome = Approved
		if len(d.Reasons) > 0 {
			d.Outcome = NeedsReview
		}
	case Reject:
		if len(reasons) == 0 && len(against) == 0 {
			return nil, &Error{Kind: Invalid, Code: "reason_required", Message: "A rejection needs at least one reason.",
				Fields: []Field{{"reasons", "must not be empty"}}}
		}
		d.Reasons, d.Outcome = append(reasons, missingFrom(reasons, against)...), Refused
	case UnableToVerify:
		d.Reasons, d.Outcome = append(reasons, missingFrom(reasons, against)...), NeedsReview
	default:
		return nil, &Error{Kind: Invalid, Code: "invalid_parameters", Message: "Some parameters are not valid.",
			Fields: []Field{{"decision", "must be approve, reject or unable_to_verify"}}}
	}
	if prompted(d.Reasons) {
		d.Outcome = Refused
	}
	s.Decision, s.Instruction, s.SubStatus = &d, nil, ""
	s.settle()
	var events []Event
	if codes := fraudulent(reasons); len(codes) > 0 && s.Flagged(FlagSuspectedFraud) == nil {
		events = append(events, suspicion("decision", by, codes, at))
	}
	moved, err := s.move(Decided, at, map[string]any{"ruling": r, "outcome": s.Decision.Outcome, "officer_id": by.ID})
	return append(events, moved...), err
}

// checkWords of a person who decides.
func checkWords(reasons []Reason, note string) error {
	var fields []Field
	if !printableNote(note) {
		fields = append(fields, Field{"note", "is too long or has control characters"})
	}
	for i, reason := range reasons {
		if !printableNote(reason.Message) {
			fields = append(fields, Field{fmt.Sprintf("reasons[%d].message", i), "is too long or has control characters"})
		}
	}
	return Refuse(fields)
}

// shortfalls lists why the ordered checks do not carry an approval.
func (s *Session) shortfalls() []Reason {
	var out []Reason
	for _, id := range s.Type.Steps() {
		if id == StepDecision {
			continue
		}
		if id == StepConsent {
			if s.Consent == nil {
				out = append(out, Reason{"consent_missing", "Consent was not recorded."})
			}
			continue
		}
		c := s.LatestCheck(CheckKind(id))
		switch {
		case c == nil:
			out = append(out, Reason{string(id) + "_missing", "The check was not carried out."})
		case id == StepDocument && s.backDue():
			out = append(out, Reason{"document_back_missing", "The back of the document was not taken."})
		case c.Verdict == Pass:
		case len(c.Reasons) > 0:
			out = append(out, c.Reasons...)
		default:
			out = append(out, Reason{string(id) + "_" + string(c.Verdict), "The check did not pass."})
		}
		if id == StepDocument {
			out = append(out, s.otherDocuments(out)...)
			out = append(out, s.documentReasons()...)
		}
	}
	return out
}

// otherDocuments lists what a document that was captured before another one left
// open, beside what is known: a good one does not hide a bad one.
func (s *Session) otherDocuments(known []Reason) []Reason {
	var out []Reason
	newest := s.LatestCheck(CheckDocument)
	for _, c := range s.documentChecks() {
		if c == newest || c.Verdict == Pass {
			continue
		}
		why := c.Reasons
		if len(why) == 0 {
			why = []Reason{{string(StepDocument) + "_" + string(c.Verdict), "The check did not pass."}}
		}
		out = append(out, missingFrom(append(slices.Clone(known), out...), why)...)
	}
	return out
}

// Conclude ends a decided session once its evidence is sealed, or hands it to an auditor.
func (s *Session) Conclude(at time.Time) ([]Event, error) {
	if s.Status != Decided {
		return nil, s.refuse("concluded")
	}
	if s.Report == nil {
		return nil, Errorf(Conflict, "evidence_missing", "The report has not been sealed.")
	}
	s.over()
	if s.AuditDue {
		return s.SendToAudit(at)
	}
	return s.end(at, map[string]any{})
}

// end makes the last event of a decided session, with what it came to.
func (s *Session) end(at time.Time, data map[string]any) ([]Event, error) {
	s.over()
	to := Completed
	if s.Decision.Outcome == Refused {
		to = Rejected
	}
	data["outcome"], data["reasons"] = s.Decision.Outcome, s.Decision.Reasons
	data["recording"], data["report"] = s.Recording != nil, true
	if c := s.LatestCheck(CheckFaceMatch); c != nil {
		m := verdict(c)
		if f := c.FaceMatch; f != nil {
			m["score"], m["similarity"], m["threshold"] = f.Confidence, f.Similarity, f.Threshold
		}
		data["face_match"] = m
	}
	if c := s.LatestCheck(CheckLiveness); c != nil {
		m := verdict(c)
		if l := c.Liveness; l != nil && l.PassiveScore != nil {
			m["score"] = *l.PassiveScore
		}
		data["liveness"] = m
	}
	return s.move(to, at, data)
}

func verdict(c *Check) map[string]any {
	m := map[string]any{"verdict": c.Verdict}
	if c.Simulated {
		m["simulated"] = true
	}
	return m
}

func printableNote(s string) bool {
	return printable(stripNewlines(s), MaxNoteRunes)
}

func stripNewlines(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		if r != '\n' && r != '\r' && r != '\t' {
			out = append(out, r)
		}
	}
	return string(out)
}
