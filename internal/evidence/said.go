package evidence

import "github.com/basekyc/basekyc/internal/kyc"

func saidFacts(s *kyc.Session) []SaidFacts {
	out := []SaidFacts{}
	for _, m := range s.Conduct.Said {
		out = append(out, SaidFacts{From: m.From, Name: maskAll(m.Name), Text: maskAll(m.Text), English: m.English, At: m.At})
	}
	return out
}

// said lists what the parties wrote, a phrase of another language in English too.
func (s *sheet) said() []block {
	rows := make([][]cell, 0, len(s.facts.Said))
	for _, m := range s.facts.Said {
		who := "Customer"
		if m.From == kyc.PartyOfficer {
			who = "Officer " + m.Name
		}
		text := m.Text
		if m.English != "" {
			text += " (" + m.English + ")"
		}
		rows = append(rows, []cell{{stamp(m.At), body}, {who, strong}, {text, body}})
	}
	return s.table([]column{{"Written, IST", 0.24}, {"By", 0.22}, {"Message", 0.54}}, rows)
}
