package wire

import (
	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

func waivers(s *kyc.Session) []api.Waiver {
	out := make([]api.Waiver, len(s.Conduct.Waivers))
	for i := range s.Conduct.Waivers {
		out[i] = waiver(&s.Conduct.Waivers[i])
	}
	return out
}

func waiver(w *kyc.Waiver) api.Waiver {
	out := api.Waiver{Rule: w.Rule, Why: w.Why, By: officer(w.By), AskedAt: w.AskedAt, Granted: w.Granted, AnsweredAt: moment(w.AnsweredAt)}
	if w.Second != nil {
		second := officer(*w.Second)
		out.Second = &second
	}
	return out
}
