package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	basekyc "github.com/basekyc/basekyc/sdk/go"
)

func create(ctx context.Context, s *server, _ *receiver) error {
	return many(ctx, s, "create a session over HTTP ("+*database+")", *operations, *concurrency, func(ctx context.Context) error {
		_, err := s.create(ctx)
		return err
	})
}

func list(ctx context.Context, s *server, _ *receiver) error {
	return many(ctx, s, "list of 20 over HTTP ("+*database+")", *operations/2, *concurrency, func(ctx context.Context) error {
		return s.call(ctx, http.MethodGet, "/v1/sessions?limit=20", nil, nil)
	})
}

// delivered measures from the first creation until the last delivery arrived.
func delivered(ctx context.Context, s *server, r *receiver) error {
	url, _, err := serve(r) // until the program ends: the next row counts there too
	if err != nil {
		return err
	}
	if err := s.endpoint(ctx, url); err != nil {
		return err
	}
	cpu, began := s.cpu(), time.Now()
	if err := many(ctx, s, "  creations meanwhile", *operations, *concurrency, func(ctx context.Context) error {
		_, err := s.create(ctx)
		return err
	}); err != nil {
		return err
	}
	for {
		n, _ := r.count()
		if n >= *operations {
			break
		}
		select {
		case <-r.more:
		case <-time.After(time.Minute):
			return fmt.Errorf("only %d of %d delivered", n, *operations)
		}
	}
	wall, used := time.Since(began), s.cpu()-cpu
	_, again := r.count()
	fmt.Printf("create -> delivered over HTTP (%s): %.0f/s, %.2f CPU-s per 1,000, %d delivered twice\n", *database,
		float64(*operations)/wall.Seconds(), used.Seconds()*1000/float64(*operations), again)
	return nil
}

// perSecond of the steady row.
const perSecond = 50

// latency at a steady rate, from sending the request to the webhook's arrival.
func latency(ctx context.Context, s *server, r *receiver) error {
	sent, err := s.steadily(ctx, perSecond, int(steady.Seconds()*perSecond))
	if err != nil {
		return err
	}
	took, err := r.took(sent, 1)
	if err != nil {
		return err
	}
	n := len(took)
	fmt.Printf("request -> received at %d/s (%s): p50 %.1f ms, p99 %.1f ms\n", perSecond, *database, ms(took[n/2]), ms(took[n*99/100]))
	return nil
}

// steadily creates n sessions at a rate, however long each takes, and tells when
// each was asked for.
func (s *server) steadily(ctx context.Context, rate, n int) (sent map[string]time.Time, failed error) {
	sent = map[string]time.Time{}
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range n {
		<-tick.C
		wg.Go(func() {
			at := time.Now()
			v, err := s.create(ctx)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failed = err
				return
			}
			sent[v.ID] = at
		})
	}
	wg.Wait()
	return sent, failed
}

// idle opens customers' sockets and weighs the server before, right after, and
// when the garbage of their joining is gone: the runtime collects a quiet
// program's every two minutes.
func idle(ctx context.Context, s *server, _ *receiver) error {
	before, _ := s.memory()
	open := make([]*basekyc.Socket, 0, *sockets)
	defer func() {
		for _, k := range open {
			k.Drop()
		}
	}()
	for range *sockets {
		v, err := s.create(ctx)
		if err != nil {
			return err
		}
		c, _, err := basekyc.OpenLink(ctx, v.URL)
		if err != nil {
			return err
		}
		k, err := c.Socket(ctx)
		if err != nil {
			return err
		}
		if _, err := k.Read(ctx); err != nil { // welcome
			return err
		}
		open = append(open, k)
	}
	each := func() float64 {
		now, _ := s.memory()
		return (now - before) * 1024 / float64(*sockets)
	}
	joined := each()
	time.Sleep(*settle)
	quiet := each()
	for _, k := range open {
		if err := k.Send(ctx, basekyc.Signal{Type: "ping"}); err != nil {
			return fmt.Errorf("a socket did not last: %w", err)
		}
	}
	fmt.Printf("idle WebSocket: %.1f KiB each right after joining, %.1f after %s (%d open)\n", joined, quiet, *settle, *sockets)
	return nil
}
