package kyc_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

var keysAt = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func holder(list ...kyc.Permission) *kyc.Principal {
	return &kyc.Principal{Scope: kyc.Scope{Account: "acct_a"}, Kind: kyc.ByKey, ID: "key_a", Permissions: list}
}

func code(err error) string {
	var e *kyc.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestNobodyGivesWhatHeDoesNotHave(t *testing.T) {
	by := holder(kyc.WriteKeys, kyc.ReadSessions)
	order := kyc.KeyOrder{Kind: kyc.SecretKey, Name: "more", Permissions: []kyc.Permission{kyc.ReadSessions, kyc.WriteSessions}}
	if _, err := order.Key(by, keysAt); code(err) != "insufficient_scope" {
		t.Errorf("created: %v", err)
	}
	order.Permissions = nil
	k, err := order.Key(by, keysAt)
	if err != nil || !slices.Equal(k.Permissions, []kyc.Permission{kyc.ReadSessions, kyc.WriteKeys}) {
		t.Errorf("without scopes named: %v %v", k.Permissions, err)
	}
	all := kyc.Permissions
	if err := k.Change(by, kyc.KeyChange{Permissions: &all}, keysAt); code(err) != "insufficient_scope" {
		t.Errorf("changed: %v", err)
	}
	strong := kyc.APIKey{Scope: by.Scope, ID: "key_b", Kind: kyc.SecretKey, Name: "strong", Permissions: all}
	if err := strong.Roll(by, &kyc.APIKey{ID: "key_c"}, 0, keysAt); code(err) != "insufficient_scope" {
		t.Errorf("rolled a stronger key, which shows its successor's secret: %v", err)
	}
	fewer := []kyc.Permission{kyc.ReadSessions}
	if err := strong.Change(by, kyc.KeyChange{Permissions: &fewer}, keysAt); err != nil {
		t.Errorf("took from a stronger key: %v", err)
	}
}

func TestARolledKeyEndsWithItsOverlap(t *testing.T) {
	by := kyc.Operator(kyc.Scope{Account: "acct_a"})
	fresh := func() kyc.APIKey {
		return kyc.APIKey{Scope: by.Scope, ID: "key_a", Kind: kyc.PublicKey, Name: "shop", Origins: []string{"https://a.example"}, CreatedAt: keysAt}
	}
	later := keysAt.Add(time.Hour)
	k, next := fresh(), kyc.APIKey{ID: "key_b"}
	if err := k.Roll(by, &next, time.Minute, later); err != nil {
		t.Fatal(err)
	}
	if k.ReplacedBy != "key_b" || !k.Alive(later.Add(59*time.Second)) || k.Alive(later.Add(time.Minute)) {
		t.Errorf("former %+v", k)
	}
	if next.Name != "shop" || next.Kind != kyc.PublicKey || !slices.Equal(next.Origins, k.Origins) || !next.ExpiresAt.IsZero() || !next.CreatedAt.Equal(later) {
		t.Errorf("successor %+v", next)
	}
	if err := k.Roll(by, &kyc.APIKey{ID: "key_c"}, 0, later); code(err) != "key_replaced" {
		t.Errorf("rolled twice: %v", err)
	}
	k, next = fresh(), kyc.APIKey{ID: "key_b"}
	if err := k.Roll(by, &next, 0, later); err != nil || k.Alive(later) {
		t.Errorf("without overlap it is still good: %v", err)
	}
	k, next = fresh(), kyc.APIKey{ID: "key_b"}
	k.ExpiresAt = keysAt.Add(2 * time.Hour)
	if err := k.Roll(by, &next, kyc.MaxOverlap, later); err != nil || !k.ExpiresAt.Equal(keysAt.Add(2*time.Hour)) {
		t.Errorf("the overlap made the former key live longer: %v %v", k.ExpiresAt, err)
	}
	if !next.ExpiresAt.Equal(later.Add(2 * time.Hour)) {
		t.Errorf("successor ends %v", next.ExpiresAt)
	}
	k = fresh()
	for _, overlap := range []time.Duration{-time.Second, kyc.MaxOverlap + time.Second} {
		if err := k.Roll(by, &kyc.APIKey{}, overlap, later); code(err) != "invalid_parameters" {
			t.Errorf("overlap %s: %v", overlap, err)
		}
	}
	k.RevokedAt = later
	if err := k.Roll(by, &kyc.APIKey{}, 0, later); code(err) != "key_ended" {
		t.Errorf("rolled a revoked key: %v", err)
	}
	if err := k.Change(by, kyc.KeyChange{}, later); code(err) != "key_ended" {
		t.Errorf("changed a revoked key: %v", err)
	}
}

func TestKeyOrdersAreJudged(t *testing.T) {
	by := kyc.Operator(kyc.Scope{Account: "acct_a", Live: true})
	for field, o := range map[string]kyc.KeyOrder{
		"kind":       {Kind: "private", Name: "x"},
		"name":       {Kind: kyc.SecretKey, Name: "  "},
		"scopes":     {Kind: kyc.SecretKey, Name: "x", Permissions: []kyc.Permission{}},
		"scopes[1]":  {Kind: kyc.SecretKey, Name: "x", Permissions: []kyc.Permission{kyc.ReadKeys, "everything"}},
		"origins":    {Kind: kyc.SecretKey, Name: "x", Origins: []string{"https://a.example"}},
		"expires_at": {Kind: kyc.SecretKey, Name: "x", ExpiresAt: keysAt},
		"origins[0]": {Kind: kyc.PublicKey, Name: "x", Origins: []string{"https://a.example/"}},
	} {
		_, err := o.Key(by, keysAt)
		var e *kyc.Error
		if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	public := kyc.KeyOrder{Kind: kyc.PublicKey, Name: "x", Permissions: []kyc.Permission{kyc.ReadSessions}}
	if _, err := public.Key(by, keysAt); code(err) != "invalid_parameters" {
		t.Errorf("a public key with scopes: %v", err)
	}
	for origin, good := range map[string]bool{
		"https://www.bank.example": true, "https://bank.example:8443": true, "http://localhost:3000": true, "http://127.0.0.1:5173": true,
		"capacitor://localhost": true, "https://[2001:db8::1]:444": true,
		"http://bank.example": false, "https://Bank.example": false, "https://bank.example:443": false, "http://localhost:80": false, "bank.example": false,
		"https://bank.example/pay": false, "https://*.bank.example": false, "null": false, "*": false, "https://u@bank.example": false,
		"https://bank.example?x": false, "javascript:alert(1)": false, "https://" + strings.Repeat("a", 260): false,
	} {
		o := kyc.KeyOrder{Kind: kyc.PublicKey, Name: "x", Origins: []string{origin}}
		k, err := o.Key(by, keysAt)
		if (err == nil) != good {
			t.Errorf("origin %q: %v", origin, err)
		}
		if good && (!k.TakesOrigin(origin) || k.TakesOrigin("https://other.example") || k.TakesOrigin("")) {
			t.Errorf("%q takes others or not its own", origin)
		}
	}
	if k := (kyc.APIKey{}); !k.TakesOrigin("") || !k.TakesOrigin("https://any.example") {
		t.Error("a key without origins is bound to some")
	}
}
