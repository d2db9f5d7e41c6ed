package rest

import (
	"context"
	"net/http"
	"slices"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/token"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountDesk(s *server) {
	handle(s, route{ID: "login", Method: http.MethodPost, Path: "/desk/login", Door: open, Enter: s.mayTry, Tag: "desk", Errors: []int{401, 403},
		Summary: "Log in as staff"}, s.login)
	handle(s, route{ID: "listCases", Method: http.MethodGet, Path: "/desk/sessions", Door: desk, Tag: "desk",
		Summary: "List cases, oldest first"}, s.listCases)
	handle(s, route{ID: "getCase", Method: http.MethodGet, Path: "/desk/sessions/{id}", Door: desk, Tag: "desk", Errors: []int{404},
		Summary: "Read a case"}, s.getCase)
	handle(s, route{ID: "acceptCase", Method: http.MethodPost, Path: "/desk/sessions/{id}/accept", Door: desk, Tag: "desk", Errors: []int{404, 409},
		Summary: "Take a waiting session"}, s.acceptCase)
	handle(s, route{ID: "runCheck", Method: http.MethodPost, Path: "/desk/sessions/{id}/checks", Door: desk, Tag: "desk", Status: http.StatusAccepted, Errors: []int{404, 409, 503},
		Summary: "Start a check", Text: "It runs on the stream; its end shows in the case."}, s.runCheck)
	handle(s, route{ID: "decide", Method: http.MethodPost, Path: "/desk/sessions/{id}/decision", Door: desk, Tag: "desk", Errors: []int{404, 409},
		Summary: "Decide"}, s.decide)
}

type login struct{ Body api.Login }

func (s *server) login(ctx context.Context, c *call, in *login) (*body[api.LoggedIn], error) {
	o, err := s.logIn(ctx, c, in.Body.Email, in.Body.Password)
	if err != nil {
		return nil, err
	}
	roles := make([]string, len(o.Roles))
	for i, r := range o.Roles {
		roles[i] = string(r)
	}
	if in.Body.Livemode && (in.Body.Simulated || s.Accounts.Simulated(o)) {
		return nil, kyc.Errorf(kyc.Forbidden, "simulated_officer", "A simulated officer may not see real customers.")
	}
	if in.Body.Simulated && !s.Accounts.Simulated(o) {
		roles = append(roles, string(kyc.Simulated))
	}
	g, err := s.Tokens.MintStaff(token.Staff{Officer: o.ID, Account: o.Account, Roles: roles, Live: in.Body.Livemode, Epoch: o.Epoch})
	if err != nil {
		return nil, err
	}
	return &body[api.LoggedIn]{api.LoggedIn{Token: g.Token, ExpiresAt: g.ExpiresAt,
		Officer: api.Staff{ID: o.ID, Name: o.Name, Roles: roles}}}, nil
}

// listed bounds the officer's line.
const listed = 100

type listCases struct {
	Status string `query:"status" enum:"joined,waiting,in_progress,interrupted,decided,completed,rejected,failed" default:"waiting"`
}

func (s *server) listCases(ctx context.Context, c *call, in *listCases) (*body[api.CaseList], error) {
	if err := c.mayRead(); err != nil {
		return nil, err
	}
	list, _, err := s.Sessions.List(ctx, c.scope, kyc.SessionQuery{Status: []kyc.Status{kyc.Status(in.Status)}, Oldest: true, Limit: listed})
	if err != nil {
		return nil, err
	}
	out := api.CaseList{Data: make([]api.Case, len(list))}
	for i, v := range list {
		out.Data[i] = s.caseOf(ctx, c, v)
	}
	return &body[api.CaseList]{out}, nil
}

func (s *server) getCase(ctx context.Context, c *call, in *PathID) (*body[api.Case], error) {
	if err := c.mayRead(); err != nil {
		return nil, err
	}
	v, err := s.find(ctx, c.scope, in.ID)
	return s.caseReply(ctx, c, v, err)
}

func (s *server) acceptCase(ctx context.Context, c *call, in *PathID) (*body[api.Case], error) {
	by, err := s.conductor(c, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.Desk.Accept(ctx, c.scope, in.ID, by)
	return s.caseReply(ctx, c, v, err)
}

type runCheck struct {
	PathID
	Body api.CheckOrder
}

func (s *server) runCheck(ctx context.Context, c *call, in *runCheck) (*body[api.Case], error) {
	by, err := s.conductor(c, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.Desk.RunCheck(ctx, c.scope, in.ID, by, CheckOrder{Kind: kyc.CheckKind(in.Body.Kind), Document: kyc.DocumentType(in.Body.Document)})
	return s.caseReply(ctx, c, v, err)
}

type decide struct {
	PathID
	Body api.Ruling
}

func (s *server) decide(ctx context.Context, c *call, in *decide) (*body[api.Case], error) {
	by, err := s.conductor(c, in.ID)
	if err != nil {
		return nil, err
	}
	reasons := make([]kyc.Reason, len(in.Body.Reasons))
	for i, r := range in.Body.Reasons {
		reasons[i] = kyc.Reason{Code: r.Code, Message: r.Message}
	}
	v, err := s.Desk.Decide(ctx, c.scope, in.ID, by, kyc.Ruling(in.Body.Decision), reasons, in.Body.Note)
	return s.caseReply(ctx, c, v, err)
}

// mayRead keeps developers, who have no business with customers' pictures and
// checks, away from cases.
func (c *call) mayRead() error {
	for _, r := range c.officer.Roles {
		switch r {
		case kyc.Agent, kyc.Auditor, kyc.Supervisor, kyc.Admin:
			return nil
		}
	}
	return &kyc.Error{Kind: kyc.Forbidden, Code: "forbidden", Message: "Your role does not allow reading cases."}
}

// conductor names the officer of the token, who must be one that conducts calls.
func (s *server) conductor(c *call, session string) (kyc.OfficerRef, error) {
	if !c.officer.MayConduct() {
		return kyc.OfficerRef{}, &kyc.Error{Kind: kyc.Forbidden, Code: "forbidden", Message: "Your role does not allow conducting calls."}
	}
	if err := mustBe(session, kyc.PrefixSession, kyc.ErrNoSession); err != nil {
		return kyc.OfficerRef{}, err
	}
	simulated := s.Accounts.Simulated(c.officer) || slices.Contains(c.staff.Roles, string(kyc.Simulated))
	return kyc.OfficerRef{ID: c.officer.ID, Name: c.officer.Name, Simulated: simulated}, nil
}

func (s *server) caseReply(ctx context.Context, c *call, v *kyc.Session, err error) (*body[api.Case], error) {
	if err != nil {
		return nil, err
	}
	return &body[api.Case]{s.caseOf(ctx, c, v)}, nil
}

func (s *server) caseOf(ctx context.Context, c *call, v *kyc.Session) api.Case {
	around := s.surroundings(ctx, v)
	around.Officer = c.officer.ID
	if kind, at, ok := s.Room.RunningCheck(v.Scope, v.ID); ok {
		around.Running = &wire.Running{Kind: kind, StartedAt: at}
	}
	return wire.Case(v, around)
}
