package basekyc

import (
	"context"
	"net/url"
	"strconv"

	"github.com/basekyc/basekyc/api"
)

// SessionStats counts the sessions of each of some days (30 when zero) by what
// has become of them. Days are those of the time zone (IANA name; the server's
// default when empty).
func (c *Client) SessionStats(ctx context.Context, days int, timezone string) (*api.SessionStats, error) {
	v := url.Values{}
	if days > 0 {
		v.Set("days", strconv.Itoa(days))
	}
	set(v, "timezone", timezone)
	return read[api.SessionStats](ctx, c, "/v1/stats/sessions", v)
}

// WebhookStats counts the deliveries of each of some hours (24 when zero), of one
// endpoint or of all when empty.
func (c *Client) WebhookStats(ctx context.Context, endpoint string, hours int) (*api.WebhookStats, error) {
	v := url.Values{}
	set(v, "endpoint_id", endpoint)
	if hours > 0 {
		v.Set("hours", strconv.Itoa(hours))
	}
	return read[api.WebhookStats](ctx, c, "/v1/stats/webhooks", v)
}

// CallStats tells how the desk worked from one day to another, YYYY-MM-DD in the
// account's time zone; empty ones are the last two weeks.
func (c *Client) CallStats(ctx context.Context, from, to string) (*api.CallStats, error) {
	v := url.Values{}
	if from != "" {
		v.Set("from", from)
	}
	if to != "" {
		v.Set("to", to)
	}
	return read[api.CallStats](ctx, c, "/v1/stats/calls", v)
}
