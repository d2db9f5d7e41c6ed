package rest

import (
	"context"
	"net/http"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

// mountLife mounts what a backend does to a session's life.
func mountLife(s *server) {
	handle(s, route{ID: "cancelSession", Method: http.MethodPost, Path: "/v1/sessions/{id}/cancel", Door: backend, Needs: kyc.WriteSessions, Tag: "sessions", Errors: []int{404}, Resumes: true,
		Summary: "Cancel a session"}, s.cancelSession)
	handle(s, route{ID: "reissueToken", Method: http.MethodPost, Path: "/v1/sessions/{id}/token", Door: backend, Needs: kyc.WriteSessions, Tag: "sessions", Errors: []int{404}, Resumes: true,
		Summary: "Replace the link and the token", Text: "The former link, token and device lose their hold."}, s.reissueToken)
}

func (s *server) cancelSession(ctx context.Context, c *call, in *PathID) (*body[api.Session], error) {
	if err := mustBe(in.ID, kyc.PrefixSession, kyc.ErrNoSession); err != nil {
		return nil, err
	}
	if c.resumes != "" { // canceled by a request whose reply was lost
		return s.getSession(ctx, c, in)
	}
	v, err := s.Sessions.Cancel(ctx, c.scope, in.ID)
	if err != nil {
		return nil, err
	}
	out, err := s.shown(ctx, v)
	return &body[api.Session]{out}, err
}

type reissueToken struct {
	PathID
	Body *api.Deliver
}

func (s *server) reissueToken(ctx context.Context, c *call, in *reissueToken) (*body[api.Invitation], error) {
	if err := mustBe(in.ID, kyc.PrefixSession, kyc.ErrNoSession); err != nil {
		return nil, err
	}
	var by []kyc.Channel
	if in.Body != nil {
		by = wire.Channels(in.Body.Deliver)
	}
	v, link, err := s.Sessions.Reissue(ctx, c.scope, in.ID, by)
	if err != nil {
		return nil, err
	}
	return s.invitation(ctx, v, link)
}
