package store_test

import (
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

func testAccounts(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	one := kyctest.Lender()
	must(t, s.CreateAccount(ctx, one))
	wantKind(t, "the same id again", s.CreateAccount(ctx, one), kyc.Conflict)
	got, err := s.Account(ctx, one.ID)
	if err != nil || !reflect.DeepEqual(*got, one) {
		t.Errorf("wrote %+v, read %+v %v", one, got, err)
	}
	_, err = s.Account(ctx, "acct_none")
	wantKind(t, "an unknown account", err, kyc.NotFound)
	two := kyctest.Lender()
	must(t, s.CreateAccount(ctx, two))
	all, err := s.Accounts(ctx)
	if err != nil || len(all) != 2 || !reflect.DeepEqual(all[0], one) && !reflect.DeepEqual(all[1], one) {
		t.Errorf("accounts: %v %v", all, err)
	}
}

func testKeys(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	k := kyctest.Key(scope)
	k.LastUsed, k.RevokedAt, k.ExpiresAt = kyctest.Noon.Add(1*time.Microsecond), kyctest.Noon.Add(2*time.Microsecond), kyctest.Noon.Add(3*time.Microsecond)
	k.Origins, k.ReplacedBy = []string{"https://bank.example"}, "key_next"
	must(t, s.CreateKey(ctx, k))
	twin := kyctest.Key(scope)
	twin.Hash = k.Hash
	wantKind(t, "the same hash again", s.CreateKey(ctx, twin), kyc.Conflict)
	got, err := s.KeyByHash(ctx, k.Hash)
	if err != nil || !reflect.DeepEqual(*got, k) {
		t.Errorf("wrote %+v, read %+v %v", k, got, err)
	}
	list, err := s.Keys(ctx, scope)
	if err != nil || len(list) != 1 || !reflect.DeepEqual(list[0], k) {
		t.Errorf("keys: %+v %v", list, err)
	}
	_, err = s.KeyByHash(ctx, kyc.Hash{1})
	wantKind(t, "an unknown hash", err, kyc.NotFound)
}

func testRevocationIsSeenAtOnce(t *testing.T, b backend) {
	var clock atomic.Pointer[time.Time]
	set := func(at time.Time) { clock.Store(&at) }
	set(kyctest.Noon)
	now := func() time.Time { return *clock.Load() }
	s, other := b.open(t, store.Options{Now: now}), b.open(t, store.Options{Now: now})
	scope := kyctest.PutAccount(t, s)
	k := kyctest.Key(scope)
	must(t, s.CreateKey(ctx, k))
	revoked := func(s *store.Store) time.Time {
		t.Helper()
		got, err := s.KeyByHash(ctx, k.Hash)
		must(t, err)
		return got.RevokedAt
	}
	if !revoked(s).IsZero() || !revoked(other).IsZero() {
		t.Fatal("a new key is revoked")
	}
	end := kyctest.Noon.Add(time.Minute)
	must(t, s.RevokeKey(ctx, scope, k.ID, end))
	if !revoked(s).Equal(end) {
		t.Error("the process that revoked the key still accepts it")
	}
	must(t, s.RevokeKey(ctx, scope, k.ID, end.Add(time.Hour)))
	if !revoked(s).Equal(end) {
		t.Error("a second revocation moved the first")
	}
	set(kyctest.Noon.Add(5 * time.Second))
	if !revoked(other).Equal(end) {
		t.Error("another process accepts the key after five seconds")
	}
	wantKind(t, "an unknown key", s.RevokeKey(ctx, scope, "key_none", end), kyc.NotFound)
}

func testChangedKeys(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope, other := kyctest.PutAccount(t, s), kyctest.PutAccount(t, s)
	var keys []kyc.APIKey
	for range 3 {
		k := kyctest.Key(scope)
		must(t, s.CreateKey(ctx, k))
		keys = append(keys, k)
	}
	if got, err := s.KeyByHash(ctx, keys[1].Hash); err != nil || got.Name != "backend" {
		t.Fatal(got, err)
	}
	next := kyctest.Key(scope)
	changed, err := s.ChangeKey(ctx, scope, keys[1].ID, func(k *kyc.APIKey) (*kyc.APIKey, error) {
		k.Name, k.ReplacedBy, k.ExpiresAt, k.Permissions = "rolled", next.ID, kyctest.Noon, []kyc.Permission{kyc.ReadEvents}
		return &next, nil
	})
	must(t, err)
	if got, err := s.KeyByHash(ctx, keys[1].Hash); err != nil || !reflect.DeepEqual(got, changed) || got.Name != "rolled" {
		t.Errorf("the process that changed the key still knows %+v %v", got, err)
	}
	if got, err := s.Key(ctx, scope, next.ID); err != nil || !reflect.DeepEqual(*got, next) {
		t.Errorf("successor %+v %v", got, err)
	}
	refused := kyctest.Key(scope)
	_, err = s.ChangeKey(ctx, scope, keys[0].ID, func(k *kyc.APIKey) (*kyc.APIKey, error) {
		k.Name = "refused"
		return &refused, kyc.Errorf(kyc.Conflict, "key_ended", "no")
	})
	wantKind(t, "a refused change", err, kyc.Conflict)
	if got, err := s.Key(ctx, scope, keys[0].ID); err != nil || got.Name != "backend" {
		t.Errorf("a refused change was written: %+v %v", got, err)
	}
	_, err = s.Key(ctx, scope, refused.ID)
	wantKind(t, "the successor of a refused change", err, kyc.NotFound)
	nothing := func(*kyc.APIKey) (*kyc.APIKey, error) { return nil, nil }
	for _, sc := range []kyc.Scope{other, {Account: scope.Account, Live: true}} {
		_, err = s.ChangeKey(ctx, sc, keys[0].ID, nothing)
		wantKind(t, "a change from another scope", err, kyc.NotFound)
		_, err = s.Key(ctx, sc, keys[0].ID)
		wantKind(t, "a look from another scope", err, kyc.NotFound)
	}
	want := []string{next.ID, keys[2].ID, keys[1].ID, keys[0].ID}
	slices.SortFunc(want, func(a, b string) int { return strings.Compare(b, a) })
	var got []string
	q := kyc.PageQuery{Limit: 3}
	for {
		page, more, err := s.KeyPage(ctx, scope, q)
		must(t, err)
		for _, k := range page {
			got = append(got, k.ID)
			q.After = k.ID
		}
		if !more {
			break
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("pages %v, want %v", got, want)
	}
}

func testTouchedKeys(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	k := kyctest.Key(scope)
	must(t, s.CreateKey(ctx, k))
	late := kyctest.Noon.Add(time.Hour)
	s.TouchKey(k.ID, late)
	s.TouchKey(k.ID, kyctest.Noon) // an older use that was told later
	used := func(s *store.Store) time.Time {
		t.Helper()
		list, err := s.Keys(ctx, scope)
		must(t, err)
		return list[0].LastUsed
	}
	if got := used(s); !got.Equal(late) {
		t.Errorf("before it is written: last used %v", got)
	}
	must(t, s.Close())
	if got := used(b.open(t, store.Options{})); !got.Equal(late) {
		t.Errorf("after Close: last used %v", got)
	}
}

func testOfficers(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	o := kyctest.Ravi("acct_a")
	o.Email, o.Password, o.Roles = "Ravi@Example.com", "$argon2id$", []kyc.Role{kyc.Agent, kyc.Admin}
	must(t, s.CreateOfficer(ctx, o))
	twin := kyctest.Ravi("acct_b")
	twin.Email = strings.ToUpper(o.Email)
	wantKind(t, "the same address again", s.CreateOfficer(ctx, twin), kyc.Conflict)
	for _, email := range []string{o.Email, "ravi@example.com"} {
		got, err := s.OfficerByEmail(ctx, email)
		if err != nil || !reflect.DeepEqual(*got, o) {
			t.Errorf("%s: wrote %+v, read %+v %v", email, o, got, err)
		}
	}
	got, err := s.Officer(ctx, o.Account, o.ID)
	if err != nil || !reflect.DeepEqual(*got, o) {
		t.Errorf("wrote %+v, read %+v %v", o, got, err)
	}
	_, err = s.OfficerByEmail(ctx, "nobody@example.com")
	wantKind(t, "an unknown address", err, kyc.NotFound)
}

func testOAuthClients(t *testing.T, b backend) {
	var clock atomic.Pointer[time.Time]
	set := func(at time.Time) { clock.Store(&at) }
	set(kyctest.Noon)
	now := func() time.Time { return *clock.Load() }
	s, other := b.open(t, store.Options{Now: now}), b.open(t, store.Options{Now: now})
	scope, stranger := kyctest.PutAccount(t, s), kyctest.PutAccount(t, s)
	c := kyc.OAuthClient{Scope: scope, ID: kyctest.ID(kyc.PrefixClient), Name: "ledger", Permissions: []kyc.Permission{kyc.ReadEvents}, Hash: kyc.Hash{1}, Hint: "abcd",
		Former: kyc.Hash{2}, FormerUntil: kyctest.Noon.Add(time.Hour), CreatedAt: kyctest.Noon, LastUsed: kyctest.Noon.Add(time.Minute)}
	must(t, s.CreateClient(ctx, c))
	twin := c
	twin.Scope = stranger
	wantKind(t, "the same client_id in another account", s.CreateClient(ctx, twin), kyc.Conflict)
	for name, read := range map[string]func() (*kyc.OAuthClient, error){
		"by id":    func() (*kyc.OAuthClient, error) { return s.ClientByID(ctx, c.ID) },
		"in scope": func() (*kyc.OAuthClient, error) { return s.Client(ctx, scope, c.ID) },
		"by token": func() (*kyc.OAuthClient, error) { return s.AccessClient(ctx, scope, c.ID, "one") },
	} {
		if got, err := read(); err != nil || !reflect.DeepEqual(*got, c) {
			t.Errorf("%s: wrote %+v, read %+v %v", name, c, got, err)
		}
	}
	for _, sc := range []kyc.Scope{stranger, {Account: scope.Account, Live: true}} {
		_, err := s.Client(ctx, sc, c.ID)
		wantKind(t, "a look from another scope", err, kyc.NotFound)
		_, err = s.AccessClient(ctx, sc, c.ID, "one")
		wantKind(t, "a token of another scope", err, kyc.NotFound)
		_, err = s.ChangeClient(ctx, sc, c.ID, func(*kyc.OAuthClient) error { return nil })
		wantKind(t, "a change from another scope", err, kyc.NotFound)
		wantKind(t, "a deletion from another scope", s.DeleteClient(ctx, sc, c.ID), kyc.NotFound)
	}
	late := kyctest.Noon.Add(2 * time.Hour)
	s.TouchKey(c.ID, late)
	if got, err := s.Client(ctx, scope, c.ID); err != nil || !got.LastUsed.Equal(late) {
		t.Errorf("last used %+v %v", got, err)
	}
	changed, err := s.ChangeClient(ctx, scope, c.ID, func(c *kyc.OAuthClient) error { c.Name = "books"; return nil })
	must(t, err)
	if got, err := s.AccessClient(ctx, scope, c.ID, "one"); err != nil || got.Name != "books" || changed.Name != "books" {
		t.Errorf("the process that changed the client still knows %+v %v", got, err)
	}

	alive := func(s *store.Store, jti string) bool {
		t.Helper()
		_, err := s.AccessClient(ctx, scope, c.ID, jti)
		if err != nil && !kyc.IsKind(err, kyc.NotFound) {
			t.Fatal(err)
		}
		return err == nil
	}
	if !alive(s, "one") || !alive(other, "one") || !alive(s, "two") {
		t.Fatal("a fresh token is not alive")
	}
	must(t, s.RevokeAccess(ctx, scope, c.ID, "one", kyctest.Noon.Add(time.Hour)))
	must(t, s.RevokeAccess(ctx, scope, c.ID, "one", kyctest.Noon.Add(time.Hour)))
	if alive(s, "one") || !alive(s, "two") {
		t.Error("the revocation is not seen at once, or hits another token")
	}
	set(kyctest.Noon.Add(5 * time.Second))
	if alive(other, "one") {
		t.Error("another process accepts the token after five seconds")
	}
	set(kyctest.Noon.Add(2 * time.Hour))
	must(t, s.RevokeAccess(ctx, scope, c.ID, "three", kyctest.Noon.Add(3*time.Hour)))
	if !alive(s, "one") { // the token itself has ended; only the row was forgotten
		t.Error("the revocation of an ended token is kept")
	}
	if !alive(s, "two") {
		t.Error("a token that nobody revoked is dead")
	}
	must(t, s.DeleteClient(ctx, scope, c.ID))
	wantKind(t, "a second deletion", s.DeleteClient(ctx, scope, c.ID), kyc.NotFound)
	if alive(s, "two") {
		t.Error("a token outlives its client")
	}
}

func testClientPages(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	var want, got []string
	for range 5 {
		c := kyc.OAuthClient{Scope: scope, ID: kyctest.ID(kyc.PrefixClient), Name: "x", CreatedAt: kyctest.Noon}
		must(t, s.CreateClient(ctx, c))
		want = append(want, c.ID)
	}
	slices.SortFunc(want, func(a, b string) int { return strings.Compare(b, a) })
	q := kyc.PageQuery{Limit: 2}
	for more := true; more; {
		page, next, err := s.ClientPage(ctx, scope, q)
		must(t, err)
		for _, c := range page {
			got = append(got, c.ID)
			q.After = c.ID
		}
		more = next
	}
	if !slices.Equal(got, want) {
		t.Errorf("pages %v, want %v", got, want)
	}
}
