package rest_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/rest"
)

func init() {
	one := []int{401, 403, 404, 404, 401, 401, 401, 401}
	secret := []int{401, 401, 401, 401, 401, 401, 401, 401} // a client's secret is none of these
	anybody := []int{200, 200, 200, 200, 200, 200, 200, 200}
	for route, want := range map[string][]int{
		"POST /v1/oauth_clients":                      {401, 403, 201, 201, 401, 401, 401, 401},
		"GET /v1/oauth_clients":                       {401, 403, 200, 200, 401, 401, 401, 401},
		"GET /v1/oauth_clients/{id}":                  one,
		"DELETE /v1/oauth_clients/{id}":               one,
		"POST /v1/oauth_clients/{id}/roll_secret":     one,
		"POST /oauth/token":                           secret,
		"POST /oauth/introspect":                      secret,
		"POST /oauth/revoke":                          secret,
		"GET /oauth/jwks":                             anybody,
		"GET /.well-known/oauth-authorization-server": anybody,
	} {
		expected[route] = want
	}
}

func (w *world) oauthClient(key string, scopes ...string) api.OAuthClientWithSecret {
	w.t.Helper()
	list, err := json.Marshal(scopes)
	must(w.t, err)
	return read[api.OAuthClientWithSecret](w.t, w.ask("POST", "/v1/oauth_clients", key, `{"name":"ledger","scopes":`+string(list)+`}`), 201)
}

func basic(c api.OAuthClientWithSecret) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(c.ClientID)+":"+url.QueryEscape(c.Secret)))
}

// form posts a form at /oauth as a client.
func (w *world) form(path string, c api.OAuthClientWithSecret, pairs ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return w.ask("POST", path, "", v.Encode(), "Authorization", basic(c))
}

func (w *world) access(c api.OAuthClientWithSecret, scope string) api.AccessToken {
	w.t.Helper()
	return read[api.AccessToken](w.t, w.form("/oauth/token", c, "grant_type", "client_credentials", "scope", scope), 200)
}

func TestTheCommonOAuthLibraryGetsAndUsesAToken(t *testing.T) {
	w := newWorld(t)
	srv := httptest.NewServer(w.h)
	t.Cleanup(srv.Close)
	c := w.oauthClient(w.a.secret, "sessions:read", "sessions:write")
	if !strings.HasPrefix(c.ID, "oc_") || c.ClientID != c.ID || !strings.HasPrefix(c.Secret, "cs_test_") || c.Livemode || c.LastUsedAt != nil {
		t.Errorf("client %+v", c)
	}
	for _, style := range []oauth2.AuthStyle{oauth2.AuthStyleInHeader, oauth2.AuthStyleInParams, oauth2.AuthStyleAutoDetect} {
		conf := clientcredentials.Config{ClientID: c.ClientID, ClientSecret: c.Secret, TokenURL: srv.URL + "/oauth/token", AuthStyle: style}
		tok, err := conf.Token(t.Context())
		if err != nil || tok.TokenType != "Bearer" || tok.Extra("scope") != "sessions:read sessions:write" || time.Until(tok.Expiry) < 59*time.Minute {
			t.Fatalf("style %d: %+v %v", style, tok, err)
		}
		res, err := conf.Client(t.Context()).Post(srv.URL+"/v1/sessions", "application/json", strings.NewReader(order))
		must(t, err)
		res.Body.Close()
		if res.StatusCode != http.StatusCreated {
			t.Errorf("style %d: creating a session answers %d", style, res.StatusCode)
		}
	}
	conf := clientcredentials.Config{ClientID: c.ClientID, ClientSecret: c.Secret, TokenURL: srv.URL + "/oauth/token", Scopes: []string{"sessions:read"}}
	res, err := conf.Client(t.Context()).Post(srv.URL+"/v1/sessions", "application/json", strings.NewReader(order))
	must(t, err)
	res.Body.Close()
	if got := res.Header.Get("WWW-Authenticate"); res.StatusCode != http.StatusForbidden || got != `Bearer error="insufficient_scope", scope="sessions:write"` {
		t.Errorf("a narrower token: %d %q", res.StatusCode, got)
	}
	wrong := clientcredentials.Config{ClientID: c.ClientID, ClientSecret: c.Secret + "x", TokenURL: srv.URL + "/oauth/token", AuthStyle: oauth2.AuthStyleInHeader}
	_, err = wrong.Token(t.Context())
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) || refused.ErrorCode != "invalid_client" || refused.Response.StatusCode != http.StatusUnauthorized {
		t.Errorf("a wrong secret: %v", err)
	}
	got := read[api.OAuthClient](t, w.ask("GET", "/v1/oauth_clients/"+c.ID, w.a.secret, ""), 200)
	if got.LastUsedAt == nil || strings.Contains(w.ask("GET", "/v1/oauth_clients", w.a.secret, "").Body.String(), c.Secret) {
		t.Errorf("after its use: %+v", got)
	}
}

func TestTheTokenEndpointRefusesAsRFC6749Says(t *testing.T) {
	w := newWorld(t)
	c := w.oauthClient(w.a.secret, "sessions:read")
	other := w.oauthClient(w.b.secret, "sessions:read")
	grant := "grant_type=client_credentials"
	in := grant + "&client_id=" + c.ClientID + "&client_secret=" + c.Secret
	for name, x := range map[string]struct {
		body, basic string
		status      int
		code        string
	}{
		"no client":                  {grant, "", 401, "invalid_client"},
		"an unknown client":          {grant + "&client_id=oc_00000000000000000000000000&client_secret=" + c.Secret, "", 401, "invalid_client"},
		"another client's secret":    {grant + "&client_id=" + c.ClientID + "&client_secret=" + other.Secret, "", 401, "invalid_client"},
		"an API key as a secret":     {grant + "&client_id=" + c.ClientID + "&client_secret=" + w.a.secret, "", 401, "invalid_client"},
		"a header that is no base64": {grant, "Basic !", 401, "invalid_client"},
		"both ways":                  {in, basic(c), 400, "invalid_request"},
		"two clients":                {grant + "&client_id=" + other.ClientID, basic(c), 400, "invalid_request"},
		"a parameter twice":          {in + "&scope=sessions:read&scope=sessions:read", "", 400, "invalid_request"},
		"a form that is none":        {"%zz", "", 400, "invalid_request"},
		"no grant type":              {strings.TrimPrefix(in, grant+"&"), "", 400, "invalid_request"},
		"another grant":              {strings.Replace(in, grant, "grant_type=password", 1), "", 400, "unsupported_grant_type"},
		"a scope that it lacks":      {in + "&scope=sessions:read+sessions:write", "", 400, "invalid_scope"},
		"a scope that nobody knows":  {in + "&scope=everything", "", 400, "invalid_scope"},
	} {
		var headers []string
		if x.basic != "" {
			headers = []string{"Authorization", x.basic}
		}
		rec := w.ask("POST", "/oauth/token", "", x.body, headers...)
		got := read[api.OAuthError](t, rec, x.status)
		if got.Code != x.code || got.Description == "" || rec.Header().Get("Content-Type") != "application/json" || rec.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %+v %v", name, got, rec.Header())
		}
		if challenged := rec.Header().Get("WWW-Authenticate") == `Basic realm="basekyc"`; challenged != (x.status == 401) {
			t.Errorf("%s: WWW-Authenticate %q", name, rec.Header().Get("WWW-Authenticate"))
		}
		if strings.Contains(rec.Body.String(), c.Secret) || strings.Contains(w.log.String(), c.Secret) {
			t.Errorf("%s: the secret is repeated", name)
		}
	}
	if rec := w.ask("POST", "/oauth/token", "", in+"&scope=&audience=x"); rec.Code != 200 {
		t.Errorf("unknown and empty parameters are ignored: %d %s", rec.Code, rec.Body)
	}
	problemIn(t, w.ask("POST", "/oauth/token", "", in, "Origin", "https://shop.example"), 403, "secret_key_in_browser")
	problemIn(t, w.ask("POST", "/oauth/token", "", `{"grant_type":"client_credentials"}`, "Content-Type", "application/json"), 415, "unsupported_media_type")
}

func TestGuessingAClientsSecretIsSlowedDown(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Limits = rest.Limits{FailPerMinute: 3} })
	c := w.oauthClient(w.a.secret, "sessions:read")
	wrong := c
	wrong.Secret = "cs_test_wrong"
	for i := range 12 {
		rec := w.form("/oauth/token", wrong, "grant_type", "client_credentials")
		if i > 8 && (rec.Code != http.StatusTooManyRequests || rec.Header().Get("Retry-After") == "") {
			t.Errorf("guess %d: %d", i, rec.Code)
		}
	}
	rec := w.form("/oauth/token", c, "grant_type", "client_credentials")
	if rec.Code != 200 || rec.Header().Get("Retry-After") != "" {
		t.Errorf("the right secret from that address: %d", rec.Code)
	}
}

func TestAnAccessTokenEndsWithItsClient(t *testing.T) {
	w := newWorld(t)
	c := w.oauthClient(w.a.secret, "sessions:read")
	one, two := w.access(c, ""), w.access(c, "sessions:read")
	use := func(a api.AccessToken) int { return w.ask("GET", "/v1/sessions", a.AccessToken, "").Code }
	if use(one) != 200 || use(two) != 200 {
		t.Fatal("fresh tokens do not work")
	}
	if rec := w.form("/oauth/revoke", c, "token", one.AccessToken); rec.Code != 200 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	problemIn(t, w.ask("GET", "/v1/sessions", one.AccessToken, ""), 401, "access_token_invalid")
	if use(two) != 200 {
		t.Error("the other token was revoked too")
	}
	if rec := w.form("/oauth/revoke", c, "token", one.AccessToken, "token_type_hint", "access_token"); rec.Code != 200 {
		t.Errorf("revoked again: %d", rec.Code)
	}
	if rec := w.form("/oauth/revoke", c, "token", "nonsense"); rec.Code != 200 {
		t.Errorf("nonsense revoked: %d", rec.Code)
	}
	twin := w.oauthClient(w.a.secret, "sessions:read")
	if got := read[api.OAuthError](t, w.form("/oauth/revoke", twin, "token", two.AccessToken), 400); got.Code != "unauthorized_client" || use(two) != 200 {
		t.Errorf("another client's token: %+v", got)
	}
	if rec := w.ask("DELETE", "/v1/oauth_clients/"+c.ID, w.a.secret, ""); rec.Code != 204 {
		t.Fatal(rec.Code)
	}
	rec := w.ask("GET", "/v1/sessions", two.AccessToken, "")
	problemIn(t, rec, 401, "access_token_invalid")
	if got := rec.Header().Get("WWW-Authenticate"); got != `Bearer realm="basekyc", error="invalid_token"` {
		t.Errorf("WWW-Authenticate %q", got)
	}
	if got := read[api.OAuthError](t, w.form("/oauth/token", c, "grant_type", "client_credentials"), 401); got.Code != "invalid_client" {
		t.Errorf("%+v", got)
	}
}

func TestAClientsSecretRollsWithAnOverlap(t *testing.T) {
	w := newWorld(t)
	first := w.oauthClient(w.a.secret, "sessions:read")
	held := w.access(first, "")
	roll := func(body string) api.OAuthClientWithSecret {
		return read[api.OAuthClientWithSecret](t, w.ask("POST", "/v1/oauth_clients/"+first.ID+"/roll_secret", w.a.secret, body), 200)
	}
	second := roll("")
	if second.ID != first.ID || second.Secret == first.Secret || second.FormerSecretExpiresAt == nil || time.Until(*second.FormerSecretExpiresAt) < 23*time.Hour {
		t.Errorf("%+v", second)
	}
	w.access(first, "")
	w.access(second, "")
	third := roll(`{"overlap":0}`)
	if third.FormerSecretExpiresAt != nil {
		t.Errorf("%+v", third)
	}
	w.access(third, "")
	for _, former := range []api.OAuthClientWithSecret{first, second} {
		read[api.OAuthError](t, w.form("/oauth/token", former, "grant_type", "client_credentials"), 401)
	}
	if rec := w.ask("GET", "/v1/sessions", held.AccessToken, ""); rec.Code != 200 {
		t.Errorf("a roll ended the tokens: %d", rec.Code)
	}
	weak := w.keyWith(kyc.Scope{Account: w.a.id}, kyc.WriteKeys)
	problemIn(t, w.ask("POST", "/v1/oauth_clients/"+first.ID+"/roll_secret", weak, ""), 403, "insufficient_scope")
	problemIn(t, w.ask("POST", "/v1/oauth_clients", weak, `{"name":"x","scopes":["sessions:read"]}`), 403, "insufficient_scope")
	for _, body := range []string{`{"name":"x","scopes":[]}`, `{"name":" ","scopes":["keys:read"]}`, `{"name":"x"}`, `{"name":"x","scopes":["all"]}`} {
		problemIn(t, w.ask("POST", "/v1/oauth_clients", w.a.secret, body), 400, "invalid_parameters")
	}
}

func TestAnAccountHasABoundedNumberOfOAuthClients(t *testing.T) {
	w := newWorld(t)
	var last api.OAuthClientWithSecret
	for range kyc.MaxClients {
		last = w.oauthClient(w.a.live, "sessions:read")
	}
	problemIn(t, w.ask("POST", "/v1/oauth_clients", w.a.live, `{"name":"x","scopes":["sessions:read"]}`), 409, "too_many_clients")
	page := read[api.OAuthClientList](t, w.ask("GET", "/v1/oauth_clients?limit=1", w.a.live, ""), 200)
	if !page.HasMore || len(page.Data) != 1 {
		t.Errorf("page %+v", page)
	}
	next := read[api.OAuthClientList](t, w.ask("GET", fmt.Sprintf("/v1/oauth_clients?limit=100&starting_after=%s", page.Data[0].ID), w.a.live, ""), 200)
	if next.HasMore || len(next.Data) != kyc.MaxClients-1 {
		t.Errorf("%d on the next page", len(next.Data))
	}
	w.ask("DELETE", "/v1/oauth_clients/"+last.ID, w.a.live, "")
	w.oauthClient(w.a.live, "sessions:read")
}
