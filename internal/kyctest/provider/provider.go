// Package provider is a provider of OpenID Connect for tests: the certified
// library of Zitadel with its example's storage in memory, on a port of its own.
package provider

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// What every person of the provider logs in with, and what the client has.
const (
	Password = "at the provider"
	ClientID = "basekyc"
	Secret   = "a secret of the client"
)

// Person is somebody whom the provider knows.
type Person struct {
	ID         string
	Email      string // logs in with it
	Name       string
	Unverified bool
	Groups     []string // in the claim "groups", of userinfo only
}

// Provider runs until the test ends.
type Provider struct {
	Issuer string
	t      testing.TB
	people map[string]Person
	client *http.Client
}

// store adds groups to what the example keeps.
type store struct {
	*storage.Storage
	people map[string]Person
}

func (s store) SetUserinfoFromRequest(ctx context.Context, u *oidc.UserInfo, r op.IDTokenRequest, scopes []string) error {
	return s.Storage.SetUserinfoFromRequest(ctx, u, r, scopes)
}

func (s store) SetUserinfoFromToken(ctx context.Context, u *oidc.UserInfo, token, subject, origin string) error {
	if groups := s.people[subject].Groups; groups != nil {
		u.AppendClaims("groups", groups)
	}
	return s.Storage.SetUserinfoFromToken(ctx, u, token, subject, origin)
}

// Start runs a provider whose one client has its redirect address at callback.
func Start(t testing.TB, callback string, people ...Person) *Provider {
	t.Helper()
	p := &Provider{t: t, people: map[string]Person{}}
	users := map[string]storage.User{}
	for _, one := range people {
		p.people[one.ID] = one
		users[one.ID] = storage.User{ID: one.ID, Username: one.Email, Password: Password, FirstName: one.Name, Email: one.Email, EmailVerified: !one.Unverified}
	}
	raw, err := json.Marshal(users)
	check(t, err)
	file := filepath.Join(t.TempDir(), "users.json")
	check(t, os.WriteFile(file, raw, 0o600))
	known, err := storage.StoreFromFile(file)
	check(t, err)
	client := storage.WebClient(ClientID, Secret, callback)
	kept := store{storage.NewStorageWithClients(known, map[string]*storage.Client{ClientID: client}), maps.Clone(p.people)}

	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p.Issuer = server.URL
	provider, err := op.NewProvider(&op.Config{CryptoKey: [32]byte{1}, CodeMethodS256: true}, kept, op.StaticIssuer(p.Issuer), op.WithAllowInsecure(),
		op.WithLogger(slog.New(slog.DiscardHandler)))
	check(t, err)
	mux.Handle("/", provider)
	back := op.AuthCallbackURL(provider)
	issuer := op.NewIssuerInterceptor(provider.IssuerFromRequest)
	mux.Handle("POST /login/username", issuer.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := kept.CheckUsernamePassword(r.FormValue("username"), r.FormValue("password"), r.FormValue("id")); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		http.Redirect(w, r, back(r.Context(), r.FormValue("id")), http.StatusFound)
	}))
	mux.HandleFunc("GET /login/username", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "Log in.") })
	jar, err := cookiejar.New(nil)
	check(t, err)
	p.client = &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Scheme+"://"+r.URL.Host != p.Issuer {
			return http.ErrUseLastResponse // back to us
		}
		return nil
	}}
	return p
}

// LogIn does what a person's browser does at the provider, from the address that
// we sent it to, and answers with where it is sent back to.
func (p *Provider) LogIn(address, email string) *url.URL {
	p.t.Helper()
	page, err := p.client.Get(address)
	check(p.t, err)
	defer page.Body.Close()
	if page.StatusCode != http.StatusOK {
		if back, err := page.Location(); err == nil {
			return back // it was refused already
		}
		text, _ := io.ReadAll(io.LimitReader(page.Body, 1000))
		p.t.Fatalf("the provider's page: %s %s", page.Status, text)
	}
	res, err := p.client.PostForm(p.Issuer+"/login/username", url.Values{"username": {email}, "password": {Password}, "id": {page.Request.URL.Query().Get("authRequestID")}})
	check(p.t, err)
	defer res.Body.Close()
	back, err := res.Location()
	if err != nil {
		text, _ := io.ReadAll(io.LimitReader(res.Body, 1000))
		p.t.Fatalf("the provider's log-in: %s %s", res.Status, text)
	}
	return back
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
