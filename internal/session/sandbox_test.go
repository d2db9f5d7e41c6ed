package session_test

import (
	"context"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
)

func (f fixture) status(t *testing.T, id string) kyc.Status {
	t.Helper()
	s, err := f.Get(context.Background(), f.scope, id)
	if err != nil {
		t.Fatal(err)
	}
	return s.Status
}

func TestTheClockBringsWhatWaits(t *testing.T) {
	f, ctx := open(t), context.Background()
	waits, _, _ := f.create(t)
	cut, _, _ := f.create(t)
	if _, err := f.Play(ctx, f.scope, cut, kyc.PlayInterrupt); err != nil {
		t.Fatal(err)
	}
	other := kyctest.PutAccount(t, f.store)
	stranger, _, err := f.Create(ctx, other, kyctest.Asha())
	if err != nil {
		t.Fatal(err)
	}
	moved, err := f.Advance(ctx, f.scope, 89*time.Second)
	if err != nil || moved.Sessions != 2 || f.status(t, cut) != kyc.Interrupted {
		t.Fatalf("%v: %+v, %s", err, moved, f.status(t, cut))
	}
	if _, err := f.Advance(ctx, f.scope, time.Second); err != nil || f.status(t, cut) != kyc.Failed || f.status(t, waits) != kyc.Created {
		t.Errorf("%v: after the grace period %s, beside it %s", err, f.status(t, cut), f.status(t, waits))
	}
	if moved, err = f.Advance(ctx, f.scope, 72*time.Hour); err != nil || moved.Sessions != 1 || f.status(t, waits) != kyc.Expired {
		t.Errorf("%v: %+v, %s", err, moved, f.status(t, waits))
	}
	if s, err := f.Get(ctx, other, stranger.ID); err != nil || s.Status != kyc.Created || !s.ExpiresAt.Equal(stranger.ExpiresAt) {
		t.Errorf("another account's clock moved: %v, %+v", err, s)
	}
	if _, err := f.Advance(ctx, kyc.Scope{Account: f.scope.Account, Live: true}, time.Hour); code(err) != "test_mode_only" {
		t.Errorf("live time: %v", err)
	}
}

func TestTheClockOpensTheDoorsOfAnAppointment(t *testing.T) {
	f, ctx := open(t), context.Background()
	id, _, _ := f.create(t)
	_, slots, err := f.Slots(ctx, f.scope, "2026-11-25", 1)
	if err != nil {
		t.Fatal(err)
	}
	_, link, err := f.Reschedule(ctx, f.scope, id, slots[0].Start, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Advance(ctx, f.scope, slots[0].Start.Sub(*f.now)); err != nil {
		t.Fatal(err)
	}
	_, secret, _ := cutLink(link.URL)
	s, _, err := f.ExchangeCode(ctx, id, secret, phone)
	if err != nil || s.Status != kyc.Joined || !s.ScheduledAt.Equal(slots[0].Start) {
		t.Errorf("%v: %s, %s", err, s.Status, s.ScheduledAt)
	}
}

func TestThousandsOfSessionsComeSooner(t *testing.T) {
	f, ctx := open(t), context.Background()
	for range 450 {
		f.create(t)
	}
	moved, err := f.Advance(ctx, f.scope, 100*time.Hour)
	if err != nil || moved.Sessions != 450 {
		t.Fatalf("%v: %+v", err, moved)
	}
	expired, _, err := f.List(ctx, f.scope, kyc.SessionQuery{Status: []kyc.Status{kyc.Created}, Limit: 1})
	if err != nil || len(expired) != 0 {
		t.Errorf("%v: some are left", err)
	}
}

// The simulated auditor sends a session back once; the second call counts.
func TestAuditRecapture(t *testing.T) {
	f, ctx := open(t), context.Background()
	o := kyctest.Asha()
	o.Metadata = map[string]string{"simulate": "audit_recapture"}
	s, _, err := f.Create(ctx, f.scope, o)
	if err != nil {
		t.Fatal(err)
	}
	ref := kyc.Ref{Scope: f.scope, Session: s.ID}
	report := kyc.Artifact{ID: kyctest.ID(kyc.PrefixArtifact), Kind: kyc.ArtifactReport, SHA256: "ab", Bytes: 1, At: *f.now}
	if _, err := f.Play(ctx, f.scope, s.ID, kyc.PlayApprove); err != nil {
		t.Fatal(err)
	}
	if s, err = f.SealReport(ctx, ref, report); err != nil || s.Status != kyc.RecaptureRequired || len(s.Rounds) != 1 || s.Report != nil || s.RecommendedAction() != "send_link" {
		t.Fatalf("%v: %+v", err, s)
	}
	if s.Rounds[0].Report == nil || len(s.Rounds[0].Checks) != 3 || s.Rounds[0].Decision == nil {
		t.Errorf("the first call is not kept: %+v", s.Rounds[0])
	}
	_, link, err := f.Reissue(ctx, f.scope, s.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, secret, _ := cutLink(link.URL)
	if s, _, err = f.ExchangeCode(ctx, s.ID, secret, laptop); err != nil || s.Status != kyc.Joined {
		t.Fatalf("%v: %s", err, s.Status)
	}
	if s, err = f.Play(ctx, f.scope, s.ID, kyc.PlayApprove); err != nil || len(s.Checks) != 3 {
		t.Fatalf("%v: %+v", err, s)
	}
	if s, err = f.SealReport(ctx, ref, report); err != nil || s.Status != kyc.Completed || s.Decision.Outcome != kyc.Approved {
		t.Fatalf("%v: %s", err, s.Status)
	}
	var all []kyc.Event
	for more := true; more; {
		var page []kyc.Event
		if page, more, err = f.store.SessionEvents(ctx, f.scope, s.ID, int64(len(all)), 100); err != nil {
			t.Fatal(err)
		}
		all = append(all, page...)
	}
	if err := kyc.VerifyChain(all); err != nil {
		t.Error(err)
	}
}
