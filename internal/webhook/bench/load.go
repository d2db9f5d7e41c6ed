package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"net"
	"os"
	"runtime/pprof"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/store"
	"github.com/basekyc/basekyc/internal/webhook"
	"github.com/basekyc/basekyc/internal/wire"
)

// load is what is to be done.
type load struct {
	dsn         string
	n, creators int
	rate        float64
	last        time.Duration
	wide, batch int
	profile     string
}

// counted is the store as the dispatcher sees it, counting what passes.
type counted struct {
	*store.Store
	target            int64
	finished, records atomic.Int64
	leased, leases    atomic.Int64
	all               chan struct{}
}

func (c *counted) FinishAttempts(ctx context.Context, results []kyc.AttemptResult) error {
	err := c.Store.FinishAttempts(ctx, results)
	if err == nil {
		c.records.Add(1)
		if c.finished.Add(int64(len(results))) == c.target {
			close(c.all)
		}
	}
	return err
}

func (c *counted) LeaseDeliveries(ctx context.Context, now, until time.Time, limit int, skip []string, drained func()) ([]kyc.DueDelivery, error) {
	due, err := c.Store.LeaseDeliveries(ctx, now, until, limit, skip, drained)
	c.leases.Add(1)
	c.leased.Add(int64(len(due)))
	return due, err
}

// made is one created session as its creator saw it.
type made struct {
	event         string
	asked, stored time.Time
}

func (l load) measure(ctx context.Context, r *receiver, cpu *meter) (*figures, error) {
	if l.rate > 0 {
		l.n = int(l.rate * l.last.Seconds())
	}
	var d *webhook.Dispatcher
	s, err := store.Open(ctx, store.Options{DSN: l.dsn, Handover: func(endpoint string, n int) (int, time.Time) { return d.Handover(endpoint, n) }, OnCommit: func(c store.Commit) {
		d.Take(c.Handed)
		if c.Deliveries > 0 {
			d.Wake()
		}
	}})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	q := &counted{Store: s, target: int64(l.n), all: make(chan struct{})}
	dial := webhook.Dialer{Resolver: net.DefaultResolver, AllowLoopback: true}
	client := webhook.NewClient(webhook.ClientOptions{Dial: dial.DialContext, Clock: webhook.RealClock()})
	defer client.Close()
	d = webhook.New(webhook.Options{Queue: q, Registry: s, Client: client, Clock: webhook.RealClock(),
		Body: func(e *kyc.Event, version string) ([]byte, error) {
			return wire.EventBody(e, "https://kyc.example", version)
		},
		Random: mathrand.Float64, Log: slog.Default(), PerEndpoint: l.wide, Batch: l.batch})
	scope := kyc.Scope{Account: "acct_bench"}
	endpoints := webhook.Endpoints{Store: s, Now: time.Now, Entropy: rand.Reader, AllowLoopback: true}
	if _, err := endpoints.Create(ctx, scope, webhook.EndpointOrder{URL: r.url}); err != nil {
		return nil, err
	}
	go d.Run(ctx)
	defer d.Close()

	if l.profile != "" {
		f, err := os.Create(l.profile)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return nil, err
		}
		defer pprof.StopCPUProfile()
	}
	own, begun := ownCPU(), time.Now()
	server, err := cpu.serverCPU()
	if err != nil {
		return nil, err
	}
	sessions, err := l.create(ctx, s, scope)
	if err != nil {
		return nil, err
	}
	select {
	case <-q.all:
	case <-time.After(2 * time.Minute):
		return nil, fmt.Errorf("%d of %d deliveries were recorded two minutes after the last creation", q.finished.Load(), l.n)
	}
	took := time.Since(begun).Seconds()
	ownUsed := ownCPU() - own
	serverAfter, err := cpu.serverCPU()
	if err != nil {
		return nil, err
	}
	got, err := r.arrivals()
	if err != nil {
		return nil, err
	}
	per := 1000 / float64(l.n)
	f := &figures{Sessions: l.n, Received: len(got.First), Repeated: got.Total - len(got.First), Seconds: took,
		PerSecond: float64(l.n) / took, CPUPer1000: (ownUsed + serverAfter - server) * per,
		DatabaseCPU: (serverAfter - server) * per, ReceiverCPU: got.CPU * per,
		RecordsMean: float64(l.n) / float64(q.records.Load()), LeasesMean: float64(q.leased.Load()) / float64(q.leases.Load())}
	var create, receive []time.Duration
	for _, m := range sessions {
		create = append(create, m.stored.Sub(m.asked))
		at, ok := got.First[m.event]
		if !ok {
			return nil, fmt.Errorf("event %s was not received", m.event)
		}
		receive = append(receive, time.Duration(at-m.asked.UnixNano()))
	}
	f.CreateP50, f.CreateP99 = quantiles(create)
	f.ReceivedP50, f.ReceivedP99 = quantiles(receive)
	return f, nil
}

// create makes sessions: as fast as the creators can, or at the rate.
func (l load) create(ctx context.Context, s *store.Store, scope kyc.Scope) ([]made, error) {
	out := make([]made, l.n)
	var next atomic.Int64
	var wg sync.WaitGroup
	var failed atomic.Pointer[error]
	begun := time.Now()
	for range l.creators {
		wg.Go(func() {
			for failed.Load() == nil {
				i := int(next.Add(1)) - 1
				if i >= l.n {
					return
				}
				if l.rate > 0 {
					<-time.After(time.Until(begun.Add(time.Duration(float64(i) / l.rate * float64(time.Second)))))
				}
				var err error
				if out[i], err = createOne(ctx, s, scope); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return nil, *err
	}
	return out, nil
}

func createOne(ctx context.Context, s *store.Store, scope kyc.Scope) (made, error) {
	asked := time.Now()
	var e kyc.Entropy
	if _, err := rand.Read(e[:]); err != nil {
		return made{}, err
	}
	id := kyc.ID(kyc.PrefixSession, asked, e)
	v, events, err := kyc.NewSession(scope, id, kyc.Order{Type: kyc.FullKYC, Customer: kyc.Customer{Name: "Asha Rao",
		Mobile: "+919800000002", Email: "asha@example.com", Reference: "loan-1"}},
		kyc.Link{CodeHash: sha256.Sum256(e[:]), TokenID: id}, asked)
	if err != nil {
		return made{}, err
	}
	if err := s.CreateSession(ctx, v, events); err != nil {
		return made{}, err
	}
	return made{event: events[0].ID, asked: asked, stored: time.Now()}, nil
}

// quantiles gives p50 and p99 in milliseconds.
func quantiles(d []time.Duration) (p50, p99 float64) {
	slices.Sort(d)
	at := func(q float64) float64 {
		return float64(d[min(int(q*float64(len(d))), len(d)-1)].Microseconds()) / 1000
	}
	return at(0.5), at(0.99)
}
