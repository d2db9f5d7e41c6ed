package main

import (
	"time"

	"github.com/basekyc/basekyc/internal/evidence"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/store"
)

// committed follows every commit: it only wakes, the woken read the list. It
// runs in the store's writer and must not block.
func (s *Server) committed(c store.Commit) {
	for _, v := range c.Sessions {
		ref := kyc.Ref{Scope: v.Scope, Session: v.ID}
		if v.Status != kyc.Created { // nobody watches a session that nobody has joined
			if err := s.bus.Publish(subject(ref), nil); err != nil {
				s.log.Warn("publish change", "error", err)
			}
		}
		if s.checks != nil && v.Status != kyc.InProgress {
			s.checks.Stop(ref)
		}
		if s.uploads != nil && !v.Status.InCall() {
			s.uploads.Over(ref)
		}
		if s.sealer != nil && evidence.Due(v) {
			s.sealer.Wake(ref)
		}
		if s.sessions != nil {
			s.sessions.WakeAt(v.Deadline())
		}
		if s.officers != nil && wantsOfficer(v) {
			s.officers.Call(v.Account)
		}
	}
	s.feed.Wake(c.Events)
	s.line.hear(c.Sessions, c.Events)
	if c.Messages > 0 && s.messages != nil {
		s.messages.Wake()
	}
	if c.Composites > 0 && s.studio != nil {
		s.studio.Wake()
	}
	if s.webhooks != nil {
		s.webhooks.Drop(c.Ended)
		s.webhooks.Take(c.Handed)
		if c.Deliveries > 0 {
			s.webhooks.Wake()
		}
	}
}

// handover offers new deliveries to the dispatcher, in the transaction that
// makes them.
func (s *Server) handover(endpoint string, n int) (taken int, until time.Time) {
	if s.webhooks == nil {
		return 0, time.Time{}
	}
	return s.webhooks.Handover(endpoint, n)
}
