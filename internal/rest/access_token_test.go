package rest_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/oauth2/clientcredentials"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/rest"
	"github.com/basekyc/basekyc/internal/token"
)

func TestIntrospectionTellsOfOnesOwnTokensOnly(t *testing.T) {
	w := newWorld(t)
	c := w.oauthClient(w.a.secret, "sessions:read", "events:read")
	mine := w.access(c, "events:read")
	sibling := w.oauthClient(w.a.secret, "keys:read")
	for _, asks := range []api.OAuthClientWithSecret{c, sibling} {
		got := read[api.Introspection](t, w.form("/oauth/introspect", asks, "token", mine.AccessToken), 200)
		if !got.Active || got.Scope != "events:read" || got.ClientID != c.ID || got.Subject != c.ID || got.Issuer != "http://kyc.example" || got.Audience != "http://kyc.example/v1" ||
			got.TokenType != "Bearer" || got.TokenID == "" || got.Expires-got.Issued != 3600 || got.Livemode == nil || *got.Livemode {
			t.Errorf("%+v", got)
		}
	}
	v := w.create(w.a)
	for name, x := range map[string]struct {
		asks  api.OAuthClientWithSecret
		token string
	}{
		"another account's token": {w.oauthClient(w.b.secret, "sessions:read"), mine.AccessToken},
		"another mode's token":    {w.oauthClient(w.a.live, "sessions:read"), mine.AccessToken},
		"nonsense":                {c, "nonsense"}, "a customer's token": {c, v.Token}, "an API key": {c, w.a.secret}, "a staff token": {c, w.a.staff},
		"a tampered one": {c, mine.AccessToken[:len(mine.AccessToken)-4] + "AAAA"},
	} {
		if got := w.form("/oauth/introspect", x.asks, "token", x.token); got.Code != 200 || strings.TrimSpace(got.Body.String()) != `{"active":false}` {
			t.Errorf("%s: %d %s", name, got.Code, got.Body)
		}
	}
	w.form("/oauth/revoke", c, "token", mine.AccessToken)
	if got := read[api.Introspection](t, w.form("/oauth/introspect", c, "token", mine.AccessToken), 200); got.Active {
		t.Error("a revoked token is active")
	}
	if got := read[api.OAuthError](t, w.form("/oauth/introspect", c), 400); got.Code != "invalid_request" {
		t.Errorf("without a token: %+v", got)
	}
	if got := read[api.OAuthError](t, w.form("/oauth/introspect", c, "token", ""), 400); got.Code != "invalid_request" {
		t.Errorf("with an empty token: %+v", got)
	}
}

func TestTokensOfOtherDoorsAreNoAccessTokens(t *testing.T) {
	w := newWorld(t)
	c := w.oauthClient(w.a.secret, "sessions:read")
	good := token.Access{Client: c.ID, Account: w.a.id, Scopes: []string{"sessions:read"}}
	mint := func(k *token.Keyring, issuer string, a token.Access, life time.Duration) string {
		g, err := k.MintAccess(issuer, a, life)
		must(t, err)
		return g.Token
	}
	const here = "http://kyc.example"
	if rec := w.ask("GET", "/v1/sessions", mint(w.tokens, here, good, time.Hour), ""); rec.Code != 200 {
		t.Fatalf("the right one: %d", rec.Code)
	}
	stranger, err := token.Open(t.TempDir(), token.Options{Now: time.Now, Entropy: rand.Reader})
	must(t, err)
	more, elsewhere, live := good, good, good
	more.Scopes = []string{"sessions:read", "keys:write"}
	elsewhere.Account = w.b.id
	live.Live = true
	for name, raw := range map[string]string{
		"another issuer's": mint(w.tokens, "http://other.example", good, time.Hour), "signed by a stranger": mint(stranger, here, good, time.Hour),
		"of an account that the client is not of": mint(w.tokens, here, elsewhere, time.Hour), "of the other mode": mint(w.tokens, here, live, time.Hour),
		"a customer's": w.create(w.a).Token, "a staff token": w.a.staff, "nonsense": "a.b.c",
	} {
		rec := w.ask("GET", "/v1/sessions", raw, "")
		if p := read[api.Problem](t, rec, 401); p.Code != "access_token_invalid" {
			t.Errorf("%s: %+v", name, p)
		}
	}
	problemIn(t, w.ask("GET", "/v1/sessions", mint(w.tokens, here, good, 0), ""), 401, "access_token_expired")
	problemIn(t, w.ask("GET", "/v1/api_keys", mint(w.tokens, here, more, time.Hour), ""), 403, "insufficient_scope") // the client has no such scope
	access := mint(w.tokens, here, good, time.Hour)
	for _, path := range []string{"/customer/session", "/desk/sessions"} {
		if rec := w.ask("GET", path, access, "", rest.DeviceHeader, newDevice()); rec.Code != 401 {
			t.Errorf("%s takes an access token: %d", path, rec.Code)
		}
	}
	rec := w.ask("GET", "/v1/sessions", access, "", "Origin", "https://shop.example")
	problemIn(t, rec, 403, "secret_key_in_browser")
	if rec.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Error("the browser would hide the advice from the developer")
	}
}

// An outsider that has nothing but the metadata verifies a token.
func TestAnOutsiderVerifiesATokenFromTheMetadata(t *testing.T) {
	var w *world
	var handler atomic.Pointer[http.Handler]
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { (*handler.Load()).ServeHTTP(rw, r) }))
	t.Cleanup(srv.Close)
	w = newWorldWith(t, func(d *rest.Deps) { d.BaseURL = srv.URL })
	handler.Store(&w.h)
	get := func(at string, into any) http.Header {
		t.Helper()
		res, err := http.Get(at)
		must(t, err)
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		must(t, err)
		if res.StatusCode != 200 {
			t.Fatalf("%s: %d %s", at, res.StatusCode, b)
		}
		must(t, json.Unmarshal(b, into))
		return res.Header
	}
	var meta api.AuthorizationServer
	if h := get(srv.URL+"/.well-known/oauth-authorization-server", &meta); h.Get("Cache-Control") != "public, max-age=300" {
		t.Errorf("headers %v", h)
	}
	if meta.Issuer != srv.URL || len(meta.Scopes) != len(kyc.Permissions) || len(meta.GrantTypes) != 1 || meta.GrantTypes[0] != "client_credentials" || meta.ResponseTypes == nil {
		t.Errorf("metadata %+v", meta)
	}
	c := w.oauthClient(w.a.secret, "sessions:read")
	conf := clientcredentials.Config{ClientID: c.ClientID, ClientSecret: c.Secret, TokenURL: meta.TokenEndpoint}
	tok, err := conf.Token(t.Context())
	must(t, err)
	var set api.JWKS
	get(meta.JWKS, &set)
	parts := strings.Split(tok.AccessToken, ".")
	part := func(i int) (b []byte) {
		b, err := base64.RawURLEncoding.DecodeString(parts[i])
		must(t, err)
		return b
	}
	var head struct{ Alg, Kid, Typ string }
	must(t, json.Unmarshal(part(0), &head))
	var claims struct{ Iss, Aud, Scope, Client_ID, Sub string }
	body := strings.Replace(strings.Replace(string(part(1)), `"aud":["`, `"aud":"`, 1), `/v1"],`, `/v1",`, 1) // one audience as a list is the same
	must(t, json.Unmarshal([]byte(body), &claims))
	if head.Typ != "at+jwt" || head.Alg != "EdDSA" || claims.Iss != meta.Issuer || claims.Aud != meta.Issuer+"/v1" || claims.Client_ID != c.ID || claims.Sub != c.ID || claims.Scope != "sessions:read" {
		t.Errorf("head %+v, claims %s", head, body)
	}
	verified := false
	for _, k := range set.Keys {
		x, err := base64.RawURLEncoding.DecodeString(k.X)
		must(t, err)
		verified = verified || k.ID == head.Kid && ed25519.Verify(x, []byte(parts[0]+"."+parts[1]), part(2))
	}
	if !verified {
		t.Errorf("no key of %+v verifies the token", set)
	}
}
