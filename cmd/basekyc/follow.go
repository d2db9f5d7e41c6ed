package main

import (
	"context"
	"strings"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Changes travel over the bus as subjects without content:
// session.<test|live>.<account>.<session>.
const changes = "session."

func subject(r kyc.Ref) string {
	mode := "test"
	if r.Live {
		mode = "live"
	}
	return changes + mode + "." + r.Account + "." + r.Session
}

func parseSubject(s string) (kyc.Ref, bool) {
	part := strings.Split(strings.TrimPrefix(s, changes), ".")
	if len(part) != 3 {
		return kyc.Ref{}, false
	}
	return kyc.Ref{Scope: kyc.Scope{Account: part[1], Live: part[0] == "live"}, Session: part[2]}, true
}

// follow hands changes of any node to the live sessions of this one.
func (s *Server) follow(ctx context.Context) {
	stop, err := s.bus.Subscribe(changes+">", func(subject string, _ []byte) {
		if ref, ok := parseSubject(subject); ok {
			s.hub.Changed(ref)
		}
	})
	if err != nil {
		s.log.Error("follow changes", "error", err)
		return
	}
	<-ctx.Done()
	stop()
}
