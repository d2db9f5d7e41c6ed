package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
)

// delivery is one webhook as it arrived.
type delivery struct {
	header  http.Header
	body    []byte
	event   api.Event
	session string
}

// receiver is a backend that listens to webhooks and believes none without a
// signature. Every delivery is verified twice: by the headers of Standard
// Webhooks and by our own.
type receiver struct {
	*journal[delivery]
	url    string
	http   *http.Server
	faults *journal[string] // deliveries that did not verify

	mu     sync.Mutex
	secret string
}

func receive() (*receiver, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &receiver{journal: newJournal[delivery](), faults: newJournal[string](), url: "http://" + l.Addr().String() + "/hooks"}
	r.http = &http.Server{Handler: r, ReadHeaderTimeout: patience}
	go r.http.Serve(l) // its error is that of close
	return r, nil
}

func (r *receiver) close() {
	if r != nil {
		_ = r.http.Close() // the test is over
	}
}

func (r *receiver) trust(secret string) {
	r.mu.Lock()
	r.secret = secret
	r.mu.Unlock()
}

// ServeHTTP takes one delivery.
func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(io.LimitReader(q.Body, 1<<20))
	if err != nil {
		return // the sender died in the middle; it will come again
	}
	d, err := r.verify(q.Header, body)
	if err != nil {
		r.faults.add(fmt.Sprintf("%v: %s", err, body))
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.add(d)
	w.WriteHeader(http.StatusNoContent)
}

func (r *receiver) verify(h http.Header, body []byte) (delivery, error) {
	r.mu.Lock()
	secrets := []string{r.secret}
	r.mu.Unlock()
	e, err := api.VerifyWebhook(h, body, secrets, time.Now(), 0)
	if err != nil {
		return delivery{}, err
	}
	own := http.Header{}
	own.Set(api.HeaderOwn, h.Get(api.HeaderOwn))
	if _, err := api.VerifyWebhook(own, body, secrets, time.Now(), 0); err != nil {
		return delivery{}, fmt.Errorf("%s alone: %w", api.HeaderOwn, err)
	}
	if _, err := api.VerifyWebhook(h, append(bytes.Clone(body), ' '), secrets, time.Now(), 0); !errors.Is(err, api.ErrSignature) {
		return delivery{}, fmt.Errorf("a changed body was believed: %v", err)
	}
	var data struct {
		Session string `json:"session_id"`
	}
	err = json.Unmarshal(e.Data, &data)
	return delivery{h.Clone(), body, e, data.Session}, err
}

// of picks the deliveries of one session in the order of their sequence; an
// event that came several times counts once.
func of(session string, list []delivery) []delivery {
	var out []delivery
	for _, d := range list {
		if d.session == session && !slices.ContainsFunc(out, func(o delivery) bool { return o.event.ID == d.event.ID }) {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b delivery) int { return int(a.event.Sequence - b.event.Sequence) })
	return out
}

func types(list []delivery) []api.EventType {
	out := make([]api.EventType, len(list))
	for i, d := range list {
		out[i] = d.event.Type
	}
	return out
}

// honest fails the test when a delivery did not verify.
func (r *receiver) honest(t *testing.T) {
	t.Helper()
	if faults, _ := r.faults.all(); len(faults) > 0 {
		t.Error("deliveries that do not verify:", faults)
	}
}
