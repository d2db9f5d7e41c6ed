package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

// claimFor is a claim of the key, and the context that carries it.
func claimFor(scope kyc.Scope, key string) (*kyc.Claim, context.Context) {
	c := &kyc.Claim{Scope: scope, Key: sha256.Sum256([]byte(key)), Fingerprint: kyc.Hash{7}, Node: "node-1", At: kyctest.Noon}
	return c, context.WithValue(ctx, kyc.ClaimContext{}, c)
}

func claimed(t *testing.T, s *store.Store, c *kyc.Claim) kyc.Claim {
	t.Helper()
	found, ok, err := s.Claim(ctx, c.Scope, c.Key)
	must(t, err)
	if !ok {
		t.Fatal("the claim is not there")
	}
	return found
}

func unclaimed(t *testing.T, s *store.Store, c *kyc.Claim) {
	t.Helper()
	if _, ok, err := s.Claim(ctx, c.Scope, c.Key); ok || err != nil {
		t.Errorf("there is a claim (%v)", err)
	}
}

func testClaimsAreWrittenWithWhatTheyAllow(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	c, under := claimFor(scope, "order-1")
	unclaimed(t, s, c)
	v, events := kyctest.Created(t, scope)
	must(t, s.CreateSession(under, v, events))
	if !c.Written || c.Object != v.ID {
		t.Errorf("the caller's claim %+v", c)
	}
	if got := claimed(t, s, c); got.Scope != scope || got.Key != c.Key || got.Fingerprint != c.Fingerprint || got.Node != c.Node ||
		!got.At.Equal(c.At) || got.Object != v.ID || !got.Written || got.Status != 0 || len(got.Reply) != 0 {
		t.Errorf("kept %+v", got)
	}
	if _, ok, _ := s.Claim(ctx, kyc.Scope{Account: scope.Account, Live: true}, c.Key); ok {
		t.Error("the other mode sees the claim")
	}
	// A second write of the same request needs no second claim.
	_, err := s.ChangeSession(under, scope, v.ID, touch)
	must(t, err)

	answer := *c
	answer.Status, answer.Reply = 201, []byte("sealed")
	must(t, s.Answer(ctx, answer))
	if got := claimed(t, s, c); got.Status != 201 || !bytes.Equal(got.Reply, answer.Reply) || got.Object != v.ID {
		t.Errorf("kept %+v", got)
	}
	wantKind(t, "a second answer", s.Answer(ctx, answer), kyc.Conflict)

	// Whoever comes later with the same key changes nothing.
	_, late := claimFor(scope, "order-1")
	w, more := kyctest.Created(t, scope)
	if err := s.CreateSession(late, w, more); !errors.Is(err, kyc.ErrClaimed) {
		t.Errorf("a second creation: %v", err)
	}
	_, err = s.Session(ctx, scope, w.ID)
	wantKind(t, "its session", err, kyc.NotFound)
	_, err = s.ChangeSession(late, scope, v.ID, touch)
	wantKind(t, "a change under a foreign claim", err, kyc.Conflict)

	// A refused change writes no claim; its answer does.
	r, refused := claimFor(scope, "order-2")
	_, err = s.ChangeSession(refused, scope, v.ID, func(*kyc.Session) ([]kyc.Event, error) {
		return nil, kyc.Errorf(kyc.Conflict, "wrong_state", "no")
	})
	wantKind(t, "a refused change", err, kyc.Conflict)
	unclaimed(t, s, r)
	r.Status, r.Reply = 409, []byte("no")
	must(t, s.Answer(ctx, *r))
	if got := claimed(t, s, r); got.Status != 409 || got.Object != "" {
		t.Errorf("kept %+v", got)
	}
	wantKind(t, "the same answer of another node", s.Answer(ctx, *r), kyc.Conflict)
	e, made := claimFor(scope, "order-3")
	endpoint := kyctest.Endpoint(scope)
	must(t, s.CreateEndpoint(made, endpoint))
	if got := claimed(t, s, e); got.Object != endpoint.ID {
		t.Errorf("kept %+v", got)
	}
}

// testOneOfManyHasTheClaim lets two processes run against each other with the
// same keys, eight callers each: one of them creates, all others are refused.
func testOneOfManyHasTheClaim(t *testing.T, b backend) {
	stores := []*store.Store{b.open(t, store.Options{}), b.open(t, store.Options{})}
	scope := kyctest.PutAccount(t, stores[0])
	const keys, callers = 40, 8
	var mu sync.Mutex
	winners := map[kyc.Hash][]string{}
	var all sync.WaitGroup
	for i := range callers * len(stores) {
		all.Go(func() {
			for n := range keys {
				c, under := claimFor(scope, string(rune('a'+(n+i)%keys)))
				v, events := kyctest.Created(t, scope)
				switch err := stores[i%len(stores)].CreateSession(under, v, events); {
				case err == nil:
					mu.Lock()
					winners[c.Key] = append(winners[c.Key], v.ID)
					mu.Unlock()
				case !errors.Is(err, kyc.ErrClaimed):
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	page, more, err := stores[0].Sessions(ctx, scope, kyc.SessionQuery{Limit: 100})
	must(t, err)
	if len(winners) != keys || len(page) != keys || more {
		t.Errorf("%d keys made %d sessions, %d were answered", keys, len(page), len(winners))
	}
	for key, ids := range winners {
		c, _, err := stores[0].Claim(ctx, scope, key)
		must(t, err)
		if len(ids) != 1 || c.Object != ids[0] {
			t.Errorf("claim of %q, sessions %q", c.Object, ids)
		}
	}
}

func testClaimsAreTakenOver(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	c, under := claimFor(scope, "order-1")
	v, events := kyctest.Created(t, scope)
	must(t, s.CreateSession(under, v, events))
	found := claimed(t, s, c)
	at := kyctest.Noon.Add(time.Minute)
	must(t, s.TakeOver(ctx, found, "node-2", at))
	wantKind(t, "taking over what another took over", s.TakeOver(ctx, found, "node-3", at), kyc.Conflict)
	c.Status, c.Reply = 201, []byte("of the former")
	wantKind(t, "the former node's answer", s.Answer(ctx, *c), kyc.Conflict)
	mine := claimed(t, s, c)
	if mine.Node != "node-2" || !mine.At.Equal(at) || mine.Object != v.ID {
		t.Errorf("taken over: %+v", mine)
	}
	mine.Status, mine.Reply = 201, []byte("of the new one")
	must(t, s.Answer(ctx, mine))
	wantKind(t, "taking over what has been answered", s.TakeOver(ctx, mine, "node-3", at), kyc.Conflict)
	if got := claimed(t, s, c); string(got.Reply) != "of the new one" {
		t.Errorf("kept %q", got.Reply)
	}
}

func testClaimsAreSwept(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	var all []*kyc.Claim
	for i := range 5 {
		c, _ := claimFor(scope, string(rune('a'+i)))
		c.At, c.Status = kyctest.Noon.Add(time.Duration(i)*time.Hour), 404
		must(t, s.Answer(ctx, *c))
		all = append(all, c)
	}
	before := kyctest.Noon.Add(3 * time.Hour)
	for i, want := range []int{2, 1, 0} {
		if n, err := s.SweepClaims(ctx, before, 2); err != nil || n != want {
			t.Errorf("sweep %d: %d, %v; want %d", i, n, err, want)
		}
	}
	for _, c := range all[:3] {
		unclaimed(t, s, c)
	}
	claimed(t, s, all[3])
	young := *all[3]
	young.At = young.At.Add(-time.Second)
	must(t, s.DropClaim(ctx, young)) // it is not that one any more
	must(t, s.DropClaim(ctx, claimed(t, s, all[3])))
	unclaimed(t, s, all[3])
	claimed(t, s, all[4])
}
