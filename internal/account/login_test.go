package account_test

import (
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
)

const password = "a long password"

func TestALoginRunsOut(t *testing.T) {
	s, db, c := open(t)
	o, err := s.AddOfficer(t.Context(), kyctest.PutAccount(t, db).Account, "meera@example.com", "Meera", password, kyc.Admin)
	if err != nil {
		t.Fatal(err)
	}
	enter := func() string {
		t.Helper()
		secret, _, err := s.Enter(t.Context(), o, kyc.ByPassword, "192.0.2.1", "Firefox\x00\n")
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	good := func(secret string) bool {
		t.Helper()
		l, _, err := s.Member(t.Context(), secret)
		if err != nil && !kyc.IsKind(err, kyc.Unauthenticated) {
			t.Fatal(err)
		}
		if l != nil && l.Agent != "Firefox" {
			t.Errorf("agent %q", l.Agent)
		}
		return err == nil
	}
	idle := enter()
	c.pass(kyc.LoginIdle - time.Second)
	if !good(idle) {
		t.Error("ended while it was in use")
	}
	c.pass(kyc.LoginIdle - time.Second)
	if !good(idle) {
		t.Error("a request did not keep it")
	}
	c.pass(kyc.LoginIdle)
	if good(idle) {
		t.Error("nothing was asked for and it goes on")
	}
	busy := enter()
	for range int(kyc.LoginLife/(6*time.Hour)) - 1 {
		c.pass(6 * time.Hour)
		if !good(busy) {
			t.Fatal("ended while it was in use")
		}
	}
	c.pass(6 * time.Hour)
	if good(busy) {
		t.Error("a login in use never ends")
	}
}

func TestAMemberHasSoManyLogins(t *testing.T) {
	s, db, c := open(t)
	o, err := s.AddOfficer(t.Context(), kyctest.PutAccount(t, db).Account, "meera@example.com", "Meera", password, kyc.Admin)
	if err != nil {
		t.Fatal(err)
	}
	var first string
	for i := range kyc.MaxLogins + 1 {
		secret, _, err := s.Enter(t.Context(), o, kyc.ByPassword, "192.0.2.1", "")
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = secret
		}
		c.pass(time.Second)
	}
	if list, err := s.Logins(t.Context(), o); err != nil || len(list) != kyc.MaxLogins {
		t.Errorf("%d %v", len(list), err)
	}
	if _, _, err := s.Member(t.Context(), first); !kyc.IsKind(err, kyc.Unauthenticated) {
		t.Errorf("the oldest: %v", err)
	}
}

func TestAResetPasswordIsTheOnlyWayIn(t *testing.T) {
	s, db, _ := open(t)
	o, err := s.AddOfficer(t.Context(), kyctest.PutAccount(t, db).Account, "meera@example.com", "Meera", password, kyc.Admin)
	if err != nil {
		t.Fatal(err)
	}
	cookie, _, err := s.Enter(t.Context(), o, kyc.ByPassword, "192.0.2.1", "")
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := s.ResetPassword(t.Context(), " Meera@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Member(t.Context(), cookie); !kyc.IsKind(err, kyc.Unauthenticated) {
		t.Errorf("the former login: %v", err)
	}
	if _, err := s.LogIn(t.Context(), "meera@example.com", password, "", "192.0.2.1"); !kyc.IsKind(err, kyc.Unauthenticated) {
		t.Errorf("the former password: %v", err)
	}
	if _, err := s.LogIn(t.Context(), "meera@example.com", fresh, "", "192.0.2.1"); err != nil {
		t.Error(err)
	}
}

func TestAnInvitationRunsOut(t *testing.T) {
	s, db, c := open(t)
	by := &kyc.Principal{Scope: kyctest.PutAccount(t, db), Permissions: kyc.Permissions}
	code, _, err := s.Invite(t.Context(), by, "meera@example.com", []kyc.Role{kyc.Agent})
	if err != nil {
		t.Fatal(err)
	}
	c.pass(kyc.InviteLife)
	if _, err := s.Accept(t.Context(), code, "Meera", password); !kyc.IsKind(err, kyc.Forbidden) {
		t.Errorf("%v", err)
	}
}
