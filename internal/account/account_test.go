package account_test

import (
	"bytes"
	"crypto/rand"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/account"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/seal"
	"github.com/basekyc/basekyc/internal/store"
)

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }

func (c *clock) pass(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.at = c.at.Add(d) }

func open(t *testing.T) (*account.Service, *store.Store, *clock) {
	t.Helper()
	box, err := seal.Open(filepath.Join(t.TempDir(), "seal.key"))
	if err != nil {
		t.Fatal(err)
	}
	db, c := kyctest.Open(t), &clock{at: time.Now()}
	s, err := account.New(account.Options{Store: db, Now: c.now, Entropy: rand.Reader, Secrets: box})
	if err != nil {
		t.Fatal(err)
	}
	return s, db, c
}

func TestAKeyIsKnownByItsHashOnly(t *testing.T) {
	s, db, c := open(t)
	scope := kyctest.PutAccount(t, db)
	plain, made, err := s.MintKey(t.Context(), scope, kyc.SecretKey, "backend")
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^sk_test_[a-z2-7]{32}$`).MatchString(plain) || strings.Contains(plain, made.ID) {
		t.Errorf("key %q", plain)
	}
	got, err := s.Authenticate(t.Context(), plain)
	if err != nil || got.ID != made.ID || got.Scope != scope || got.Kind != kyc.SecretKey {
		t.Fatalf("%+v %v", got, err)
	}
	flipped := plain[:len(plain)-1] + map[bool]string{true: "b", false: "a"}[plain[len(plain)-1] == 'a']
	for _, wrong := range []string{"", flipped, plain + "a", strings.ToUpper(plain), "sk_live_" + plain[8:], "sk_test_"} {
		if _, err := s.Authenticate(t.Context(), wrong); !kyc.IsKind(err, kyc.Unauthenticated) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	if err := db.RevokeKey(t.Context(), scope, made.ID, c.now()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Authenticate(t.Context(), plain); !kyc.IsKind(err, kyc.Unauthenticated) {
		t.Errorf("revoked: %v", err)
	}
}

func TestLogIn(t *testing.T) {
	s, db, _ := open(t)
	scope := kyctest.PutAccount(t, db)
	o, err := s.AddOfficer(t.Context(), scope.Account, " Ravi@Example.com ", "Ravi", "correct horse", kyc.Agent)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(o.Password, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(o.Password, "horse") {
		t.Errorf("kept as %q", o.Password)
	}
	if _, err := s.AddOfficer(t.Context(), scope.Account, "none@example.com", "None", "", kyc.Agent); err != nil {
		t.Fatal(err)
	}
	got, err := s.LogIn(t.Context(), "ravi@example.com", "correct horse", "", "192.0.2.1")
	if err != nil || got.ID != o.ID {
		t.Fatalf("%+v %v", got, err)
	}
	for email, password := range map[string]string{"ravi@example.com": "wrong", "nobody@example.com": "correct horse", "none@example.com": ""} {
		if _, err := s.LogIn(t.Context(), email, password, "", "192.0.2.1"); !kyc.IsKind(err, kyc.Unauthenticated) {
			t.Errorf("%s: %v", email, err)
		}
	}
}

func TestGuessingAPasswordIsSlowedDownFromThatAddressOnly(t *testing.T) {
	s, db, c := open(t)
	scope := kyctest.PutAccount(t, db)
	if _, err := s.AddOfficer(t.Context(), scope.Account, "ravi@example.com", "Ravi", "correct horse", kyc.Agent); err != nil {
		t.Fatal(err)
	}
	for i := range 11 {
		_, err := s.LogIn(t.Context(), "ravi@example.com", "wrong", "", "192.0.2.1")
		if limited := kyc.IsKind(err, kyc.TooMany); limited != (i == 10) {
			t.Fatalf("attempt %d: %v", i+1, err)
		}
	}
	if _, err := s.LogIn(t.Context(), "ravi@example.com", "correct horse", "", "192.0.2.2"); err != nil {
		t.Errorf("the officer is locked out from elsewhere: %v", err)
	}
	c.pass(time.Minute)
	if _, err := s.LogIn(t.Context(), "ravi@example.com", "correct horse", "", "192.0.2.1"); err != nil {
		t.Errorf("a minute later: %v", err)
	}
}

func TestTheSandboxOpensTheSameEveryTime(t *testing.T) {
	s, db, _ := open(t)
	seed := make([]byte, account.SeedBytes)
	if _, err := rand.Read(seed); err != nil {
		t.Fatal(err)
	}
	first, err := s.OpenSandbox(t.Context(), seed)
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.OpenSandbox(t.Context(), seed)
	if err != nil || *again != *first {
		t.Fatalf("%+v and %+v: %v", first, again, err)
	}
	for _, k := range []string{first.PublicKey, first.SecretKey} {
		if got, err := s.Authenticate(t.Context(), k); err != nil || got.Account != first.Account || got.Live {
			t.Errorf("key %s: %+v %v", k[:8], got, err)
		}
	}
	for who, simulated := range map[account.Credentials]bool{first.Console: false, first.Dashboard: false, first.Agent: true} {
		o, err := s.LogIn(t.Context(), who.Email, who.Password, "", "192.0.2.1")
		if err != nil || s.Simulated(o) != simulated {
			t.Errorf("%s: %+v %v", who.Email, o, err)
		}
	}
	if keys, err := db.Keys(t.Context(), kyc.Scope{Account: first.Account}); err != nil || len(keys) != 2 {
		t.Errorf("keys %v %v", keys, err)
	}
}

// The simulated officer of an account is found again by the seed alone, is no
// member, and has no way in but the officer's door.
func TestSimulatedOfficerOfAnAccount(t *testing.T) {
	s, db, _ := open(t)
	seed := bytes.Repeat([]byte{7}, account.SeedBytes)
	a, b := kyctest.PutAccount(t, db).Account, kyctest.PutAccount(t, db).Account
	first, err := s.SimulatedOfficer(t.Context(), seed, a)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.SimulatedOfficer(t.Context(), seed, a); err != nil || again != first {
		t.Errorf("again %+v: %v", again, err)
	}
	if other, err := s.SimulatedOfficer(t.Context(), seed, b); err != nil || other.Email == first.Email || other.Password == first.Password {
		t.Errorf("another account's: %+v %v", other, err)
	}
	if another, err := s.SimulatedOfficer(t.Context(), bytes.Repeat([]byte{8}, account.SeedBytes), a); err != nil || another == first {
		t.Errorf("of another seed: %+v %v", another, err)
	}
	if _, err := s.SimulatedOfficer(t.Context(), seed[1:], a); err == nil {
		t.Error("a short seed")
	}
	o, err := s.LogIn(t.Context(), first.Email, first.Password, "", "192.0.2.1")
	if err != nil || o.Account != a || !s.Simulated(o) || !o.MayConduct() {
		t.Fatalf("%+v: %v", o, err)
	}
	if _, _, err := s.Enter(t.Context(), o, kyc.ByPassword, "192.0.2.1", ""); !kyc.IsKind(err, kyc.Forbidden) {
		t.Errorf("the dashboard: %v", err)
	}
	if list, err := s.Members(t.Context(), a); err != nil || len(list) != 0 {
		t.Errorf("members %+v %v", list, err)
	}
	by := kyc.Operator(kyc.Scope{Account: a})
	name := "Asha"
	_, renamed := s.ChangeMember(t.Context(), by, o.ID, kyc.MemberChange{Name: &name})
	_, reset := s.ResetPassword(t.Context(), first.Email)
	for what, err := range map[string]error{"change": renamed, "remove": s.RemoveMember(t.Context(), by, o.ID), "a new password": reset} {
		if !kyc.IsKind(err, kyc.NotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if got, err := s.LogIn(t.Context(), first.Email, first.Password, "", "192.0.2.1"); err != nil || got.Name != o.Name {
		t.Errorf("afterwards %+v: %v", got, err)
	}
}
