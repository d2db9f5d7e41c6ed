package evidence

import (
	"errors"
	"fmt"
	"io"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Addendum writes what an auditor found as a PDF of its own: the report was sealed
// before he looked at it, and stays what he saw.
func Addendum(w io.Writer, in Input) error {
	facts, err := Compile(in)
	if err != nil {
		return err
	}
	if facts.Audit, err = auditFacts(in.Session); err != nil {
		return fmt.Errorf("addendum of %s: %w", in.Session.ID, err)
	}
	if err := paint(w, facts, func(s *sheet) { s.addendum() }); err != nil {
		return fmt.Errorf("draw addendum of %s: %w", in.Session.ID, err)
	}
	return nil
}

func auditFacts(s *kyc.Session) (*AuditFacts, error) {
	a := s.Audit
	if a == nil || a.Finding == "" || s.Report == nil {
		return nil, errors.New("nobody has audited a sealed report")
	}
	f := &AuditFacts{Auditor: OfficerFacts{ID: a.Auditor.ID, Name: maskAll(a.Auditor.Name), Simulated: a.Auditor.Simulated},
		TakenAt: a.TakenAt, At: a.At, Finding: a.Finding, Reasons: maskReasons(a.Reasons), Note: maskAll(a.Note),
		ReportID: s.Report.ID, ReportSHA256: s.Report.SHA256, Why: "The order asked for an audit."}
	if l := s.AuditLot; l != nil {
		switch l.Why {
		case kyc.AuditByProfile:
			f.Why = "The profile has each of its sessions audited."
		case kyc.AuditByChance:
			f.Why = fmt.Sprintf("Chance sends %d %% of the sessions under the profile to an auditor. It gave %d of 10000; below %d a session is audited.", l.Share, l.Roll, 100*l.Share)
		}
	}
	return f, nil
}

var findings = map[kyc.Finding]string{kyc.AuditApprove: "Agrees with the officer", kyc.AuditReject: "Rejects the customer"}

func (s *sheet) addendum() {
	f, a := s.facts, s.facts.Audit
	s.masthead("Audit addendum")
	s.section("Auditor", simulatedChip(a.Auditor.Simulated), s.grid(2, pair{"Name", a.Auditor.Name, strong}, pair{"Id", a.Auditor.ID, code},
		pair{"Took the session, IST", stamp(a.TakenAt), body}, pair{"Decided, IST", stamp(a.At), body}))
	blocks := []block{s.grid(1, pair{"Finding", findings[a.Finding], strong})}
	var rows [][]cell
	for _, r := range a.Reasons {
		rows = append(rows, []cell{{r.Message, body}, {r.Code, code}})
	}
	if len(rows) > 0 {
		blocks = append(blocks, s.table([]column{{"Reason", 0.62}, {"Code", 0.38}}, rows)...)
	}
	if a.Note != "" {
		blocks = append(blocks, s.gap(1.4), s.grid(1, pair{"Auditor\u2019s note", a.Note, body}))
	}
	s.section("Audit", nil, blocks...)
	s.section("Why it was audited", nil, s.text(a.Why, body))
	if d := f.Decision; d != nil {
		s.section("The officer\u2019s decision", nil, s.grid(2, pair{"Ruling", words(string(d.Ruling)), body}, pair{"Outcome with this audit", words(string(d.Outcome)), strong}))
	}
	s.section("Report that he saw", nil, s.grid(1, pair{"Id", a.ReportID, code}), s.grid(1, pair{"SHA-256", a.ReportSHA256, code}))
	s.section("Time line", nil, s.timeline()...)
	s.section("Integrity", s.chainChip(), s.integrity()...)
}

func simulatedChip(is bool) *chip {
	if is {
		return &chip{"SIMULATED", red}
	}
	return nil
}
