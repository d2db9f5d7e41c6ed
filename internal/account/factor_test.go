package account_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/basekyc/basekyc/internal/account"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
)

// authenticator is a member's telephone.
type authenticator struct {
	t      *testing.T
	c      *clock
	secret string
}

func (a authenticator) code() string {
	a.t.Helper()
	code, err := totp.GenerateCode(a.secret, a.c.now())
	if err != nil {
		a.t.Fatal(err)
	}
	return code
}

// next waits for another code.
func (a authenticator) next() string { a.c.pass(30 * time.Second); return a.code() }

func refusal(err error) string {
	var e *kyc.Error
	if errors.As(err, &e) {
		return e.Code
	}
	if err != nil {
		return "not a public error: " + err.Error()
	}
	return ""
}

// guard adds a member with a second factor.
func guard(t *testing.T, s *account.Service, c *clock, scope kyc.Scope) (*kyc.Officer, authenticator, []string) {
	t.Helper()
	o, err := s.AddOfficer(t.Context(), scope.Account, "ravi@example.com", "Ravi", password, kyc.Agent)
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.Enrol(t.Context(), o, password, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(e.URI, "otpauth://totp/") || !strings.Contains(e.URI, "secret="+e.Secret) || !strings.Contains(e.URI, "ravi@example.com") {
		t.Errorf("shown as %d characters", len(e.URI))
	}
	if o, err = s.Officer(t.Context(), scope.Account, o.ID); err != nil || strings.Contains(string(o.SecondFactor.Secret), e.Secret) {
		t.Fatalf("kept in the clear, or %v", err)
	}
	a := authenticator{t, c, e.Secret}
	o, recovery, err := s.Guard(t.Context(), o, a.code(), "192.0.2.1")
	if err != nil || len(recovery) != kyc.RecoveryCodes {
		t.Fatalf("%d recovery codes, %v", len(recovery), err)
	}
	return o, a, recovery
}

func TestALogInWithASecondFactor(t *testing.T) {
	s, db, c := open(t)
	_, a, recovery := guard(t, s, c, kyctest.PutAccount(t, db))
	try := func(code string) string {
		t.Helper()
		c.pass(time.Minute) // tries are limited elsewhere
		_, err := s.LogIn(t.Context(), "ravi@example.com", password, code, "192.0.2.1")
		return refusal(err)
	}
	now := func(code string) string {
		t.Helper()
		_, err := s.LogIn(t.Context(), "ravi@example.com", password, code, "192.0.2.1")
		return refusal(err)
	}
	if got := now(a.code()); got != "totp_invalid" {
		t.Errorf("the code of the enrolment: %q", got)
	}
	if got := try(""); got != "totp_required" {
		t.Errorf("the password alone: %q", got)
	}
	if _, err := s.LogIn(t.Context(), "ravi@example.com", "wrong", a.next(), "192.0.2.1"); refusal(err) != "credentials_invalid" {
		t.Errorf("a wrong password with a good code: %v", err)
	}
	good := a.next()
	if got := now(good); got != "" {
		t.Errorf("a good code: %q", got)
	}
	if got := now(good); got != "totp_invalid" {
		t.Errorf("the same once more: %q", got)
	}
	old := a.next()
	c.pass(time.Minute)
	if got := now(old); got != "totp_invalid" {
		t.Errorf("an old one: %q", got)
	}
	typed := strings.ToUpper(strings.ReplaceAll(recovery[3], "-", " "))
	if got := try(typed); got != "" {
		t.Errorf("a recovery code: %q", got)
	}
	if got := try(recovery[3]); got != "totp_invalid" {
		t.Errorf("the same once more: %q", got)
	}
	for _, wrong := range []string{"000000", "abcdef", "12345", strings.Repeat("a", 16), "\x00"} {
		if got := try(wrong); got != "totp_invalid" {
			t.Errorf("%q: %q", wrong, got)
		}
	}
}

func TestOneOfManyUsesACode(t *testing.T) {
	s, db, c := open(t)
	_, a, _ := guard(t, s, c, kyctest.PutAccount(t, db))
	code := a.next()
	refusals := make([]string, 6)
	var wg sync.WaitGroup
	for i := range refusals {
		wg.Go(func() {
			_, err := s.LogIn(t.Context(), "ravi@example.com", password, code, "192.0.2.1")
			refusals[i] = refusal(err)
		})
	}
	wg.Wait()
	in := 0
	for _, r := range refusals {
		switch r {
		case "":
			in++
		case "totp_invalid":
		default:
			t.Errorf("refused with %q", r)
		}
	}
	if in != 1 {
		t.Errorf("%d came in with one code", in)
	}
}

func TestGuessingACodeIsSlowedDownFromThatAddressOnly(t *testing.T) {
	s, db, c := open(t)
	_, a, _ := guard(t, s, c, kyctest.PutAccount(t, db))
	limited := 0
	for range 40 {
		_, err := s.LogIn(t.Context(), "ravi@example.com", password, "000000", "192.0.2.66")
		if kyc.IsKind(err, kyc.TooMany) {
			limited++
		}
		c.pass(6 * time.Second) // as fast as passwords may be tried
	}
	if limited < 20 {
		t.Errorf("%d of 40 guesses were refused", limited)
	}
	if _, err := s.LogIn(t.Context(), "ravi@example.com", password, a.next(), "192.0.2.1"); err != nil {
		t.Errorf("the officer is locked out from elsewhere: %v", err)
	}
}

func TestTurningASecondFactorOffWantsThePassword(t *testing.T) {
	s, db, c := open(t)
	o, a, recovery := guard(t, s, c, kyctest.PutAccount(t, db))
	if _, err := s.Unguard(t.Context(), o, "wrong", "192.0.2.1"); refusal(err) != "credentials_invalid" {
		t.Fatalf("a wrong password: %v", err)
	}
	if _, err := s.Enrol(t.Context(), o, password, "192.0.2.1"); refusal(err) != "second_factor_on" {
		t.Errorf("a second authenticator: %v", err)
	}
	fresh, err := s.Recover(t.Context(), o, password, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.LogIn(t.Context(), "ravi@example.com", password, recovery[0], "192.0.2.1"); refusal(err) != "totp_invalid" {
		t.Errorf("a code that was replaced: %v", err)
	}
	if _, err := s.LogIn(t.Context(), "ravi@example.com", password, fresh[0], "192.0.2.1"); err != nil {
		t.Error(err)
	}
	cookie, _, err := s.Enter(t.Context(), o, kyc.ByPassword, "192.0.2.1", "")
	if err != nil {
		t.Fatal(err)
	}
	off, err := s.Unguard(t.Context(), o, password, "192.0.2.1")
	if err != nil || off.Guarded() {
		t.Fatalf("%v", err)
	}
	if _, _, err := s.Member(t.Context(), cookie); !kyc.IsKind(err, kyc.Unauthenticated) {
		t.Errorf("the former login: %v", err)
	}
	if _, err := s.LogIn(t.Context(), "ravi@example.com", password, "", "192.0.2.1"); err != nil {
		t.Error(err)
	}
	if _, _, err := s.Guard(t.Context(), off, a.next(), "192.0.2.1"); refusal(err) != "totp_invalid" && refusal(err) != "second_factor_off" {
		t.Errorf("the authenticator that was taken off: %v", err)
	}
}

func TestTheFirstCodeIsOfTheNewestEnrolment(t *testing.T) {
	s, db, c := open(t)
	o, err := s.AddOfficer(t.Context(), kyctest.PutAccount(t, db).Account, "ravi@example.com", "Ravi", password, kyc.Agent)
	if err != nil {
		t.Fatal(err)
	}
	first, err := s.Enrol(t.Context(), o, password, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	seen, err := s.Officer(t.Context(), o.Account, o.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Enrol(t.Context(), o, password, "192.0.2.1"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Guard(t.Context(), seen, authenticator{t, c, first.Secret}.code(), "192.0.2.1"); refusal(err) != "totp_invalid" {
		t.Errorf("the code of a former one: %v", err)
	}
}
