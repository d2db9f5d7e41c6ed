package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/api"
)

// meeting is one session as its backend sees it, with the simulated customer.
type meeting struct {
	t *testing.T
	d *demo
	api.Invitation
	ctx     context.Context // ends when the customer's process fails
	fail    context.CancelCauseFunc
	visitor *process
}

// invite creates a session.
func (d *demo) invite(t *testing.T, with ...func(*api.NewSession)) *meeting {
	t.Helper()
	o := api.NewSession{VerificationType: "full_kyc",
		Customer: api.NewCustomer{Name: "Asha Rao", Mobile: "9800000002", Email: "asha@example.in"}}
	for _, change := range with {
		change(&o)
	}
	m := &meeting{t: t, d: d}
	m.ctx, m.fail = context.WithCancelCause(t.Context())
	if _, err := d.ask(http.MethodPost, "/v1/sessions", o, &m.Invitation); err != nil {
		t.Fatal("create a session:", err)
	}
	return m
}

func simulate(value string) func(*api.NewSession) {
	return func(o *api.NewSession) { o.Metadata = map[string]string{"simulate": value} }
}

func verifying(kind string) func(*api.NewSession) {
	return func(o *api.NewSession) { o.VerificationType = kind }
}

// join lets a simulated customer open the link; as may be empty.
func (m *meeting) join(as string) {
	m.t.Helper()
	args := []string{"simulate", "customer", "--url", m.URL}
	if as != "" {
		args = append(args, "--as", as)
	}
	p, err := spawn(nil, args...)
	if err != nil {
		m.t.Fatal("start a customer:", err)
	}
	m.visitor = p
	m.t.Cleanup(p.kill)
	go func() {
		<-p.ended
		if p.err != nil {
			m.fail(fmt.Errorf("the customer failed: %w\n%s", p.err, p.tail()))
		}
	}()
}

// patiently bounds one wait; it also ends when the server does.
func (m *meeting) patiently() (context.Context, func()) {
	ctx, stop := context.WithTimeoutCause(m.ctx, patience, errors.New("waited too long"))
	ctx, fail := context.WithCancelCause(ctx)
	server, over := m.d.process, make(chan struct{})
	go func() {
		select {
		case <-server.ended:
			fail(errors.New("the server has ended"))
		case <-over:
		}
	}()
	return ctx, func() { close(over); fail(nil); stop() }
}

// hears waits until the backend has been told of every one of these.
func (m *meeting) hears(want ...api.EventType) []delivery {
	m.t.Helper()
	return m.hearsUntil(fmt.Sprint(want), func(list []delivery) bool {
		got := types(list)
		return !slices.ContainsFunc(want, func(w api.EventType) bool { return !slices.Contains(got, w) })
	})
}

func (m *meeting) hearsUntil(what string, met func([]delivery) bool) []delivery {
	m.t.Helper()
	ctx, stop := m.patiently()
	defer stop()
	list, err := m.d.hooks.until(ctx, func(l []delivery) bool { return met(of(m.ID, l)) })
	mine := of(m.ID, list)
	if err != nil {
		said := ""
		if m.visitor != nil {
			said = m.visitor.tail()
		}
		faults, _ := m.d.hooks.faults.all()
		m.t.Fatalf("session %s: no delivery of %s: %v\ndelivered: %v, refused: %q\ncustomer:\n%s\nserver:\n%s", m.ID, what, err, types(mine), faults, said, m.d.tail())
	}
	return mine
}

// leaves waits until the customer's process has ended well.
func (m *meeting) leaves() {
	m.t.Helper()
	ctx, stop := m.patiently()
	defer stop()
	if err := m.visitor.wait(ctx); err != nil {
		m.t.Fatalf("customer: %v\n%s", err, m.visitor.tail())
	}
}

// settled waits until everything that happened was delivered, checks the
// order of the events, and gives them all.
func (m *meeting) settled() []api.Event {
	m.t.Helper()
	list := get[api.EventList](m.t, m.d, "/v1/sessions/"+m.ID+"/events?limit=100")
	if list.HasMore {
		m.t.Fatal("more events than a page")
	}
	told := m.hearsUntil("everything", func(got []delivery) bool { return len(got) >= len(list.Data) })
	status := ""
	for i, e := range list.Data {
		var move api.Move
		if err := json.Unmarshal(e.Data, &move); err != nil {
			m.t.Fatal(err)
		}
		if e.Sequence != int64(i+1) || move.SessionID != m.ID || e.Livemode || i > 0 && e.Created.Before(list.Data[i-1].Created) {
			m.t.Errorf("event %d: sequence %d of %s at %s", i+1, e.Sequence, move.SessionID, e.Created)
		}
		if strings.HasPrefix(string(e.Type), "session.") && e.Type != api.SessionTokenIssued {
			if move.PreviousStatus != status {
				m.t.Errorf("%s follows %q, its predecessor led to %q", e.Type, move.PreviousStatus, status)
			}
			status = move.Status
		}
		if d := told[i].event; d.ID != e.ID || d.Type != e.Type || d.Sequence != e.Sequence || !bytes.Equal(d.Data, e.Data) || told[i].header.Get(api.HeaderID) != e.ID {
			m.t.Errorf("event %d is %s %s, delivered as %s %s", i+1, e.ID, e.Type, d.ID, d.Type)
		}
	}
	if now := get[api.Session](m.t, m.d, "/v1/sessions/"+m.ID).Status; status != now {
		m.t.Errorf("the events lead to %q, the session is %q", status, now)
	}
	m.d.hooks.honest(m.t)
	return list.Data
}

func (m *meeting) result() api.Result {
	m.t.Helper()
	return get[api.Result](m.t, m.d, "/v1/sessions/"+m.ID+"/result")
}

// report is the same facts as the PDF.
func (m *meeting) report() api.Report {
	m.t.Helper()
	r, err := http.NewRequestWithContext(m.ctx, http.MethodGet, m.d.URL+"/v1/sessions/"+m.ID+"/report", nil)
	if err != nil {
		m.t.Fatal(err)
	}
	r.Header.Set("Accept", "application/json")
	body := m.d.fetch(m.t, r, http.StatusOK)
	var out api.Report
	if err := json.Unmarshal(body, &out); err != nil {
		m.t.Fatal(err)
	}
	return out
}

// order of the types of events, to compare with what must happen.
func order(events []api.Event) []api.EventType {
	out := make([]api.EventType, len(events))
	for i, e := range events {
		out[i] = e.Type
	}
	return out
}

// follow tells whether want is in got, in this order, with others between.
func follow(got []api.EventType, want ...api.EventType) bool {
	for _, g := range got {
		if len(want) > 0 && g == want[0] {
			want = want[1:]
		}
	}
	return len(want) == 0
}

// fact reads the data of the first event of a type.
func fact[T any](t *testing.T, events []api.Event, kind api.EventType) T {
	t.Helper()
	var out T
	for _, e := range events {
		if e.Type == kind {
			if err := json.Unmarshal(e.Data, &out); err != nil {
				t.Fatal(err)
			}
			return out
		}
	}
	t.Fatalf("no %s among %v", kind, order(events))
	return out
}

// codes of reasons.
func codes(reasons []api.Reason) []string {
	var out []string
	for _, r := range reasons {
		out = append(out, r.Code)
	}
	return out
}

// is compares what a pointer holds.
func is[T comparable](p *T, want T) bool { return p != nil && *p == want }
