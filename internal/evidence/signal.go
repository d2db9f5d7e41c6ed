package evidence

import "github.com/basekyc/basekyc/internal/kyc"

func signalFacts(s *kyc.Session) []SignalFacts {
	out := []SignalFacts{}
	for _, g := range s.Signals() {
		out = append(out, SignalFacts{ID: g.ID, Level: g.Level, Detail: g.Detail, Findings: g.Findings})
	}
	return out
}

var levelLooks = map[kyc.Level]colour{kyc.LevelNone: green, kyc.LevelLow: slate, kyc.LevelMedium: amber, kyc.LevelHigh: red, kyc.LevelUnavailable: slate}

// signals lists each with what decided it; none decides anything by itself.
func (s *sheet) signals() []block {
	rows := make([][]cell, 0, len(s.facts.Signals))
	for _, g := range s.facts.Signals {
		detail := g.Detail
		for _, f := range g.Findings {
			detail += " " + f.Message
		}
		rows = append(rows, []cell{{words(g.ID), body}, {words(string(g.Level)), strong.in(levelLooks[g.Level])}, {detail, small}})
	}
	return s.table([]column{{"Signal", 0.2}, {"Level", 0.18}, {"What decided it", 0.62}}, rows)
}
