package webhook_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
	"github.com/basekyc/basekyc/internal/webhook"
)

// overtaken is a store in which somebody disables the endpoint just before the
// event of a test is written.
type overtaken struct{ *store.Store }

func (o overtaken) AddEvent(ctx context.Context, e *kyc.Event) error {
	_, _, err := o.ChangeEndpoint(ctx, e.Scope, e.To, func(e *kyc.Endpoint) ([]kyc.Event, error) {
		return e.Disable(webhook.DisabledByOwner, e.CreatedAt), nil
	})
	if err != nil {
		return err
	}
	return o.Store.AddEvent(ctx, e)
}

func TestATestOfAnEndpointThatIsDisabledMeanwhile(t *testing.T) {
	for name, address := range kyctest.Engines {
		t.Run(name, func(t *testing.T) {
			s := kyctest.OpenWith(t, store.Options{DSN: address(t)})
			scope := kyctest.PutAccount(t, s)
			ends := endpoints(newMemory(), true)
			ends.Store = overtaken{s}
			e, err := ends.Create(t.Context(), scope, webhook.EndpointOrder{URL: "http://127.0.0.1:9/"})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := ends.Test(t.Context(), scope, e.ID, kyc.EventCompleted); !errors.Is(err, kyc.ErrEndpointDisabled) {
				t.Errorf("answered %v", err)
			}
			events, _, err := s.Feed(t.Context(), scope, kyc.EventQuery{Limit: 10})
			if err != nil || len(events) != 1 || events[0].Type != kyc.EventEndpointDisabled {
				t.Errorf("in the feed: %+v %v", events, err)
			}
			if _, err := ends.Test(t.Context(), scope, kyctest.ID(kyc.PrefixEndpoint), kyc.EventCompleted); !kyc.IsKind(err, kyc.NotFound) {
				t.Errorf("no endpoint: %v", err)
			}

			// Any order, in one transaction too: a delivery, or the reason why there is none.
			ends.Store = s
			var all sync.WaitGroup
			for i := range 40 {
				all.Go(func() {
					on := i%4 == 0
					if i%2 == 0 {
						_, err := ends.Change(t.Context(), scope, e.ID, webhook.EndpointChange{Enabled: &on})
						if err != nil {
							t.Error(err)
						}
						return
					}
					d, err := ends.Test(t.Context(), scope, e.ID, []kyc.EventType{kyc.EventCompleted, kyc.EventEndpointTest}[i/2%2])
					if err == nil && d.Endpoint != e.ID || err != nil && !errors.Is(err, kyc.ErrEndpointDisabled) {
						t.Errorf("%+v %v", d, err)
					}
				})
			}
			all.Wait()
		})
	}
}
