package wire

import (
	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// watches are the visits of supervisors as an officer may know them: one who
// conducts the call sees those that he was told of.
func watches(s *kyc.Session, viewer string) []api.Watch {
	out := []api.Watch{}
	for _, w := range s.Conduct.Watches {
		by := kyc.HeardByNobody
		switch {
		case !w.BargedInAt.IsZero():
			by = kyc.HeardByBoth
		case !w.WhisperedAt.IsZero():
			by = kyc.HeardByOfficer
		}
		if s.Officer != nil && s.Officer.ID == viewer && !w.Told.TellsOfficer(by) {
			continue
		}
		out = append(out, api.Watch{Officer: officer(w.By), From: w.From, Until: moment(w.Until), Told: string(w.Told),
			WhisperedAt: moment(w.WhisperedAt), BargedInAt: moment(w.BargedInAt)})
	}
	return out
}
