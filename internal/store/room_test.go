package store_test

import (
	"crypto/rand"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

func drawn() (h kyc.Hash) {
	_, _ = rand.Read(h[:]) // never fails
	return h
}

// testRoom lets two processes run for the last place.
func testRoom(t *testing.T, b backend) {
	s := []*store.Store{b.open(t, store.Options{Now: noon}), b.open(t, store.Options{Now: noon})}
	for name, tt := range map[string]struct {
		most int
		code string
		add  func(*store.Store, kyc.Scope) error
	}{
		"keys": {kyc.MaxKeys, "too_many_keys", func(s *store.Store, scope kyc.Scope) error {
			k := kyctest.Key(scope)
			k.Hash, k.CreatedAt, k.ExpiresAt, k.RevokedAt = drawn(), kyctest.Noon, time.Time{}, time.Time{}
			return s.CreateKey(ctx, k)
		}},
		"clients": {kyc.MaxClients, "too_many_clients", func(s *store.Store, scope kyc.Scope) error {
			return s.CreateClient(ctx, kyc.OAuthClient{Scope: scope, ID: kyctest.ID(kyc.PrefixClient), Hash: drawn(), CreatedAt: kyctest.Noon})
		}},
		"endpoints": {kyc.MaxEndpoints, "too_many_endpoints", func(s *store.Store, scope kyc.Scope) error {
			return s.CreateEndpoint(ctx, kyctest.Endpoint(scope))
		}},
		"invitations": {kyc.MaxInvites, "too_many_invitations", func(s *store.Store, scope kyc.Scope) error {
			return s.CreateInvite(ctx, kyc.Invite{Account: scope.Account, ID: kyctest.ID(kyc.PrefixInvite), Hash: drawn(), CreatedAt: kyctest.Noon, ExpiresAt: kyctest.Noon.Add(time.Hour)})
		}},
	} {
		scope, other := kyctest.PutAccount(t, s[0]), kyctest.PutAccount(t, s[0])
		for range tt.most - 1 {
			must(t, tt.add(s[0], scope))
		}
		var mu sync.Mutex
		added := 0
		var all sync.WaitGroup
		start := make(chan struct{})
		for i := range 16 {
			all.Go(func() {
				<-start
				err := tt.add(s[i%2], scope)
				mu.Lock()
				defer mu.Unlock()
				var e *kyc.Error
				if err == nil {
					added++
				} else if !errors.As(err, &e) || e.Code != tt.code {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		close(start)
		all.Wait()
		if added != 1 {
			t.Errorf("%s: %d took the last place", name, added)
		}
		if err := tt.add(s[1], other); err != nil {
			t.Errorf("%s of another account: %v", name, err)
		}
	}
}

// testRoomForKeys: what has ended takes no place, and each key can be rolled.
func testRoomForKeys(t *testing.T, b backend) {
	s := b.open(t, store.Options{Now: noon})
	scope := kyctest.PutAccount(t, s)
	key := func(scope kyc.Scope) kyc.APIKey {
		k := kyctest.Key(scope)
		k.Hash, k.CreatedAt, k.ExpiresAt, k.RevokedAt = drawn(), kyctest.Noon, time.Time{}, time.Time{}
		return k
	}
	ended, expired, soon := key(scope), key(scope), key(scope)
	ended.RevokedAt, expired.ExpiresAt, soon.ExpiresAt = kyctest.Noon, kyctest.Noon, kyctest.Noon.Add(time.Microsecond)
	for _, k := range []kyc.APIKey{ended, expired, soon} {
		must(t, s.CreateKey(ctx, k))
	}
	var good []string
	for range kyc.MaxKeys - 1 { // and soon
		k := key(scope)
		must(t, s.CreateKey(ctx, k))
		good = append(good, k.ID)
	}
	wantKind(t, "one more", s.CreateKey(ctx, key(scope)), kyc.Conflict)
	must(t, s.CreateKey(ctx, key(kyc.Scope{Account: scope.Account, Live: !scope.Live})))
	roll := func(id string) error {
		_, err := s.ChangeKey(ctx, scope, id, func(k *kyc.APIKey) (*kyc.APIKey, error) {
			next := key(scope)
			k.ReplacedBy, k.ExpiresAt = next.ID, kyctest.Noon.Add(time.Hour)
			return &next, nil
		})
		return err
	}
	for _, id := range good {
		must(t, roll(id))
	}
	must(t, roll(soon.ID))
	wantKind(t, "more former keys than keys", roll(good[0]), kyc.Conflict)
	if k, err := s.Key(ctx, scope, good[0]); err != nil || k.ReplacedBy == "" {
		t.Errorf("%+v %v", k, err)
	}
	if list, err := s.Keys(ctx, scope); err != nil || len(list) != 2*kyc.MaxKeys+2 {
		t.Errorf("%d keys, %v", len(list), err)
	}
}
