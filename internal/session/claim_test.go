package session_test

import (
	"context"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/token"
)

// The clock moves many sessions at the same time, and the claim of the request is
// written once, with the first of them.
func TestTheClockMovesUnderOneClaim(t *testing.T) {
	f := open(t)
	var waiting []string
	for range 40 { // more than move at once
		id, _, _ := f.create(t)
		waiting = append(waiting, id)
	}
	claim := &kyc.Claim{Scope: f.scope, Key: kyc.Hash(token.Hash("key")), Fingerprint: kyc.Hash(token.Hash("request")), Node: "node", At: *f.now}
	ctx := context.WithValue(context.Background(), kyc.ClaimContext{}, claim)
	moved, err := f.Advance(ctx, f.scope, 73*time.Hour)
	if err != nil || moved.Sessions != len(waiting) || !claim.Written {
		t.Fatalf("%v: %+v, claim written: %v", err, moved, claim.Written)
	}
	for _, id := range waiting {
		if got := f.status(t, id); got != kyc.Expired {
			t.Errorf("a session is %s", got)
		}
	}
	if c, ok, err := f.store.Claim(context.Background(), f.scope, claim.Key); err != nil || !ok || c.Object != claim.Object || c.Status != 0 {
		t.Errorf("%v: the claim in the database is %+v", err, c)
	}
}
