package basekyc

import (
	"context"
	"iter"
	"net/url"
	"time"

	"github.com/basekyc/basekyc/api"
)

// SessionEvents lists a page of a session's events, oldest first.
func (c *Client) SessionEvents(ctx context.Context, id string, p Page) (*api.EventList, error) {
	return read[api.EventList](ctx, c, session(id)+"/events", p.values())
}

// AllSessionEvents goes over all pages. It ends with the first error.
func (c *Client) AllSessionEvents(ctx context.Context, id string, p Page) iter.Seq2[api.Event, error] {
	return walk(p, func(e *api.Event) string { return e.ID }, func(p Page) ([]api.Event, bool, error) {
		list, err := c.SessionEvents(ctx, id, p)
		if err != nil {
			return nil, false, err
		}
		return list.Data, list.HasMore, nil
	})
}

// EventQuery selects events; empty members select all.
type EventQuery struct {
	Page
	Types         []string
	Session       string
	CreatedAfter  time.Time // at this instant or later
	CreatedBefore time.Time
	Newest        bool // newest first, to look; oldest first is for catching up
}

func (q EventQuery) values() url.Values {
	v := q.Page.values()
	set(v, "type", q.Types...)
	set(v, "session_id", q.Session)
	setTime(v, "created_after", q.CreatedAfter)
	setTime(v, "created_before", q.CreatedBefore)
	if q.Newest {
		v.Set("order", "desc")
	}
	return v
}

// Events lists a page of the account's events, oldest first unless asked otherwise. Remember the id of
// the last one that you have worked off and go on behind it.
func (c *Client) Events(ctx context.Context, q EventQuery) (*api.EventList, error) {
	return read[api.EventList](ctx, c, "/v1/events", q.values())
}

// AllEvents goes over all pages. It ends with the first error.
func (c *Client) AllEvents(ctx context.Context, q EventQuery) iter.Seq2[api.Event, error] {
	return walk(q.Page, func(e *api.Event) string { return e.ID }, func(p Page) ([]api.Event, bool, error) {
		q.Page = p
		list, err := c.Events(ctx, q)
		if err != nil {
			return nil, false, err
		}
		return list.Data, list.HasMore, nil
	})
}

// Event reads one event.
func (c *Client) Event(ctx context.Context, id string) (*api.Event, error) {
	return read[api.Event](ctx, c, "/v1/events/"+url.PathEscape(id), nil)
}
