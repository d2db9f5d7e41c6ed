package wire

import (
	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

func signals(s *kyc.Session) []api.Signal {
	list := s.Signals()
	out := make([]api.Signal, len(list))
	for i, g := range list {
		out[i] = api.Signal{ID: g.ID, Level: string(g.Level), Detail: g.Detail, Findings: make([]api.SignalFinding, len(g.Findings))}
		for n, f := range g.Findings {
			out[i].Findings[n] = api.SignalFinding{Code: f.Code, Level: string(f.Level), Message: f.Message}
		}
	}
	return out
}
