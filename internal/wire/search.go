package wire

import (
	"slices"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// Search reads what somebody looks for.
func Search(q *api.CaseSearch) kyc.Search {
	s := kyc.Search{Person: q.Person, Outcome: kyc.Outcome(q.Outcome), Officer: q.OfficerID, Rule: q.Rule, Flag: kyc.FlagKind(q.Flag),
		Profile: q.Profile, From: q.CreatedAfter, Before: q.CreatedBefore}
	for _, status := range q.Status {
		s.Status = append(s.Status, kyc.Status(status))
	}
	return s
}

// CaseFilters lists what can be looked for.
func CaseFilters(staff []kyc.Officer, b *kyc.Book) api.CaseFilters {
	out := api.CaseFilters{Officers: []api.Named{}, Profiles: []api.Named{}, Rules: []api.Named{}}
	for i := range staff {
		if o := &staff[i]; o.MayConduct() || slices.Contains(o.Roles, kyc.Simulated) {
			out.Officers = append(out.Officers, api.Named{ID: o.ID, Text: o.Name})
		}
	}
	known := map[string]bool{}
	for _, p := range b.All() {
		out.Profiles = append(out.Profiles, api.Named{ID: p.Name, Text: p.Title})
		for _, r := range p.Rules {
			if !known[r.ID] {
				known[r.ID] = true
				out.Rules = append(out.Rules, api.Named{ID: r.ID, Text: r.Text})
			}
		}
	}
	return out
}
