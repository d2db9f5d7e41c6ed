package basekyc

import (
	"context"
	"iter"
	"net/url"

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

// Event reads one event.
func (c *Client) Event(ctx context.Context, id string) (*api.Event, error) {
	return read[api.Event](ctx, c, "/v1/events/"+url.PathEscape(id), nil)
}
