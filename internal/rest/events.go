package rest

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountEvents(s *server) {
	handle(s, route{ID: "listSessionEvents", Method: http.MethodGet, Path: "/v1/sessions/{id}/events", Door: backend, Needs: kyc.ReadEvents, Tag: "events", Errors: []int{404},
		Summary: "List a session's events, oldest first"}, s.listSessionEvents)
	handle(s, route{ID: "listEvents", Method: http.MethodGet, Path: "/v1/events", Door: backend, Needs: kyc.ReadEvents, Tag: "events", Errors: []int{404},
		Summary: "List all events, oldest first",
		Text:    "In the order in which they were written, which `position` counts without gaps. Remember the id of the last event that you have worked off and continue with `starting_after`: nothing is missed and nothing comes twice."}, s.listEvents)
	handle(s, route{ID: "streamEvents", Method: http.MethodGet, Path: "/v1/events/stream", Door: backend, Needs: kyc.ReadEvents, Tag: "events", Errors: []int{404},
		Replies: []string{"text/event-stream"}, Summary: "Follow events as they happen",
		Text: "Server-sent events: each has the event's `id` and the event as `data`. Without `Last-Event-ID` it begins with what comes next. A comment every 15 seconds says that the stream is alive; readers that fall behind for 15 seconds are dropped and continue with `Last-Event-ID`. A request to upgrade gets the same events as the messages of a WebSocket."}, s.streamEvents)
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

// Types selects events by what happened. Exported for huma.
type Types struct {
	Type []string `query:"type,explode" maxItems:"64" doc:"Only these types; repeat it for several"`
}

func (t *Types) types() ([]kyc.EventType, error) {
	list := make([]kyc.EventType, len(t.Type))
	for i, name := range t.Type {
		if list[i] = kyc.EventType(name); !slices.Contains(kyc.EventTypes, list[i]) {
			return nil, badField("type", "is not a known event type")
		}
	}
	return list, nil
}

// Created selects by time. Exported for huma.
type Created struct {
	CreatedAfter  time.Time `query:"created_after" doc:"At this instant or later"`
	CreatedBefore time.Time `query:"created_before" doc:"Before this instant"`
}

type listEvents struct {
	Page
	Types
	Created
	Session string `query:"session_id" maxLength:"40" doc:"Only those of this session"`
	Order   string `query:"order" enum:"asc,desc" default:"asc" doc:"asc: oldest first, to catch up; desc: newest first, to look"`
}

func (s *server) listEvents(ctx context.Context, c *call, in *listEvents) (*body[api.EventList], error) {
	if in.Session != "" {
		if _, err := s.find(ctx, c.scope, in.Session); err != nil {
			return nil, err
		}
	}
	after, err := s.position(ctx, c.scope, in.StartingAfter)
	if err != nil {
		return nil, err
	}
	types, err := in.types()
	if err != nil {
		return nil, err
	}
	list, more, err := s.Events.Feed(ctx, c.scope, kyc.EventQuery{Types: types, Session: in.Session,
		From: in.CreatedAfter, Before: in.CreatedBefore, Newest: in.Order == "desc", After: after, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return s.eventList(list, more)
}

// position of the event that a page begins behind; 0 without one.
func (s *server) position(ctx context.Context, scope kyc.Scope, id string) (int64, error) {
	if id == "" {
		return 0, nil
	}
	if err := cursor(id, kyc.PrefixEvent); err != nil {
		return 0, err
	}
	e, err := s.Events.Event(ctx, scope, id)
	if err != nil {
		return 0, err
	}
	return e.Position, nil
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
	return s.eventList(list, more)
}

func (s *server) eventList(list []kyc.Event, more bool) (*body[api.EventList], error) {
	out := api.EventList{Data: make([]api.Event, len(list)), HasMore: more}
	for i := range list {
		var err error
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
