package rest

import (
	"context"
	"net/http"
	"time"

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
	handle(s, route{ID: "updateWebhookEndpoint", Method: http.MethodPatch, Path: path + "/{id}", Door: backend, Needs: kyc.WriteWebhooks, Tag: "webhooks", Errors: []int{404},
		Summary: "Change a webhook endpoint",
		Text:    "Changes what is given. `status` `disabled` ends what is on its way to the endpoint; `enabled` forgets past failures. Events that happen in between are kept: replay them."}, s.updateEndpoint)
	handle(s, route{ID: "rollWebhookSecret", Method: http.MethodPost, Path: path + "/{id}/roll_secret", Door: backend, Needs: kyc.WriteWebhooks, Tag: "webhooks", Errors: []int{404},
		Summary: "Replace the secret of a webhook endpoint",
		Text:    "The new secret is shown in this reply only. Until `former_secret_expires_at` deliveries are signed with both."}, s.rollEndpoint)
	handle(s, route{ID: "testWebhookEndpoint", Method: http.MethodPost, Path: path + "/{id}/test", Door: backend, Needs: kyc.WriteWebhooks, Tag: "webhooks", Status: http.StatusAccepted, Errors: []int{404, 409},
		Summary: "Send a test to a webhook endpoint",
		Text:    "Makes an event of type `webhook_endpoint.test` that goes to this endpoint alone, whatever it subscribes to; in test mode, with `type`, a mock event of that type. The reply is its delivery: read it again to see what came of it."}, s.testEndpoint)
	handle(s, route{ID: "replayWebhookEndpoint", Method: http.MethodPost, Path: path + "/{id}/replay", Door: backend, Needs: kyc.WriteWebhooks, Enter: s.heavy, Tag: "webhooks", Status: http.StatusAccepted, Errors: []int{404, 409},
		Summary: "Send past events again",
		Text:    "Makes new deliveries of the events of a span of time that the endpoint subscribes to, also of those from before it existed or while it was disabled. `only_failed` takes only those that have not got through. At most 10,000 at once: when `has_more` says so, continue with `last_event_id` as `starting_after`."}, s.replayEndpoint)
}

var errNoEndpoint = &kyc.Error{Kind: kyc.NotFound, Code: "endpoint_not_found", Message: "No such webhook endpoint in this mode of this account."}

type createEndpoint struct{ Body api.NewEndpoint }

func (in *createEndpoint) order() webhook.EndpointOrder {
	o := webhook.EndpointOrder{URL: in.Body.URL, Description: in.Body.Description}
	for _, t := range in.Body.Events {
		o.Events = append(o.Events, kyc.EventType(t))
	}
	return o
}

func (s *server) createEndpoint(ctx context.Context, c *call, in *createEndpoint) (*body[api.EndpointWithSecret], error) {
	e, err := s.Endpoints.Create(ctx, c.scope, in.order())
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

type updateEndpoint struct {
	PathID
	Body api.EndpointPatch
}

func (s *server) updateEndpoint(ctx context.Context, c *call, in *updateEndpoint) (*body[api.Endpoint], error) {
	if err := mustBe(in.ID, kyc.PrefixEndpoint, errNoEndpoint); err != nil {
		return nil, err
	}
	change := webhook.EndpointChange{URL: in.Body.URL, Description: in.Body.Description}
	if in.Body.Events != nil {
		types := make([]kyc.EventType, len(*in.Body.Events))
		for i, t := range *in.Body.Events {
			types[i] = kyc.EventType(t)
		}
		change.Events = &types
	}
	if in.Body.Status != nil {
		enabled := *in.Body.Status == "enabled"
		change.Enabled = &enabled
	}
	e, err := s.Endpoints.Change(ctx, c.scope, in.ID, change)
	if err != nil {
		return nil, err
	}
	return &body[api.Endpoint]{wire.Endpoint(e)}, nil
}

type rollEndpoint struct {
	PathID
	Body *api.SecretRoll
}

func (s *server) rollEndpoint(ctx context.Context, c *call, in *rollEndpoint) (*body[api.EndpointWithSecret], error) {
	if err := mustBe(in.ID, kyc.PrefixEndpoint, errNoEndpoint); err != nil {
		return nil, err
	}
	overlap := webhook.DefaultOverlap
	if in.Body != nil && in.Body.Overlap != nil {
		overlap = time.Duration(*in.Body.Overlap) * time.Second
	}
	e, err := s.Endpoints.Roll(ctx, c.scope, in.ID, overlap)
	if err != nil {
		return nil, err
	}
	return &body[api.EndpointWithSecret]{wire.EndpointWithSecret(e)}, nil
}

type testEndpoint struct {
	PathID
	Body *api.EndpointTest // none, and an empty object, mean webhook_endpoint.test
}

func (s *server) testEndpoint(ctx context.Context, c *call, in *testEndpoint) (*body[api.Delivery], error) {
	if err := mustBe(in.ID, kyc.PrefixEndpoint, errNoEndpoint); err != nil {
		return nil, err
	}
	var t kyc.EventType
	if in.Body != nil {
		t = kyc.EventType(in.Body.Type)
	}
	d, err := s.Endpoints.Test(ctx, c.scope, in.ID, t)
	if err != nil {
		return nil, err
	}
	return &body[api.Delivery]{wire.Delivery(d)}, nil
}

type replayEndpoint struct {
	PathID
	Body api.Replay
}

func (s *server) replayEndpoint(ctx context.Context, c *call, in *replayEndpoint) (*body[api.Replayed], error) {
	if err := mustBe(in.ID, kyc.PrefixEndpoint, errNoEndpoint); err != nil {
		return nil, err
	}
	r := webhook.Replay{Since: in.Body.Since, After: in.Body.StartingAfter, OnlyFailed: in.Body.OnlyFailed}
	if in.Body.Until != nil {
		r.Until = *in.Body.Until
	}
	if r.After != "" {
		if err := cursor(r.After, kyc.PrefixEvent); err != nil {
			return nil, err
		}
	}
	done, err := s.Endpoints.Replay(ctx, c.scope, in.ID, r)
	if err != nil {
		return nil, err
	}
	return &body[api.Replayed]{api.Replayed{Deliveries: done.Deliveries, HasMore: done.More, LastEventID: done.Last}}, nil
}
