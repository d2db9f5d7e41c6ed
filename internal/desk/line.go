package desk

import (
	"context"
	"slices"

	"github.com/basekyc/basekyc/internal/kyc"
)

// looked is how much of a line is read at once.
const looked = 50

var (
	errNobodyWaits = kyc.Errorf(kyc.NotFound, "nobody_waits", "Nobody waits.")
	errUnavailable = &kyc.Error{Kind: kyc.Conflict, Code: "officer_unavailable", Message: "This officer does not watch the line now.",
		Hint: "GET /desk/officers lists who does."}
)

// Presence tells who is at the desk: internal/signalling. It knows the officers who
// are connected to this process.
type Presence interface {
	// AtDesk names officers by id: free watches the line, else he is in a call.
	AtDesk(scope kyc.Scope) map[string]bool
}

// Staff reads who works for an account: internal/account.
type Staff interface {
	Members(ctx context.Context, account string) ([]kyc.Officer, error)
}

// Next gives the officer whoever is next of those he can serve. An officer who is
// in a call gets that one: a crash of his page must not leave a customer alone.
func (d *Desk) Next(ctx context.Context, scope kyc.Scope, by kyc.OfficerRef) (*kyc.Session, error) {
	mine, _, err := d.Sessions.List(ctx, scope, kyc.SessionQuery{Officer: by.ID, Status: []kyc.Status{kyc.InProgress, kyc.Interrupted}, Oldest: true, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(mine) > 0 {
		return mine[0], nil
	}
	a, err := d.Accounts.Account(ctx, scope.Account)
	if err != nil {
		return nil, err
	}
	if err := a.MayMeet(by, d.Now()); err != nil {
		return nil, err
	}
	there, me, err := d.attendants(ctx, a, scope, by)
	if err != nil {
		return nil, err
	}
	handed, _, err := d.Sessions.List(ctx, scope, kyc.SessionQuery{Officer: by.ID, Status: []kyc.Status{kyc.Waiting}, Oldest: true, Limit: looked})
	if err != nil {
		return nil, err
	}
	handed = slices.DeleteFunc(handed, func(v *kyc.Session) bool { return v.HeldFor(d.Now()) == nil })
	if s, err := d.first(ctx, scope, by, handed); s != nil || err != nil {
		return s, err
	}
	var after *kyc.Session
	for more := true; more; {
		var page []*kyc.Session
		if page, more, err = d.Sessions.Line(ctx, scope, after, looked); err != nil {
			return nil, err
		}
		if len(page) > 0 {
			after = page[len(page)-1]
		}
		page = slices.DeleteFunc(page, func(v *kyc.Session) bool { return !a.Line.MayTake(v, me, there, d.Now()) })
		if s, err := d.first(ctx, scope, by, page); s != nil || err != nil {
			return s, err
		}
	}
	return nil, errNobodyWaits
}

// first of them whom nobody takes meanwhile.
func (d *Desk) first(ctx context.Context, scope kyc.Scope, by kyc.OfficerRef, of []*kyc.Session) (*kyc.Session, error) {
	for _, v := range of {
		if !d.reached.reach(v.ID) {
			continue
		}
		s, err := d.Accept(ctx, scope, v.ID, by)
		d.reached.letGo(v.ID)
		if kyc.IsKind(err, kyc.Conflict) {
			continue // another officer was faster, or the customer left
		}
		return s, err
	}
	return nil, nil
}

// attendants are the persons at the desk who may take calls of the account, and
// among them who asks. One whose certificate has lapsed is not counted on: nobody is
// kept waiting for him, and nobody is handed to him.
func (d *Desk) attendants(ctx context.Context, a *kyc.Account, scope kyc.Scope, by kyc.OfficerRef) (there []kyc.Attendant, me *kyc.Attendant, err error) {
	staff, err := d.Staff.Members(ctx, scope.Account)
	if err != nil {
		return nil, nil, err
	}
	me = &kyc.Attendant{ID: by.ID, Name: by.Name, Simulated: by.Simulated, Free: true}
	present := d.Presence.AtDesk(scope)
	for _, o := range staff {
		free, here := present[o.ID]
		if o.ID == by.ID {
			me.Qualification = o.Qualification
		} else if here && o.MayConduct() && a.MayMeet(o.Ref(false), d.Now()) == nil {
			there = append(there, kyc.Attendant{ID: o.ID, Name: o.Name, Qualification: o.Qualification, Free: free})
		}
	}
	return append(there, *me), me, nil
}

// Officers lists who is at the desk beside the one who asks.
func (d *Desk) Officers(ctx context.Context, scope kyc.Scope, by kyc.OfficerRef) ([]kyc.Attendant, error) {
	a, err := d.Accounts.Account(ctx, scope.Account)
	if err != nil {
		return nil, err
	}
	there, _, err := d.attendants(ctx, a, scope, by)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(there, func(o kyc.Attendant) bool { return o.ID == by.ID }), nil
}

// Transfer is to whom an officer wants to hand a customer back.
type Transfer = struct {
	Officer string // id; "" means whoever is next
	Needs   kyc.Needs
}

// heir finds the officer who is to have first claim; he must be free.
func (d *Desk) heir(ctx context.Context, scope kyc.Scope, by kyc.OfficerRef, id string) (*kyc.Attendant, error) {
	if id == "" {
		return nil, nil
	}
	there, err := d.Officers(ctx, scope, by)
	if err != nil {
		return nil, err
	}
	for _, o := range there {
		if o.ID == id && o.Free {
			return &o, nil
		}
	}
	return nil, errUnavailable
}
