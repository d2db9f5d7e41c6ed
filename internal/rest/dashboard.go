package rest

import (
	"context"
	"net/http"
	"strings"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

// mountDashboard mounts what a member of staff does with his own log-in; with it
// the dashboard uses /v1 like anybody else.
func mountDashboard(s *server) {
	handle(s, route{ID: "getEntrance", Method: http.MethodGet, Path: "/dashboard/entrance", Door: open, Tag: "dashboard",
		Summary: "What the pages before log-in need to know"}, s.getEntrance)
	handle(s, route{ID: "dashboardLogin", Method: http.MethodPost, Path: "/dashboard/login", Door: open, Enter: s.mayTryHere, Tag: "dashboard", Errors: []int{401, 403},
		Summary: "Log in to the dashboard", Text: "The reply sets a cookie that ends after 12 hours without a request, or 7 days. `totp_required` says that the password is right and that a `code` is needed too."}, s.dashboardLogin)
	handle(s, route{ID: "signUp", Method: http.MethodPost, Path: "/dashboard/signup", Door: open, Enter: s.fromHere, Tag: "dashboard", Status: http.StatusCreated, Errors: []int{403, 409},
		Summary: "Create an account and log in", Text: "Who may, the operator configures. The keys are shown in this reply only."}, s.postSignUp)
	handle(s, route{ID: "readInvitation", Method: http.MethodPost, Path: "/dashboard/invitations/read", Door: open, Enter: s.fromHere, Tag: "dashboard", Errors: []int{403},
		Summary: "Read an invitation by its code"}, s.readInvitation)
	handle(s, route{ID: "acceptInvitation", Method: http.MethodPost, Path: "/dashboard/invitations/accept", Door: open, Enter: s.mayTryHere, Tag: "dashboard", Status: http.StatusCreated, Errors: []int{403, 409},
		Summary: "Accept an invitation and log in"}, s.acceptInvitation)
	handle(s, route{ID: "getMe", Method: http.MethodGet, Path: "/dashboard/me", Door: member, Tag: "dashboard",
		Summary: "Read who is logged in"}, s.getMe)
	handle(s, route{ID: "logout", Method: http.MethodPost, Path: "/dashboard/logout", Door: member, Tag: "dashboard", Status: http.StatusNoContent,
		Summary: "Log out"}, s.logout)
	handle(s, route{ID: "changePassword", Method: http.MethodPost, Path: "/dashboard/password", Door: member, Tag: "dashboard",
		Summary: "Change one's password", Text: "Every other login, call and staff token of the member ends."}, s.changePassword)
	handle(s, route{ID: "listLogins", Method: http.MethodGet, Path: "/dashboard/me/logins", Door: member, Tag: "dashboard",
		Summary: "List where one is logged in, newest first"}, s.listLogins)
	handle(s, route{ID: "endLogin", Method: http.MethodDelete, Path: "/dashboard/me/logins/{id}", Door: member, Tag: "dashboard", Status: http.StatusNoContent, Errors: []int{404},
		Summary: "Log out elsewhere"}, s.endLogin)
}

// withCookie is a reply that changes the cookie.
type withCookie[T any] struct {
	SetCookie string `header:"Set-Cookie"`
	Body      T
}

func (s *server) getEntrance(context.Context, *call, *struct{}) (*body[api.Entrance], error) {
	e := api.Entrance{SignUp: string(s.Tenants.SignUpMode()), Passkeys: s.passkeySite(), Resets: s.Resets.SendsResets()}
	if s.SignOn != nil {
		e.SignOn = &api.SignOn{Name: s.SignOnName, Path: ssoPath}
	}
	return &body[api.Entrance]{e}, nil
}

type dashboardLogin struct {
	Body api.DashboardLogin
}

func (s *server) dashboardLogin(ctx context.Context, c *call, in *dashboardLogin) (*withCookie[api.Me], error) {
	o, err := s.logIn(ctx, c, in.Body.Email, in.Body.Password, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return s.entered(ctx, c, o, kyc.ByPassword)
}

type postSignUp struct {
	Body api.SignUp
}

func (in *postSignUp) founding() kyc.Founding {
	b := &in.Body
	return kyc.Founding{AccountName: strings.TrimSpace(b.AccountName), Name: strings.TrimSpace(b.Name), Email: strings.TrimSpace(b.Email),
		Password: b.Password, Code: b.Invitation}
}

func (s *server) postSignUp(ctx context.Context, c *call, in *postSignUp) (*withCookie[api.SignedUp], error) {
	made, err := s.Tenants.SignUp(ctx, in.founding(), c.near)
	if err != nil {
		return nil, err
	}
	me, cookie, err := s.begin(ctx, c, &made.Officer, kyc.ByPassword)
	if err != nil {
		return nil, err
	}
	return &withCookie[api.SignedUp]{cookie, api.SignedUp{Me: *me, PublicKey: made.PublicKey, SecretKey: made.SecretKey}}, nil
}

type readInvitation struct{ Body api.InvitationCode }

func (s *server) readInvitation(ctx context.Context, c *call, in *readInvitation) (*body[api.Invited], error) {
	i, a, err := s.Tenants.Invited(ctx, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return &body[api.Invited]{wire.Invited(i, a)}, nil
}

type acceptInvitation struct {
	Body api.Acceptance
}

func (s *server) acceptInvitation(ctx context.Context, c *call, in *acceptInvitation) (*withCookie[api.Me], error) {
	// email_taken is counted: who has invited could ask so who has a log-in elsewhere.
	o, err := s.guess(ctx, c, kyc.Conflict, func() (*kyc.Officer, error) {
		return s.Tenants.Accept(ctx, in.Body.Code, strings.TrimSpace(in.Body.Name), in.Body.Password)
	})
	if err != nil {
		return nil, err
	}
	return s.entered(ctx, c, o, kyc.ByPassword)
}

// begin makes a new login, whatever cookie came with the request: that one ends.
func (s *server) begin(ctx context.Context, c *call, o *kyc.Officer, m kyc.Method) (*api.Me, string, error) {
	if err := s.endOld(ctx, c.cookie); err != nil {
		return nil, "", err
	}
	secret, l, err := s.Logins.Enter(ctx, o, m, c.ip, c.agent)
	if err != nil {
		return nil, "", err
	}
	me, err := s.me(ctx, o, l)
	return me, s.cookie(secret, int(kyc.LoginLife.Seconds())), err
}

func (s *server) entered(ctx context.Context, c *call, o *kyc.Officer, m kyc.Method) (*withCookie[api.Me], error) {
	me, cookie, err := s.begin(ctx, c, o, m)
	if err != nil {
		return nil, err
	}
	return &withCookie[api.Me]{cookie, *me}, nil
}

func (s *server) getMe(ctx context.Context, c *call, _ *struct{}) (*body[api.Me], error) {
	me, err := s.me(ctx, c.officer, c.login)
	if err != nil {
		return nil, err
	}
	return &body[api.Me]{*me}, nil
}

func (s *server) me(ctx context.Context, o *kyc.Officer, l *kyc.Login) (*api.Me, error) {
	a, err := s.Accounts.Account(ctx, o.Account)
	if err != nil {
		return nil, err
	}
	return &api.Me{Member: wire.Member(o), Account: wire.Account(a, s.BaseURL), Permissions: wire.Permissions(kyc.PermissionsOf(o.Roles)),
		Login: wire.Login(l, l.ID), SecondFactor: wire.SecondFactor(o, a.MayWork(o, l.Method) != nil), SignUp: string(s.Tenants.SignUpMode()), PasskeySite: s.passkeySite(), BaseURL: s.BaseURL}, nil
}

type cookieGone struct {
	SetCookie string `header:"Set-Cookie"`
}

func (s *server) logout(ctx context.Context, c *call, _ *struct{}) (*cookieGone, error) {
	if err := s.Logins.LogOut(ctx, c.officer, c.login.ID); err != nil && !kyc.IsKind(err, kyc.NotFound) {
		return nil, err
	}
	return &cookieGone{s.cookie("", -1)}, nil
}

type changePassword struct {
	Body api.PasswordChange
}

func (s *server) changePassword(ctx context.Context, c *call, in *changePassword) (*withCookie[api.Me], error) {
	o, err := s.Logins.ChangePassword(ctx, c.officer, in.Body.Current, in.Body.New, c.near)
	if err != nil {
		return nil, err
	}
	return s.entered(ctx, c, o, c.login.Method)
}

func (s *server) listLogins(ctx context.Context, c *call, _ *struct{}) (*body[api.LoginPlaceList], error) {
	list, err := s.Logins.Logins(ctx, c.officer)
	if err != nil {
		return nil, err
	}
	out := api.LoginPlaceList{Data: make([]api.LoginPlace, len(list))}
	for i := range list {
		out.Data[i] = wire.Login(&list[i], c.login.ID)
	}
	return &body[api.LoginPlaceList]{out}, nil
}

var errNoLogin = &kyc.Error{Kind: kyc.NotFound, Code: "login_not_found", Message: "No such login of yours."}

func (s *server) endLogin(ctx context.Context, c *call, in *PathID) (*struct{}, error) {
	if err := mustBe(in.ID, kyc.PrefixLogin, errNoLogin); err != nil {
		return nil, err
	}
	return nil, s.Logins.LogOut(ctx, c.officer, in.ID)
}
