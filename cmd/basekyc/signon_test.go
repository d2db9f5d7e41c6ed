package main

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest/provider"
	"github.com/basekyc/basekyc/internal/rest"
	"github.com/basekyc/basekyc/internal/seal"
)

func TestSignOnAsConfigured(t *testing.T) {
	box, err := seal.Open(filepath.Join(t.TempDir(), "seal.key"))
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{URL: "http://localhost:8080", seal: box}
	if none, err := s.openSignOn(defaults()); none != nil || err != nil {
		t.Errorf("without an issuer: %v %v", none, err)
	}
	p := provider.Start(t, s.URL+rest.SignOnCallback, provider.Person{ID: "s-ravi", Email: "ravi@bank.example", Name: "Ravi", Groups: []string{"kyc"}})
	t.Setenv("BASEKYC_SSO_ISSUER", p.Issuer)
	t.Setenv("BASEKYC_SSO_CLIENT_ID", provider.ClientID)
	t.Setenv("BASEKYC_SSO_CLIENT_SECRET", provider.Secret)
	t.Setenv("BASEKYC_SSO_DOMAINS", "bank.example")
	c, err := loadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	c.SSO.GroupsClaim = "groups"
	door, err := s.openSignOn(c)
	if err != nil {
		t.Fatal(err)
	}
	there, ticket, err := door.Begin(t.Context(), "/console")
	if err != nil {
		t.Fatal(err)
	}
	back := p.LogIn(there, "ravi@bank.example")
	if !strings.HasPrefix(back.String(), s.URL+"/dashboard/sso/callback?") {
		t.Errorf("sent back to %s", back)
	}
	who, next, err := door.Finish(t.Context(), ticket, back.Query().Get("state"), back.Query().Get("code"))
	if err != nil || who.Subject != "s-ravi" || len(who.Groups) != 1 || next != "/console" {
		t.Errorf("%+v %q %v", who, next, err)
	}
	c.SSO.Issuer = "https://10.0.0.1"
	if door, err = s.openSignOn(c); err != nil {
		t.Fatal(err)
	}
	if _, _, err := door.Begin(t.Context(), ""); !kyc.IsKind(err, kyc.OutOfService) || !strings.Contains(err.Error(), "address") {
		t.Errorf("a private address: %v", err)
	}
}

func TestWhomSignOnLetsIn(t *testing.T) {
	if p := (&SSOConfig{Domains: []string{"bank.example"}}).policy(); !reflect.DeepEqual(p, kyc.SignOn{}) {
		t.Errorf("without an issuer: %+v", p)
	}
	c := SSOConfig{Issuer: "https://login.bank.example", ClientID: "x", Domains: []string{"bank.example"}, Account: kyc.PrefixAccount + "_00000000000000000000000000",
		Provision: true, GroupsClaim: "groups", Groups: map[string][]string{"heads": {"supervisor", "agent"}}}
	if err := c.validate(); err != nil {
		t.Fatal(err)
	}
	if p := c.policy(); p.Account != c.Account || !p.Provision || !reflect.DeepEqual(p.Groups, map[string][]kyc.Role{"heads": {kyc.Supervisor, kyc.Agent}}) {
		t.Errorf("%+v", p)
	}
}
