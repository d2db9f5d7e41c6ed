package main

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// receiver is a webhook endpoint that notes when each session's creation came.
type receiver struct {
	url  string
	http *http.Server

	mu    sync.Mutex
	seen  map[string]time.Time // session id to first arrival
	twice int
	more  chan struct{} // one token: something arrived
}

func receive() (*receiver, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &receiver{url: "http://" + l.Addr().String() + "/hook", seen: map[string]time.Time{}, more: make(chan struct{}, 1)}
	r.http = &http.Server{Handler: r}
	go func() { _ = r.http.Serve(l) }()
	return r, nil
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	at := time.Now()
	body, err := io.ReadAll(q.Body)
	session, known := sessionOf(body)
	if err != nil || !known {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	if _, again := r.seen[session]; again {
		r.twice++
	} else {
		r.seen[session] = at
	}
	r.mu.Unlock()
	select {
	case r.more <- struct{}{}:
	default:
	}
}

// sessionOf an event.
func sessionOf(body []byte) (id string, ok bool) {
	var e struct {
		Data struct {
			Session string `json:"session_id"`
		} `json:"data"`
	}
	err := json.Unmarshal(body, &e)
	return e.Data.Session, err == nil
}

func (r *receiver) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.seen)
}

func (r *receiver) at(session string) time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seen[session]
}

func (r *receiver) close() { _ = r.http.Close() }
