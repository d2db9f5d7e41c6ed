// Package desk owns what an officer may do: take a waiting customer, order
// checks during the call, and decide. The line that officers watch is live and
// belongs to signalling.
package desk

import (
	"context"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Sessions changes sessions: internal/session.
type Sessions interface {
	Get(ctx context.Context, scope kyc.Scope, id string) (*kyc.Session, error)
	Start(ctx context.Context, ref kyc.Ref, o kyc.OfficerRef) (*kyc.Session, error)
	Decide(ctx context.Context, ref kyc.Ref, by kyc.OfficerRef, r kyc.Ruling, reasons []kyc.Reason, note string) (*kyc.Session, error)
	Book(ctx context.Context, ref kyc.Ref, by kyc.OfficerRef, to time.Time) (*kyc.Session, error)
	HandBack(ctx context.Context, ref kyc.Ref, by kyc.OfficerRef, to kyc.Transfer, cause string) (*kyc.Session, error)
	WriteNotes(ctx context.Context, ref kyc.Ref, by kyc.OfficerRef, text string) (*kyc.Session, error)
	List(ctx context.Context, scope kyc.Scope, q kyc.SessionQuery) (page []*kyc.Session, more bool, err error)
	Line(ctx context.Context, scope kyc.Scope, after *kyc.Session, limit int) (page []*kyc.Session, more bool, err error)
	TakeAudit(ctx context.Context, ref kyc.Ref, by kyc.OfficerRef) (*kyc.Session, error)
	Find(ctx context.Context, ref kyc.Ref, by kyc.OfficerRef, f kyc.Finding, reasons []kyc.Reason, note string, pieces ...kyc.Piece) (*kyc.Session, error)
}

// Accounts reads what an account asks of its officers: internal/account.
type Accounts interface {
	Account(ctx context.Context, id string) (*kyc.Account, error)
}

// Checks conducts verification steps: internal/check. Start answers at once;
// the check records its own end.
type Checks interface {
	Start(ctx context.Context, s *kyc.Session, kind kyc.CheckKind, document kyc.DocumentType) error
	Stop(ref kyc.Ref)
}

// CheckOrder is what an officer asks for.
type CheckOrder = struct {
	Kind     kyc.CheckKind
	Document kyc.DocumentType // "" means the first that was ordered
}

// Desk lets officers work. Safe for concurrent use.
type Desk struct {
	Sessions Sessions
	Checks   Checks
	Accounts Accounts
	Staff    Staff
	Presence Presence
	Shuffle  func(n int, swap func(i, j int)) // by chance that nobody foresees
	Now      func() time.Time
	Met      func(waited, target time.Duration) // counts a customer who was met; nil: nobody does

	reached reached
}

// Accept gives a waiting session to the officer, who may take calls of the account.
// One who has a call may go on whatever became of his certificate since. Of two who ask, the second is
// told already_taken: the law lets a session start once.
func (d *Desk) Accept(ctx context.Context, scope kyc.Scope, id string, by kyc.OfficerRef) (*kyc.Session, error) {
	s, err := d.Sessions.Get(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	if by.Simulated && s.Live {
		return nil, kyc.Errorf(kyc.Forbidden, "simulated_officer", "A simulated officer may not meet real customers.")
	}
	if s.Status.InCall() && s.Officer != nil && s.Officer.ID == by.ID {
		return s, nil // a repeated click
	}
	a, err := d.Accounts.Account(ctx, scope.Account)
	if err != nil {
		return nil, err
	}
	if err := a.MayMeet(by, d.Now()); err != nil {
		return nil, err
	}
	s, err = d.Sessions.Start(ctx, kyc.Ref{Scope: scope, Session: id}, by)
	if err == nil && d.Met != nil {
		d.Met(s.StartedAt.Sub(s.LineSince), a.Line.Target())
	}
	return s, err
}

// RunCheck conducts a step on the running call.
func (d *Desk) RunCheck(ctx context.Context, scope kyc.Scope, id string, by kyc.OfficerRef, o CheckOrder) (*kyc.Session, error) {
	s, err := d.own(ctx, scope, id, by)
	if err != nil {
		return nil, err
	}
	if s.Status != kyc.InProgress {
		return nil, kyc.Errorf(kyc.Conflict, "wrong_state", "The session is %s; checks run while it is in_progress.", s.Status)
	}
	if o.Document == "" && len(s.Documents) > 0 {
		o.Document = s.Documents[0]
	}
	if err := d.Checks.Start(ctx, s, o.Kind, o.Document); err != nil {
		return nil, err
	}
	return s, nil
}

// Decide records the officer's ruling and ends a check that still runs.
func (d *Desk) Decide(ctx context.Context, scope kyc.Scope, id string, by kyc.OfficerRef, r kyc.Ruling, reasons []kyc.Reason, note string) (*kyc.Session, error) {
	if _, err := d.own(ctx, scope, id, by); err != nil {
		return nil, err
	}
	ref := kyc.Ref{Scope: scope, Session: id}
	s, err := d.Sessions.Decide(ctx, ref, by, r, reasons, note)
	if err == nil {
		d.Checks.Stop(ref)
	}
	return s, err
}

// HandBack returns the customer to the line, or hands him to an officer who is free,
// and ends a check that still runs.
func (d *Desk) HandBack(ctx context.Context, scope kyc.Scope, id string, by kyc.OfficerRef, to Transfer, cause string) (*kyc.Session, error) {
	if cause == "" {
		cause = "another_officer"
	}
	heir, err := d.heir(ctx, scope, by, to.Officer)
	if err != nil {
		return nil, err
	}
	ref := kyc.Ref{Scope: scope, Session: id}
	s, err := d.Sessions.HandBack(ctx, ref, by, kyc.Transfer{To: heir, Needs: to.Needs}, cause)
	if err == nil {
		d.Checks.Stop(ref)
	}
	return s, err
}

// Book makes an appointment for a customer who cannot go on now, or who waits, and
// ends a check that still runs.
func (d *Desk) Book(ctx context.Context, scope kyc.Scope, id string, by kyc.OfficerRef, to time.Time) (*kyc.Session, error) {
	ref := kyc.Ref{Scope: scope, Session: id}
	s, err := d.Sessions.Book(ctx, ref, by, to)
	if err == nil {
		d.Checks.Stop(ref)
	}
	return s, err
}

// WriteNotes keeps what the officer types during the call.
func (d *Desk) WriteNotes(ctx context.Context, scope kyc.Scope, id string, by kyc.OfficerRef, text string) (*kyc.Session, error) {
	return d.Sessions.WriteNotes(ctx, kyc.Ref{Scope: scope, Session: id}, by, text)
}

func (d *Desk) own(ctx context.Context, scope kyc.Scope, id string, by kyc.OfficerRef) (*kyc.Session, error) {
	s, err := d.Sessions.Get(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	if s.Officer == nil || s.Officer.ID != by.ID {
		return nil, kyc.Errorf(kyc.Forbidden, "not_your_session", "Another officer conducts this session, or nobody does.")
	}
	return s, nil
}
