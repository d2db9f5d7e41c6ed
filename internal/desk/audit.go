package desk

import (
	"context"

	"github.com/basekyc/basekyc/internal/kyc"
)

var errNothingToAudit = kyc.Errorf(kyc.NotFound, "nothing_to_audit", "No session waits for an audit by you.")

// NextAudit gives the auditor the session that he has taken already, else one
// by chance among those that he may audit: nobody picks his cases.
func (d *Desk) NextAudit(ctx context.Context, scope kyc.Scope, by kyc.OfficerRef) (*kyc.Session, error) {
	list, _, err := d.Sessions.List(ctx, scope, kyc.SessionQuery{Status: []kyc.Status{kyc.InAudit}, Oldest: true, Limit: looked})
	if err != nil {
		return nil, err
	}
	var open []*kyc.Session
	for _, v := range list {
		if v.Audit != nil && v.Audit.Auditor.ID == by.ID && v.Audit.Finding == "" {
			return v, nil
		}
		if v.AuditOpen(by.ID, d.Now()) {
			open = append(open, v)
		}
	}
	d.Shuffle(len(open), func(i, j int) { open[i], open[j] = open[j], open[i] })
	for _, v := range open {
		s, err := d.Sessions.TakeAudit(ctx, kyc.Ref{Scope: scope, Session: v.ID}, by)
		if kyc.IsKind(err, kyc.Conflict) {
			continue // another auditor was faster
		}
		return s, err
	}
	return nil, errNothingToAudit
}

// Find records what the auditor found.
func (d *Desk) Find(ctx context.Context, scope kyc.Scope, id string, by kyc.OfficerRef, f kyc.Finding, reasons []kyc.Reason, note string, pieces ...kyc.Piece) (*kyc.Session, error) {
	return d.Sessions.Find(ctx, kyc.Ref{Scope: scope, Session: id}, by, f, reasons, note, pieces...)
}
