// Package signon owns single sign-on: the operator's provider of OpenID Connect
// says who somebody is, by an authorization code with PKCE. Whether he is let in
// is a matter of the accounts.
package signon

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Options of a provider.
type Options struct {
	Issuer       string // as its discovery document says it
	ClientID     string
	ClientSecret string
	RedirectURL  string   // of ours, where it sends people back to
	Scopes       []string // asked for besides openid, email and profile
	GroupsClaim  string   // that roles are made of; "" for none
	// TrustEmail takes addresses that the provider does not say it has verified:
	// for those that never say it and let nobody choose his own.
	TrustEmail bool
	Secrets    Secrets // seals what a browser carries
	Dial       func(ctx context.Context, network, address string) (net.Conn, error)
	Now        func() time.Time
	Entropy    io.Reader
}

// Secrets seals what must be read again: internal/seal.
type Secrets interface {
	Seal(plain, context []byte) []byte
	Open(sealed, context []byte) ([]byte, error)
}

// ticket is what a browser carries, sealed, while its owner is at the provider: the
// answer is good in that browser only.
type ticket struct {
	State    string    `json:"state"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"` // of PKCE
	Until    time.Time `json:"until"`
	Next     string    `json:"next"`
}

const (
	// ticketLife is how long somebody may take at the provider.
	ticketLife = 10 * time.Minute
	// within bounds each request to the provider.
	within = 10 * time.Second
	// maxReply of the provider: documents, keys, tokens.
	maxReply   = 1 << 20
	drawnBytes = 32
	// maxGroups of one person that are looked at.
	maxGroups = 500
)

var (
	errAway = &kyc.Error{Kind: kyc.OutOfService, Code: "sso_unavailable", Message: "The provider of sign-on cannot be reached, or answers nonsense.",
		Hint: "Try again, or log in with a password."}
	errStale    = &kyc.Error{Kind: kyc.Unauthenticated, Code: "sso_failed", Message: "This sign-on was not begun in this browser, or took too long.", Hint: "Begin it again."}
	errDeclined = &kyc.Error{Kind: kyc.Unauthenticated, Code: "sso_failed", Message: "The provider did not let you through.", Hint: "Begin again; if it stays so, ask whoever runs the provider."}
	errToken    = &kyc.Error{Kind: kyc.Unauthenticated, Code: "sso_failed", Message: "The provider's answer cannot be believed.", Hint: "Begin again; if it stays so, ask the operator of this installation."}
	errEmail    = &kyc.Error{Kind: kyc.Forbidden, Code: "sso_refused", Message: "The provider does not say that your e-mail address has been verified.", Hint: "Have it verified there."}
)

// Provider of sign-on. Safe for concurrent use. It need not be up when the server
// starts: its document is read when somebody comes, and kept.
type Provider struct {
	o      Options
	client *http.Client

	mu    sync.Mutex // held while the document is read: one reader is enough
	found *oidc.Provider
}

// New makes a provider.
func New(o Options) (*Provider, error) {
	if o.Issuer == "" || o.ClientID == "" || o.RedirectURL == "" || o.Secrets == nil || o.Dial == nil || o.Now == nil || o.Entropy == nil {
		return nil, errors.New("sign-on needs an issuer, a client, an address of ours, a box, a dialler, a clock and entropy")
	}
	// No proxy is asked: Dial vets the address that is really called.
	transport := &http.Transport{DialContext: o.Dial, TLSHandshakeTimeout: within, MaxIdleConns: 4, IdleConnTimeout: time.Minute}
	return &Provider{o: o, client: &http.Client{Transport: bounded{transport}, Timeout: within}}, nil
}

// bounded cuts replies off.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := b.next.RoundTrip(r)
	if err == nil {
		res.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(res.Body, maxReply), res.Body}
	}
	return res, err
}

// document is the provider's, read once it answers. Its keys are read by the
// library when a token names one that it does not know.
func (p *Provider) document(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	// The library keeps the context for the keys: it must not end with this request.
	found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.o.Issuer)
	if err != nil {
		return nil, fmt.Errorf("read the document of %s: %w: %w", p.o.Issuer, errAway, err)
	}
	p.found = found
	return found, nil
}

func (p *Provider) config(d *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{ClientID: p.o.ClientID, ClientSecret: p.o.ClientSecret, Endpoint: d.Endpoint(), RedirectURL: p.o.RedirectURL,
		Scopes: append([]string{oidc.ScopeOpenID, "email", "profile"}, p.o.Scopes...)}
}

// Begin says where to send a browser, and what it has to carry meanwhile as a
// cookie. next is where its owner wants to go, and comes back with him.
func (p *Provider) Begin(ctx context.Context, next string) (address, carried string, err error) {
	d, err := p.document(ctx)
	if err != nil {
		return "", "", err
	}
	t := ticket{Next: next, Until: p.o.Now().Add(ticketLife)}
	for _, into := range []*string{&t.State, &t.Nonce, &t.Verifier} {
		drawn := make([]byte, drawnBytes)
		if _, err := io.ReadFull(p.o.Entropy, drawn); err != nil {
			return "", "", fmt.Errorf("draw a secret: %w", err)
		}
		*into = base64.RawURLEncoding.EncodeToString(drawn)
	}
	plain, err := json.Marshal(t)
	if err != nil {
		return "", "", fmt.Errorf("write a ticket: %w", err)
	}
	return p.config(d).AuthCodeURL(t.State, oidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier)),
		base64.RawURLEncoding.EncodeToString(p.o.Secrets.Seal(plain, nil)), nil
}

// open reads what a browser carried; nil when it is not ours, or not of this state.
func (p *Provider) open(carried, state string) *ticket {
	sealed, err := base64.RawURLEncoding.DecodeString(carried)
	if err != nil {
		return nil
	}
	plain, err := p.o.Secrets.Open(sealed, nil)
	if err != nil {
		return nil
	}
	var t ticket
	if json.Unmarshal(plain, &t) != nil || subtle.ConstantTimeCompare([]byte(state), []byte(t.State)) != 1 || !p.o.Now().Before(t.Until) {
		return nil
	}
	return &t
}

// claims of an ID token that we read.
type claims struct {
	Email    string `json:"email"`
	Verified any    `json:"email_verified"` // some providers say "true"
	Name     string `json:"name"`
}

// Finish exchanges the code that came back to the browser that carried a ticket,
// and answers with who the provider says it is, and where he wanted to go.
func (p *Provider) Finish(ctx context.Context, carried, state, code string) (who *kyc.Identity, next string, err error) {
	t := p.open(carried, state)
	if t == nil {
		return nil, "", errStale
	}
	who, err = p.exchange(ctx, t, code)
	return who, t.Next, err
}

func (p *Provider) exchange(ctx context.Context, t *ticket, code string) (*kyc.Identity, error) {
	if code == "" {
		return nil, errDeclined
	}
	d, err := p.document(ctx)
	if err != nil {
		return nil, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	tokens, err := p.config(d).Exchange(ctx, code, oauth2.VerifierOption(t.Verifier))
	if refused := new(oauth2.RetrieveError); errors.As(err, &refused) {
		return nil, fmt.Errorf("exchange a code: the provider says %q: %w", refused.ErrorCode, errToken)
	}
	if err != nil {
		return nil, fmt.Errorf("exchange a code: %w: %w", errAway, err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	id, err := d.Verifier(&oidc.Config{ClientID: p.o.ClientID, Now: p.o.Now}).Verify(ctx, raw)
	if err != nil {
		return nil, fmt.Errorf("verify an ID token: %w: %w", errToken, err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(t.Nonce)) != 1 {
		return nil, fmt.Errorf("verify an ID token: its nonce is another's: %w", errToken)
	}
	return p.identity(ctx, d, id, tokens)
}

// identity reads the claims. What the ID token leaves out is asked of the userinfo
// endpoint, which must speak of the same person.
func (p *Provider) identity(ctx context.Context, d *oidc.Provider, id *oidc.IDToken, tokens *oauth2.Token) (*kyc.Identity, error) {
	var c claims
	if err := id.Claims(&c); err != nil {
		return nil, fmt.Errorf("read the claims of an ID token: %w: %w", errToken, err)
	}
	all := map[string]any{}
	if err := id.Claims(&all); err != nil {
		return nil, fmt.Errorf("read the claims of an ID token: %w: %w", errToken, err)
	}
	_, grouped := all[p.o.GroupsClaim]
	if (c.Email == "" || p.o.GroupsClaim != "" && !grouped) && d.UserInfoEndpoint() != "" {
		info, err := d.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
		if err != nil {
			return nil, fmt.Errorf("ask the provider about somebody: %w", errAway) // what it says may be about him
		}
		if info.Subject != id.Subject {
			return nil, fmt.Errorf("ask the provider about somebody: it speaks of another: %w", errToken)
		}
		if err := errors.Join(info.Claims(&c), info.Claims(&all)); err != nil {
			return nil, fmt.Errorf("read what the provider says of somebody: %w: %w", errToken, err)
		}
	}
	if c.Email == "" || c.Verified != true && c.Verified != "true" && !p.o.TrustEmail {
		return nil, errEmail
	}
	return &kyc.Identity{Subject: id.Subject, Email: c.Email, Name: c.Name, Groups: texts(all[p.o.GroupsClaim])}, nil
}

// texts of a claim that may be one text or a list of them.
func texts(claim any) []string {
	switch v := claim.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, one := range v[:min(len(v), maxGroups)] {
			if s, ok := one.(string); ok && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}
