package wire

import (
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// Account shows an account to its own staff and backends. base is the address of
// the API.
func Account(a *kyc.Account, base string) api.Account {
	return api.Account{ID: a.ID, Name: a.Name, Branding: Branding(a, base),
		Security: api.Security(a.Security), Desk: deskRules(&a.Line), CreatedAt: a.CreatedAt}
}

func deskRules(r *kyc.LineRules) api.DeskRules {
	out := api.DeskRules{WaitTarget: int64(r.Target() / time.Second), WidenAfter: int64(r.Widen() / time.Second), Skills: r.Skills}
	if out.Skills == nil {
		out.Skills = map[string][]string{}
	}
	return out
}

// Branding is how an account looks; everybody may know.
func Branding(a *kyc.Account, base string) api.Branding {
	b := api.Branding{Color: a.Branding.Color, Look: api.Look(a.Branding.Look)}
	if l := a.Branding.Logo; l != nil {
		b.LogoURL = optional(base + "/brand/" + a.ID + "/" + l.SHA256)
	}
	return b
}

// ViewAccount shows an account to its customers.
func ViewAccount(a *kyc.Account, base string) api.ViewAccount {
	b := Branding(a, base)
	return api.ViewAccount{Name: a.Name, Color: b.Color, LogoURL: b.LogoURL, Look: b.Look}
}

// Member shows one of the staff to the others. The password's hash and the
// authenticator's secret stay behind.
func Member(o *kyc.Officer) api.Member {
	return api.Member{ID: o.ID, Name: o.Name, Email: o.Email, Roles: names(o.Roles), SecondFactor: o.Guarded(), CreatedAt: o.CreatedAt,
		Certificate: (*api.Certificate)(o.Qualification.Certificate), Languages: names(o.Qualification.Languages), Skills: names(o.Qualification.Skills)}
}

// SecondFactor shows a member his own; needed says that he cannot work without.
func SecondFactor(o *kyc.Officer, needed bool) api.SecondFactor {
	out := api.SecondFactor{Needed: needed, Passkeys: []api.Passkey{}}
	if o.Guarded() {
		out.On, out.Authenticator, out.Since, out.RecoveryCodesLeft = true, o.HasAuthenticator(), moment(o.SecondFactor.Since), len(o.SecondFactor.Recovery)
	}
	for _, p := range o.Passkeys() {
		out.Passkeys = append(out.Passkeys, api.Passkey{ID: p.ID, Name: p.Name, Synced: p.KeptElsewhere(), CreatedAt: p.CreatedAt, UsedAt: moment(p.UsedAt), DoubtedAt: moment(p.DoubtedAt)})
	}
	return out
}

// Invite shows an invitation to the account that made it.
func Invite(i *kyc.Invite, now time.Time) api.StaffInvitation {
	status := "pending"
	switch {
	case !i.AcceptedAt.IsZero():
		status = "accepted"
	case !i.Good(now):
		status = "expired"
	}
	return api.StaffInvitation{ID: i.ID, Email: i.Email, Roles: names(i.Roles), Status: status, InvitedBy: i.By, CreatedAt: i.CreatedAt,
		ExpiresAt: i.ExpiresAt, AcceptedAt: moment(i.AcceptedAt)}
}

// Invited shows an invitation to its guest.
func Invited(i *kyc.Invite, a *kyc.Account) api.Invited {
	out := api.Invited{Email: i.Email, Roles: names(i.Roles), ExpiresAt: i.ExpiresAt}
	if a != nil {
		out.AccountName = a.Name
	}
	return out
}

// Login shows a member where he is logged in. Neither the cookie nor its hash
// leaves.
func Login(l *kyc.Login, current string) api.LoginPlace {
	return api.LoginPlace{ID: l.ID, CreatedAt: l.CreatedAt, SeenAt: l.SeenAt, ExpiresAt: l.EndsAt(), Address: l.Address, Agent: l.Agent, Method: string(l.Method), Current: l.ID == current}
}

// Permissions by name.
func Permissions(list []kyc.Permission) []string { return names(list) }
