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

// CallStatsQuery are the days, YYYY-MM-DD in the account's time zone (the last two
// weeks when empty), and the seconds within which customers ought to be met (the
// account's own when zero).
type CallStatsQuery struct {
	From, To string
	Target   int
}

// CallStats tells how the desk worked.
func (c *Client) CallStats(ctx context.Context, q CallStatsQuery) (*api.CallStats, error) {
	v := url.Values{}
	set(v, "from", q.From)
	set(v, "to", q.To)
	if q.Target > 0 {
		v.Set("target_seconds", strconv.Itoa(q.Target))
	}
	return read[api.CallStats](ctx, c, "/v1/stats/calls", v)
}
