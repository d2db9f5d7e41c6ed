package rest

import (
	"context"
	"net/http"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountEvents(s *server) {
	handle(s, route{ID: "listSessionEvents", Method: http.MethodGet, Path: "/v1/sessions/{id}/events", Door: backend, Needs: kyc.ReadEvents, Tag: "events", Errors: []int{404},
		Summary: "List a session's events, oldest first"}, s.listSessionEvents)
	handle(s, route{ID: "listEvents", Method: http.MethodGet, Path: "/v1/events", Door: backend, Needs: kyc.ReadEvents, Tag: "events", Errors: []int{404},
		Summary: "List the events of one session, oldest first"}, s.listEvents)
	handle(s, route{ID: "getEvent", Method: http.MethodGet, Path: "/v1/events/{id}", Door: backend, Needs: kyc.ReadEvents, Tag: "events", Errors: []int{404},
		Summary: "Read an event"}, s.getEvent)
}

var errNoEvent = &kyc.Error{Kind: kyc.NotFound, Code: "event_not_found", Message: "No such event in this mode of this account."}

type listSessionEvents struct {
	PathID
	Page
}

func (s *server) listSessionEvents(ctx context.Context, c *call, in *listSessionEvents) (*body[api.EventList], error) {
	return s.eventPage(ctx, c, in.ID, in.Page)
}

type listEvents struct {
	Page
	Session string `query:"session_id" required:"true" maxLength:"40"`
}

func (s *server) listEvents(ctx context.Context, c *call, in *listEvents) (*body[api.EventList], error) {
	return s.eventPage(ctx, c, in.Session, in.Page)
}

func (s *server) eventPage(ctx context.Context, c *call, session string, p Page) (*body[api.EventList], error) {
	if _, err := s.find(ctx, c.scope, session); err != nil {
		return nil, err
	}
	if err := cursor(p.StartingAfter, kyc.PrefixEvent); err != nil {
		return nil, err
	}
	var after int64
	if p.StartingAfter != "" {
		e, err := s.Events.Event(ctx, c.scope, p.StartingAfter)
		if err != nil {
			return nil, err
		}
		if e.Session != session {
			return nil, errNoEvent
		}
		after = e.Sequence
	}
	list, more, err := s.Events.SessionEvents(ctx, c.scope, session, after, p.Limit)
	if err != nil {
		return nil, err
	}
	out := api.EventList{Data: make([]api.Event, len(list)), HasMore: more}
	for i := range list {
		if out.Data[i], err = wire.Event(&list[i], s.BaseURL); err != nil {
			return nil, err
		}
	}
	return &body[api.EventList]{out}, nil
}

func (s *server) getEvent(ctx context.Context, c *call, in *PathID) (*body[api.Event], error) {
	if err := mustBe(in.ID, kyc.PrefixEvent, errNoEvent); err != nil {
		return nil, err
	}
	e, err := s.Events.Event(ctx, c.scope, in.ID)
	if err != nil {
		return nil, err
	}
	out, err := wire.Event(e, s.BaseURL)
	if err != nil {
		return nil, err
	}
	return &body[api.Event]{out}, nil
}
