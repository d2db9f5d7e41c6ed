package basekyc

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"time"

	"github.com/basekyc/basekyc/api"
)

// Simulate plays an action of a test session without a camera, such as approve.
// What comes before it and has not happened is played first.
func (c *Client) Simulate(ctx context.Context, session, action string) (*api.Session, error) {
	return ask[api.Session](ctx, c, http.MethodPost, "/v1/sandbox/sessions/"+url.PathEscape(session)+"/simulate", api.PlayedAction{Action: action})
}

// SendMockEvent sends an event of any type to the test endpoints that want it.
func (c *Client) SendMockEvent(ctx context.Context, m api.MockEvent) (*api.Event, error) {
	return ask[api.Event](ctx, c, http.MethodPost, "/v1/sandbox/events", m)
}

// AdvanceClock makes everything that waits in test mode come that much sooner.
func (c *Client) AdvanceClock(ctx context.Context, by time.Duration) (*api.ClockMoved, error) {
	return ask[api.ClockMoved](ctx, c, http.MethodPost, "/v1/sandbox/clock", api.ClockOrder{Advance: int64(by / time.Second)})
}

// CapturedMessages lists a page of what customers would have been sent in test
// mode, newest first.
func (c *Client) CapturedMessages(ctx context.Context, p Page) (*api.CapturedList, error) {
	return read[api.CapturedList](ctx, c, "/v1/sandbox/messages", p.values())
}

// AllCapturedMessages goes over all pages. It ends with the first error.
func (c *Client) AllCapturedMessages(ctx context.Context) iter.Seq2[api.CapturedMessage, error] {
	return walk(Page{}, func(m *api.CapturedMessage) string { return m.ID }, func(p Page) ([]api.CapturedMessage, bool, error) {
		list, err := c.CapturedMessages(ctx, p)
		if err != nil {
			return nil, false, err
		}
		return list.Data, list.HasMore, nil
	})
}
