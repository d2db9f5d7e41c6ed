package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

func testHastenedDeliveries(t *testing.T, b backend) {
	s := b.open(t, store.Options{Now: noon})
	scope, other := kyctest.PutAccount(t, s), kyctest.PutAccount(t, s)
	dues := map[string]time.Time{} // of deliveries, before the clock was moved
	known, retry := map[string]bool{}, map[string]bool{}
	for _, sc := range []kyc.Scope{scope, other} {
		e := kyctest.Endpoint(sc)
		e.FailingAt = at(-60)
		must(t, s.CreateEndpoint(ctx, e))
		for i := range 3 {
			kyctest.Put(t, s, sc, kyc.Created)
			list, _, err := s.Deliveries(ctx, sc, kyc.DeliveryQuery{Limit: 10})
			must(t, err)
			d := list[slices.IndexFunc(list, func(d kyc.Delivery) bool { return !known[d.ID] })]
			known[d.ID] = true
			if i > 0 {
				tried := kyc.Attempt{Delivery: d.ID, At: at(0), Status: 503}
				must(t, s.FinishAttempts(ctx, []kyc.AttemptResult{{Attempt: tried, Scope: sc, State: kyc.DeliveryPending, NextAt: at(3600)}}))
				retry[d.ID] = true
			}
		}
		list, _, err := s.Deliveries(ctx, sc, kyc.DeliveryQuery{Limit: 10})
		must(t, err)
		for _, d := range list {
			dues[d.ID] = d.NextAt
		}
	}
	n, err := s.HastenDeliveries(ctx, scope, 3000*time.Second)
	must(t, err)
	if n != 2 {
		t.Errorf("%d hastened", n)
	}
	for _, sc := range []kyc.Scope{scope, other} {
		list, _, err := s.Deliveries(ctx, sc, kyc.DeliveryQuery{Limit: 10})
		must(t, err)
		endpoints, err := s.Endpoints(ctx, sc)
		must(t, err)
		failing := at(-60)
		if sc == scope {
			failing = at(-3060)
		}
		if !endpoints[0].FailingAt.Equal(failing) {
			t.Errorf("failing since %s, want %s", endpoints[0].FailingAt, failing)
		}
		for _, d := range list {
			want := dues[d.ID]
			if sc == scope && retry[d.ID] {
				want = at(600)
			}
			if !d.NextAt.Equal(want) {
				t.Errorf("due at %s, want %s", d.NextAt, want)
			}
		}
	}
}
