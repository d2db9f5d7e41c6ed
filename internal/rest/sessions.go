package rest

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountSessions(s *server) {
	handle(s, route{ID: "createSession", Method: http.MethodPost, Path: "/v1/sessions", Door: backend, Needs: kyc.WriteSessions, Tag: "sessions", Status: http.StatusCreated, Resumes: true,
		Summary: "Create a verification session", Text: "Answers with the link for the customer and the token for an embedded SDK. Both are shown once."}, s.createSession)
	handle(s, route{ID: "listSessions", Method: http.MethodGet, Path: "/v1/sessions", Door: backend, Needs: kyc.ReadSessions, Tag: "sessions",
		Summary: "List sessions, newest first"}, s.listSessions)
	handle(s, route{ID: "getSession", Method: http.MethodGet, Path: "/v1/sessions/{id}", Door: backend, Needs: kyc.ReadSessions, Tag: "sessions", Errors: []int{304, 404}, Tagged: true,
		Summary: "Read a session"}, s.getSession)
}

type createSession struct{ Body api.NewSession }

func (s *server) createSession(ctx context.Context, c *call, in *createSession) (*body[api.Invitation], error) {
	if c.resumes != "" { // made by a request whose reply was lost: the same session, with a fresh link
		return s.reissueToken(ctx, c, &reissueToken{PathID{c.resumes}, &api.Deliver{Deliver: in.Body.Deliver}})
	}
	v, link, err := s.Sessions.Create(ctx, c.scope, wire.Order(in.Body))
	if err != nil {
		return nil, err
	}
	s.metrics.created.Inc()
	return s.invitation(ctx, v, link)
}

// listSessions selects. Metadata is read by Resolve, which takes names as they
// are; the member is here for the document.
type listSessions struct {
	Page
	Created
	Metadata  map[string]string `query:"metadata,deepObject" doc:"metadata[branch]=Pune: exactly that value; up to three pairs, which must all be there"`
	Status    []string          `query:"status,explode" maxItems:"14" doc:"In one of these statuses; repeat it for several" enum:"created,scheduled,joined,waiting,in_progress,interrupted,decided,in_audit,recapture_required,completed,rejected,expired,canceled,failed"`
	Reference string            `query:"reference" maxLength:"800" doc:"Exactly customer.reference"`
}

// Resolve reads metadata[name]=value.
func (in *listSessions) Resolve(hc huma.Context) []error {
	in.Metadata = map[string]string{}
	at := hc.URL()
	for key, values := range at.Query() {
		name, ok := strings.CutPrefix(key, "metadata[")
		if !ok {
			continue
		}
		name, ok = strings.CutSuffix(name, "]")
		if !ok || name == "" || len(values) != 1 {
			return []error{badField("metadata", "is written metadata[name]=value, each name once")}
		}
		in.Metadata[name] = values[0]
	}
	if len(in.Metadata) > kyc.MaxMetadataFilters {
		return []error{badField("metadata", "at most three pairs")}
	}
	return nil
}

func (s *server) listSessions(ctx context.Context, c *call, in *listSessions) (*body[api.SessionList], error) {
	if err := cursor(in.StartingAfter, kyc.PrefixSession); err != nil {
		return nil, err
	}
	q := kyc.SessionQuery{Reference: in.Reference, Metadata: in.Metadata, From: in.CreatedAfter, Before: in.CreatedBefore, After: in.StartingAfter, Limit: in.Limit}
	for _, status := range in.Status {
		q.Status = append(q.Status, kyc.Status(status))
	}
	list, more, err := s.Sessions.List(ctx, c.scope, q)
	if err != nil {
		return nil, err
	}
	out := api.SessionList{Data: make([]api.Session, len(list)), HasMore: more}
	for i, v := range list {
		if out.Data[i], err = s.shown(ctx, v); err != nil {
			return nil, err
		}
	}
	return &body[api.SessionList]{out}, nil
}

func (s *server) getSession(ctx context.Context, c *call, in *PathID) (*body[api.Session], error) {
	v, err := s.find(ctx, c.scope, in.ID)
	if err != nil {
		return nil, err
	}
	out, err := s.shown(ctx, v)
	return &body[api.Session]{out}, err
}

// find reads a session of the scope; nonsense costs no query.
func (s *server) find(ctx context.Context, scope kyc.Scope, id string) (*kyc.Session, error) {
	if err := mustBe(id, kyc.PrefixSession, kyc.ErrNoSession); err != nil {
		return nil, err
	}
	return s.Sessions.Get(ctx, scope, id)
}
