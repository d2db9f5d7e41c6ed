package rest

import (
	"context"
	"net/http"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountResult(s *server) {
	handle(s, route{ID: "getResult", Method: http.MethodGet, Path: "/v1/sessions/{id}/result", Door: backend, Needs: kyc.ReadSessions, Tag: "results", Errors: []int{304, 404, 409}, Tagged: true,
		Summary: "Read the result", Text: "409 wrong_state until the session has ended. What was not computed is null or unavailable."}, s.getResult)
}

func (s *server) getResult(ctx context.Context, c *call, in *PathID) (*body[api.Result], error) {
	v, err := s.ended(ctx, c.scope, in.ID)
	if err != nil {
		return nil, err
	}
	r := wire.Result(v, s.BaseURL)
	film, err := s.film(ctx, v)
	if err != nil {
		return nil, err
	}
	r.Composite = wire.Composite(film, s.Films.Able(), s.BaseURL)
	return &body[api.Result]{r}, nil
}

// ended finds a session whose life is over.
func (s *server) ended(ctx context.Context, scope kyc.Scope, id string) (*kyc.Session, error) {
	v, err := s.find(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	if !v.Status.Final() {
		return nil, kyc.Errorf(kyc.Conflict, "wrong_state", "The session is %s; this exists once it has ended.", v.Status)
	}
	return v, nil
}
