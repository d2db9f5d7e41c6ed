package session

import (
	"context"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// TakeAudit gives a session to an auditor.
func (s *Service) TakeAudit(ctx context.Context, ref kyc.Ref, by kyc.OfficerRef) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return nil, v.TakeAudit(by, at)
	})
}

// Find records what the auditor found.
func (s *Service) Find(ctx context.Context, ref kyc.Ref, by kyc.OfficerRef, f kyc.Finding, reasons []kyc.Reason, note string, pieces ...kyc.Piece) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.Find(f, reasons, note, by, at, pieces...)
	})
}
