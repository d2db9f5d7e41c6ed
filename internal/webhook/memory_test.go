package webhook_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/webhook"
)

// memory is the store's part in these tests: deliveries and endpoints in maps,
// with the guarantees that Queue, Registry and EndpointStore name.
type memory struct {
	webhook.EndpointStore // what a test does not play panics
	mu                    sync.Mutex
	endpoints             map[string]*kyc.Endpoint
	deliveries            []*kyc.Delivery
	byID                  map[string]*kyc.Delivery
	leased                map[string]int // deliveries leased, by endpoint
	events                map[string]kyc.Event

	finished chan kyc.AttemptResult // every recorded result, in order
	drained  chan struct{}          // one token: a lease left nothing
	returned chan int               // how many deliveries were returned
}

func newMemory() *memory {
	return &memory{endpoints: map[string]*kyc.Endpoint{}, events: map[string]kyc.Event{}, byID: map[string]*kyc.Delivery{}, leased: map[string]int{},
		finished: make(chan kyc.AttemptResult, 4096), drained: make(chan struct{}, 1), returned: make(chan int, 64)}
}

func (m *memory) LeaseDeliveries(_ context.Context, now, until time.Time, limit int, skip []string, drained func()) ([]kyc.DueDelivery, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var due []*kyc.Delivery
	for _, d := range m.deliveries {
		if d.State == kyc.DeliveryPending {
			due = append(due, d)
		}
	}
	slices.SortStableFunc(due, func(a, b *kyc.Delivery) int { return a.NextAt.Compare(b.NextAt) })
	var out []kyc.DueDelivery
	for _, d := range due {
		e := m.endpoints[d.Endpoint]
		if len(out) == limit || d.NextAt.After(now) || slices.Contains(skip, d.Endpoint) || e == nil {
			continue
		}
		d.NextAt = until
		m.leased[d.Endpoint]++
		out = append(out, kyc.DueDelivery{Delivery: *d, Endpoint: *e, Event: m.events[d.Event]})
	}
	if len(out) < limit {
		drained()
		select {
		case m.drained <- struct{}{}:
		default:
		}
	}
	return out, nil
}

func (m *memory) FinishAttempts(_ context.Context, results []kyc.AttemptResult) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range results {
		d := m.byID[r.Delivery]
		d.State, d.NextAt, d.Attempts = r.State, r.NextAt, r.Number
		m.finished <- r
	}
	return nil
}

func (m *memory) ReturnDeliveries(_ context.Context, leased []kyc.Delivery, now time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, l := range leased {
		if d := m.byID[l.ID]; d.State == kyc.DeliveryPending && d.NextAt.Equal(l.NextAt) {
			d.NextAt = now
		}
	}
	select {
	case m.returned <- len(leased):
	default:
	}
	return nil
}

func (m *memory) NextDelivery(context.Context) (time.Time, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var next time.Time
	for _, d := range m.deliveries {
		if d.State == kyc.DeliveryPending && (next.IsZero() || d.NextAt.Before(next)) {
			next = d.NextAt
		}
	}
	return next, !next.IsZero(), nil
}

func (m *memory) CreateEndpoint(_ context.Context, e kyc.Endpoint) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.endpoints[e.ID] = &e
	return nil
}

func (m *memory) Endpoints(_ context.Context, scope kyc.Scope) (out []kyc.Endpoint, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.endpoints {
		if e.Scope == scope {
			out = append(out, *e)
		}
	}
	return out, nil
}

func (m *memory) Endpoint(_ context.Context, scope kyc.Scope, id string) (*kyc.Endpoint, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.endpoints[id]
	if e == nil || e.Scope != scope {
		return nil, kyc.Errorf(kyc.NotFound, "endpoint_not_found", "No such webhook endpoint.")
	}
	c := *e
	return &c, nil
}

func (m *memory) ChangeEndpoint(ctx context.Context, scope kyc.Scope, id string, change func(*kyc.Endpoint) ([]kyc.Event, error)) (*kyc.Endpoint, []kyc.Event, error) {
	e, err := m.Endpoint(ctx, scope, id)
	if err != nil {
		return nil, nil, err
	}
	events, err := change(e)
	if err != nil {
		return nil, nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.endpoints[id] = e
	for _, d := range m.deliveries {
		if d.Endpoint == id && d.State == kyc.DeliveryPending && !e.DisabledAt.IsZero() {
			d.State = kyc.DeliveryFailed
		}
	}
	return e, events, nil
}

func (m *memory) DeleteEndpoint(_ context.Context, scope kyc.Scope, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.endpoints, id)
	return nil
}

// lease takes the last delivery that was made, as a handover does.
func (m *memory) lease(until time.Time) kyc.DueDelivery {
	m.mu.Lock()
	defer m.mu.Unlock()
	d := m.deliveries[len(m.deliveries)-1]
	d.NextAt = until
	return kyc.DueDelivery{Delivery: *d, Endpoint: *m.endpoints[d.Endpoint], Event: m.events[d.Event]}
}

// addEndpoint registers an address.
func (m *memory) addEndpoint(n int, url string) kyc.Endpoint {
	e := kyc.Endpoint{Scope: tenant, ID: fmt.Sprintf("we_%02d", n), URL: url, Secret: secret, CreatedAt: start}
	_ = m.CreateEndpoint(context.Background(), e)
	return e
}

// addEvent makes an event of a session and a delivery of it to each endpoint.
func (m *memory) addEvent(n int, at time.Time, endpoints ...kyc.Endpoint) kyc.Event {
	s := kyc.Session{Scope: tenant, ID: fmt.Sprintf("vs_%d", n)}
	events := []kyc.Event{{Type: kyc.EventCreated, At: at, Data: []byte(`{"status":"created"}`)}}
	s.Seal(events)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.events[events[0].ID] = events[0]
	for _, e := range endpoints {
		d := &kyc.Delivery{Scope: tenant, ID: fmt.Sprintf("wd_%s_%d", e.ID, len(m.deliveries)), Endpoint: e.ID,
			Event: events[0].ID, Type: events[0].Type, State: kyc.DeliveryPending, NextAt: at, CreatedAt: at}
		m.deliveries = append(m.deliveries, d)
		m.byID[d.ID] = d
	}
	return events[0]
}

var (
	tenant = kyc.Scope{Account: "acct_test"}
	start  = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	secret = []byte("0123456789abcdef0123456789abcdef")
)
