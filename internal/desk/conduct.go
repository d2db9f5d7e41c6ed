package desk

import (
	"context"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Conducted changes sessions beside their checks: internal/session. Each refuses
// by the session's own law.
type Conducted interface {
	Raise(ctx context.Context, ref kyc.Ref, kind kyc.FlagKind, note string, by kyc.OfficerRef) (*kyc.Session, error)
}

// Conduct is what a call is judged by beside its checks. Safe for concurrent use.
type Conduct struct {
	Sessions Conducted
}

// Raise flags the running call.
func (c *Conduct) Raise(ctx context.Context, scope kyc.Scope, id string, by kyc.OfficerRef, kind kyc.FlagKind, note string) (*kyc.Session, error) {
	return c.Sessions.Raise(ctx, kyc.Ref{Scope: scope, Session: id}, kind, note, by)
}
