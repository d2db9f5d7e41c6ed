package session

import (
	"context"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Raise flags the running call.
func (s *Service) Raise(ctx context.Context, ref kyc.Ref, kind kyc.FlagKind, note string, by kyc.OfficerRef) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.Raise(kind, note, by, at)
	})
}
