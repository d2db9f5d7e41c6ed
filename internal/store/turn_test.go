package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

// testTurns writes a turn with the change that ends it, and counts how far sessions
// came, who was lost on the way too.
func testTurns(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	v := kyctest.Put(t, s, scope, kyc.InProgress)
	at := kyctest.Noon.Add(5 * time.Minute)
	change := func(act func(*kyc.Session) ([]kyc.Event, error)) {
		t.Helper()
		_, err := s.ChangeSession(ctx, scope, v.ID, act)
		must(t, err)
	}
	change(func(v *kyc.Session) ([]kyc.Event, error) {
		return v.HandBack(kyctest.Officer, kyc.Transfer{}, "break", at)
	})
	change(func(v *kyc.Session) ([]kyc.Event, error) { return v.Unqueue(at.Add(time.Minute)) })
	change(touch)
	w := kyctest.Put(t, s, kyctest.PutAccount(t, s), kyc.Interrupted) // the customer is waited for: the officer is in the call

	if running, more, err := s.Running(ctx, scope, at); err != nil || len(running) != 0 || more {
		t.Errorf("running after its end: %v, %v", running, err)
	}
	running, more, err := s.Running(ctx, w.Scope, at)
	must(t, err)
	if want := (kyc.Turn{Session: w.ID, Officer: kyctest.Officer.ID, QueuedAt: w.QueuedAt, StartedAt: w.StartedAt, EndedAt: at}); len(running) != 1 || running[0] != want || more {
		t.Errorf("running: %+v, want %+v", running, want)
	}
	if running, _, _ := s.Running(ctx, w.Scope, w.StartedAt.Add(-time.Second)); len(running) != 0 {
		t.Errorf("before its begin: %+v", running)
	}
	day := kyc.Span{From: kyctest.Noon.Add(-time.Hour), To: kyctest.Noon.Add(time.Hour)}
	list, more, err := s.Turns(ctx, scope, day)
	must(t, err)
	if len(list) != 2 || more {
		t.Fatalf("%d turns, more %v", len(list), more)
	}
	met := kyctest.Noon.Add(time.Minute)
	first := kyc.Turn{Session: v.ID, Officer: kyctest.Officer.ID, QueuedAt: met, StartedAt: met, EndedAt: at, Ending: kyc.TurnReturned}
	second := kyc.Turn{Session: v.ID, QueuedAt: met, EndedAt: at.Add(time.Minute), Again: true, Ending: kyc.TurnLeft}
	if list[0] != first || list[1] != second {
		t.Errorf("%+v\n%+v\nwant\n%+v\n%+v", list[0], list[1], first, second)
	}
	for _, empty := range []kyc.Span{{From: day.To, To: day.To.Add(time.Hour)}, {From: day.From, To: at}} {
		if list, _, err := s.Turns(ctx, scope, empty); err != nil || len(list) != 0 {
			t.Errorf("outside of it: %v, %v", list, err)
		}
	}
	for _, status := range []kyc.Status{kyc.Expired, kyc.Completed} {
		kyctest.Put(t, s, scope, status)
	}
	paths, more, err := s.CountPaths(ctx, scope, day)
	must(t, err)
	slices.SortFunc(paths, func(a, b kyc.PathCount) int { return int(a.Reached - b.Reached) })
	if want := []kyc.PathCount{{Reached: kyc.AtCreated, Status: kyc.Expired, N: 1}, {Reached: kyc.AtStarted, Status: kyc.Joined, N: 1}, {Reached: kyc.AtCompleted, Status: kyc.Completed, N: 1}}; !slices.Equal(paths, want) || more {
		t.Errorf("paths %v, want %v", paths, want)
	}
}
