package upload

import (
	"context"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// sweepEvery is how late the pieces of a picture may go that was never finished.
const sweepEvery = time.Minute

// Over tells that a session is not in a call any more. It never blocks; Run erases.
func (s *Service) Over(ref kyc.Ref) {
	s.mu.Lock()
	has := len(s.of[ref]) > 0
	if has {
		s.over[ref] = true
	}
	s.mu.Unlock()
	if !has {
		return
	}
	select {
	case s.hint <- struct{}{}:
	default:
	}
}

// Run erases what has outlived its hour or its call, until ctx ends. It begins with what an earlier process left.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		s.Sweep(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-s.hint:
		}
	}
}

// Sweep looks once.
func (s *Service) Sweep(ctx context.Context) {
	s.mu.Lock()
	refs := make(map[kyc.Ref]bool, len(s.of))
	for ref := range s.of {
		refs[ref] = s.over[ref]
	}
	s.mu.Unlock()
	for ref, over := range refs {
		if ctx.Err() != nil {
			return
		}
		over = over || s.ended(ctx, ref)
		for _, e := range s.list(ref) {
			if over || !s.Now().Before(e.Ends()) {
				s.leave(e)
				s.end(ctx, e)
			}
		}
	}
}

// ended looks a session up: a wake-up is lost with its process.
func (s *Service) ended(ctx context.Context, ref kyc.Ref) bool {
	v, err := s.Sessions.Session(ctx, ref.Scope, ref.Session)
	if err != nil {
		if !kyc.IsKind(err, kyc.NotFound) && ctx.Err() == nil {
			s.Log.Warn("look whether a call goes on", "session", ref.Session, "error", err)
		}
		return kyc.IsKind(err, kyc.NotFound)
	}
	return !v.Status.InCall()
}
