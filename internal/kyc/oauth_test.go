package kyc_test

import (
	"slices"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

func TestAFormerSecretIsTakenUntilItsOverlapEnds(t *testing.T) {
	by := kyc.Operator(kyc.Scope{Account: "acct_a"})
	o := kyc.ClientOrder{Name: " ledger ", Permissions: []kyc.Permission{kyc.ReadEvents, kyc.ReadSessions}}
	c, err := o.Client(by, keysAt)
	if err != nil || c.Name != "ledger" || !slices.Equal(c.Permissions, []kyc.Permission{kyc.ReadSessions, kyc.ReadEvents}) {
		t.Fatalf("%+v %v", c, err)
	}
	c.Hash = kyc.Hash{1}
	if !c.Takes(kyc.Hash{1}, keysAt) || c.Takes(kyc.Hash{}, keysAt) {
		t.Error("before a roll it takes another secret, or not its own")
	}
	if err := c.RollSecret(by, kyc.Hash{2}, "hint", time.Minute, keysAt); err != nil {
		t.Fatal(err)
	}
	end := keysAt.Add(time.Minute)
	if !c.Takes(kyc.Hash{2}, end) || !c.Takes(kyc.Hash{1}, end.Add(-time.Second)) || c.Takes(kyc.Hash{1}, end) {
		t.Error("the overlap is not kept")
	}
	if err := c.RollSecret(by, kyc.Hash{3}, "hint", 0, keysAt); err != nil {
		t.Fatal(err)
	}
	for _, h := range []kyc.Hash{{1}, {2}, {}} {
		if c.Takes(h, keysAt) {
			t.Errorf("without overlap it takes %v", h[0])
		}
	}
	if err := c.RollSecret(by, kyc.Hash{4}, "hint", kyc.MaxOverlap+time.Second, keysAt); code(err) != "invalid_parameters" {
		t.Errorf("too long an overlap: %v", err)
	}
	if err := c.RollSecret(holder(kyc.WriteKeys), kyc.Hash{4}, "hint", 0, keysAt); code(err) != "insufficient_scope" || !c.Takes(kyc.Hash{3}, keysAt) {
		t.Errorf("rolled by one who may less: %v", err)
	}
}

func TestATokenMayNoMoreThanItsClient(t *testing.T) {
	c := kyc.OAuthClient{ID: "oc_a", Permissions: []kyc.Permission{kyc.ReadSessions, kyc.ReadEvents}}
	if got, ok := c.Grant(nil); !ok || !slices.Equal(got, c.Permissions) {
		t.Errorf("all: %v %v", got, ok)
	}
	if got, ok := c.Grant([]kyc.Permission{kyc.ReadEvents, kyc.ReadEvents}); !ok || !slices.Equal(got, []kyc.Permission{kyc.ReadEvents}) {
		t.Errorf("one: %v %v", got, ok)
	}
	if _, ok := c.Grant([]kyc.Permission{kyc.ReadEvents, kyc.WriteSessions}); ok {
		t.Error("more than it has is granted")
	}
	p := c.Principal([]string{"events:read", "keys:write", "nonsense"})
	if p.Kind != kyc.ByOAuth || p.ID != "oc_a" || !slices.Equal(p.Permissions, []kyc.Permission{kyc.ReadEvents}) {
		t.Errorf("principal %+v", p)
	}
}
