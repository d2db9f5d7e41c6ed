package rest

import (
	"context"
	"net/http"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountSessions(s *server) {
	handle(s, route{ID: "createSession", Method: http.MethodPost, Path: "/v1/sessions", Door: backend, Needs: kyc.WriteSessions, Tag: "sessions", Status: http.StatusCreated,
		Summary: "Create a verification session", Text: "Answers with the link for the customer and the token for an embedded SDK. Both are shown once."}, s.createSession)
	handle(s, route{ID: "listSessions", Method: http.MethodGet, Path: "/v1/sessions", Door: backend, Needs: kyc.ReadSessions, Tag: "sessions",
		Summary: "List sessions, newest first"}, s.listSessions)
	handle(s, route{ID: "getSession", Method: http.MethodGet, Path: "/v1/sessions/{id}", Door: backend, Needs: kyc.ReadSessions, Tag: "sessions", Errors: []int{404},
		Summary: "Read a session"}, s.getSession)
}

type createSession struct{ Body api.NewSession }

func (s *server) createSession(ctx context.Context, c *call, in *createSession) (*body[api.Invitation], error) {
	v, link, err := s.Sessions.Create(ctx, c.scope, wire.Order(in.Body))
	if err != nil {
		return nil, err
	}
	s.metrics.created.Inc()
	return &body[api.Invitation]{wire.Invitation(v, link)}, nil
}

type listSessions struct {
	Page
	Status    string `query:"status" enum:"created,scheduled,joined,waiting,in_progress,interrupted,decided,in_audit,recapture_required,completed,rejected,expired,canceled,failed"`
	Reference string `query:"reference" maxLength:"800" doc:"Exactly customer.reference"`
}

func (s *server) listSessions(ctx context.Context, c *call, in *listSessions) (*body[api.SessionList], error) {
	if err := cursor(in.StartingAfter, kyc.PrefixSession); err != nil {
		return nil, err
	}
	q := kyc.SessionQuery{Reference: in.Reference, After: in.StartingAfter, Limit: in.Limit}
	if in.Status != "" {
		q.Status = []kyc.Status{kyc.Status(in.Status)}
	}
	list, more, err := s.Sessions.List(ctx, c.scope, q)
	if err != nil {
		return nil, err
	}
	out := api.SessionList{Data: make([]api.Session, len(list)), HasMore: more}
	for i, v := range list {
		out.Data[i] = wire.Session(v)
	}
	return &body[api.SessionList]{out}, nil
}

func (s *server) getSession(ctx context.Context, c *call, in *PathID) (*body[api.Session], error) {
	v, err := s.find(ctx, c.scope, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[api.Session]{wire.Session(v)}, nil
}

// find reads a session of the scope; nonsense costs no query.
func (s *server) find(ctx context.Context, scope kyc.Scope, id string) (*kyc.Session, error) {
	if err := mustBe(id, kyc.PrefixSession, kyc.ErrNoSession); err != nil {
		return nil, err
	}
	return s.Sessions.Get(ctx, scope, id)
}
