package basekyc

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/basekyc/basekyc/api"
)

// VerifyWebhook checks the signatures of a delivery and reads its event. Give
// it the raw body; several secrets during a rotation.
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
	return ask[api.EndpointList](ctx, c, http.MethodGet, "/v1/webhook_endpoints", nil)
}

// Endpoint reads one endpoint.
func (c *Client) Endpoint(ctx context.Context, id string) (*api.Endpoint, error) {
	return ask[api.Endpoint](ctx, c, http.MethodGet, endpoint(id), nil)
}

// DeleteEndpoint removes an endpoint.
func (c *Client) DeleteEndpoint(ctx context.Context, id string) error {
	return c.do(ctx, call{method: http.MethodDelete, path: endpoint(id)}, nil)
}

// DeliveryQuery selects deliveries; empty members select all.
type DeliveryQuery struct {
	Page
	Endpoint, Event, Status string
}

// Deliveries lists deliveries, newest first.
func (c *Client) Deliveries(ctx context.Context, q DeliveryQuery) (*api.DeliveryList, error) {
	v := q.values()
	for name, value := range map[string]string{"endpoint_id": q.Endpoint, "event_id": q.Event, "status": q.Status} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return list[api.DeliveryList](ctx, c, "/v1/webhook_deliveries", v)
}

// Delivery reads one delivery with its attempts.
func (c *Client) Delivery(ctx context.Context, id string) (*api.DeliveryWithAttempts, error) {
	return ask[api.DeliveryWithAttempts](ctx, c, http.MethodGet, "/v1/webhook_deliveries/"+url.PathEscape(id), nil)
}
