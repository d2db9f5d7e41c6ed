package main

import (
	"context"
	"fmt"
	"net/http"
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
	got := newReceiver()
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
func (s *server) half(ctx context.Context, name string, got *receiver) error {
	cpu := s.cpu()
	sent, err := s.steadily(ctx, tenRate, tenRate*tenSeconds)
	if err != nil {
		return err
	}
	took, err := got.took(sent, healthy)
	if err != nil {
		return err
	}
	used := s.cpu() - cpu
	fmt.Printf("%s, %d events/s (%s): request -> received p50 %.1f ms, p99 %.1f ms; %.2f CPU-s per 1,000 received\n", name, tenRate, *database,
		ms(took[len(took)/2]), ms(took[len(took)*99/100]), used.Seconds()*1000/float64(len(took)))
	return nil
}

// deadAddress refuses connections.
func deadAddress() string {
	url, end, err := serve(http.NotFoundHandler())
	if err == nil {
		end()
	}
	return url
}
