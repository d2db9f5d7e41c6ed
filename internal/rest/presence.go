package rest

import (
	"context"
	"net/http"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

func mountPresence(s *server) {
	handle(s, route{ID: "sayPresence", Method: http.MethodPut, Path: "/desk/presence", Door: desk, Tag: "desk", Status: http.StatusNoContent,
		Summary: "Say that one is at the desk", Text: "Every half minute while the console is open, and at once when it changes. It counts time and nothing else: whoever watches the line is available, whoever does not is not."}, s.sayPresence)
}

type sayPresence struct{ Body api.PresenceSign }

func (s *server) sayPresence(ctx context.Context, c *call, in *sayPresence) (*struct{}, error) {
	by, err := s.conductor(c)
	if err != nil {
		return nil, err
	}
	return nil, s.Numbers.Sign(ctx, c.scope, by.ID, kyc.Presence(in.Body.State), s.Now())
}
