package basekyc

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"time"

	"github.com/basekyc/basekyc/api"
)

// VerifyWebhook checks the signatures of a delivery and reads its event. Give
// it the raw body; several secrets during a rotation. A tolerance of zero is
// five minutes.
func VerifyWebhook(h http.Header, body []byte, secrets []string, now time.Time, tolerance time.Duration) (api.Event, error) {
	return api.VerifyWebhook(h, body, secrets, now, tolerance)
}

func endpoint(id string) string { return "/v1/webhook_endpoints/" + url.PathEscape(id) }

// CreateEndpoint registers an address; the reply holds its secret, once.
func (c *Client) CreateEndpoint(ctx context.Context, n api.NewEndpoint) (*api.EndpointWithSecret, error) {
	return ask[api.EndpointWithSecret](ctx, c, http.MethodPost, "/v1/webhook_endpoints", n)
}

// Endpoints lists all endpoints.
func (c *Client) Endpoints(ctx context.Context) (*api.EndpointList, error) {
	return read[api.EndpointList](ctx, c, "/v1/webhook_endpoints", nil)
}

// Endpoint reads one endpoint.
func (c *Client) Endpoint(ctx context.Context, id string) (*api.Endpoint, error) {
	return read[api.Endpoint](ctx, c, endpoint(id), nil)
}

// UpdateEndpoint changes what is given.
func (c *Client) UpdateEndpoint(ctx context.Context, id string, p api.EndpointPatch) (*api.Endpoint, error) {
	return ask[api.Endpoint](ctx, c, http.MethodPatch, endpoint(id), p)
}

// RollEndpointSecret makes a new secret, shown once. The former one signs too
// until the overlap ends.
func (c *Client) RollEndpointSecret(ctx context.Context, id string, r api.SecretRoll) (*api.EndpointWithSecret, error) {
	return ask[api.EndpointWithSecret](ctx, c, http.MethodPost, endpoint(id)+"/roll_secret", r)
}

// TestEndpoint sends it a webhook_endpoint.test event.
func (c *Client) TestEndpoint(ctx context.Context, id string) (*api.Delivery, error) {
	return c.TestEndpointWith(ctx, id, api.EndpointTest{})
}

// TestEndpointWith sends it a mock event of a type; test mode only.
func (c *Client) TestEndpointWith(ctx context.Context, id string, t api.EndpointTest) (*api.Delivery, error) {
	return ask[api.Delivery](ctx, c, http.MethodPost, endpoint(id)+"/test", t)
}

// ReplayEndpoint delivers what it missed again.
func (c *Client) ReplayEndpoint(ctx context.Context, id string, r api.Replay) (*api.Replayed, error) {
	return ask[api.Replayed](ctx, c, http.MethodPost, endpoint(id)+"/replay", r)
}

// DeleteEndpoint removes an endpoint.
func (c *Client) DeleteEndpoint(ctx context.Context, id string) error {
	return c.do(ctx, call{method: http.MethodDelete, path: endpoint(id)}, nil)
}

// DeliveryQuery selects deliveries; empty members select all.
type DeliveryQuery struct {
	Page
	Endpoint, Event, Session, Status string
	CreatedAfter                     time.Time // at this instant or later
	CreatedBefore                    time.Time
}

func (q DeliveryQuery) values() url.Values {
	v := q.Page.values()
	set(v, "endpoint_id", q.Endpoint)
	set(v, "event_id", q.Event)
	set(v, "session_id", q.Session)
	set(v, "status", q.Status)
	setTime(v, "created_after", q.CreatedAfter)
	setTime(v, "created_before", q.CreatedBefore)
	return v
}

// Deliveries lists a page of deliveries, newest first.
func (c *Client) Deliveries(ctx context.Context, q DeliveryQuery) (*api.DeliveryList, error) {
	return read[api.DeliveryList](ctx, c, "/v1/webhook_deliveries", q.values())
}

// AllDeliveries goes over all pages. It ends with the first error.
func (c *Client) AllDeliveries(ctx context.Context, q DeliveryQuery) iter.Seq2[api.Delivery, error] {
	return walk(q.Page, func(d *api.Delivery) string { return d.ID }, func(p Page) ([]api.Delivery, bool, error) {
		q.Page = p
		list, err := c.Deliveries(ctx, q)
		if err != nil {
			return nil, false, err
		}
		return list.Data, list.HasMore, nil
	})
}

// Delivery reads one delivery with its attempts.
func (c *Client) Delivery(ctx context.Context, id string) (*api.DeliveryWithAttempts, error) {
	return read[api.DeliveryWithAttempts](ctx, c, "/v1/webhook_deliveries/"+url.PathEscape(id), nil)
}

// RetryDelivery makes one more attempt now.
func (c *Client) RetryDelivery(ctx context.Context, id string) (*api.Delivery, error) {
	return ask[api.Delivery](ctx, c, http.MethodPost, "/v1/webhook_deliveries/"+url.PathEscape(id)+"/retry", nil)
}
