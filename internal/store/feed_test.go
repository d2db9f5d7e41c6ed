package store_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

// feed reads everything that a query selects, some at a time.
func feed(t testing.TB, s *store.Store, scope kyc.Scope, q kyc.EventQuery) []kyc.Event {
	t.Helper()
	var all []kyc.Event
	q.Limit = 7
	for more := true; more; {
		var page []kyc.Event
		var err error
		page, more, err = s.Feed(ctx, scope, q)
		must(t, err)
		all = append(all, page...)
		if len(page) > 0 {
			q.After = page[len(page)-1].Position
		}
	}
	return all
}

func testFeedOfAScope(t *testing.T, b backend) {
	s := b.open(t, store.Options{Now: noon})
	scope, other := kyctest.PutAccount(t, s), kyctest.PutAccount(t, s)
	kyctest.Put(t, s, other, kyc.Completed)
	kyctest.Put(t, s, kyc.Scope{Account: scope.Account, Live: true}, kyc.Canceled)
	for _, status := range []kyc.Status{kyc.Completed, kyc.Canceled, kyc.Rejected, kyc.Created} {
		kyctest.Put(t, s, scope, status)
	}
	all := feed(t, s, scope, kyc.EventQuery{})
	for i, e := range all {
		if e.Position != int64(i+1) || e.Scope != scope {
			t.Fatalf("event %d of the feed: %+v", i+1, e)
		}
	}
	if n, err := s.FeedPosition(ctx, scope); err != nil || n != int64(len(all)) {
		t.Errorf("the feed has %d events and position %d, %v", len(all), n, err)
	}
	if n, err := s.FeedPosition(ctx, kyc.Scope{Account: "acct_none"}); err != nil || n != 0 {
		t.Errorf("an empty feed is at %d, %v", n, err)
	}
	session := all[0].Session
	for _, q := range []kyc.EventQuery{{Types: []kyc.EventType{kyc.EventCreated}}, {Types: []kyc.EventType{kyc.EventCompleted, kyc.EventRejected, kyc.EventCreated}},
		{Session: session}, {Session: session, Types: []kyc.EventType{kyc.EventStarted, kyc.EventCompleted}}, {After: 5}, {Types: []kyc.EventType{kyc.EventFailed}}} {
		var want []string
		for _, e := range all {
			if (len(q.Types) == 0 || slices.Contains(q.Types, e.Type)) && (q.Session == "" || q.Session == e.Session) && e.Position > q.After {
				want = append(want, e.ID)
			}
		}
		var got []string
		for _, e := range feed(t, s, scope, q) {
			got = append(got, e.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%+v: %v, want %v", q, got, want)
		}
		if q.After > 0 {
			continue // the same pages from the other end
		}
		slices.Reverse(want)
		q.Newest, got = true, nil
		for _, e := range feed(t, s, scope, q) {
			got = append(got, e.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("newest first, %+v: %v, want %v", q, got, want)
		}
	}
}

// Events do not arrive in the order of their times: clocks of nodes differ, and
// one waits longer for its commit than another.
func testFeedByTime(t *testing.T, b backend) {
	s := b.open(t, store.Options{Now: noon})
	scope := kyctest.PutAccount(t, s)
	for _, second := range []int{0, 90, 40, 130, 100, 200, 180, 400, 350, 600} {
		v, events := kyctest.Created(t, scope)
		events[0].At = at(second)
		must(t, s.CreateSession(ctx, v, events))
	}
	all := feed(t, s, scope, kyc.EventQuery{})
	for _, q := range []kyc.EventQuery{{From: at(100)}, {Before: at(100)}, {From: at(90), Before: at(200)}, {From: at(40).Add(time.Microsecond), Before: at(351)},
		{From: at(700)}, {Before: at(0)}, {Before: time.Unix(-1, 0)}, {From: time.Unix(-1, 0)}, {From: at(90), Types: []kyc.EventType{kyc.EventCreated}}, {From: at(100), After: 4}} {
		var want, got []int64
		for _, e := range all {
			if !e.At.Before(q.From) && (q.Before.IsZero() || e.At.Before(q.Before)) && e.Position > q.After {
				want = append(want, e.Position)
			}
		}
		for _, e := range feed(t, s, scope, q) {
			got = append(got, e.Position)
		}
		if !slices.Equal(got, want) {
			t.Errorf("from %s before %s: %v, want %v", q.From, q.Before, got, want)
		}
		if q.After > 0 {
			continue
		}
		slices.Reverse(want)
		q.Newest, got = true, nil
		for _, e := range feed(t, s, scope, q) {
			got = append(got, e.Position)
		}
		if !slices.Equal(got, want) {
			t.Errorf("newest first, from %s before %s: %v, want %v", q.From, q.Before, got, want)
		}
	}
}

// A reader follows the feed while two processes write: it never sees a gap that
// is filled later, which would be an event that it missed.
func testTwoProcessesNumberWithoutGaps(t *testing.T, b backend) {
	s := []*store.Store{b.open(t, store.Options{}), b.open(t, store.Options{})}
	scope := kyctest.PutAccount(t, s[0])
	one, two := kyctest.Endpoint(scope), kyctest.Endpoint(scope, kyc.EventCreated)
	must(t, s[0].CreateEndpoint(ctx, one))
	must(t, s[0].CreateEndpoint(ctx, two))
	const each = 40
	var writers sync.WaitGroup
	for i := range 8 {
		writers.Go(func() {
			for n := range each {
				v, events := kyctest.Created(t, scope)
				if err := s[i%2].CreateSession(ctx, v, events); err != nil {
					t.Error(err)
				}
				if _, err := s[(i+n)%2].ChangeSession(ctx, scope, v.ID, touch); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { writers.Wait(); close(done) }()
	var seen int64
	for open := true; open; {
		select {
		case <-done:
			open = false
		default:
		}
		for more := true; more; {
			page, rest, err := s[0].Feed(ctx, scope, kyc.EventQuery{After: seen, Limit: 100})
			must(t, err)
			for _, e := range page {
				if seen++; e.Position != seen {
					t.Fatalf("position %d follows %d", e.Position, seen-1)
				}
			}
			more = rest
		}
	}
	if seen != 2*8*each {
		t.Errorf("followed %d events of %d", seen, 2*8*each)
	}
	for endpoint, want := range map[string]int{one.ID: 2 * 8 * each, two.ID: 8 * each} {
		var orders []int64
		q := kyc.DeliveryQuery{Endpoint: endpoint, Limit: 100}
		for more := true; more; {
			list, rest, err := s[1].Deliveries(ctx, scope, q)
			must(t, err)
			for _, d := range list {
				orders, q.After = append(orders, d.Order), d.ID
			}
			more = rest
		}
		slices.Sort(orders)
		for i, n := range orders {
			if n != int64(i+1) {
				t.Fatalf("%s: order %d at place %d", endpoint, n, i+1)
			}
		}
		if len(orders) != want {
			t.Errorf("%s: %d deliveries, want %d", endpoint, len(orders), want)
		}
	}
}

func testAccountChain(t *testing.T, b backend) {
	s := b.open(t, store.Options{Now: noon})
	scope := kyctest.PutAccount(t, s)
	live := kyc.Scope{Account: scope.Account, Live: true}
	one, two := kyctest.Endpoint(scope), kyctest.Endpoint(scope)
	third := kyctest.Endpoint(live)
	for _, e := range []kyc.Endpoint{one, two, third} {
		must(t, s.CreateEndpoint(ctx, e))
	}
	kyctest.Put(t, s, scope, kyc.Created)
	test := func(scope kyc.Scope, id string) kyc.Event {
		t.Helper()
		_, events, err := s.ChangeEndpoint(ctx, scope, id, func(e *kyc.Endpoint) ([]kyc.Event, error) { return e.Test(at(1)) })
		must(t, err)
		return events[0]
	}
	first := test(scope, one.ID)
	if first.Sequence != 1 || first.Position != 2 || first.Session != "" || first.ID == "" {
		t.Errorf("sealed as %+v", first)
	}
	if other := test(live, third.ID); other.Sequence != 1 || other.ID == first.ID {
		t.Errorf("in the other mode: %+v", other)
	}
	test(scope, two.ID)
	if list, _, err := s.Deliveries(ctx, scope, kyc.DeliveryQuery{Event: first.ID, Limit: 10}); err != nil || len(list) != 1 || list[0].Endpoint != one.ID || list[0].Order != 2 {
		t.Errorf("a test is delivered as %+v, %v", list, err)
	}
	_, events, err := s.ChangeEndpoint(ctx, scope, one.ID, func(e *kyc.Endpoint) ([]kyc.Event, error) { return e.Disable("gone", at(2)), nil })
	must(t, err)
	if list, _, err := s.Deliveries(ctx, scope, kyc.DeliveryQuery{Event: events[0].ID, Limit: 10}); err != nil || len(list) != 1 || list[0].Endpoint != two.ID {
		t.Errorf("the end of an endpoint is told as %+v, %v", list, err)
	}
	_, again, err := s.ChangeEndpoint(ctx, scope, one.ID, func(e *kyc.Endpoint) ([]kyc.Event, error) { return e.Disable("failing", at(3)), nil })
	if err != nil || len(again) > 0 {
		t.Errorf("disabled twice: %+v, %v", again, err)
	}
	_, _, err = s.ChangeEndpoint(ctx, scope, one.ID, func(e *kyc.Endpoint) ([]kyc.Event, error) { return e.Test(at(4)) })
	wantKind(t, "a test of a disabled endpoint", err, kyc.Conflict)
	var chain []kyc.Event
	for _, e := range feed(t, s, scope, kyc.EventQuery{}) {
		if e.Session == "" {
			chain = append(chain, e)
		}
	}
	if len(chain) != 3 {
		t.Errorf("%d events on the account's chain", len(chain))
	}
	must(t, kyc.VerifyChain(chain))
}
