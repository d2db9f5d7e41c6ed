package rest

import (
	"context"
	"net/http"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

// Conduct is what a call is judged by beside its checks: internal/desk.
type Conduct interface {
	Raise(ctx context.Context, scope kyc.Scope, session string, by kyc.OfficerRef, kind kyc.FlagKind, note string) (*kyc.Session, error) // not_your_session
}

func mountDeskRules(s *server) {
	handle(s, route{ID: "listReasons", Method: http.MethodGet, Path: "/desk/reasons", Door: desk, Tag: "desk",
		Summary: "The catalogue of reasons for a rejection"}, s.listReasons)
	handle(s, route{ID: "raiseFlag", Method: http.MethodPost, Path: "/desk/sessions/{id}/flags", Door: desk, Tag: "desk", Errors: []int{404, 409},
		Summary: "Flag the running call", Text: "Nobody takes a flag down. Prompting rejects the session, whatever is decided; the others make needs_review of an approval."}, s.raiseFlag)
}

func (s *server) listReasons(context.Context, *call, *struct{}) (*body[api.ReasonList], error) {
	return &body[api.ReasonList]{wire.KnownReasons()}, nil
}

type raiseFlag struct {
	PathID
	Body api.FlagOrder
}

func (s *server) raiseFlag(ctx context.Context, c *call, in *raiseFlag) (*body[api.Case], error) {
	by, err := s.conductorOf(c, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.Conduct.Raise(ctx, c.scope, in.ID, by, kyc.FlagKind(in.Body.Flag), in.Body.Note)
	return s.caseReply(ctx, c, v, err)
}
