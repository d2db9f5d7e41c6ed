package session_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/session"
	"github.com/basekyc/basekyc/internal/store"
	"github.com/basekyc/basekyc/internal/token"
)

func TestMain(m *testing.M) { kyctest.Main(m) }

// fixture is a service on a real store with a clock of the test's own.
type fixture struct {
	*session.Service
	store *store.Store
	keys  *token.Keyring
	scope kyc.Scope
	now   *time.Time
}

func open(t *testing.T) fixture {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	keys, err := token.Open(t.TempDir(), token.Options{Now: clock, Entropy: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	st := kyctest.Open(t)
	return fixture{session.New(session.Config{Store: st, Tokens: keys, BaseURL: "https://kyc.test", Now: clock, Log: slog.New(slog.DiscardHandler),
		ConsentText: func(l string) (string, string, string) { return "1", l, "ab" }}),
		st, keys, kyctest.PutAccount(t, st), &now}
}

// create makes a session and gives its id, link code and embedding token.
func (f fixture) create(t *testing.T) (id, code, embedding string) {
	t.Helper()
	s, link, err := f.Create(context.Background(), f.scope, kyctest.Asha())
	if err != nil {
		t.Fatal(err)
	}
	at, code, ok := strings.Cut(link.URL, "#")
	if !ok || at != "https://kyc.test/v/"+s.ID {
		t.Fatalf("link is %s", at)
	}
	return s.ID, code, link.Token
}

func cutLink(url string) (page, code string, ok bool) { return strings.Cut(url, "#") }

var phone, laptop = kyc.Hash(token.Hash("phone")), kyc.Hash(token.Hash("laptop"))

func code(err error) string {
	if e, ok := err.(*kyc.Error); ok {
		return e.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func TestLinkBindsOneDevice(t *testing.T) {
	f, ctx := open(t), context.Background()
	id, secret, embedding := f.create(t)
	tests := []struct {
		name string
		do   func() error
		want string
	}{
		{"wrong code", func() error { _, _, err := f.ExchangeCode(ctx, id, "x"+secret, phone); return err }, "link_invalid"},
		{"other session", func() error {
			_, _, err := f.ExchangeCode(ctx, kyctest.ID("vs"), secret, phone)
			return err
		}, "link_invalid"},
		{"no id", func() error { _, _, err := f.ExchangeCode(ctx, "' OR 1=1", secret, phone); return err }, "link_invalid"},
		{"first device", func() error { _, _, err := f.ExchangeCode(ctx, id, secret, phone); return err }, ""},
		{"a refresh", func() error { _, _, err := f.ExchangeCode(ctx, id, secret, phone); return err }, ""},
		{"second device", func() error { _, _, err := f.ExchangeCode(ctx, id, secret, laptop); return err }, "link_used"},
		{"second device by token", func() error {
			c, err := f.keys.VerifyCustomer(embedding)
			if err != nil {
				return err
			}
			_, _, err = f.ExchangeToken(ctx, f.scope, id, c.ID, laptop)
			return err
		}, "link_used"},
	}
	for _, tt := range tests {
		if got := code(tt.do()); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	events, _, err := f.store.SessionEvents(ctx, f.scope, id, 0, 10)
	if err != nil || len(events) != 2 || events[1].Type != kyc.EventJoined {
		t.Errorf("events %v %v", events, err)
	}
}

func TestTokensAreBound(t *testing.T) {
	f, ctx := open(t), context.Background()
	id, secret, embedding := f.create(t)
	_, grant, err := f.ExchangeCode(ctx, id, secret, phone)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := f.Authenticate(ctx, grant.Token, "phone"); err != nil || s.ID != id {
		t.Fatal(err)
	}
	if _, err := f.Authenticate(ctx, grant.Token, "laptop"); code(err) != "wrong_device" {
		t.Error(err)
	}
	if _, err := f.Authenticate(ctx, embedding, "phone"); code(err) != "token_invalid" {
		t.Error("the embedding token opened the door:", err)
	}
	weak, err := f.keys.MintCustomer(token.Customer{Session: id, Account: f.scope.Account, Device: token.DeviceClaim(phone), Permissions: []string{token.MayExchange}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Authenticate(ctx, weak.Token, "phone"); code(err) != "token_invalid" {
		t.Error("a token without the permission opened the door:", err)
	}
	tampered := grant.Token[:len(grant.Token)-5] + "AAAAA"
	if _, err := f.Authenticate(ctx, tampered, "phone"); code(err) != "token_invalid" {
		t.Error(err)
	}
	if _, _, err := f.Reissue(ctx, f.scope, id, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Authenticate(ctx, grant.Token, "phone"); code(err) != "wrong_device" {
		t.Error("a reissued link leaves the former device in:", err)
	}
	if _, _, err := f.ExchangeCode(ctx, id, secret, phone); code(err) != "link_invalid" {
		t.Error("the former link still works:", err)
	}
	*f.now = f.now.Add(31 * time.Minute)
	if _, err := f.Authenticate(ctx, grant.Token, "phone"); code(err) != "token_expired" {
		t.Error(err)
	}
}

func TestTimeActs(t *testing.T) {
	f, ctx := open(t), context.Background()
	waiting := kyctest.Put(t, f.store, f.scope, kyc.Waiting)
	lost := kyctest.Put(t, f.store, f.scope, kyc.Interrupted)
	far := lost.GraceEnds
	if waiting.ExpiresAt.After(far) {
		far = waiting.ExpiresAt
	}
	*f.now = far
	f.Tick(ctx)
	for id, want := range map[string]kyc.Status{waiting.ID: kyc.Expired, lost.ID: kyc.Failed} {
		s, err := f.Get(ctx, f.scope, id)
		if err != nil || s.Status != want {
			t.Errorf("%v %v, want %s", s.Status, err, want)
		}
	}
}

func TestRecoveryAfterADeath(t *testing.T) {
	f, ctx := open(t), context.Background()
	waiting := kyctest.Put(t, f.store, f.scope, kyc.Waiting)
	running := kyctest.Put(t, f.store, f.scope, kyc.InProgress)
	*f.now = running.UpdatedAt.Add(time.Minute)
	if err := f.Recover(ctx); err != nil {
		t.Fatal(err)
	}
	if s, _ := f.Get(ctx, f.scope, waiting.ID); s.Status != kyc.Joined {
		t.Errorf("the customer in line is %s", s.Status)
	}
	s, _ := f.Get(ctx, f.scope, running.ID)
	if s.Status != kyc.Interrupted || s.Epoch != running.Epoch+1 || !s.GraceEnds.Equal(f.now.Add(s.GracePeriod)) {
		t.Errorf("the call is %s, epoch %d, until %s", s.Status, s.Epoch, s.GraceEnds)
	}
	if s, err := f.Resume(ctx, kyc.Ref{Scope: f.scope, Session: running.ID}); err != nil || s.Status != kyc.InProgress {
		t.Errorf("not resumable: %v", err)
	}
}

func TestOtherTenantsSeeNothing(t *testing.T) {
	f, ctx := open(t), context.Background()
	s := kyctest.Put(t, f.store, f.scope, kyc.Waiting)
	for _, scope := range []kyc.Scope{{Account: kyctest.ID("acct")}, {Account: f.scope.Account, Live: true}} {
		ref := kyc.Ref{Scope: scope, Session: s.ID}
		if _, err := f.Get(ctx, scope, s.ID); !kyc.IsKind(err, kyc.NotFound) {
			t.Error("get:", err)
		}
		if _, err := f.Cancel(ctx, scope, s.ID); !kyc.IsKind(err, kyc.NotFound) {
			t.Error("cancel:", err)
		}
		if _, err := f.Start(ctx, ref, kyc.OfficerRef{ID: "off_1"}); !kyc.IsKind(err, kyc.NotFound) {
			t.Error("start:", err)
		}
	}
}
