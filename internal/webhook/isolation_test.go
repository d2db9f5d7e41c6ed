package webhook_test

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
	"github.com/basekyc/basekyc/internal/webhook"
)

// Ten endpoints, of which one refuses connections and one never answers: the
// other eight get every event while the slow one still holds its first. What
// that does to their latency is told by the log (-v).
func TestEightOfTenKeepTheirLatency(t *testing.T) {
	for name, address := range kyctest.Engines {
		t.Run(name, func(t *testing.T) {
			var d *webhook.Dispatcher
			s := kyctest.OpenWith(t, store.Options{DSN: address(t), OnCommit: func(c store.Commit) {
				if c.Deliveries > 0 {
					d.Wake()
				}
			}})
			d = follow(t, newMemory(), webhook.RealClock(), func(o *webhook.Options) {
				o.Queue, o.Registry, o.Client = s, s, client(t, webhook.RealClock(), webhook.MaxTimeout)
			})
			scope := kyctest.PutAccount(t, s)
			ends := endpoints(newMemory(), true)
			ends.Store = s
			add := func(url string) {
				if _, err := ends.Create(t.Context(), scope, webhook.EndpointOrder{URL: url}); err != nil {
					t.Fatal(err)
				}
			}
			const healthy, events = 8, 40
			arrived := make(chan time.Time, healthy)
			for i := range healthy {
				add(plain(t, func(http.ResponseWriter, *http.Request, []byte) { arrived <- time.Now() }) + fmt.Sprint("/", i))
			}
			// round creates one session after the other and waits for each to arrive
			// at the eight.
			round := func() (latencies []time.Duration) {
				for range events {
					begun := time.Now()
					kyctest.Put(t, s, scope, kyc.Created)
					for range healthy {
						latencies = append(latencies, next(t, arrived, "delivery at a healthy endpoint").Sub(begun))
					}
				}
				slices.Sort(latencies)
				return latencies
			}
			round() // connections are made
			alone := round()
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			add("http://" + l.Addr().String())
			l.Close()
			release, held := make(chan struct{}), make(chan struct{}, 1000)
			add(plain(t, func(http.ResponseWriter, *http.Request, []byte) { held <- struct{}{}; <-release }))
			t.Cleanup(func() { close(release) }) // before the dispatcher waits for its attempts
			beside := round()
			next(t, held, "request at the slow endpoint")
			list, _, err := s.Deliveries(t.Context(), scope, kyc.DeliveryQuery{State: kyc.DeliveryPending, Limit: 100})
			if err != nil || len(list) < events {
				t.Errorf("%d deliveries to the dead and the slow are pending, %v", len(list), err)
			}
			at := func(l []time.Duration, share float64) time.Duration {
				return l[int(share*float64(len(l)-1))].Round(100 * time.Microsecond)
			}
			t.Logf("to arrival at eight: alone p50 %s p95 %s p99 %s, beside a dead and a slow one p50 %s p95 %s p99 %s",
				at(alone, 0.5), at(alone, 0.95), at(alone, 0.99), at(beside, 0.5), at(beside, 0.95), at(beside, 0.99))
		})
	}
}
