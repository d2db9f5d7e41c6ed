package token_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/token"
)

func TestAnAccessTokenSaysWhatWasGranted(t *testing.T) {
	c := &clock{at: time.Unix(1_800_000_000, 500)}
	k := open(t, t.TempDir(), c)
	const issuer = "https://kyc.example"
	g, err := k.MintAccess(issuer, token.Access{Client: "oc_1", Account: "acct_1", Live: true, Scopes: []string{"a:read", "b:write"}}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	got, err := k.VerifyAccess(issuer, g.Token)
	if err != nil || got.Client != "oc_1" || got.Account != "acct_1" || !got.Live || !slices.Equal(got.Scopes, []string{"a:read", "b:write"}) || got.ID == "" || got.ExpiresAt.Sub(got.IssuedAt) != time.Hour {
		t.Fatalf("%+v %v", got, err)
	}
	parts := strings.Split(g.Token, ".")
	head, err := base64.RawURLEncoding.DecodeString(parts[0])
	if err != nil || !strings.Contains(string(head), `"typ":"at+jwt"`) {
		t.Errorf("head %s", head)
	}
	sig, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		t.Fatal(err)
	}
	public := k.Public()
	if len(public) != 1 || !strings.Contains(string(head), public[0].ID) || !ed25519.Verify(public[0].Key, []byte(parts[0]+"."+parts[1]), sig) {
		t.Errorf("public keys %+v do not verify it", public)
	}
	if _, err := k.VerifyAccess("https://other.example", g.Token); !errors.Is(err, token.ErrInvalid) {
		t.Errorf("another issuer takes it: %v", err)
	}
	if _, err := k.VerifyCustomer(g.Token); !errors.Is(err, token.ErrInvalid) {
		t.Errorf("a customer's door takes it: %v", err)
	}
	c.at = c.at.Add(time.Hour)
	if _, err := k.VerifyAccess(issuer, g.Token); !errors.Is(err, token.ErrExpired) {
		t.Errorf("after an hour: %v", err)
	}
}

func TestMalformedAccessTokensAreRefused(t *testing.T) {
	folder := t.TempDir()
	c := &clock{at: time.Unix(1_800_000_000, 0)}
	k := open(t, folder, c)
	const issuer = "https://kyc.example"
	claims := func() map[string]any {
		return map[string]any{"iss": issuer, "aud": token.AudienceOf(issuer), "sub": "oc_1", "client_id": "oc_1", "account": "acct_1", "jti": "j",
			"scope": "a:read", "iat": c.at.Unix(), "exp": c.at.Add(time.Hour).Unix()}
	}
	head := func(kind string) map[string]any {
		return map[string]any{"alg": "EdDSA", "kid": k.Public()[0].ID, "typ": kind}
	}
	header := head("at+jwt")
	if _, err := k.VerifyAccess(issuer, forge(t, folder, header, claims())); err != nil {
		t.Fatalf("the well-formed one: %v", err)
	}
	for name, spoil := range map[string]func(map[string]any){
		"no issuer": func(m map[string]any) { delete(m, "iss") }, "another subject": func(m map[string]any) { m["sub"] = "oc_2" },
		"no client": func(m map[string]any) { delete(m, "client_id"); delete(m, "sub") }, "no account": func(m map[string]any) { delete(m, "account") },
		"no id": func(m map[string]any) { delete(m, "jti") }, "no end": func(m map[string]any) { delete(m, "exp") },
		"another audience": func(m map[string]any) { m["aud"] = "customer" },
	} {
		m := claims()
		spoil(m)
		if _, err := k.VerifyAccess(issuer, forge(t, folder, header, m)); !errors.Is(err, token.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := k.VerifyAccess(issuer, forge(t, folder, head("JWT"), claims())); !errors.Is(err, token.ErrInvalid) {
		t.Errorf("of another kind: %v", err)
	}
}
