package desk

import (
	"context"
	"slices"

	"github.com/basekyc/basekyc/internal/kyc"
)

// looked bounds how much of a line is read for one officer.
const looked = 100

var errNobodyWaits = kyc.Errorf(kyc.NotFound, "nobody_waits", "Nobody waits.")

// Next gives the officer whoever has waited longest. An officer who is in a call
// gets that one: a crash of his page must not leave a customer alone.
func (d *Desk) Next(ctx context.Context, scope kyc.Scope, by kyc.OfficerRef) (*kyc.Session, error) {
	mine, _, err := d.Sessions.List(ctx, scope, kyc.SessionQuery{Officer: by.ID, Status: []kyc.Status{kyc.InProgress, kyc.Interrupted}, Oldest: true, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(mine) > 0 {
		return mine[0], nil
	}
	for {
		s, more, err := d.first(ctx, scope, by)
		if s != nil || err != nil || !more {
			return s, orNobody(s, err)
		}
	}
}

func orNobody(s *kyc.Session, err error) error {
	if s == nil && err == nil {
		return errNobodyWaits
	}
	return err
}

// first of those at the front whom nobody takes meanwhile; more tells that others
// stand behind them.
func (d *Desk) first(ctx context.Context, scope kyc.Scope, by kyc.OfficerRef) (_ *kyc.Session, more bool, _ error) {
	line, more, err := d.Sessions.List(ctx, scope, kyc.SessionQuery{Status: []kyc.Status{kyc.Waiting}, Oldest: true, Limit: looked})
	if err != nil {
		return nil, false, err
	}
	slices.SortStableFunc(line, func(a, b *kyc.Session) int { return a.QueuedAt.Compare(b.QueuedAt) })
	for _, v := range line {
		s, err := d.Accept(ctx, scope, v.ID, by)
		if kyc.IsKind(err, kyc.Conflict) {
			continue // another officer was faster, or the customer left
		}
		return s, false, err
	}
	return nil, more, nil
}
