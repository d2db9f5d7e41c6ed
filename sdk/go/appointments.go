package basekyc

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/basekyc/basekyc/api"
)

// RescheduleSession makes or moves an appointment and replaces link and token.
// at is the start of a slot.
func (c *Client) RescheduleSession(ctx context.Context, id string, at time.Time) (*api.Invitation, error) {
	return ask[api.Invitation](ctx, c, http.MethodPost, session(id)+"/reschedule", api.Reschedule{ScheduledAt: at})
}

// Slots lists the slots for appointments: from a date (YYYY-MM-DD, in the
// account's time zone; today when empty), for some days (7 when zero).
func (c *Client) Slots(ctx context.Context, from string, days int) (*api.SlotList, error) {
	v := url.Values{}
	set(v, "from", from)
	if days > 0 {
		v.Set("days", strconv.Itoa(days))
	}
	return read[api.SlotList](ctx, c, "/v1/slots", v)
}

// Hours reads when the account takes appointments.
func (c *Client) Hours(ctx context.Context) (*api.Hours, error) {
	return read[api.Hours](ctx, c, "/v1/hours", nil)
}

// SetHours sets when the account takes appointments.
func (c *Client) SetHours(ctx context.Context, h api.Hours) (*api.Hours, error) {
	return ask[api.Hours](ctx, c, http.MethodPut, "/v1/hours", h)
}
