package evidence

import (
	"fmt"

	"github.com/basekyc/basekyc/internal/kyc"
)

func ruleFacts(s *kyc.Session) []RuleFacts {
	out := []RuleFacts{}
	for _, r := range s.Rules() {
		out = append(out, RuleFacts{ID: r.ID, Text: maskAll(r.Text), Severity: r.Severity, Status: r.Status, Detail: maskAll(r.Detail)})
	}
	return out
}

var ruleLooks = map[kyc.RuleStatus]colour{kyc.RulePass: green, kyc.RuleFail: red, kyc.RuleWaived: amber, kyc.RuleNotApplicable: slate, kyc.RuleUnavailable: amber}

// rulesChip says how many mandatory rules stand in the way of an approval.
func (s *sheet) rulesChip() *chip {
	unmet := 0
	for _, r := range s.facts.Rules {
		if r.Severity == kyc.Mandatory && (r.Status == kyc.RuleFail || r.Status == kyc.RuleUnavailable) {
			unmet++
		}
	}
	if unmet > 0 {
		return &chip{fmt.Sprintf("%d unmet", unmet), amber}
	}
	return &chip{"None unmet", green}
}

// rules lists every rule of the profile, the met ones too.
func (s *sheet) rules() []block {
	rows := make([][]cell, 0, len(s.facts.Rules))
	for _, r := range s.facts.Rules {
		text := r.Text
		if r.Severity == kyc.Advisory {
			text += " (advisory)"
		}
		rows = append(rows, []cell{{text, body}, {words(string(r.Status)), strong.in(ruleLooks[r.Status])}, {r.Detail, small}})
	}
	return s.table([]column{{"Rule", 0.42}, {"Status", 0.18}, {"Detail", 0.4}}, rows)
}

func flagFacts(s *kyc.Session) []FlagFacts {
	out := []FlagFacts{}
	for _, f := range s.Conduct.Flags {
		out = append(out, FlagFacts{Kind: f.Kind, By: maskAll(f.By.Name), Note: maskAll(f.Note), At: f.At})
	}
	return out
}

func (s *sheet) flags() []block {
	rows := make([][]cell, 0, len(s.facts.Flags))
	for _, f := range s.facts.Flags {
		rows = append(rows, []cell{{words(string(f.Kind)), strong.in(red)}, {stamp(f.At), body}, {f.By, body}, {f.Note, small}})
	}
	return s.table([]column{{"Flag", 0.24}, {"Raised, IST", 0.26}, {"By", 0.2}, {"Note", 0.3}}, rows)
}
