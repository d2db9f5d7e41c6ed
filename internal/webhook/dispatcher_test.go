package webhook_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/webhook"
	"github.com/basekyc/basekyc/internal/wire"
)

const patience = 20 * time.Second // for signals; never waited out when the code is right

// follow starts a dispatcher on m that stops with the test.
func follow(t *testing.T, m *memory, c webhook.Clock, adjust ...func(*webhook.Options)) *webhook.Dispatcher {
	t.Helper()
	o := options(t, m, c)
	for _, f := range adjust {
		f(&o)
	}
	d := webhook.New(o)
	ran := make(chan struct{})
	go func() { defer close(ran); d.Run(context.Background()) }()
	t.Cleanup(func() { d.Close(); <-ran })
	return d
}

func options(t *testing.T, m *memory, c webhook.Clock) webhook.Options {
	return webhook.Options{Queue: m, Registry: m, Clock: c, Client: client(t, c, 0),
		Body: func(e *kyc.Event, version string) ([]byte, error) {
			return wire.EventBody(e, "https://api.test", version)
		},
		Random: func() float64 { return 0.5 }, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
}

func client(t *testing.T, c webhook.Clock, limit time.Duration) *webhook.Client {
	d := webhook.Dialer{AllowLoopback: true}
	cl := webhook.NewClient(webhook.ClientOptions{Dial: d.DialContext, Clock: c, Timeout: limit})
	t.Cleanup(cl.Close)
	return cl
}

// plain is a receiver on loopback.
func plain(t *testing.T, reply func(w http.ResponseWriter, r *http.Request, body []byte)) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err == nil {
			reply(w, r, body)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// receiver answers with what reply says and sends every verified event on.
func receiver(t *testing.T, reply func(w http.ResponseWriter, r *http.Request), got chan<- api.Event) string {
	t.Helper()
	return plain(t, func(w http.ResponseWriter, r *http.Request, body []byte) {
		e, err := api.VerifyWebhook(r.Header, body, []string{api.FormatSecret(secret)}, start, 24*365*time.Hour)
		if err != nil {
			t.Errorf("receiver: %v", err)
		}
		if got != nil {
			got <- e
		}
		if reply != nil {
			reply(w, r)
		}
	})
}

func status(code int) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func next[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("no %s within %s", what, patience)
		panic("not reached")
	}
}

func TestDeliversEveryEventToEveryEndpoint(t *testing.T) {
	m, c := newMemory(), newClock()
	a := m.addEndpoint(1, receiver(t, nil, nil))
	b := m.addEndpoint(2, receiver(t, status(204), nil))
	d := follow(t, m, c.Clock())
	const n = 500
	for i := range n {
		m.addEvent(i, start, a, b)
		d.Wake()
	}
	for range 2 * n {
		if r := next(t, m.finished, "recorded attempt"); r.State != kyc.DeliverySucceeded || r.Number != 1 {
			t.Fatalf("delivery %s: state %s after attempt %d (%s)", r.Delivery, r.State, r.Number, r.Error)
		}
	}
}

// One endpoint refuses connections, one holds every request open: eight others
// get all of their events while the slow one is still held.
func TestDeadAndSlowEndpointsDelayNoOther(t *testing.T) {
	m := newMemory()
	release := make(chan struct{})
	held := make(chan api.Event, 1000)
	slow := m.addEndpoint(1, receiver(t, func(http.ResponseWriter, *http.Request) { <-release }, held))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead := m.addEndpoint(2, "http://"+l.Addr().String())
	l.Close()
	all := []kyc.Endpoint{slow, dead}
	for i := range 8 {
		all = append(all, m.addEndpoint(3+i, receiver(t, nil, nil)))
	}
	const events = 100
	for i := range events { // the slow endpoint's backlog alone exceeds a lease
		m.addEvent(i, start, slow, slow, slow, dead)
	}
	for i := range events {
		m.addEvent(events+i, start.Add(time.Microsecond), all...)
	}
	c := newClock()
	c.Set(start.Add(time.Second))
	follow(t, m, c.Clock(), func(o *webhook.Options) {
		o.Client, o.Batch, o.Total = client(t, c.Clock(), webhook.MaxTimeout), 32, 64
	})
	t.Cleanup(func() { close(release) }) // before the dispatcher waits for its attempts
	next(t, held, "request at the slow endpoint")
	for healthy := 0; healthy < 8*events; {
		r := next(t, m.finished, "recorded attempt")
		if strings.HasPrefix(r.Delivery, "wd_we_01") {
			t.Fatalf("the slow endpoint ended with %q before the others", r.Error)
		}
		if r.State == kyc.DeliverySucceeded {
			healthy++
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := m.leased[slow.ID]; n > 2*32 {
		t.Errorf("%d deliveries of the slow endpoint were leased while it was busy", n)
	}
}

func TestRetriesFollowTheSchedule(t *testing.T) {
	m, c := newMemory(), newClock()
	got := make(chan api.Event, 32)
	e := m.addEndpoint(1, receiver(t, status(500), got))
	m.addEvent(1, start, e)
	follow(t, m, c.Clock())
	var first api.Event
	for i := range len(webhook.DefaultSchedule) + 1 {
		ev := next(t, got, "request")
		if i == 0 {
			first = ev
		} else if fmt.Sprint(ev) != fmt.Sprint(first) {
			t.Fatalf("attempt %d sent another event", i+1)
		}
		r := next(t, m.finished, "recorded attempt")
		if r.Number != i+1 || r.Status != 500 || r.Error != "status 500" {
			t.Fatalf("attempt %d recorded as number %d, status %d, %q", i+1, r.Number, r.Status, r.Error)
		}
		if i == len(webhook.DefaultSchedule) {
			if r.State != kyc.DeliveryFailed {
				t.Fatalf("after the last attempt the delivery is %s", r.State)
			}
			break
		}
		if want := c.Now().Add(webhook.DefaultSchedule[i]); !r.NextAt.Equal(want) || r.State != kyc.DeliveryPending {
			t.Fatalf("after attempt %d: %s, due %s, want %s", i+1, r.State, r.NextAt, want)
		}
		c.Set(r.NextAt)
	}
	if ep, _ := m.Endpoint(context.Background(), tenant, e.ID); !ep.DisabledAt.IsZero() || !ep.FailingAt.Equal(start) {
		t.Fatalf("endpoint disabled at %s, failing since %s", ep.DisabledAt, ep.FailingAt)
	}
}

// A retry that is due before the lease would have ended is not missed.
func TestShortScheduleIsKept(t *testing.T) {
	m, c := newMemory(), newClock()
	m.addEvent(1, start, m.addEndpoint(1, receiver(t, status(500), nil)))
	follow(t, m, c.Clock(), func(o *webhook.Options) { o.Schedule = []time.Duration{time.Second} })
	c.Set(next(t, m.finished, "first attempt").NextAt)
	if r := next(t, m.finished, "second attempt"); r.State != kyc.DeliveryFailed || !r.At.Equal(start.Add(time.Second)) {
		t.Fatalf("second attempt at %s: %s", r.At, r.State)
	}
}

func TestRecoveryClearsTheFailingMark(t *testing.T) {
	m, c := newMemory(), newClock()
	var mu sync.Mutex
	code := 503
	e := m.addEndpoint(1, receiver(t, func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(code)
	}, nil))
	m.addEvent(1, start, e)
	d := follow(t, m, c.Clock())
	r := next(t, m.finished, "recorded attempt")
	if want := start.Add(2 * time.Hour); !r.NextAt.Equal(want) {
		t.Fatalf("Retry-After of two hours: due %s, want %s", r.NextAt, want)
	}
	mu.Lock()
	code = 200
	mu.Unlock()
	c.Set(r.NextAt)
	if r = next(t, m.finished, "second attempt"); r.State != kyc.DeliverySucceeded || r.Number != 2 {
		t.Fatalf("second attempt: %s, number %d", r.State, r.Number)
	}
	d.Close() // marks are written before it ends
	if ep, _ := m.Endpoint(context.Background(), tenant, e.ID); !ep.FailingAt.IsZero() {
		t.Fatal("still marked as failing")
	}
}

func TestGoneAndLongFailingEndpointsAreDisabled(t *testing.T) {
	for _, tt := range []struct {
		name    string
		code    int
		failing time.Duration // before the attempt
		by      string
		state   kyc.DeliveryState
	}{
		{"410", 410, 0, webhook.DisabledByGone, kyc.DeliveryFailed},
		{"five days", 500, webhook.FailureLimit, webhook.DisabledByFailing, kyc.DeliveryPending},
		{"just under five days", 500, webhook.FailureLimit - time.Second, "", kyc.DeliveryPending},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, c := newMemory(), newClock()
			e := m.addEndpoint(1, receiver(t, status(tt.code), nil))
			if tt.failing > 0 {
				_, _, _ = m.ChangeEndpoint(context.Background(), tenant, e.ID, func(e *kyc.Endpoint) ([]kyc.Event, error) {
					e.FailingAt = start.Add(-tt.failing)
					return nil, nil
				})
			}
			m.addEvent(1, start, e)
			heard := make(chan kyc.Endpoint, 1)
			d := follow(t, m, c.Clock(), func(o *webhook.Options) { o.OnDisabled = func(e kyc.Endpoint) { heard <- e } })
			if r := next(t, m.finished, "recorded attempt"); r.State != tt.state {
				t.Fatalf("delivery is %s, want %s", r.State, tt.state)
			}
			if tt.by == "" {
				d.Close()
				if ep, _ := m.Endpoint(context.Background(), tenant, e.ID); !ep.DisabledAt.IsZero() {
					t.Fatal("disabled too early")
				}
				return
			}
			if got := next(t, heard, "notice"); got.DisabledBy != tt.by || !got.DisabledAt.Equal(start) {
				t.Fatalf("disabled by %q at %s", got.DisabledBy, got.DisabledAt)
			}
			d.Close()
			m.mu.Lock()
			defer m.mu.Unlock()
			if m.deliveries[0].State != kyc.DeliveryFailed {
				t.Fatalf("delivery of a disabled endpoint is %s", m.deliveries[0].State)
			}
		})
	}
}
