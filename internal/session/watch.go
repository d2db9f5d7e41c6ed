package session

import (
	"context"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Watch begins a supervisor's visit to a running call: the last of its watches.
func (s *Service) Watch(ctx context.Context, ref kyc.Ref, o *kyc.Officer, simulated bool) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.Watch(o, simulated, at)
	})
}

// Speak notes who is about to hear a visitor.
func (s *Service) Speak(ctx context.Context, ref kyc.Ref, visit int, to kyc.Hearers) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.Speak(visit, to, at)
	})
}

// Unwatch ends a visit.
func (s *Service) Unwatch(ctx context.Context, ref kyc.Ref, visit int) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.Unwatch(visit, at)
	})
}
