package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

const (
	healthy    = 8
	tenRate    = 20 // creations a second, each for all endpoints
	tenSeconds = 20 // of each half
)

// ten measures how long eight healthy endpoints wait for their deliveries, alone
// and beside one that refuses connections and one that never answers.
func ten(ctx context.Context, s *server, _ *receiver) error {
	var old struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	if err := s.call(ctx, http.MethodGet, "/v1/webhook_endpoints", nil, &old); err != nil {
		return err
	}
	for _, e := range old.Data {
		if err := s.call(ctx, http.MethodDelete, "/v1/webhook_endpoints/"+e.ID, nil, nil); err != nil {
			return err
		}
	}
	got := &latencies{sent: map[string]time.Time{}, more: make(chan struct{}, 1)}
	for range healthy {
		url, end, err := serve(got)
		if err != nil {
			return err
		}
		defer end()
		if err := s.endpoint(ctx, url); err != nil {
			return err
		}
	}
	if err := s.half(ctx, "eight endpoints alone", got); err != nil {
		return err
	}
	slow, end, err := serve(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) { <-q.Context().Done() }))
	if err != nil {
		return err
	}
	defer end()
	for _, url := range []string{deadAddress(), slow} {
		if err := s.endpoint(ctx, url); err != nil {
			return err
		}
	}
	return s.half(ctx, "the eight beside a dead and a slow one", got)
}

func (s *server) endpoint(ctx context.Context, url string) error {
	return s.call(ctx, http.MethodPost, "/v1/webhook_endpoints", map[string]any{"url": url, "events": []string{"session.created"}}, nil)
}

// half creates at a steady rate and tells the time from request to arrival.
func (s *server) half(ctx context.Context, name string, got *latencies) error {
	got.reset()
	cpu := s.cpu()
	tick := time.NewTicker(time.Second / tenRate)
	defer tick.Stop()
	const n = tenRate * tenSeconds
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for range n {
		<-tick.C
		wg.Go(func() {
			at := time.Now()
			v, err := s.create(ctx)
			if err != nil {
				mu.Lock()
				failed = err
				mu.Unlock()
				return
			}
			got.began(v.ID, at)
		})
	}
	wg.Wait()
	if failed != nil {
		return failed
	}
	took, err := got.all(n * healthy)
	if err != nil {
		return err
	}
	used := s.cpu() - cpu
	fmt.Printf("%s, %d events/s (%s): request -> received p50 %.1f ms, p99 %.1f ms; %.2f CPU-s per 1,000 received\n", name, tenRate, *database,
		ms(took[len(took)/2]), ms(took[len(took)*99/100]), used.Seconds()*1000/float64(len(took)))
	return nil
}

func serve(h http.Handler) (url string, end func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	srv := &http.Server{Handler: h}
	go func() { _ = srv.Serve(l) }()
	return "http://" + l.Addr().String() + "/hook", func() { _ = srv.Close() }, nil
}

// deadAddress refuses connections.
func deadAddress() string {
	url, end, err := serve(http.NotFoundHandler())
	if err == nil {
		end()
	}
	return url
}

// latencies pairs requests with arrivals, whichever is known first.
type latencies struct {
	mu      sync.Mutex
	sent    map[string]time.Time
	arrived []arrival
	more    chan struct{} // one token: something arrived
}

type arrival struct {
	session string
	at      time.Time
}

func (l *latencies) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	at := time.Now()
	body, err := io.ReadAll(q.Body)
	session, known := sessionOf(body)
	if err != nil || !known {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	l.mu.Lock()
	l.arrived = append(l.arrived, arrival{session, at})
	l.mu.Unlock()
	select {
	case l.more <- struct{}{}:
	default:
	}
}

func (l *latencies) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent, l.arrived = map[string]time.Time{}, nil
}

func (l *latencies) began(session string, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent[session] = at
}

// all waits for n arrivals and gives their latencies, in order of length.
func (l *latencies) all(n int) ([]time.Duration, error) {
	for {
		l.mu.Lock()
		if len(l.arrived) >= n {
			break
		}
		l.mu.Unlock()
		select {
		case <-l.more:
		case <-time.After(time.Minute):
			return nil, fmt.Errorf("fewer than %d arrived", n)
		}
	}
	defer l.mu.Unlock()
	var took []time.Duration
	for _, a := range l.arrived {
		if at, ok := l.sent[a.session]; ok {
			took = append(took, a.at.Sub(at))
		}
	}
	slices.Sort(took)
	return took, nil
}
