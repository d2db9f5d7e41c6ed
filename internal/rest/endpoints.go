package rest

import (
	"context"
	"net/http"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/webhook"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountEndpoints(s *server) {
	const path = "/v1/webhook_endpoints"
	handle(s, route{ID: "createWebhookEndpoint", Method: http.MethodPost, Path: path, Door: backend, Needs: kyc.WriteWebhooks, Tag: "webhooks", Status: http.StatusCreated, Errors: []int{409},
		Summary: "Create a webhook endpoint", Text: "The secret that signs deliveries is shown in this reply only."}, s.createEndpoint)
	handle(s, route{ID: "listWebhookEndpoints", Method: http.MethodGet, Path: path, Door: backend, Needs: kyc.ReadWebhooks, Tag: "webhooks",
		Summary: "List webhook endpoints"}, s.listEndpoints)
	handle(s, route{ID: "getWebhookEndpoint", Method: http.MethodGet, Path: path + "/{id}", Door: backend, Needs: kyc.ReadWebhooks, Tag: "webhooks", Errors: []int{404},
		Summary: "Read a webhook endpoint"}, s.getEndpoint)
	handle(s, route{ID: "deleteWebhookEndpoint", Method: http.MethodDelete, Path: path + "/{id}", Door: backend, Needs: kyc.WriteWebhooks, Tag: "webhooks", Status: http.StatusNoContent, Errors: []int{404},
		Summary: "Delete a webhook endpoint"}, s.deleteEndpoint)
}

var errNoEndpoint = &kyc.Error{Kind: kyc.NotFound, Code: "endpoint_not_found", Message: "No such webhook endpoint in this mode of this account."}

type createEndpoint struct{ Body api.NewEndpoint }

func (s *server) createEndpoint(ctx context.Context, c *call, in *createEndpoint) (*body[api.EndpointWithSecret], error) {
	o := webhook.EndpointOrder{URL: in.Body.URL}
	for _, t := range in.Body.Events {
		o.Events = append(o.Events, kyc.EventType(t))
	}
	e, err := s.Endpoints.Create(ctx, c.scope, o)
	if err != nil {
		return nil, err
	}
	return &body[api.EndpointWithSecret]{wire.EndpointWithSecret(e)}, nil
}

func (s *server) listEndpoints(ctx context.Context, c *call, _ *struct{}) (*body[api.EndpointList], error) {
	list, err := s.Endpoints.List(ctx, c.scope)
	if err != nil {
		return nil, err
	}
	out := api.EndpointList{Data: make([]api.Endpoint, len(list))}
	for i := range list {
		out.Data[i] = wire.Endpoint(&list[i])
	}
	return &body[api.EndpointList]{out}, nil
}

func (s *server) getEndpoint(ctx context.Context, c *call, in *PathID) (*body[api.Endpoint], error) {
	if err := mustBe(in.ID, kyc.PrefixEndpoint, errNoEndpoint); err != nil {
		return nil, err
	}
	e, err := s.Endpoints.Get(ctx, c.scope, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[api.Endpoint]{wire.Endpoint(e)}, nil
}

func (s *server) deleteEndpoint(ctx context.Context, c *call, in *PathID) (*struct{}, error) {
	if err := mustBe(in.ID, kyc.PrefixEndpoint, errNoEndpoint); err != nil {
		return nil, err
	}
	return nil, s.Endpoints.Delete(ctx, c.scope, in.ID)
}
