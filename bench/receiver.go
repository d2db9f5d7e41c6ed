package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// receiver is what webhook endpoints lead to. It notes when each session's
// creation came, at however many addresses.
type receiver struct {
	mu   sync.Mutex
	seen map[string][]time.Time // session id to arrivals
	more chan struct{}          // one token: something arrived
}

func newReceiver() *receiver {
	return &receiver{seen: map[string][]time.Time{}, more: make(chan struct{}, 1)}
}

// serve opens an address for webhooks.
func serve(h http.Handler) (url string, end func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	srv := &http.Server{Handler: h}
	go func() { _ = srv.Serve(l) }()
	return "http://" + l.Addr().String() + "/hook", func() { _ = srv.Close() }, nil
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	at := time.Now()
	body, err := io.ReadAll(q.Body)
	var e struct {
		Data struct {
			Session string `json:"session_id"`
		} `json:"data"`
	}
	if err != nil || json.Unmarshal(body, &e) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	r.seen[e.Data.Session] = append(r.seen[e.Data.Session], at)
	r.mu.Unlock()
	select {
	case r.more <- struct{}{}:
	default:
	}
}

// count of sessions, and of what arrived of them besides the first.
func (r *receiver) count() (sessions, again int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, at := range r.seen {
		again += len(at) - 1
	}
	return len(r.seen), again
}

func (r *receiver) arrivals(session string) []time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.seen[session])
}

// took waits until each of these has arrived as often as there are copies, and
// gives the times from request to arrival, the shortest first.
func (r *receiver) took(sent map[string]time.Time, copies int) ([]time.Duration, error) {
	var took []time.Duration
	for id, began := range sent {
		for len(r.arrivals(id)) < copies {
			select {
			case <-r.more:
			case <-time.After(time.Minute):
				return nil, fmt.Errorf("%s was delivered %d times, not %d", id, len(r.arrivals(id)), copies)
			}
		}
		for _, at := range r.arrivals(id)[:copies] {
			took = append(took, at.Sub(began))
		}
	}
	slices.Sort(took)
	return took, nil
}
