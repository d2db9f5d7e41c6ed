package store_test

import (
	"testing"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

func testComposites(t *testing.T, b backend) {
	var told int
	s := b.open(t, store.Options{Now: noon, OnCommit: func(c store.Commit) { told += c.Composites }})
	scope := kyctest.PutAccount(t, s)
	v := kyctest.Put(t, s, scope, kyc.Decided)
	recording := kyc.Artifact{ID: kyctest.ID(kyc.PrefixArtifact), Kind: kyc.ArtifactRecording, Key: "rec", Bytes: 1, SHA256: "ab", At: at(0)}
	gaps := []kyc.Gap{{Party: "agent", From: 1, To: 2}}
	sealed := func(v *kyc.Session) ([]kyc.Event, error) { return v.SealRecording(recording, gaps, at(0)) }
	// With the recording, or not at all.
	_, err := s.ChangeSession(ctx, scope, v.ID, func(v *kyc.Session) ([]kyc.Event, error) {
		_, _ = sealed(v)
		return nil, kyc.ErrNoSession
	})
	wantKind(t, "a refused change", err, kyc.NotFound)
	if c, err := s.Composite(ctx, scope, recording.ID); err != nil || c != nil {
		t.Fatalf("%v: ordered without its recording: %+v", err, c)
	}
	for range 2 { // the second time nothing changes
		_, err = s.ChangeSession(ctx, scope, v.ID, sealed)
		must(t, err)
	}
	if told != 1 {
		t.Errorf("told of %d", told)
	}
	if next, any, err := s.NextComposite(ctx); err != nil || !any || !next.Equal(at(0)) {
		t.Errorf("%v: next %s", err, next)
	}
	due, err := s.LeaseComposites(ctx, at(0), at(60), 5)
	must(t, err)
	if len(due) != 1 || due[0].Session != v.ID || due[0].Recording != recording || len(due[0].Gaps) != 1 || due[0].Gaps[0] != gaps[0] {
		t.Fatalf("leased %+v", due)
	}
	if again, err := s.LeaseComposites(ctx, at(59), at(90), 5); err != nil || len(again) != 0 {
		t.Errorf("%v: leased twice: %+v", err, again)
	}
	if again, err := s.LeaseComposites(ctx, at(60), at(90), 5); err != nil || len(again) != 1 {
		t.Errorf("%v: not due again: %+v", err, again)
	}
	c := due[0]
	c.Made(kyc.Artifact{ID: kyctest.ID(kyc.PrefixArtifact), Kind: kyc.ArtifactComposite, Key: "film", Bytes: 2, SHA256: "cd", At: at(61)}, at(61))
	must(t, s.FinishComposite(ctx, c))
	got, err := s.Composite(ctx, scope, recording.ID)
	must(t, err)
	if got == nil || got.State != kyc.CompositeReady || got.Artifact == nil || *got.Artifact != *c.Artifact || got.Attempts != 1 || !got.EndedAt.Equal(at(61)) {
		t.Errorf("kept %+v", got)
	}
	if all, err := s.Composites(ctx, scope, []string{kyctest.ID(kyc.PrefixArtifact), recording.ID}); err != nil || len(all) != 1 || all[recording.ID] == nil || all[recording.ID].State != kyc.CompositeReady {
		t.Errorf("%v: together %+v", err, all)
	}
	if all, err := s.Composites(ctx, scope, nil); err != nil || len(all) != 0 {
		t.Errorf("%v: of none %+v", err, all)
	}
	if _, any, err := s.NextComposite(ctx); err != nil || any {
		t.Errorf("%v: something is due", err)
	}
	for _, other := range []kyc.Scope{kyctest.PutAccount(t, s), {Account: scope.Account, Live: true}} {
		if all, err := s.Composites(ctx, other, []string{recording.ID}); err != nil || len(all) != 0 {
			t.Errorf("%v: %+v sees %+v", err, other, all)
		}
		if c, err := s.Composite(ctx, other, recording.ID); err != nil || c != nil {
			t.Errorf("%v: another scope sees %+v", err, c)
		}
	}
}
