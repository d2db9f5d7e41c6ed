package rest_test

import (
	"crypto/rand"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/account"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest/provider"
	"github.com/basekyc/basekyc/internal/rest"
	"github.com/basekyc/basekyc/internal/signon"
)

// browser keeps cookies by name, as one does that goes to the provider and back.
type browser struct {
	w       *world
	cookies map[string]string
}

func (b *browser) get(path string, headers ...string) *httptest.ResponseRecorder {
	b.w.t.Helper()
	var list []string
	for name, value := range b.cookies {
		list = append(list, name+"="+value)
	}
	if len(list) > 0 {
		headers = append(headers, "Cookie", strings.Join(list, "; "))
	}
	rec := b.w.ask("GET", path, "", "", headers...)
	for _, c := range rec.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
			continue
		}
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" {
			b.w.t.Errorf("cookie %+v", c)
		}
		b.cookies[c.Name] = c.Value
	}
	return rec
}

// sso lets in by a real provider, as policy says.
func (w *world) sso(policy kyc.SignOn) *provider.Provider {
	w.t.Helper()
	p := provider.Start(w.t, "http://kyc.example"+rest.SignOnCallback,
		provider.Person{ID: "s-meera", Email: "meera@example.com", Name: "Meera Shah"},
		provider.Person{ID: "s-new", Email: "new@example.com", Name: "Nina Kaur", Groups: []string{"agents"}},
		provider.Person{ID: "s-far", Email: "far@elsewhere.example", Name: "Farid"})
	s, err := signon.New(signon.Options{Issuer: p.Issuer, ClientID: provider.ClientID, ClientSecret: provider.Secret, RedirectURL: "http://kyc.example" + rest.SignOnCallback,
		GroupsClaim: "groups", Secrets: w.secrets, Dial: (&net.Dialer{}).DialContext, Now: time.Now, Entropy: rand.Reader})
	must(w.t, err)
	policy.Domains = []string{"example.com"}
	a, err := account.New(account.Options{Store: w.store, Now: time.Now, Entropy: rand.Reader, SignUp: kyc.SignUpClosed, Secrets: w.secrets, Origin: passkeyOrigin, SignOn: policy, Dismissed: w.dismiss})
	must(w.t, err)
	w.accounts = a
	w.deps.Accounts, w.deps.Logins, w.deps.Passkeys, w.deps.Tenants, w.deps.SignOn, w.deps.SignOnName = a, a, a, a, s, "Example"
	w.h, err = rest.New(w.deps)
	must(w.t, err)
	return p
}

// location is where a reply sends a browser.
func location(t testing.TB, rec *httptest.ResponseRecorder) *url.URL {
	t.Helper()
	if rec.Code != 303 || rec.Header().Get("Referrer-Policy") != "no-referrer" {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	u, err := rec.Result().Location()
	must(t, err)
	return u
}

// signOn goes to the provider as email and comes back from its site.
func (b *browser) signOn(p *provider.Provider, next, email string) *url.URL {
	b.w.t.Helper()
	there := location(b.w.t, b.get("/dashboard/sso?next="+url.QueryEscape(next)))
	back := p.LogIn(there.String(), email)
	return location(b.w.t, b.get(back.RequestURI(), "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"))
}

func TestAMemberSignsOnByTheProvider(t *testing.T) {
	w := newWorld(t)
	_, o := w.member(w.a, "Meera@example.com", kyc.Agent)
	p := w.sso(kyc.SignOn{})
	_, err := w.accounts.ChangeAccount(t.Context(), w.a.id, kyc.AccountChange{RequireSecondFactor: new(true)})
	must(t, err)
	b := &browser{w: w, cookies: map[string]string{}}
	if e := read[api.Entrance](t, b.get("/dashboard/entrance"), 200); e.SignOn == nil || e.SignOn.Name != "Example" || e.SignOn.Path != "/dashboard/sso" {
		t.Errorf("%+v", e)
	}
	if to := b.signOn(p, "/console/live/case?x=1", "meera@example.com"); to.String() != "/console/live/case?x=1" {
		t.Errorf("goes on to %s", to)
	}
	if len(b.cookies) != 1 {
		t.Errorf("%d cookies are left", len(b.cookies))
	}
	me := read[api.Me](t, b.get("/dashboard/me"), 200)
	if me.Member.ID != o.ID || me.Login.Method != "sso" || me.SecondFactor.Needed {
		t.Errorf("%+v %+v", me.Member, me.Login)
	}
	// The provider has asked for whatever it asks for; the account's rule is about passwords.
	read[api.CaseList](t, b.get("/desk/sessions", rest.ModeHeader, "test"), 200)
	if strings.Contains(w.log.String(), "meera@example.com") {
		t.Error("the log names who signed on")
	}
}

func TestSignOnIsRefusedOnTheLogInPage(t *testing.T) {
	w := newWorld(t)
	w.member(w.b, "meera@example.com", kyc.Agent)
	p := w.sso(kyc.SignOn{Account: w.a.id})
	refused := func(name string, to *url.URL, page, code string) {
		t.Helper()
		if to.Host != "" || to.Path != page || to.Query().Get("sso") != code {
			t.Errorf("%s: sent to %s", name, to)
		}
	}
	fresh := func() *browser { return &browser{w: w, cookies: map[string]string{}} }
	refused("of another account", fresh().signOn(p, "/console", "meera@example.com"), "/console/sign-in", "sso_not_member")
	refused("unknown", fresh().signOn(p, "", "new@example.com"), "/dashboard/sign-in", "sso_not_member")
	refused("of another domain", fresh().signOn(p, "", "far@elsewhere.example"), "/dashboard/sign-in", "sso_refused")
	victim := fresh()
	there := location(t, fresh().get("/dashboard/sso")).String()
	back := p.LogIn(there, "meera@example.com").RequestURI()
	refused("begun in another browser", location(t, victim.get(back)), "/dashboard/sign-in", "sso_failed")
	b := fresh()
	there = location(t, b.get("/dashboard/sso")).String()
	u, err := url.Parse(there)
	must(t, err)
	refused("denied there", location(t, b.get("/dashboard/sso/callback?error=access_denied&unheard=of&state="+u.Query().Get("state"))), "/dashboard/sign-in", "sso_failed")
	for _, x := range []*browser{victim, b} {
		if len(x.cookies) > 0 {
			t.Errorf("cookies %v", x.cookies)
		}
	}
	for next, want := range map[string]string{"//evil.example": "/dashboard", "https://evil.example/dashboard": "/dashboard", "/dashboard/../v1": "/dashboard", `/\evil.example`: "/dashboard",
		"/dashboardx": "/dashboard", "/dashboard/sso": "/dashboard", "/console": "/console"} {
		b := fresh()
		b.get("/dashboard/sso?next=" + url.QueryEscape(next))
		to := location(t, b.get("/dashboard/sso/callback?state=wrong"))
		if to.Query().Get("next") != "/dashboard" { // the ticket was not believed, so what it holds is not either
			t.Errorf("%s: %s", next, to)
		}
		b = fresh()
		there, err := url.Parse(location(t, b.get("/dashboard/sso?next="+url.QueryEscape(next))).String())
		must(t, err)
		if to := location(t, b.get("/dashboard/sso/callback?state="+there.Query().Get("state"))); to.Query().Get("next") != want {
			t.Errorf("%s: goes on to %s", next, to.Query().Get("next"))
		}
	}
}

func TestSignOnMakesMembersWhereTheOperatorSaysSo(t *testing.T) {
	w := newWorld(t)
	w.member(w.a, "meera@example.com", kyc.Admin)
	p := w.sso(kyc.SignOn{Account: w.a.id, Provision: true, Groups: map[string][]kyc.Role{"agents": {kyc.Agent}}})
	b := &browser{w: w, cookies: map[string]string{}}
	if to := b.signOn(p, "/console", "new@example.com"); to.String() != "/console" {
		t.Fatalf("goes on to %s", to)
	}
	me := read[api.Me](t, b.get("/dashboard/me"), 200)
	if me.Member.Name != "Nina Kaur" || strings.Join(me.Member.Roles, ",") != "agent" || me.Account.ID != w.a.id {
		t.Errorf("%+v", me.Member)
	}
	problemIn(t, w.ask("POST", "/desk/login", "", loginBody("new@example.com", "")), 401, "credentials_invalid")
	again := &browser{w: w, cookies: map[string]string{}}
	if to := again.signOn(p, "/console", "new@example.com"); to.String() != "/console" {
		t.Errorf("the second time: %s", to)
	}
	if to := again.signOn(p, "/console", "meera@example.com"); to.Query().Get("sso") != "sso_no_role" {
		t.Errorf("in no group: %s", to)
	}
}
