package store_test

import (
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

func at(seconds int) time.Time { return kyctest.Noon.Add(time.Duration(seconds) * time.Second) }

// noon is a store's clock that stands still.
func noon() time.Time { return kyctest.Noon }

func testEndpoints(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	full := kyctest.Endpoint(scope, kyc.EventCompleted, kyc.EventRejected)
	full.DisabledAt, full.DisabledBy, full.FailingAt = at(1), "gone", at(2)
	bare := kyc.Endpoint{Scope: scope, ID: kyctest.ID(kyc.PrefixEndpoint)}
	must(t, s.CreateEndpoint(ctx, full))
	must(t, s.CreateEndpoint(ctx, bare))
	wantKind(t, "the same id again", s.CreateEndpoint(ctx, full), kyc.Conflict)
	got, err := s.Endpoint(ctx, scope, full.ID)
	if err != nil || !reflect.DeepEqual(*got, full) {
		t.Errorf("wrote %+v, read %+v %v", full, got, err)
	}
	list, err := s.Endpoints(ctx, scope)
	if err != nil || len(list) != 2 {
		t.Errorf("endpoints: %v %v", list, err)
	}
	want := full
	want.URL, want.DisabledAt = "https://new.example", time.Time{}
	got, _, err = s.ChangeEndpoint(ctx, scope, full.ID, func(e *kyc.Endpoint) ([]kyc.Event, error) { *e = want; return nil, nil })
	if err != nil || !reflect.DeepEqual(*got, want) {
		t.Errorf("changed to %+v, got %+v %v", want, got, err)
	}
	if _, _, err := s.ChangeEndpoint(ctx, scope, full.ID, func(e *kyc.Endpoint) ([]kyc.Event, error) { e.URL = "half"; return nil, errRefused }); !errors.Is(err, errRefused) {
		t.Errorf("got %v", err)
	}
	if got, err := s.Endpoint(ctx, scope, full.ID); err != nil || !reflect.DeepEqual(*got, want) {
		t.Errorf("read %+v %v", got, err)
	}
	must(t, s.DeleteEndpoint(ctx, scope, full.ID))
	wantKind(t, "a second deletion", s.DeleteEndpoint(ctx, scope, full.ID), kyc.NotFound)
}

func testDeliveriesForWhoWants(t *testing.T, b backend) {
	s := b.open(t, store.Options{Now: noon})
	scope := kyctest.PutAccount(t, s)
	all, some, off := kyctest.Endpoint(scope), kyctest.Endpoint(scope, kyc.EventCanceled), kyctest.Endpoint(scope)
	off.DisabledAt = at(0)
	live := kyctest.Endpoint(kyc.Scope{Account: scope.Account, Live: true})
	foreign := kyctest.Endpoint(kyctest.Test(kyctest.Lender()))
	for _, e := range []kyc.Endpoint{all, some, off, live, foreign} {
		must(t, s.CreateEndpoint(ctx, e))
	}
	v := kyctest.Put(t, s, scope, kyc.Canceled) // created, then canceled
	events := chain(t, s, refOf(v))
	type pair struct{ endpoint, event string }
	want := map[pair]bool{{all.ID, events[0].ID}: true, {all.ID, events[1].ID}: true, {some.ID, events[1].ID}: true}
	list, _, err := s.Deliveries(ctx, scope, kyc.DeliveryQuery{Limit: 100})
	must(t, err)
	for _, d := range list {
		if !want[pair{d.Endpoint, d.Event}] {
			t.Errorf("nobody wants %+v", d)
		}
		delete(want, pair{d.Endpoint, d.Event})
		got, err := s.Delivery(ctx, scope, d.ID)
		if err != nil || !reflect.DeepEqual(*got, d) {
			t.Errorf("by id: %+v %v, in the list: %+v", got, err, d)
		}
		if d.State != kyc.DeliveryPending || d.Attempts != 0 || !d.NextAt.Equal(at(0)) || !d.CreatedAt.Equal(at(0)) || !d.EndedAt.IsZero() {
			t.Errorf("a new delivery is %+v", d)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing deliveries: %v", want)
	}
	for _, other := range []kyc.Scope{live.Scope, foreign.Scope} {
		if list, _, err := s.Deliveries(ctx, other, kyc.DeliveryQuery{Limit: 100}); err != nil || len(list) > 0 {
			t.Errorf("another scope was told: %v %v", list, err)
		}
	}
}

func testLeaseAndFinish(t *testing.T, b backend) {
	s := b.open(t, store.Options{Now: noon})
	scope := kyctest.PutAccount(t, s)
	e := kyctest.Endpoint(scope)
	must(t, s.CreateEndpoint(ctx, e))
	if _, any, err := s.NextDelivery(ctx); any || err != nil {
		t.Errorf("an empty store has something to deliver (%v)", err)
	}
	v := kyctest.Put(t, s, scope, kyc.Created)
	lease := func(now, until int, skip ...string) []kyc.DueDelivery {
		t.Helper()
		due, err := s.LeaseDeliveries(ctx, at(now), at(until), 10, skip, nil)
		must(t, err)
		return due
	}
	next := func(want int) {
		t.Helper()
		got, any, err := s.NextDelivery(ctx)
		if err != nil || any != (want >= 0) || any && !got.Equal(at(want)) {
			t.Errorf("next delivery at %v %v %v, want second %d", got, any, err, want)
		}
	}
	next(0)
	if due := lease(-1, 30); len(due) > 0 {
		t.Error("leased before it was due")
	}
	if due := lease(0, 30, e.ID); len(due) > 0 {
		t.Error("leased for a busy endpoint")
	}
	due := lease(0, 30, "we_other")
	events := chain(t, s, refOf(v))
	if len(due) != 1 || !reflect.DeepEqual(due[0].Event, events[0]) || !reflect.DeepEqual(due[0].Endpoint, e) ||
		due[0].Delivery.Event != events[0].ID || due[0].Delivery.Type != kyc.EventCreated {
		t.Fatalf("leased %+v", due)
	}
	next(30)
	if due := lease(29, 60); len(due) > 0 {
		t.Error("leased twice")
	}
	if due := lease(30, 60); len(due) != 1 {
		t.Error("not due again after a lease ran out")
	}
	d := due[0].Delivery
	first := kyc.Attempt{Delivery: d.ID, Number: 1, At: at(31), Latency: 1500 * time.Microsecond, Status: 503, Excerpt: "busy"}
	must(t, s.FinishAttempts(ctx, []kyc.AttemptResult{{Attempt: first, Scope: scope, State: kyc.DeliveryPending, NextAt: at(90)}}))
	next(90)
	if due := lease(90, 120); len(due) != 1 || due[0].Delivery.Attempts != 1 {
		t.Errorf("after a failed attempt: leased %+v", due)
	}
	second := kyc.Attempt{Delivery: d.ID, Number: 2, At: at(91), Latency: time.Millisecond, Status: 200}
	must(t, s.FinishAttempts(ctx, []kyc.AttemptResult{{Attempt: second, Scope: scope, State: kyc.DeliverySucceeded}}))
	next(-1)
	got, err := s.Delivery(ctx, scope, d.ID)
	must(t, err)
	want := d
	want.State, want.Attempts, want.NextAt, want.EndedAt = kyc.DeliverySucceeded, 2, time.Time{}, at(91).Add(time.Millisecond)
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("ended as %+v, want %+v", got, want)
	}
	attempts, err := s.Attempts(ctx, scope, d.ID)
	if err != nil || !reflect.DeepEqual(attempts, []kyc.Attempt{first, second}) {
		t.Errorf("attempts: %+v %v", attempts, err)
	}
	// A late report on one that has ended stays in the history and changes nothing else.
	must(t, s.FinishAttempts(ctx, []kyc.AttemptResult{{Attempt: first, Scope: scope, State: kyc.DeliveryFailed}}))
	got, err = s.Delivery(ctx, scope, d.ID)
	if err != nil || got.State != kyc.DeliverySucceeded || got.Attempts != 3 || !got.EndedAt.Equal(want.EndedAt) {
		t.Errorf("after a late report: %+v %v", got, err)
	}
}

// testHandover lets the process take some of what it writes.
func testHandover(t *testing.T, b backend) {
	var commits []store.Commit
	var greedy kyc.Endpoint
	s := b.open(t, store.Options{Now: noon, OnCommit: func(c store.Commit) { commits = append(commits, c) },
		Handover: func(endpoint string, n int) (int, time.Time) {
			if endpoint == greedy.ID {
				return n - 1, at(15)
			}
			return 0, time.Time{}
		}})
	scope := kyctest.PutAccount(t, s)
	greedy = kyctest.Endpoint(scope)
	other := kyctest.Endpoint(scope, kyc.EventCanceled)
	must(t, s.CreateEndpoint(ctx, greedy))
	must(t, s.CreateEndpoint(ctx, other))
	v, events := kyctest.In(t, scope, kyc.Canceled) // two events, the first of which is taken
	events[0].At = events[0].At.Add(7 * time.Nanosecond)
	must(t, s.CreateSession(ctx, v, events))
	made := commits[len(commits)-1]
	if len(made.Handed) != 1 || made.Deliveries != 2 {
		t.Fatalf("%d were handed over and %d are due", len(made.Handed), made.Deliveries)
	}
	handed := made.Handed[0]
	drained := 0
	lease := func(now, limit int) []kyc.DueDelivery {
		t.Helper()
		due, err := s.LeaseDeliveries(ctx, at(now), at(60), limit, nil, func() { drained++ })
		must(t, err)
		return due
	}
	if due := lease(1, 2); len(due) != 2 || drained != 0 || due[0].Delivery.ID == handed.Delivery.ID || due[1].Delivery.ID == handed.Delivery.ID {
		t.Errorf("leased %+v, drained %d", due, drained)
	}
	if due := lease(1, 2); len(due) != 0 || drained != 1 {
		t.Errorf("leased %+v, drained %d", due, drained)
	}
	// A crash at this point makes it due when its lease ends, and it is the same.
	due := lease(15, 2)
	if len(due) != 1 {
		t.Fatalf("leased %+v", due)
	}
	want := handed
	want.Delivery.NextAt = at(60)
	if !reflect.DeepEqual(due[0], want) {
		t.Errorf("handed over %+v, leased %+v", want, due[0])
	}
	// Returned by its former holder, then by the one whose lease it is.
	must(t, s.ReturnDeliveries(ctx, []kyc.Delivery{handed.Delivery, {Scope: scope, ID: "wd_none"}}, at(16)))
	if got, err := s.Delivery(ctx, scope, handed.Delivery.ID); err != nil || !got.NextAt.Equal(at(60)) {
		t.Errorf("after a late return it is due at %+v, %v", got, err)
	}
	must(t, s.ReturnDeliveries(ctx, []kyc.Delivery{due[0].Delivery}, at(16)))
	if got, err := s.Delivery(ctx, scope, handed.Delivery.ID); err != nil || !got.NextAt.Equal(at(16)) || got.Attempts != 0 {
		t.Errorf("after its return it is due at %+v, %v", got, err)
	}
	must(t, s.FinishAttempts(ctx, []kyc.AttemptResult{{Attempt: kyc.Attempt{Delivery: handed.Delivery.ID, At: at(17)}, Scope: scope, State: kyc.DeliverySucceeded}}))
	must(t, s.ReturnDeliveries(ctx, []kyc.Delivery{{Scope: scope, ID: handed.Delivery.ID}}, at(18)))
	if got, err := s.Delivery(ctx, scope, handed.Delivery.ID); err != nil || got.State != kyc.DeliverySucceeded || !got.NextAt.IsZero() {
		t.Errorf("after it has ended: %+v, %v", got, err)
	}
}

// testLeasesDoNotOverlap lets two processes take from one queue.
func testLeasesDoNotOverlap(t *testing.T, b backend) {
	s := []*store.Store{b.open(t, store.Options{Now: noon}), b.open(t, store.Options{Now: noon})}
	scope := kyctest.PutAccount(t, s[0])
	must(t, s[0].CreateEndpoint(ctx, kyctest.Endpoint(scope)))
	const total = 60
	for range total / 2 {
		kyctest.Put(t, s[0], scope, kyc.Canceled)
	}
	var mu sync.Mutex
	taken := map[string]int{}
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for {
				due, err := s[i%2].LeaseDeliveries(ctx, at(1), at(100), 7, nil, nil)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				for _, d := range due {
					taken[d.Delivery.ID]++
				}
				done := len(taken) == total
				mu.Unlock()
				if done || len(due) == 0 { // nothing that is not in another's hands
					return
				}
			}
		})
	}
	all.Wait()
	for id, n := range taken {
		if n != 1 {
			t.Errorf("%s was leased %d times", id, n)
		}
	}
	if left, err := s[0].LeaseDeliveries(ctx, at(1), at(100), 100, nil, nil); err != nil || len(left)+len(taken) != total {
		t.Errorf("leased %d, then %d (%v), of %d", len(taken), len(left), err, total)
	}
}

func testFinishAllOrNothing(t *testing.T, b backend) {
	s := b.open(t, store.Options{Now: noon})
	scope := kyctest.PutAccount(t, s)
	must(t, s.CreateEndpoint(ctx, kyctest.Endpoint(scope)))
	kyctest.Put(t, s, scope, kyc.Canceled)
	list, _, err := s.Deliveries(ctx, scope, kyc.DeliveryQuery{Limit: 10})
	must(t, err)
	var results []kyc.AttemptResult
	for _, d := range list {
		results = append(results, kyc.AttemptResult{Attempt: kyc.Attempt{Delivery: d.ID, Number: 1, At: at(1)}, Scope: scope, State: kyc.DeliverySucceeded})
	}
	stray := append(slices.Clone(results), kyc.AttemptResult{Attempt: kyc.Attempt{Delivery: "wd_none"}, Scope: scope})
	wantKind(t, "an unknown delivery among others", s.FinishAttempts(ctx, stray), kyc.NotFound)
	if open, _, err := s.Deliveries(ctx, scope, kyc.DeliveryQuery{State: kyc.DeliveryPending, Limit: 10}); err != nil || len(open) != 2 {
		t.Errorf("%d are open, %v", len(open), err)
	}
	// The same delivery twice in one report, as after a lease that ran out.
	must(t, s.FinishAttempts(ctx, append(results, results[0])))
	attempts, err := s.Attempts(ctx, scope, list[0].ID)
	if err != nil || len(attempts) != 2 || attempts[0].Number != 1 || attempts[1].Number != 2 {
		t.Errorf("attempts: %+v %v", attempts, err)
	}
}

func testEndedEndpoints(t *testing.T, b backend) {
	s := b.open(t, store.Options{Now: noon})
	scope := kyctest.PutAccount(t, s)
	disabled, deleted := kyctest.Endpoint(scope), kyctest.Endpoint(scope, kyc.EventCreated)
	must(t, s.CreateEndpoint(ctx, disabled))
	must(t, s.CreateEndpoint(ctx, deleted))
	kyctest.Put(t, s, scope, kyc.Created)
	_, _, err := s.ChangeEndpoint(ctx, scope, disabled.ID, func(e *kyc.Endpoint) ([]kyc.Event, error) { return e.Disable("gone", at(1)), nil })
	must(t, err)
	must(t, s.DeleteEndpoint(ctx, scope, deleted.ID))
	list, _, err := s.Deliveries(ctx, scope, kyc.DeliveryQuery{State: kyc.DeliveryFailed, Limit: 10})
	must(t, err)
	if len(list) != 2 || !list[0].EndedAt.Equal(at(0)) || !list[0].NextAt.IsZero() {
		t.Errorf("deliveries of ended endpoints: %+v", list)
	}
	if due, err := s.LeaseDeliveries(ctx, at(5), at(10), 10, nil, nil); err != nil || len(due) > 0 {
		t.Errorf("leased %v %v", due, err)
	}
	if attempts, err := s.Attempts(ctx, scope, list[0].ID); err != nil || len(attempts) > 0 {
		t.Errorf("attempts: %v %v", attempts, err)
	}
}

func testDeliveryPages(t *testing.T, b backend) {
	s := b.open(t, store.Options{Now: noon})
	scope := kyctest.PutAccount(t, s)
	one, two := kyctest.Endpoint(scope), kyctest.Endpoint(scope)
	must(t, s.CreateEndpoint(ctx, one))
	must(t, s.CreateEndpoint(ctx, two))
	v := kyctest.Put(t, s, scope, kyc.Completed)
	event := chain(t, s, refOf(v))[2].ID
	all, more, err := s.Deliveries(ctx, scope, kyc.DeliveryQuery{Limit: 100})
	must(t, err)
	if more || len(all) != 2*int(v.Sequence) || !slices.IsSortedFunc(all, func(a, b kyc.Delivery) int {
		if a.ID < b.ID {
			return 1
		}
		return -1
	}) {
		t.Fatalf("%d deliveries of %d events, more %v", len(all), v.Sequence, more)
	}
	var results []kyc.AttemptResult
	for i, d := range all {
		if i%3 > 0 {
			results = append(results, kyc.AttemptResult{Attempt: kyc.Attempt{Delivery: d.ID, At: at(1)}, Scope: scope,
				State: []kyc.DeliveryState{kyc.DeliverySucceeded, kyc.DeliveryFailed}[i%3-1]})
		}
	}
	must(t, s.FinishAttempts(ctx, results))
	all, _, err = s.Deliveries(ctx, scope, kyc.DeliveryQuery{Limit: 100})
	must(t, err)
	for _, q := range []kyc.DeliveryQuery{{}, {Endpoint: two.ID}, {Event: event}, {State: kyc.DeliveryPending}, {State: kyc.DeliveryFailed},
		{State: kyc.DeliverySucceeded, Endpoint: one.ID}, {Endpoint: "we_none"}, {Event: event, Endpoint: one.ID}} {
		var want, got []kyc.Delivery
		for _, d := range all {
			if (q.Endpoint == "" || q.Endpoint == d.Endpoint) && (q.Event == "" || q.Event == d.Event) && (q.State == "" || q.State == d.State) {
				want = append(want, d)
			}
		}
		q.Limit = 3
		for more := true; more; {
			var page []kyc.Delivery
			page, more, err = s.Deliveries(ctx, scope, q)
			must(t, err)
			got = append(got, page...)
			if len(got) > 0 {
				q.After = got[len(got)-1].ID
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%+v:\ngot  %+v\nwant %+v", q, got, want)
		}
	}
}
