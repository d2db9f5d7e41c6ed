package rest

import (
	"context"
	"net/http"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountDeliveries(s *server) {
	handle(s, route{ID: "listWebhookDeliveries", Method: http.MethodGet, Path: "/v1/webhook_deliveries", Door: backend, Needs: kyc.ReadWebhooks, Tag: "webhooks",
		Summary: "List webhook deliveries, newest first"}, s.listDeliveries)
	handle(s, route{ID: "getWebhookDelivery", Method: http.MethodGet, Path: "/v1/webhook_deliveries/{id}", Door: backend, Needs: kyc.ReadWebhooks, Tag: "webhooks", Errors: []int{404},
		Summary: "Read a webhook delivery with every attempt"}, s.getDelivery)
	handle(s, route{ID: "retryWebhookDelivery", Method: http.MethodPost, Path: "/v1/webhook_deliveries/{id}/retry", Door: backend, Needs: kyc.WriteWebhooks, Tag: "webhooks", Status: http.StatusAccepted, Errors: []int{404, 409},
		Summary: "Send a webhook delivery again, now",
		Text:    "Whatever came of it before. The attempt is added to its history; when it fails and the schedule is used up, it has failed again."}, s.retryDelivery)
}

var errNoDelivery = &kyc.Error{Kind: kyc.NotFound, Code: "delivery_not_found", Message: "No such webhook delivery in this mode of this account."}

type listDeliveries struct {
	Page
	Endpoint string `query:"endpoint_id" maxLength:"40"`
	Event    string `query:"event_id" maxLength:"40"`
	Session  string `query:"session_id" maxLength:"40"`
	Status   string `query:"status" enum:"pending,succeeded,failed"`
	Created
}

func (s *server) listDeliveries(ctx context.Context, c *call, in *listDeliveries) (*body[api.DeliveryList], error) {
	if err := cursor(in.StartingAfter, kyc.PrefixDelivery); err != nil {
		return nil, err
	}
	list, more, err := s.Deliveries.Deliveries(ctx, c.scope, kyc.DeliveryQuery{Endpoint: in.Endpoint, Event: in.Event, Session: in.Session,
		State: kyc.DeliveryState(in.Status), After: in.StartingAfter, From: in.CreatedAfter, Before: in.CreatedBefore, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := api.DeliveryList{Data: make([]api.Delivery, len(list)), HasMore: more}
	for i := range list {
		out.Data[i] = wire.Delivery(&list[i])
	}
	return &body[api.DeliveryList]{out}, nil
}

func (s *server) getDelivery(ctx context.Context, c *call, in *PathID) (*body[api.DeliveryWithAttempts], error) {
	if err := mustBe(in.ID, kyc.PrefixDelivery, errNoDelivery); err != nil {
		return nil, err
	}
	d, err := s.Deliveries.Delivery(ctx, c.scope, in.ID)
	if err != nil {
		return nil, err
	}
	attempts, err := s.Deliveries.Attempts(ctx, c.scope, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[api.DeliveryWithAttempts]{wire.DeliveryWithAttempts(d, attempts)}, nil
}

func (s *server) retryDelivery(ctx context.Context, c *call, in *PathID) (*body[api.Delivery], error) {
	if err := mustBe(in.ID, kyc.PrefixDelivery, errNoDelivery); err != nil {
		return nil, err
	}
	d, err := s.Endpoints.Retry(ctx, c.scope, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[api.Delivery]{wire.Delivery(d)}, nil
}
