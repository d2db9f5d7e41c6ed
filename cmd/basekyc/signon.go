package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/rest"
	"github.com/basekyc/basekyc/internal/signon"
	"github.com/basekyc/basekyc/internal/webhook"
)

// SSOConfig is the operator's provider of single sign-on, by OpenID Connect.
// Without an issuer there is none.
type SSOConfig struct {
	Issuer      string              `yaml:"issuer" env:"ISSUER"`
	ClientID    string              `yaml:"client_id" env:"CLIENT_ID"`
	Secret      string              `yaml:"-" env:"CLIENT_SECRET"` // from the environment only
	Name        string              `yaml:"name" env:"NAME"`
	Domains     []string            `yaml:"domains" env:"DOMAINS"`
	Account     string              `yaml:"account" env:"ACCOUNT"`
	Provision   bool                `yaml:"provision" env:"PROVISION"`
	Roles       []string            `yaml:"roles" env:"ROLES"`
	GroupsClaim string              `yaml:"groups_claim" env:"GROUPS_CLAIM"`
	Groups      map[string][]string `yaml:"groups" env:"-"`
	Scopes      []string            `yaml:"scopes" env:"SCOPES"`
	TrustEmail  bool                `yaml:"trust_email" env:"TRUST_EMAIL"`
}

func (c *SSOConfig) on() bool { return c.Issuer != "" }

// validate says what cannot work.
func (c *SSOConfig) validate() error {
	if !c.on() {
		return nil
	}
	var errs []error
	bad := func(wrong bool, format string, args ...any) {
		if wrong {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	u, err := url.Parse(c.Issuer)
	bad(err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())),
		"sso.issuer %q: must be the https address of the provider, without query", c.Issuer)
	bad(c.ClientID == "", "sso.client_id: missing; the provider gives it")
	bad(len(c.Domains) == 0, "sso.domains: name the domains of the e-mail addresses that may sign on")
	for _, d := range c.Domains {
		bad(d == "" || d != strings.ToLower(d) || strings.ContainsAny(d, "@ *"), "sso.domains %q: must be like bank.example, in lower case", d)
	}
	bad(c.Account != "" && !kyc.HasPrefix(c.Account, kyc.PrefixAccount), "sso.account %q: must be the id of an account; basekyc accounts list shows them", c.Account)
	bad(c.Provision && c.Account == "", "sso.provision: say in sso.account where new members belong")
	bad((c.GroupsClaim == "") != (len(c.Groups) == 0), "sso.groups_claim and sso.groups go together")
	bad(len(c.Groups) > 0 && c.Account == "", "sso.groups: say in sso.account whose members get roles by their groups")
	bad(c.Provision && len(c.Groups) == 0 && len(c.Roles) == 0, "sso.provision: say in sso.roles or sso.groups what new members may do")
	for _, list := range append(slices.Collect(maps.Values(c.Groups)), c.Roles) {
		bad(len(list) > 0 && len(kyc.CheckRoles(roles(list))) > 0, "sso: roles are admin, developer, supervisor, auditor and agent, not %s", strings.Join(list, ", "))
	}
	return errors.Join(errs...)
}

func roles(names []string) []kyc.Role {
	out := make([]kyc.Role, len(names))
	for i, n := range names {
		out[i] = kyc.Role(n)
	}
	return out
}

// policy is whom it lets in.
func (c *SSOConfig) policy() kyc.SignOn {
	if !c.on() {
		return kyc.SignOn{}
	}
	p := kyc.SignOn{Domains: c.Domains, Account: c.Account, Provision: c.Provision, Roles: roles(c.Roles)}
	for group, list := range c.Groups {
		if p.Groups == nil {
			p.Groups = map[string][]kyc.Role{}
		}
		p.Groups[group] = roles(list)
	}
	return p
}

// openSignOn makes the door of the provider; nil without one. It is called by the
// dialler of webhooks, so never at a private address.
func (s *Server) openSignOn(c Config) (rest.SignOn, error) {
	if !c.SSO.on() {
		return nil, nil
	}
	issuer, err := url.Parse(c.SSO.Issuer)
	if err != nil {
		return nil, err
	}
	dialer := &webhook.Dialer{AllowLoopback: loopback(issuer.Hostname())}
	p, err := signon.New(signon.Options{Issuer: c.SSO.Issuer, ClientID: c.SSO.ClientID, ClientSecret: c.SSO.Secret, RedirectURL: s.URL + rest.SignOnCallback,
		Scopes: c.SSO.Scopes, GroupsClaim: c.SSO.GroupsClaim, TrustEmail: c.SSO.TrustEmail, Secrets: s.seal.For("sign-on tickets"), Dial: dialer.DialContext,
		Now: time.Now, Entropy: rand.Reader})
	if err != nil {
		return nil, err // not p: a nil provider in an interface is none to the doors
	}
	return p, nil
}
