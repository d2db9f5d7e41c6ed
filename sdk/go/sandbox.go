package basekyc

import (
	"context"
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
