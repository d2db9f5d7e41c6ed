package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// The sample explains every setting and shows its default.
func TestSampleConfiguration(t *testing.T) {
	c, err := loadConfig("../../basekyc.sample.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := defaults()
	want.BaseURL = "https://kyc.example.com" // the one line that every installation must change
	want.Media.Announce, want.Webhooks.Schedule, want.TrustedProxies, want.TLS.ACME.Names, want.TURN.External = c.Media.Announce, c.Webhooks.Schedule, c.TrustedProxies, c.TLS.ACME.Names, c.TURN.External
	want.Profiles = c.Profiles
	s := &c.SSO
	if len(s.Domains)+len(s.Roles)+len(s.Groups)+len(s.Scopes) > 0 {
		t.Errorf("the sample's sign-on is %+v", s)
	}
	want.SSO.Domains, want.SSO.Roles, want.SSO.Groups, want.SSO.Scopes = s.Domains, s.Roles, s.Groups, s.Scopes
	if len(c.Media.Announce)+len(c.Webhooks.Schedule)+len(c.TrustedProxies)+len(c.TLS.ACME.Names)+len(c.TURN.External)+len(c.Profiles) != 0 || !reflect.DeepEqual(c, want) {
		t.Errorf("the sample says\n%+v\nthe defaults are\n%+v", c, want)
	}
	sample, err := os.ReadFile("../../basekyc.sample.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names(reflect.TypeFor[Config]()) {
		if !strings.Contains(string(sample), name+":") {
			t.Errorf("the sample does not explain %s", name)
		}
	}
}

func names(t reflect.Type) (out []string) {
	for f := range t.Fields() {
		if f.Tag.Get("yaml") == "-" {
			continue
		}
		out = append(out, f.Tag.Get("yaml"))
		if f.Type.Kind() == reflect.Struct {
			out = append(out, names(f.Type)...)
		}
	}
	return out
}

func TestBadConfigurations(t *testing.T) {
	for text, says := range map[string]string{
		"listn: x":                               "listn",
		"listen: nonsense":                       "host:port",
		"listen: 0.0.0.0:8080":                   "base_url",
		"base_url: http://kyc.example.com":       "https",
		"base_url: https://kyc.example.com/path": "base_url",
		"webhooks: {timeout: 10m}":               "timeout",
		"vision: {match: 0.1, mismatch: 0.2}":    "mismatch",
		"media: {announce: [somewhere]}":         "announce",
		"default_profile: mine":                  "must be one of rbi_vcip",
		"profiles: [{name: mine, base: rbi_vcip, rules: [{id: pan, severity: advisory}]}]":                         "profile mine: rule pan: because",
		"profiles: [{name: mine, rulez: []}]":                                                                      "rulez",
		"sso: {issuer: 'http://login.bank.example', client_id: x, domains: [bank.example]}":                        "sso.issuer",
		"sso: {issuer: 'https://login.bank.example'}":                                                              "sso.client_id",
		"sso: {issuer: 'https://login.bank.example', client_id: x}":                                                "sso.domains",
		"sso: {issuer: 'https://login.bank.example', client_id: x, domains: ['@bank.example']}":                    "sso.domains",
		"sso: {issuer: 'https://login.bank.example', client_id: x, domains: [bank.example], provision: true}":      "sso.account",
		"sso: {issuer: 'https://login.bank.example', client_id: x, domains: [bank.example], groups: {a: [agent]}}": "go together",
		"sso: {issuer: 'https://login.bank.example', client_id: x, domains: [bank.example], roles: [boss]}":        "boss",
		"sso: {client_secret: x}":                                                 "client_secret",
		"trusted_proxies: [everyone]":                                             "trusted_proxies",
		"{listen: '0.0.0.0:80', base_url: https://kyc.example.com}":               "trusted_proxies",
		"tls: {certificate: a.pem}":                                               "go together",
		"tls: {certificate: a.pem, key: b.pem, acme: {names: [kyc.example.com]}}": "not both",
		"turn: {tls: ':5349'}":                                                    "certificate",
		"turn: {external: ['turn:turn.example.com:3478']}":                        "external_secret",
		"turn: {external: ['https://turn.example.com'], external_secret: 0123456789abcdef0123456789ab}": "turn.external",
	} {
		file := filepath.Join(t.TempDir(), "c.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := loadConfig(file); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
	t.Setenv("BASEKYC_LISTEN", "127.0.0.1:9")
	t.Setenv("BASEKYC_SANDBOX_OFFICER", "false")
	if c, err := loadConfig(""); err != nil || c.Listen != "127.0.0.1:9" || c.Sandbox.Officer {
		t.Error("the environment does not override:", c.Listen, err)
	}
}
