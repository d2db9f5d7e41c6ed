package store_test

import (
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

func testStats(t *testing.T, b backend) {
	s := b.open(t, store.Options{Now: func() time.Time { return kyctest.Noon }})
	scope := kyctest.PutAccount(t, s)
	e := kyctest.Endpoint(scope)
	must(t, s.CreateEndpoint(ctx, e))
	for _, status := range kyctest.Reachable {
		v, events := kyctest.In(t, scope, status)
		must(t, s.CreateSession(ctx, v, events))
	}
	v, events := kyctest.In(t, scope, kyc.Completed)
	v.Decision.Outcome = kyc.Approved
	must(t, s.CreateSession(ctx, v, events))
	other, events := kyctest.In(t, kyctest.PutAccount(t, s), kyc.Completed)
	must(t, s.CreateSession(ctx, other, events))

	hour := func(n int) time.Time { return kyctest.Noon.Add(time.Duration(n) * time.Hour) }
	spans := []kyc.Span{{From: hour(-1), To: hour(0)}, {From: hour(0), To: hour(1)}, {From: hour(1), To: hour(2)}}
	sessions, err := s.CountSessions(ctx, scope, spans)
	must(t, err)
	for _, i := range []int{0, 2} {
		if len(sessions[i].Status) != 0 || sessions[i].NeedsReview != 0 {
			t.Errorf("span %d: %+v", i, sessions[i])
		}
	}
	for _, status := range kyctest.Reachable {
		want := 1
		if status == kyc.Completed {
			want = 2
		}
		if got := sessions[1].Status[status]; got != want {
			t.Errorf("%s: %d", status, got)
		}
	}
	if sessions[1].NeedsReview != 1 || sessions[1].More {
		t.Errorf("to review: %+v", sessions[1])
	}

	all, err := s.CountDeliveries(ctx, scope, "", spans)
	must(t, err)
	due, err := s.LeaseDeliveries(ctx, kyctest.Noon, hour(1), 3, nil, nil)
	must(t, err)
	if len(due) != 3 || all[1].Made < 3 || all[1].Pending != all[1].Made || all[0].Made+all[2].Made != 0 {
		t.Fatalf("%d due, counted %+v", len(due), all)
	}
	for i, state := range []kyc.DeliveryState{kyc.DeliverySucceeded, kyc.DeliveryFailed, kyc.DeliverySucceeded} {
		d := due[i].Delivery
		must(t, s.FinishAttempts(ctx, []kyc.AttemptResult{{Scope: scope, State: state, Attempt: kyc.Attempt{Delivery: d.ID, At: kyctest.Noon, Latency: time.Duration(i+1) * time.Millisecond, Status: 200}}}))
	}
	mine, err := s.CountDeliveries(ctx, scope, e.ID, spans)
	must(t, err)
	if got := mine[1]; got.Made != all[1].Made || got.Failed != 1 || got.Pending != got.Made-3 || len(got.Latency) != 3 {
		t.Errorf("%+v", got)
	}
	none, err := s.CountDeliveries(ctx, scope, "we_none", spans)
	must(t, err)
	if none[1].Made != 0 || none[1].Latency != nil {
		t.Errorf("another endpoint: %+v", none[1])
	}
}
