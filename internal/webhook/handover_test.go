package webhook_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
	"github.com/basekyc/basekyc/internal/webhook"
)

// An endpoint that keeps up gets its events straight from the commit.
func TestNewDeliveriesNeedNoLease(t *testing.T) {
	each(t, nil, func(t *testing.T, s *store.Store, ends *webhook.Endpoints, w *watched, c *clock) {
		if n := next(t, w.leases, "the first lease"); n != 0 {
			t.Fatalf("an empty list gave %d deliveries", n)
		}
		scope := kyctest.PutAccount(t, s)
		if _, err := ends.Create(t.Context(), scope, webhook.EndpointOrder{URL: receiverOf(t, nil)}); err != nil {
			t.Fatal(err)
		}
		for range 20 {
			kyctest.Put(t, s, scope, kyc.Created)
			if r := next(t, w.finished, "recorded attempt"); r.State != kyc.DeliverySucceeded || r.Number != 1 {
				t.Fatalf("recorded %+v", r)
			}
		}
		if n := len(w.leases); n > 0 {
			t.Errorf("%d more leases were asked for", n)
		}
	})
}

// What an endpoint has no room for stays in the list; another endpoint of the
// same events gets all of them meanwhile, and in the end so does the slow one.
func TestHandoverStopsAtABusyEndpoint(t *testing.T) {
	const sessions = 60
	each(t, func(o *webhook.Options) { o.Client = client(t, o.Clock, webhook.MaxTimeout) },
		func(t *testing.T, s *store.Store, ends *webhook.Endpoints, w *watched, c *clock) {
			next(t, w.leases, "the first lease")
			scope := kyctest.PutAccount(t, s)
			release := make(chan struct{})
			t.Cleanup(func() {
				select {
				case <-release:
				default:
					close(release)
				}
			})
			slow, err := ends.Create(t.Context(), scope, webhook.EndpointOrder{URL: receiverOf(t, release)})
			if err != nil {
				t.Fatal(err)
			}
			quick, err := ends.Create(t.Context(), scope, webhook.EndpointOrder{URL: receiverOf(t, nil)})
			if err != nil {
				t.Fatal(err)
			}
			for range sessions {
				kyctest.Put(t, s, scope, kyc.Created)
			}
			for range sessions {
				if r := next(t, w.finished, "attempt of the quick endpoint"); r.State != kyc.DeliverySucceeded {
					t.Fatalf("recorded %+v", r)
				}
			}
			page, _, err := s.Deliveries(t.Context(), scope, kyc.DeliveryQuery{Endpoint: quick.ID, State: kyc.DeliverySucceeded, Limit: 100})
			if err != nil || len(page) != sessions {
				t.Fatalf("the quick endpoint has %d of its deliveries, %v", len(page), err)
			}
			if at, any, err := s.NextDelivery(t.Context()); err != nil || !any || at.After(c.Now()) {
				t.Fatalf("nothing is left in the list while the endpoint is busy: %s, %t, %v", at, any, err)
			}
			close(release)
			for range sessions {
				if r := next(t, w.finished, "attempt of the slow endpoint"); r.State != kyc.DeliverySucceeded || r.Number != 1 {
					t.Fatalf("recorded %+v", r)
				}
			}
			if page, _, err = s.Deliveries(t.Context(), scope, kyc.DeliveryQuery{Endpoint: slow.ID, State: kyc.DeliverySucceeded, Limit: 100}); err != nil || len(page) != sessions {
				t.Fatalf("the slow endpoint has %d of its deliveries, %v", len(page), err)
			}
		})
}

// one is a dispatcher on a store, with one attempt at work at a time, and an
// endpoint that says when a request arrives and holds it until it is released.
type one struct {
	d                 *webhook.Dispatcher
	s                 *store.Store
	w                 *watched
	c                 *clock
	scope             kyc.Scope
	endpoint          *kyc.Endpoint
	arrived, released chan struct{}
}

func onEachEngine(t *testing.T, test func(*testing.T, one)) {
	for name, address := range kyctest.Engines {
		t.Run(name, func(t *testing.T) {
			c := newClock()
			var d *webhook.Dispatcher
			s := kyctest.OpenWith(t, store.Options{DSN: address(t), Now: c.Now,
				Handover: func(endpoint string, n int) (int, time.Time) { return d.Handover(endpoint, n) },
				OnCommit: func(c store.Commit) { d.Drop(c.Ended); d.Take(c.Handed) }})
			w := &watched{Store: s, finished: make(chan kyc.AttemptResult, 64), leases: make(chan int, 64)}
			d = follow(t, newMemory(), c.Clock(), func(o *webhook.Options) {
				o.Queue, o.Registry, o.Total, o.Client = w, s, 1, client(t, c.Clock(), webhook.MaxTimeout)
			})
			next(t, w.leases, "the first lease")
			ends := endpoints(newMemory(), true)
			ends.Store = s
			arrived, release := make(chan struct{}, 64), make(chan struct{})
			url := plain(t, func(http.ResponseWriter, *http.Request, []byte) { arrived <- struct{}{}; <-release })
			t.Cleanup(func() { close(release) })
			scope := kyctest.PutAccount(t, s)
			e, err := ends.Create(t.Context(), scope, webhook.EndpointOrder{URL: url})
			if err != nil {
				t.Fatal(err)
			}
			test(t, one{d, s, w, c, scope, e, arrived, release})
		})
	}
}

// A process that stops gives back what it had taken and not begun: the next one
// need not wait for the leases to end.
func TestStopReturnsWhatHasNotBegun(t *testing.T) {
	onEachEngine(t, func(t *testing.T, o one) {
		for range 5 {
			kyctest.Put(t, o.s, o.scope, kyc.Created)
		}
		next(t, o.arrived, "request")
		closed := make(chan struct{})
		go func() { defer close(closed); o.d.Close() }()
		next(t, o.d.Stopping(), "begin of the stop") // or the next request may begin, and nobody releases that one
		o.released <- struct{}{}
		next(t, closed, "end of the dispatcher")
		due, err := o.s.LeaseDeliveries(t.Context(), o.c.Now(), o.c.Now().Add(time.Minute), 10, nil, nil)
		if err != nil || len(due) != 4 || len(o.w.finished) != 1 {
			t.Fatalf("%d attempts were recorded, %d deliveries are due, %v", len(o.w.finished), len(due), err)
		}
		if n, _ := o.d.Handover(due[0].Endpoint.ID, 1); n != 0 {
			t.Error("taken by a dispatcher that has stopped")
		}
	})
}

// Whoever deletes an endpoint gets nothing of what was waiting for it.
func TestDeletedEndpointHearsNothingMore(t *testing.T) {
	onEachEngine(t, func(t *testing.T, o one) {
		for range 5 {
			kyctest.Put(t, o.s, o.scope, kyc.Created)
		}
		next(t, o.arrived, "request")
		if err := o.s.DeleteEndpoint(t.Context(), o.scope, o.endpoint.ID); err != nil {
			t.Fatal(err)
		}
		o.released <- struct{}{}
		next(t, o.w.finished, "recorded attempt")
		o.d.Close() // would wait for another request
		if n := len(o.arrived); n > 0 {
			t.Errorf("%d more requests", n)
		}
		if page, _, err := o.s.Deliveries(t.Context(), o.scope, kyc.DeliveryQuery{State: kyc.DeliveryFailed, Limit: 10}); err != nil || len(page) != 4 {
			t.Errorf("%d deliveries have failed, %v", len(page), err)
		}
	})
}

// A lane that kept up and begins to fail gives back what it had taken ahead, and
// every delivery is attempted all the same.
func TestFailingEndpointKeepsLittle(t *testing.T) {
	m, c := newMemory(), newClock()
	first := make(chan struct{})
	reply := make(chan int)
	url := plain(t, func(w http.ResponseWriter, r *http.Request, body []byte) {
		if strings.Contains(string(body), "vs_0\"") {
			<-first // keeps the lane, and what it has learnt
		}
		w.WriteHeader(<-reply)
	})
	e := m.addEndpoint(1, url)
	d := follow(t, m, c.Clock(), func(o *webhook.Options) { o.Client = client(t, c.Clock(), webhook.MaxTimeout) })
	next(t, m.drained, "the first lease")
	hand := func(from, n int) {
		t.Helper()
		taken, until := d.Handover(e.ID, n)
		if taken != n {
			t.Fatalf("%d of %d were taken", taken, n)
		}
		var items []kyc.DueDelivery
		for i := range n {
			m.addEvent(from+i, start, e)
			items = append(items, m.lease(until))
		}
		d.Take(items)
	}
	hand(0, 1)
	for i := range 20 {
		hand(1+i, 1)
		reply <- 200
		next(t, m.finished, "recorded attempt")
	}
	const ahead = 300
	hand(21, ahead)
	reply <- 500
	n := next(t, m.returned, "return of deliveries")
	if n < ahead-16-8-1 {
		t.Errorf("only %d of %d were returned", n, ahead)
	}
	close(first)
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case reply <- 500:
			case <-stop:
				return
			}
		}
	}()
	defer close(stop)
	tried := map[string]bool{}
	for len(tried) < ahead+1 {
		r := next(t, m.finished, "recorded attempt")
		if tried[r.Delivery] || r.Number != 1 {
			t.Fatalf("%s was attempted twice", r.Delivery)
		}
		tried[r.Delivery] = true
	}
}

// receiverOf answers 200, after release if there is one.
func receiverOf(t *testing.T, release <-chan struct{}) string {
	return plain(t, func(http.ResponseWriter, *http.Request, []byte) {
		if release != nil {
			<-release
		}
	})
}
