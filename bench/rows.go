package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
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
	if err := s.call(ctx, http.MethodPost, "/v1/webhook_endpoints", map[string]any{"url": r.url, "events": []string{"session.created"}}, nil); err != nil {
		return err
	}
	cpu, began := s.cpu(), time.Now()
	if err := many(ctx, s, "  creations meanwhile", *operations, *concurrency, func(ctx context.Context) error {
		_, err := s.create(ctx)
		return err
	}); err != nil {
		return err
	}
	for r.count() < *operations {
		select {
		case <-r.more:
		case <-time.After(time.Minute):
			return fmt.Errorf("only %d of %d delivered", r.count(), *operations)
		}
	}
	wall, used := time.Since(began), s.cpu()-cpu
	fmt.Printf("create -> delivered over HTTP (%s): %.0f/s, %.2f CPU-s per 1,000, %d delivered twice\n", *database,
		float64(*operations)/wall.Seconds(), used.Seconds()*1000/float64(*operations), r.twice)
	return nil
}

// perSecond of the steady row.
const perSecond = 50

// latency at a steady rate, from sending the request to the webhook's arrival.
func latency(ctx context.Context, s *server, r *receiver) error {
	var mu sync.Mutex
	var wg sync.WaitGroup
	sent := map[string]time.Time{}
	tick := time.NewTicker(time.Second / perSecond)
	defer tick.Stop()
	var failed error
	for end := time.After(*steady); ; {
		select {
		case <-end:
			wg.Wait()
			if failed != nil {
				return failed
			}
			return report(r, sent)
		case <-tick.C:
			wg.Add(1)
			go func() {
				defer wg.Done()
				at := time.Now()
				v, err := s.create(ctx)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					failed = err
					return
				}
				sent[v.ID] = at
			}()
		}
	}
}

func report(r *receiver, sent map[string]time.Time) error {
	var took []time.Duration
	for id, at := range sent {
		for r.at(id).IsZero() {
			select {
			case <-r.more:
			case <-time.After(time.Minute):
				return fmt.Errorf("%s was not delivered", id)
			}
		}
		took = append(took, r.at(id).Sub(at))
	}
	slices.Sort(took)
	n := len(took)
	fmt.Printf("request -> received at %d/s (%s): p50 %.1f ms, p99 %.1f ms\n", perSecond, *database, ms(took[n/2]), ms(took[n*99/100]))
	return nil
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
