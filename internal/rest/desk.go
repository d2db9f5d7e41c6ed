package rest

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/token"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountDesk(s *server) {
	handle(s, route{ID: "login", Method: http.MethodPost, Path: "/desk/login", Door: open, Enter: s.mayTry, Tag: "desk", Errors: []int{401, 403},
		Summary: "Log in as staff", Text: "`totp_required` says that the password is right and that a `code` is needed too."}, s.login)
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
	handle(s, route{ID: "nextCase", Method: http.MethodPost, Path: "/desk/next", Door: desk, Tag: "desk", Errors: []int{404},
		Summary: "Take whoever is next", Text: "Of those whom the officer has first claim to, else of those whose language and skills he has: the highest priority, then who got in first. An officer who is in a call gets that call. 404 nobody_waits."}, s.nextCase)
	handle(s, route{ID: "returnCase", Method: http.MethodPost, Path: "/desk/sessions/{id}/return", Door: desk, Tag: "desk", Errors: []int{404, 409},
		Summary: "Hand a customer back to the line or to another officer", Text: "At his old place; what was captured stays. An available `officer` has first claim for a minute."}, s.returnCase)
	handle(s, route{ID: "bookCase", Method: http.MethodPost, Path: "/desk/sessions/{id}/appointment", Door: desk, Tag: "desk", Errors: []int{404, 409},
		Summary: "Make an appointment for a customer who cannot go on now", Text: "Of the officer's own call, or of whoever waits. What was captured stays, and so do link and device: the customer comes back to the same page. 409 slot_full."}, s.bookCase)
	handle(s, route{ID: "listDeskSlots", Method: http.MethodGet, Path: "/desk/slots", Door: desk, Tag: "desk",
		Summary: "List the slots for appointments"}, s.listDeskSlots)
	handle(s, route{ID: "listColleagues", Method: http.MethodGet, Path: "/desk/officers", Door: desk, Tag: "desk",
		Summary: "List the other officers at the desk", Text: "Those who watch the line or are in a call, on this server."}, s.listColleagues)
	handle(s, route{ID: "writeNotes", Method: http.MethodPut, Path: "/desk/sessions/{id}/notes", Door: desk, Tag: "desk", Errors: []int{404, 409},
		Summary: "Keep the officer's notes"}, s.writeNotes)
	handle(s, route{ID: "getPicture", Method: http.MethodGet, Path: "/desk/sessions/{id}/pictures/{picture}", Door: desk, Tag: "desk", Errors: []int{404},
		Replies: []string{"image/jpeg", "image/png", "image/webp"}, Summary: "One picture of the evidence"}, s.getPicture)
	handle(s, route{ID: "staffToken", Method: http.MethodPost, Path: "/desk/token", Door: member, Enter: s.inMode, Tag: "desk",
		Summary: "A staff token for who is logged in", Text: "For the socket. The header BaseKYC-Mode says which mode."}, s.staffToken)
	mountAudit(s)
	mountSearch(s)
	mountNumbers(s)
	mountPresence(s)
	mountExports(s)
}

type login struct{ Body api.Login }

func (s *server) login(ctx context.Context, c *call, in *login) (*body[api.LoggedIn], error) {
	o, err := s.logIn(ctx, c, in.Body.Email, in.Body.Password, in.Body.Code)
	if err != nil {
		return nil, err
	}
	if err := s.mayWork(ctx, o, kyc.ByPassword); err != nil {
		return nil, err
	}
	if in.Body.Livemode && (in.Body.Simulated || s.Accounts.Simulated(o)) {
		return nil, kyc.Errorf(kyc.Forbidden, "simulated_officer", "A simulated officer may not see real customers.")
	}
	return s.shift(o, in.Body.Livemode, in.Body.Simulated)
}

// staffToken makes a staff token of a log-in.
func (s *server) staffToken(_ context.Context, c *call, _ *struct{}) (*body[api.LoggedIn], error) {
	return s.shift(c.officer, c.scope.Live, false)
}

// shift mints the token with which an officer works.
func (s *server) shift(o *kyc.Officer, live, simulated bool) (*body[api.LoggedIn], error) {
	roles := plainRoles(o)
	if simulated && !s.Accounts.Simulated(o) {
		roles = append(roles, string(kyc.Simulated))
	}
	g, err := s.Tokens.MintStaff(token.Staff{Officer: o.ID, Account: o.Account, Roles: roles, Live: live, Epoch: o.Epoch})
	if err != nil {
		return nil, err
	}
	return &body[api.LoggedIn]{api.LoggedIn{Token: g.Token, ExpiresAt: g.ExpiresAt,
		Officer: api.Staff{ID: o.ID, Name: o.Name, Roles: roles}}}, nil
}

func plainRoles(o *kyc.Officer) []string {
	roles := make([]string, len(o.Roles))
	for i, r := range o.Roles {
		roles[i] = string(r)
	}
	return roles
}

// listed bounds the officer's line.
const listed = 100

type listCases struct {
	Status []kyc.Status `query:"status" enum:"joined,waiting,in_progress,interrupted,decided,in_audit,recapture_required,completed,rejected,failed" default:"waiting" maxItems:"10" nullable:"false" doc:"Several with commas"`
	Mine   bool         `query:"mine" doc:"Only those that I conduct or conducted"`
	Newest bool         `query:"newest" doc:"Newest first"`
}

func (s *server) listCases(ctx context.Context, c *call, in *listCases) (*body[api.CaseList], error) {
	if err := c.mayRead(); err != nil {
		return nil, err
	}
	q := kyc.SessionQuery{Status: in.Status, Oldest: !in.Newest, Limit: listed}
	if in.Mine {
		q.Officer = c.officer.ID
	}
	list, _, err := s.Sessions.List(ctx, c.scope, q)
	if err != nil {
		return nil, err
	}
	cases, err := s.casesOf(ctx, c, list)
	if err != nil {
		return nil, err
	}
	return &body[api.CaseList]{api.CaseList{Data: cases}}, nil
}

func (s *server) getCase(ctx context.Context, c *call, in *PathID) (*body[api.Case], error) {
	if err := c.mayRead(); err != nil {
		return nil, err
	}
	v, err := s.find(ctx, c.scope, in.ID)
	return s.caseReply(ctx, c, v, err)
}

func (s *server) acceptCase(ctx context.Context, c *call, in *PathID) (*body[api.Case], error) {
	by, err := s.conductorOf(c, in.ID)
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
	by, err := s.conductorOf(c, in.ID)
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
	by, err := s.conductorOf(c, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.Desk.Decide(ctx, c.scope, in.ID, by, kyc.Ruling(in.Body.Decision), given(in.Body.Reasons), in.Body.Note)
	return s.caseReply(ctx, c, v, err)
}

// given reads reasons of a request.
func given(list []api.GivenReason) []kyc.Reason {
	reasons := make([]kyc.Reason, len(list))
	for i, r := range list {
		reasons[i] = kyc.Reason{Code: r.Code, Message: r.Message}
	}
	return reasons
}

func (s *server) nextCase(ctx context.Context, c *call, _ *struct{}) (*body[api.Case], error) {
	by, err := s.conductor(c)
	if err != nil {
		return nil, err
	}
	v, err := s.Desk.Next(ctx, c.scope, by)
	return s.caseReply(ctx, c, v, err)
}

type returnCase struct {
	PathID
	Body api.HandBack
}

func (s *server) returnCase(ctx context.Context, c *call, in *returnCase) (*body[api.Case], error) {
	by, err := s.conductorOf(c, in.ID)
	if err != nil {
		return nil, err
	}
	to := Transfer{Officer: in.Body.Officer, Needs: kyc.Needs{Language: in.Body.Language, Skills: in.Body.Skills}}
	v, err := s.Desk.HandBack(ctx, c.scope, in.ID, by, to, in.Body.Cause)
	return s.caseReply(ctx, c, v, err)
}

type bookCase struct {
	PathID
	Body api.Booking
}

func (s *server) bookCase(ctx context.Context, c *call, in *bookCase) (*body[api.Case], error) {
	by, err := s.conductorOf(c, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.Desk.Book(ctx, c.scope, in.ID, by, in.Body.ScheduledAt)
	return s.caseReply(ctx, c, v, err)
}

func (s *server) listDeskSlots(ctx context.Context, c *call, in *listSlots) (*body[api.SlotList], error) {
	if err := c.mayRead(); err != nil {
		return nil, err
	}
	return s.listSlots(ctx, c, in)
}

func (s *server) listColleagues(ctx context.Context, c *call, _ *struct{}) (*body[api.ColleagueList], error) {
	by, err := s.conductor(c)
	if err != nil {
		return nil, err
	}
	list, err := s.Desk.Officers(ctx, c.scope, by)
	if err != nil {
		return nil, err
	}
	return &body[api.ColleagueList]{wire.Colleagues(list)}, nil
}

type writeNotes struct {
	PathID
	Body api.Notes
}

func (s *server) writeNotes(ctx context.Context, c *call, in *writeNotes) (*body[api.Case], error) {
	by, err := s.conductorOf(c, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.Desk.WriteNotes(ctx, c.scope, in.ID, by, in.Body.Notes)
	return s.caseReply(ctx, c, v, err)
}

type getPicture struct {
	PathID
	Picture string `path:"picture" maxLength:"64"`
}

func (s *server) getPicture(ctx context.Context, c *call, in *getPicture) (*huma.StreamResponse, error) {
	if err := c.mayRead(); err != nil {
		return nil, err
	}
	v, err := s.find(ctx, c.scope, in.ID)
	if err != nil {
		return nil, err
	}
	return s.download(ctx, v.Picture(in.Picture), in.Picture)
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
func (s *server) conductor(c *call) (kyc.OfficerRef, error) {
	if !c.officer.MayConduct() {
		return kyc.OfficerRef{}, &kyc.Error{Kind: kyc.Forbidden, Code: "forbidden", Message: "Your role does not allow conducting calls."}
	}
	return s.officerRef(c), nil
}

// conductorOf a session of that id.
func (s *server) conductorOf(c *call, session string) (kyc.OfficerRef, error) {
	by, err := s.conductor(c)
	if err != nil {
		return kyc.OfficerRef{}, err
	}
	return by, mustBe(session, kyc.PrefixSession, kyc.ErrNoSession)
}

func (s *server) officerRef(c *call) kyc.OfficerRef {
	simulated := s.Accounts.Simulated(c.officer) || slices.Contains(c.staff.Roles, string(kyc.Simulated))
	return c.officer.Ref(simulated)
}

func (s *server) caseReply(ctx context.Context, c *call, v *kyc.Session, err error) (*body[api.Case], error) {
	if err != nil {
		return nil, err
	}
	film, err := s.film(ctx, v)
	if err != nil {
		return nil, err
	}
	out := s.caseOf(ctx, c, v)
	out.Film = wire.Composite(film, s.Films.Able(), s.BaseURL).Status
	return &body[api.Case]{out}, nil
}

// casesOf a list, each as it is when it is read alone.
func (s *server) casesOf(ctx context.Context, c *call, list []*kyc.Session) ([]api.Case, error) {
	var recordings []string
	for _, v := range list {
		if v.Recording != nil {
			recordings = append(recordings, v.Recording.ID)
		}
	}
	films, err := s.Films.Composites(ctx, c.scope, recordings)
	if err != nil {
		return nil, err
	}
	out := make([]api.Case, len(list))
	for i, v := range list {
		out[i] = s.caseOf(ctx, c, v)
		if v.Recording != nil {
			out[i].Film = wire.Composite(films[v.Recording.ID], s.Films.Able(), s.BaseURL).Status
		}
	}
	return out, nil
}

func (s *server) caseOf(ctx context.Context, c *call, v *kyc.Session) api.Case {
	around := s.surroundings(ctx, v)
	around.Officer = c.officer.ID
	if kind, at, ok := s.Room.RunningCheck(v.Scope, v.ID); ok {
		around.Running = &wire.Running{Kind: kind, StartedAt: at}
	}
	around.Present = func() (customer, officer string) { return s.Room.Present(v.Scope, v.ID) }
	return wire.Case(v, around)
}
