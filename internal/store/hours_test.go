package store_test

import (
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

func testHours(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	one, other := kyctest.PutAccount(t, s), kyctest.PutAccount(t, s)
	h, err := s.Hours(ctx, one.Account)
	must(t, err)
	if !reflect.DeepEqual(h, kyc.DefaultHours()) {
		t.Errorf("without any: %+v", h)
	}
	for _, n := range []int{7, 9} {
		h = kyc.Hours{Zone: "UTC", Minutes: 30, Capacity: n, Open: []kyc.Opening{{Day: time.Friday, From: 0, To: 60}}}
		must(t, s.SetHours(ctx, one.Account, h))
		got, err := s.Hours(ctx, one.Account)
		must(t, err)
		if !reflect.DeepEqual(got, h) {
			t.Errorf("set %+v, read %+v", h, got)
		}
	}
	if h, err = s.Hours(ctx, other.Account); err != nil || h.Capacity != kyc.DefaultHours().Capacity {
		t.Errorf("another account: %+v, %v", h, err)
	}
}

// Two nodes book the same slot for more customers than it has places for.
func testSeatsAreGivenOnce(t *testing.T, b backend) {
	nodes := []*store.Store{b.open(t, store.Options{}), b.open(t, store.Options{})}
	scope := kyctest.PutAccount(t, nodes[0])
	hours := kyc.Hours{Zone: "UTC", Minutes: 60, Capacity: 3}
	for d := time.Sunday; d <= time.Saturday; d++ {
		hours.Open = append(hours.Open, kyc.Opening{Day: d, From: 0, To: 24 * 60})
	}
	must(t, nodes[0].SetHours(ctx, scope.Account, hours))
	slot := kyctest.Noon.Truncate(time.Hour).Add(5 * time.Hour)
	book := func(s *store.Store, id string, at time.Time) error {
		_, err := s.ChangeSession(ctx, scope, id, func(v *kyc.Session) ([]kyc.Event, error) {
			return v.Reschedule(at, hours, time.UTC, v.Link, kyctest.Noon)
		})
		return err
	}
	const customers = 24
	ids, errs := make([]string, customers), make([]error, customers)
	for i := range ids {
		ids[i] = kyctest.Put(t, nodes[0], scope, kyc.Created).ID
	}
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() { errs[i] = book(nodes[i%2], ids[i], slot) })
	}
	wg.Wait()
	var in, out []string
	for i, err := range errs {
		if err == nil {
			in = append(in, ids[i])
			continue
		}
		wantKind(t, "a booking too many", err, kyc.Conflict)
		if chain := chain(t, nodes[0], kyc.Ref{Scope: scope, Session: ids[i]}); len(chain) != 1 {
			t.Errorf("a refused booking left %d events", len(chain))
		}
		out = append(out, ids[i])
	}
	taken := func(at time.Time) int {
		t.Helper()
		m, err := nodes[1].Seats(ctx, scope, slot, slot.Add(2*time.Hour))
		must(t, err)
		return m[at]
	}
	if len(in) != 3 || taken(slot) != 3 {
		t.Fatalf("%d booked, %d taken", len(in), taken(slot))
	}
	// A place comes back by moving the appointment, by canceling it and by time.
	must(t, book(nodes[0], in[0], slot.Add(time.Hour)))
	_, err := nodes[1].ChangeSession(ctx, scope, in[1], func(v *kyc.Session) ([]kyc.Event, error) { return v.Cancel(kyctest.Noon) })
	must(t, err)
	_, err = nodes[1].ChangeSession(ctx, scope, in[2], func(v *kyc.Session) ([]kyc.Event, error) { return v.Tick(v.ExpiresAt) })
	must(t, err)
	if taken(slot) != 0 || taken(slot.Add(time.Hour)) != 1 {
		t.Errorf("%d and %d taken", taken(slot), taken(slot.Add(time.Hour)))
	}
	must(t, book(nodes[0], out[0], slot))
	must(t, book(nodes[0], out[0], slot)) // again to the same: the seat is his own
	if taken(slot) != 1 {
		t.Errorf("%d taken", taken(slot))
	}
	if m, err := nodes[0].Seats(ctx, kyc.Scope{Account: scope.Account, Live: true}, slot, slot.Add(time.Hour)); err != nil || len(m) != 0 {
		t.Errorf("live mode: %v, %v", m, err)
	}
}
