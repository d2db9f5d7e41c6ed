package evidence

import (
	"fmt"

	"github.com/basekyc/basekyc/internal/kyc"
)

func ruleFacts(s *kyc.Session) []RuleFacts {
	out := []RuleFacts{}
	for _, r := range s.Rules() {
		f := RuleFacts{ID: r.ID, Text: maskAll(r.Text), Severity: r.Severity, Status: r.Status, Detail: maskAll(r.Detail)}
		if w := r.Waiver; w != nil && w.Second != nil {
			f.Waiver = &WaiverFacts{Why: maskAll(w.Why), By: maskAll(w.By.Name), Second: maskAll(w.Second.Name), At: w.AnsweredAt}
		}
		out = append(out, f)
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
		detail := r.Detail
		if w := r.Waiver; w != nil {
			detail += fmt.Sprintf(" Waived on %s IST by %s and %s: %s", stamp(w.At), w.By, w.Second, w.Why)
		}
		rows = append(rows, []cell{{text, body}, {words(string(r.Status)), strong.in(ruleLooks[r.Status])}, {detail, small}})
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

func questionFacts(s *kyc.Session) []QuestionFacts {
	out := []QuestionFacts{}
	for _, q := range s.Conduct.Questions {
		out = append(out, QuestionFacts{ID: q.ID, Text: q.English, Language: q.Language, Repeated: q.Repeated, At: q.At, Answer: q.Answer, Words: maskAll(q.Words)})
	}
	return out
}

var answerLooks = map[kyc.Answer]colour{kyc.AnswerGood: green, kyc.AnswerBad: red, kyc.AnswerNone: red}

func (s *sheet) questions() []block {
	rows := make([][]cell, 0, len(s.facts.Questions))
	for _, q := range s.facts.Questions {
		text := q.Text
		if q.Language != "en" {
			text += " (asked in " + languageName(q.Language) + ")"
		}
		if q.Repeated {
			text += " (asked before)"
		}
		answer := cell{"Not judged", strong.in(slate)}
		if c, ok := answerLooks[q.Answer]; ok {
			answer = cell{words(string(q.Answer)), strong.in(c)}
		}
		rows = append(rows, []cell{{text, body}, {stamp(q.At), body}, answer, {q.Words, small}})
	}
	return s.table([]column{{"Question", 0.34}, {"Drawn, IST", 0.22}, {"Answer", 0.23}, {"Noted", 0.21}}, rows)
}
