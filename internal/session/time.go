package session

import (
	"context"
	"math"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

const (
	dueBatch = 100              // sessions ticked per round
	longest  = 30 * time.Second // between two looks, for clocks that jump
	shortest = 50 * time.Millisecond
)

// WakeAt tells Run of a deadline. One that Run will look at anyway costs a
// comparison. It never blocks.
func (s *Service) WakeAt(deadline time.Time) {
	if deadline.IsZero() || deadline.UnixMicro() >= s.next.Load() {
		return
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run expires sessions and ends grace periods until ctx ends.
func (s *Service) Run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	s.next.Store(math.MaxInt64) // until the first look, everything wakes
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-timer.C:
		}
		s.next.Store(math.MaxInt64) // what comes during the look wakes again
		s.Tick(ctx)
		wait := longest
		if at, ok, err := s.Store.NextDeadline(ctx); err == nil && ok {
			wait = min(max(at.Sub(s.Now()), shortest), longest)
		}
		s.next.Store(s.Now().Add(wait).UnixMicro())
		timer.Reset(wait)
	}
}

// Tick lets time act once on every session that is due.
func (s *Service) Tick(ctx context.Context) {
	for {
		refs, err := s.Store.DueSessions(ctx, s.Now(), dueBatch)
		if err != nil {
			s.Log.Error("list due sessions", "error", err)
			return
		}
		for _, r := range refs {
			if _, err := s.change(ctx, r.Scope, r.Session, (*kyc.Session).Tick); err != nil {
				s.Log.Error("tick session", "session", r.Session, "error", err)
				return // not the same batch again and again
			}
		}
		if len(refs) < dueBatch {
			return
		}
	}
}

// Recover puts sessions right whose process died: calls get a grace period and
// a new segment of the recording, customers in line must show up again.
func (s *Service) Recover(ctx context.Context) error {
	refs, err := s.Store.SessionRefs(ctx, kyc.InProgress, kyc.Interrupted, kyc.Waiting)
	if err != nil {
		return err
	}
	for _, r := range refs {
		_, err := s.change(ctx, r.Scope, r.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
			if v.Status == kyc.Waiting {
				return v.Unqueue(at)
			}
			return v.Restart(at)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
