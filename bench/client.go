package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true}}

// call sends one request with the secret key and reads the reply into out.
func (s *server) call(ctx context.Context, method, path string, body, out any) error {
	var r io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return err
		}
		r = bytes.NewReader(raw)
	}
	q, err := http.NewRequestWithContext(ctx, method, s.URL+path, r)
	if err != nil {
		return err
	}
	q.Header.Set("Authorization", "Bearer "+s.Key)
	if *keyed && method == http.MethodPost {
		q.Header.Set("Idempotency-Key", rand.Text())
	}
	if body != nil {
		q.Header.Set("Content-Type", "application/json")
	}
	resp, err := client.Do(q)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s: %s", method, path, resp.Status, raw)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(raw, out)
}

type order struct {
	Customer         map[string]string `json:"customer"`
	VerificationType string            `json:"verification_type"`
}

// session is what the rows need of a created one.
type session struct {
	ID  string `json:"id"`
	URL string `json:"url"`
}

func (s *server) create(ctx context.Context) (out session, err error) {
	o := order{map[string]string{"name": "Asha Rao", "mobile": "9800000002", "email": "asha@example.in", "reference": "loan-4711"}, "full_kyc"}
	return out, s.call(ctx, http.MethodPost, "/v1/sessions", o, &out)
}

// many runs do n times from c goroutines and prints the row.
func many(ctx context.Context, s *server, name string, n, c int, do func(context.Context) error) error {
	took := make([]time.Duration, n)
	var next atomic.Int64
	var failed atomic.Value
	cpu, began := s.cpu(), time.Now()
	var wg sync.WaitGroup
	for range c {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				i := int(next.Add(1)) - 1
				if i >= n || failed.Load() != nil {
					return
				}
				at := time.Now()
				if err := do(ctx); err != nil {
					failed.Store(err)
					return
				}
				took[i] = time.Since(at)
			}
		}()
	}
	wg.Wait()
	if err, ok := failed.Load().(error); ok {
		return fmt.Errorf("%s: %w", name, err)
	}
	wall, used := time.Since(began), s.cpu()-cpu
	slices.Sort(took)
	fmt.Printf("%s: %.0f/s, %.2f CPU-s per 1,000, p50 %.1f ms, p99 %.1f ms\n", name, float64(n)/wall.Seconds(),
		used.Seconds()*1000/float64(n), ms(took[n/2]), ms(took[n*99/100]))
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
