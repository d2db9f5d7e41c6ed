package signon_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest/provider"
	"github.com/basekyc/basekyc/internal/seal"
	"github.com/basekyc/basekyc/internal/signon"
)

const callback = "http://localhost:8080/dashboard/sso/callback"

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }

func (c *clock) pass(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.at = c.at.Add(d) }

var people = []provider.Person{
	{ID: "s-ravi", Email: "ravi@bank.example", Name: "Ravi Menon", Groups: []string{"kyc-agents", "everybody", "everybody"}},
	{ID: "s-asha", Email: "asha@bank.example", Name: "Asha Rao", Unverified: true},
}

// dials counts connections, to see that all go through the dialler.
type dials struct {
	mu sync.Mutex
	n  int
}

func (d *dials) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d.mu.Lock()
	d.n++
	d.mu.Unlock()
	var plain net.Dialer
	return plain.DialContext(ctx, network, address)
}

func open(t *testing.T, change func(*signon.Options)) (*signon.Provider, *provider.Provider, *clock, *dials) {
	t.Helper()
	real, c, d := provider.Start(t, callback, people...), &clock{at: time.Now()}, &dials{}
	o := signon.Options{Issuer: real.Issuer, ClientID: provider.ClientID, ClientSecret: provider.Secret, RedirectURL: callback, Dial: d.dial, Now: c.now,
		Secrets: box(t), Entropy: rand.Reader}
	change(&o)
	p, err := signon.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return p, real, c, d
}

func as(*signon.Options) {}

func begin(t *testing.T, p *signon.Provider) (address, ticket string) {
	t.Helper()
	address, ticket, err := p.Begin(t.Context(), "/console")
	if err != nil {
		t.Fatal(err)
	}
	return address, ticket
}

func code(err error) string {
	var e *kyc.Error
	if errors.As(err, &e) {
		return e.Code
	}
	if err != nil {
		return "not a public error: " + err.Error()
	}
	return ""
}

func finish(t *testing.T, p *signon.Provider, ticket string, back *url.URL) (*kyc.Identity, string) {
	t.Helper()
	id, next, err := p.Finish(t.Context(), ticket, back.Query().Get("state"), back.Query().Get("code"))
	if err == nil && next != "/console" {
		t.Errorf("goes on to %q", next)
	}
	return id, code(err)
}

func TestTheProviderSaysWhoSomebodyIs(t *testing.T) {
	p, real, _, d := open(t, func(o *signon.Options) { o.GroupsClaim = "groups" })
	address, ticket := begin(t, p)
	q := mustParse(t, address).Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" || len(q.Get("nonce")) != 43 || len(q.Get("state")) != 43 || strings.Contains(ticket, q.Get("state")) {
		t.Errorf("sent to %v", q)
	}
	back := real.LogIn(address, "ravi@bank.example")
	if !strings.HasPrefix(back.String(), callback+"?") {
		t.Fatalf("sent back to %s", back)
	}
	id, refused := finish(t, p, ticket, back)
	if refused != "" || id.Subject != "s-ravi" || id.Email != "ravi@bank.example" || !strings.Contains(id.Name, "Ravi Menon") || strings.Join(id.Groups, " ") != "kyc-agents everybody" {
		t.Errorf("%+v %s", id, refused)
	}
	if d.n == 0 {
		t.Error("the dialler was not asked")
	}
	if _, refused := finish(t, p, ticket, back); refused != "sso_failed" {
		t.Errorf("the code once more: %q", refused)
	}
}

func TestAnAnswerThatIsNotOursIsRefused(t *testing.T) {
	p, real, c, _ := open(t, as)
	address, ticket := begin(t, p)
	_, other := begin(t, p)
	back := real.LogIn(address, "ravi@bank.example")
	for name, wrong := range map[string]string{"no ticket": "", "another's ticket": other, "a ticket of another server": sealedElsewhere(t, ticket), "nonsense": "!"} {
		if _, refused := finish(t, p, wrong, back); refused != "sso_failed" {
			t.Errorf("%s: %q", name, refused)
		}
	}
	if id, refused := finish(t, p, ticket, back); refused != "" || id == nil {
		t.Errorf("the right one was spent: %q", refused)
	}
	// A code that was begun in another browser: its PKCE and nonce are not of the ticket.
	address, ticket = begin(t, p)
	foreign, _ := begin(t, p)
	stolen := real.LogIn(foreign, "ravi@bank.example").Query().Get("code")
	if _, _, err := p.Finish(t.Context(), ticket, mustParse(t, address).Query().Get("state"), stolen); code(err) != "sso_failed" {
		t.Errorf("another's code: %v", err)
	}
	if _, _, err := p.Finish(t.Context(), ticket, mustParse(t, address).Query().Get("state"), ""); code(err) != "sso_failed" {
		t.Errorf("no code: %v", err)
	}
	back = real.LogIn(address, "ravi@bank.example")
	c.pass(10 * time.Minute)
	if _, refused := finish(t, p, ticket, back); refused != "sso_failed" {
		t.Errorf("after ten minutes: %q", refused)
	}
	c.pass(365 * 24 * time.Hour)
	address, ticket = begin(t, p)
	if _, refused := finish(t, p, ticket, real.LogIn(address, "ravi@bank.example")); refused != "sso_failed" {
		t.Errorf("a token that has expired: %q", refused)
	}
}

func box(t *testing.T) *seal.Box {
	t.Helper()
	b, err := seal.Open(filepath.Join(t.TempDir(), "seal.key"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sealedElsewhere is a ticket of the right form under another key.
func sealedElsewhere(t *testing.T, ticket string) string {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(ticket)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(box(t).Seal(raw, nil))
}

func TestAnAddressMustBeVerified(t *testing.T) {
	for trust, want := range map[bool]string{false: "sso_refused", true: ""} {
		p, real, _, _ := open(t, func(o *signon.Options) { o.TrustEmail = trust })
		address, ticket := begin(t, p)
		if _, refused := finish(t, p, ticket, real.LogIn(address, "asha@bank.example")); refused != want {
			t.Errorf("trusted %v: %q", trust, refused)
		}
	}
}

func TestAProviderThatIsAwayComesBack(t *testing.T) {
	away := true
	p, real, _, d := open(t, as)
	q, err := signon.New(signon.Options{Issuer: real.Issuer, ClientID: provider.ClientID, ClientSecret: "wrong", RedirectURL: callback, Now: time.Now, Secrets: box(t), Entropy: rand.Reader,
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			if away {
				return nil, errors.New("no way there")
			}
			return d.dial(ctx, network, address)
		}})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := q.Begin(t.Context(), "/"); code(err) != "sso_unavailable" {
		t.Errorf("away: %v", err)
	}
	away = false
	address, ticket := begin(t, q)
	if _, refused := finish(t, q, ticket, real.LogIn(address, "ravi@bank.example")); refused != "sso_failed" {
		t.Errorf("with a wrong secret: %q", refused)
	}
	address, ticket = begin(t, p)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	back := real.LogIn(address, "ravi@bank.example")
	if _, _, err := p.Finish(gone, ticket, back.Query().Get("state"), back.Query().Get("code")); code(err) != "sso_unavailable" {
		t.Errorf("nobody waits for it: %v", err)
	}
}

func TestAReplyWithoutEndIsCutOff(t *testing.T) {
	flood := http.NewServeMux()
	flood.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		for block := make([]byte, 1<<16); r.Context().Err() == nil; {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: flood, ReadHeaderTimeout: time.Second}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	p, _, _, _ := open(t, func(o *signon.Options) { o.Issuer = "http://" + l.Addr().String() })
	if _, _, err := p.Begin(t.Context(), "/"); code(err) != "sso_unavailable" {
		t.Errorf("%v", err)
	}
}

func mustParse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
