package rest

import (
	"context"
	"net/http"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/token"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountMessages(s *server) {
	handle(s, route{ID: "listCapturedMessages", Method: http.MethodGet, Path: "/v1/sandbox/messages", Door: backend, Needs: kyc.WriteSandbox, Tag: "sandbox",
		Summary: "List captured messages, newest first", Text: "What customers would have been sent by SMS and e-mail: in test mode nothing leaves. The links in them let in.",
		Enter: testOnly}, s.listCaptured)
}

type listCaptured struct{ Page }

func (s *server) listCaptured(ctx context.Context, c *call, in *listCaptured) (*body[api.CapturedList], error) {
	if err := cursor(in.StartingAfter, kyc.PrefixMessage); err != nil {
		return nil, err
	}
	list, more, err := s.Messages.Messages(ctx, c.scope, in.StartingAfter, in.Limit)
	if err != nil {
		return nil, err
	}
	out := api.CapturedList{Data: make([]api.CapturedMessage, len(list)), HasMore: more}
	for i := range list {
		l, err := s.Letters.Open(&list[i])
		if err != nil {
			return nil, err
		}
		out.Data[i] = wire.Captured(&list[i], &l)
	}
	return &body[api.CapturedList]{out}, nil
}

// shown is a session with what became of the links that we sent. Sessions whose
// backend sends them itself cost no query.
func (s *server) shown(ctx context.Context, v *kyc.Session) (api.Session, error) {
	out := wire.Session(v)
	if len(v.Deliver) == 0 {
		return out, nil
	}
	sent, err := s.Messages.SessionMessages(ctx, v.Scope, v.ID)
	out.Deliveries = wire.LinkDeliveries(sent)
	return out, err
}

func (s *server) invitation(ctx context.Context, v *kyc.Session, l token.Link) (*body[api.Invitation], error) {
	out := wire.Invitation(v, l)
	var err error
	out.Session, err = s.shown(ctx, v)
	return &body[api.Invitation]{out}, err
}
