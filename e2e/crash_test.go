package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/store"
)

// crashRounds is how often each database's server is killed; make soak says 50.
const crashRounds = "BASEKYC_CRASH_ROUNDS"

// The power goes again and again while sessions are created and canceled and
// their events delivered. Whatever was acknowledged is delivered at least once,
// and no chain and no numbering is broken.
func TestKilledUnderLoad(t *testing.T) {
	rounds := 3
	if v := os.Getenv(crashRounds); v != "" {
		var err error
		if rounds, err = strconv.Atoi(v); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		d := own(t)
		crash(t, d, rounds, "sqlite:"+filepath.Join(d.data, "basekyc.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		dsn := postgres(t)
		crash(t, own(t, "BASEKYC_DATABASE="+dsn), rounds, dsn)
	})
}

// acknowledged is what the server said it had done: session -> events.
type acknowledged struct {
	sync.Mutex
	of map[string]int
	n  int
}

func (a *acknowledged) add(session string) {
	a.Lock()
	defer a.Unlock()
	a.of[session]++
	a.n++
}

func (a *acknowledged) count() int {
	a.Lock()
	defer a.Unlock()
	return a.n
}

// atLoad is how many backends work at the same time.
const atLoad = 8

func crash(t *testing.T, d *demo, rounds int, dsn string) {
	var acks acknowledged
	acks.of = map[string]int{}
	for round := range rounds {
		enough := make(chan struct{})
		target := acks.count() + 60 + 37*round%90
		var once sync.Once
		var work sync.WaitGroup
		for range atLoad {
			work.Go(func() {
				for {
					var v api.Invitation
					if _, err := d.ask(http.MethodPost, "/v1/sessions", api.NewSession{VerificationType: "full_kyc", Customer: api.NewCustomer{
						Name: "Asha Rao", Mobile: "+919800000002", Email: "asha@example.com"}}, &v); err != nil {
						return // killed
					}
					acks.add(v.ID)
					if _, err := d.ask(http.MethodPost, "/v1/sessions/"+v.ID+"/cancel", nil, &api.Session{}); err != nil {
						return
					}
					acks.add(v.ID)
					if acks.count() >= target {
						once.Do(func() { close(enough) })
					}
				}
			})
		}
		select {
		case <-enough:
		case <-t.Context().Done():
			t.Fatal("no load")
		}
		d.kill()
		work.Wait()
		if err := d.start(); err != nil {
			t.Fatal("start again:", err)
		}
	}
	// Leases of the last death end after a quarter of a minute at most.
	ctx, cancel := context.WithTimeoutCause(t.Context(), patience, fmt.Errorf("acknowledged events were not delivered within %s", patience))
	defer cancel()
	list, err := d.hooks.until(ctx, func(list []delivery) bool { return len(undelivered(acks.of, list)) == 0 })
	if err != nil {
		t.Errorf("%v: of %d sessions %v", err, len(acks.of), undelivered(acks.of, list))
	}
	d.hooks.honest(t)
	if err := d.terminate(); err != nil {
		t.Error(err)
	}
	distinct := map[string]bool{}
	for _, v := range list {
		distinct[v.event.ID] = true
	}
	events := unbroken(t, dsn)
	t.Logf("%d deaths, %d acknowledgements of %d sessions, %d events kept, %d delivered, %d of them again",
		rounds, acks.count(), len(acks.of), events, len(list), len(list)-len(distinct))
}

// undelivered lists sessions of which less was delivered than acknowledged.
func undelivered(acks map[string]int, list []delivery) (lacking []string) {
	got := map[string]map[api.EventType]bool{}
	for _, d := range list {
		if got[d.session] == nil {
			got[d.session] = map[api.EventType]bool{}
		}
		got[d.session][d.event.Type] = true
	}
	for session, n := range acks {
		if !got[session][api.SessionCreated] || n > 1 && !got[session][api.SessionCanceled] {
			lacking = append(lacking, session)
		}
	}
	return lacking
}

// unbroken looks into the database that the server has left: chains, positions
// and the order of deliveries. It gives the number of events.
func unbroken(t *testing.T, dsn string) int {
	t.Helper()
	s, err := store.Open(context.Background(), store.Options{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	refs, err := s.SessionRefs(t.Context(), kyc.Created, kyc.Canceled)
	if err != nil || len(refs) == 0 {
		t.Fatalf("%d sessions, %v", len(refs), err)
	}
	scope := refs[0].Scope
	chains := map[string][]kyc.Event{}
	total := 0
	for after, more := int64(0), true; more; {
		var page []kyc.Event
		if page, more, err = s.Feed(t.Context(), scope, kyc.EventQuery{After: after, Limit: 100}); err != nil {
			t.Fatal(err)
		}
		for _, e := range page {
			if after++; e.Position != after {
				t.Fatalf("position %d at place %d of the feed", e.Position, after)
			}
			chains[e.Session] = append(chains[e.Session], e)
			total++
		}
	}
	for session, events := range chains {
		if err := kyc.VerifyChain(events); err != nil {
			t.Errorf("session %s: %v", session, err)
		}
	}
	orders := map[string]map[int64]bool{}
	for q := (kyc.DeliveryQuery{Limit: 100}); ; {
		page, more, err := s.Deliveries(t.Context(), scope, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range page {
			if orders[d.Endpoint] == nil {
				orders[d.Endpoint] = map[int64]bool{}
			}
			orders[d.Endpoint][d.Order] = true
			q.After = d.ID
		}
		if !more {
			break
		}
	}
	for endpoint, have := range orders {
		for n := int64(1); n <= int64(len(have)); n++ {
			if !have[n] {
				t.Fatalf("endpoint %s: no delivery has order %d of %d", endpoint, n, len(have))
			}
		}
	}
	return total
}
