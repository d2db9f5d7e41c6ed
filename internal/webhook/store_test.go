package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/seal"
	"github.com/basekyc/basekyc/internal/store"
	"github.com/basekyc/basekyc/internal/webhook"
)

func TestMain(m *testing.M) { kyctest.Main(m) }

// each runs a test on a store of every engine whose commits wake a dispatcher.
func each(t *testing.T, adjust func(*webhook.Options), test func(*testing.T, *store.Store, *webhook.Endpoints, *watched, *clock)) {
	for name, address := range kyctest.Engines {
		t.Run(name, func(t *testing.T) {
			c := newClock()
			box, err := seal.Open(filepath.Join(t.TempDir(), "seal.key"))
			if err != nil {
				t.Fatal(err)
			}
			var d *webhook.Dispatcher
			s := kyctest.OpenWith(t, store.Options{DSN: address(t), Now: c.Now, Handover: func(endpoint string, n int) (int, time.Time) { return d.Handover(endpoint, n) }, OnCommit: func(c store.Commit) {
				d.Take(c.Handed)
				if c.Deliveries > 0 {
					d.Wake()
				}
			}})
			w := &watched{Store: s, finished: make(chan kyc.AttemptResult, 4096), leases: make(chan int, 4096)}
			d = follow(t, newMemory(), c.Clock(), func(o *webhook.Options) {
				o.Queue, o.Registry, o.Secrets = w, s, box
				if adjust != nil {
					adjust(o)
				}
			})
			e := endpoints(newMemory(), true)
			e.Store, e.Secrets = s, box
			test(t, s, e, w, c)
		})
	}
}

// watched is a store that tells what was recorded.
type watched struct {
	*store.Store
	finished chan kyc.AttemptResult
	leases   chan int // how many deliveries each lease took
}

func (w *watched) LeaseDeliveries(ctx context.Context, now, until time.Time, limit int, skip []string, drained func()) ([]kyc.DueDelivery, error) {
	due, err := w.Store.LeaseDeliveries(ctx, now, until, limit, skip, drained)
	if err == nil {
		w.leases <- len(due)
	}
	return due, err
}

func (w *watched) FinishAttempts(ctx context.Context, results []kyc.AttemptResult) error {
	err := w.Store.FinishAttempts(ctx, results)
	if err == nil {
		for _, r := range results {
			w.finished <- r
		}
	}
	return err
}

// A session created in one transaction arrives signed, and the history tells of
// the failure before the success.
func TestFromCommitToHistory(t *testing.T) {
	each(t, nil, func(t *testing.T, s *store.Store, ends *webhook.Endpoints, w *watched, c *clock) {
		scope := kyctest.PutAccount(t, s)
		replies := make(chan int, 2)
		replies <- 503
		replies <- 200
		got := make(chan []byte, 2)
		var key string
		url := plain(t, func(rw http.ResponseWriter, r *http.Request, body []byte) {
			if _, err := api.VerifyWebhook(r.Header, body, []string{key}, c.Now(), 0); err != nil {
				t.Error(err)
			}
			got <- body
			rw.WriteHeader(<-replies)
			fmt.Fprint(rw, "thank you\x00")
		})
		e, err := ends.Create(t.Context(), scope, webhook.EndpointOrder{URL: url, Events: []kyc.EventType{kyc.EventCreated}})
		if err != nil {
			t.Fatal(err)
		}
		key = api.FormatSecret(e.Secret)
		v := kyctest.Put(t, s, scope, kyc.Waiting) // four events, of which the endpoint wants one
		first := next(t, got, "request")
		r := next(t, w.finished, "first attempt")
		if r.State != kyc.DeliveryPending || r.Status != 503 {
			t.Fatalf("first attempt: %+v", r)
		}
		c.Set(r.NextAt)
		if second := next(t, got, "second request"); string(second) != string(first) {
			t.Fatalf("sent %s, then %s", first, second)
		}
		next(t, w.finished, "second attempt")
		page, _, err := s.Deliveries(t.Context(), scope, kyc.DeliveryQuery{Endpoint: e.ID, Limit: 10})
		if err != nil || len(page) != 1 || page[0].State != kyc.DeliverySucceeded || page[0].Attempts != 2 {
			t.Fatalf("history %+v, %v", page, err)
		}
		tries, err := s.Attempts(t.Context(), scope, page[0].ID)
		if err != nil || len(tries) != 2 || tries[0].Status != 503 || tries[0].Error != "status 503" || tries[1].Status != 200 || tries[1].Excerpt != "thank you" {
			t.Fatalf("attempts %+v, %v", tries, err)
		}
		if ev, err := s.Event(t.Context(), scope, page[0].Event); err != nil || ev.Session != v.ID {
			t.Fatalf("event %+v, %v", ev, err)
		}
	})
}

func TestGoneEndpointIsDisabledInTheStore(t *testing.T) {
	heard := make(chan kyc.Endpoint, 2)
	each(t, func(o *webhook.Options) { o.OnDisabled = func(e kyc.Endpoint) { heard <- e } },
		func(t *testing.T, s *store.Store, ends *webhook.Endpoints, w *watched, c *clock) {
			scope := kyctest.PutAccount(t, s)
			url := plain(t, func(rw http.ResponseWriter, _ *http.Request, _ []byte) { rw.WriteHeader(http.StatusGone) })
			e, err := ends.Create(t.Context(), scope, webhook.EndpointOrder{URL: url})
			if err != nil {
				t.Fatal(err)
			}
			kyctest.Put(t, s, scope, kyc.Created)
			if r := next(t, w.finished, "attempt"); r.Status != 410 || r.State != kyc.DeliveryFailed {
				t.Fatalf("attempt: %+v", r)
			}
			if got := next(t, heard, "notice"); got.ID != e.ID {
				t.Fatalf("heard of %s", got.ID)
			}
			if back, err := ends.Get(t.Context(), scope, e.ID); err != nil || back.DisabledBy != webhook.DisabledByGone {
				t.Fatalf("%+v, %v", back, err)
			}
			kyctest.Put(t, s, scope, kyc.Created) // makes no delivery any more
			if page, _, err := s.Deliveries(t.Context(), scope, kyc.DeliveryQuery{Limit: 10}); err != nil || len(page) != 1 {
				t.Fatalf("history %+v, %v", page, err)
			}
		})
}

// The process is killed between the receiver's answer and the record; the next
// one finds the delivery in the same database.
func TestKilledProcessDeliversAgain(t *testing.T) {
	each(t, func(o *webhook.Options) { o.Queue = mute{o.Queue} },
		func(t *testing.T, s *store.Store, ends *webhook.Endpoints, w *watched, c *clock) {
			scope := kyctest.PutAccount(t, s)
			got := make(chan string, 8)
			url := plain(t, func(_ http.ResponseWriter, r *http.Request, _ []byte) { got <- r.Header.Get("webhook-id") })
			if _, err := ends.Create(t.Context(), scope, webhook.EndpointOrder{URL: url}); err != nil {
				t.Fatal(err)
			}
			kyctest.Put(t, s, scope, kyc.Created)
			id := next(t, got, "first delivery")
			at, pending, err := s.NextDelivery(t.Context())
			if err != nil || !pending || !at.After(c.Now()) || at.Sub(c.Now()) > 15*time.Second {
				t.Fatalf("due again at %s, %t, %v", at, pending, err)
			}
			later := newClock()
			later.Set(at)
			follow(t, newMemory(), later.Clock(), func(o *webhook.Options) { o.Queue, o.Registry, o.Secrets = w, s, ends.Secrets })
			if again := next(t, got, "second delivery"); again != id {
				t.Fatalf("delivered %s, then %s", id, again)
			}
			if r := next(t, w.finished, "record"); r.State != kyc.DeliverySucceeded {
				t.Fatalf("recorded %+v", r)
			}
		})
}

// mute is a queue whose process dies before it records anything.
type mute struct{ webhook.Queue }

func (mute) FinishAttempts(ctx context.Context, _ []kyc.AttemptResult) error {
	return context.Canceled
}

// While receivers change over, a delivery verifies with either secret; then with
// the new one alone. Its order is its own at every attempt.
func TestRolledSecretsSignTogether(t *testing.T) {
	each(t, nil, func(t *testing.T, s *store.Store, ends *webhook.Endpoints, w *watched, c *clock) {
		scope := kyctest.PutAccount(t, s)
		ends.Now = c.Now
		type request struct {
			h    http.Header
			body []byte
		}
		got := make(chan request, 8)
		url := plain(t, func(_ http.ResponseWriter, r *http.Request, body []byte) { got <- request{r.Header, body} })
		e, err := ends.Create(t.Context(), scope, webhook.EndpointOrder{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		if kept, err := s.Endpoint(t.Context(), scope, e.ID); err != nil || bytes.Contains(kept.Secret, e.Secret) {
			t.Fatalf("the database keeps the secret as it is: %v", err)
		}
		rolled, err := ends.Roll(t.Context(), scope, e.ID, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		for i, wantFormer := range []bool{true, false} {
			kyctest.Put(t, s, scope, kyc.Created)
			r := next(t, got, "request")
			_, former := api.VerifyWebhook(r.h, r.body, []string{api.FormatSecret(e.Secret)}, c.Now(), 0)
			_, fresh := api.VerifyWebhook(r.h, r.body, []string{api.FormatSecret(rolled.Secret)}, c.Now(), 0)
			if fresh != nil || (former == nil) != wantFormer {
				t.Fatalf("request %d: the new secret says %v, the former %v", i+1, fresh, former)
			}
			if order := r.h.Get(api.HeaderOrder); order != fmt.Sprint(i+1) {
				t.Errorf("request %d has order %q", i+1, order)
			}
			next(t, w.finished, "record")
			c.Set(c.Now().Add(time.Hour))
		}
	})
}

// Others hear that an endpoint has gone, and its owner can have what it missed.
func TestTheEndOfAnEndpointIsToldAndMadeUpFor(t *testing.T) {
	each(t, nil, func(t *testing.T, s *store.Store, ends *webhook.Endpoints, w *watched, c *clock) {
		scope := kyctest.PutAccount(t, s)
		replies := make(chan int, 8)
		replies <- http.StatusGone
		url := plain(t, func(rw http.ResponseWriter, _ *http.Request, _ []byte) { rw.WriteHeader(<-replies) })
		heard := make(chan []byte, 8)
		other := plain(t, func(_ http.ResponseWriter, _ *http.Request, body []byte) { heard <- body })
		e, err := ends.Create(t.Context(), scope, webhook.EndpointOrder{URL: url, Events: []kyc.EventType{kyc.EventCreated}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ends.Create(t.Context(), scope, webhook.EndpointOrder{URL: other, Events: []kyc.EventType{kyc.EventEndpointDisabled}}); err != nil {
			t.Fatal(err)
		}
		kyctest.Put(t, s, scope, kyc.Created)
		var told api.Event
		if err := json.Unmarshal(next(t, heard, "notice"), &told); err != nil || told.Type != api.WebhookEndpointDisabled ||
			string(told.Data) != `{"endpoint_id":"`+e.ID+`","reason":"gone"}` {
			t.Fatalf("told %+v, %v", told, err)
		}
		kyctest.Put(t, s, scope, kyc.Created) // missed
		on := true
		if _, err := ends.Change(t.Context(), scope, e.ID, webhook.EndpointChange{Enabled: &on}); err != nil {
			t.Fatal(err)
		}
		replies <- 200
		replies <- 200
		done, err := ends.Replay(t.Context(), scope, e.ID, webhook.Replay{Until: c.Now().Add(time.Hour)})
		if err != nil || done.Deliveries != 2 || done.More {
			t.Fatalf("replayed %+v, %v", done, err)
		}
		for arrived := 0; arrived < 2; {
			if r := next(t, w.finished, "record"); r.State == kyc.DeliverySucceeded && r.Status == 200 && r.Error == "" {
				if d, err := s.Delivery(t.Context(), scope, r.Delivery); err == nil && d.Endpoint == e.ID {
					arrived++
				}
			}
		}
	})
}
