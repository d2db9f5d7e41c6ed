package token_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/basekyc/basekyc/internal/token"
)

var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func open(t testing.TB, folder string, c *clock) *token.Keyring {
	t.Helper()
	k, err := token.Open(folder, token.Options{Now: c.now, Entropy: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

var asha = token.Customer{Session: "vs_1", Account: "acct_1", Device: token.DeviceClaim(token.Hash("secret")), Permissions: []string{token.MayJoin}}

func TestACustomerTokenSaysWhatWasSigned(t *testing.T) {
	c := &clock{start}
	k := open(t, t.TempDir(), c)
	g, err := k.MintCustomer(asha)
	if err != nil {
		t.Fatal(err)
	}
	if want := start.Add(30 * time.Minute); !g.ExpiresAt.Equal(want) {
		t.Errorf("ends %v, want %v", g.ExpiresAt, want)
	}
	got, err := k.VerifyCustomer(g.Token)
	if err != nil {
		t.Fatal(err)
	}
	if got.Session != "vs_1" || got.Account != "acct_1" || got.Live || got.Device != asha.Device || !got.May(token.MayJoin) || got.May("result:read") || got.ID == "" {
		t.Errorf("claims %+v", got)
	}
}

func TestStaffTokenKeepsItsMode(t *testing.T) {
	k := open(t, t.TempDir(), &clock{start})
	for _, live := range []bool{false, true} {
		g, err := k.MintStaff(token.Staff{Officer: "off_1", Account: "acct_1", Roles: []string{"agent"}, Live: live})
		if err != nil {
			t.Fatal(err)
		}
		got, err := k.VerifyStaff(g.Token)
		if err != nil || got.Live != live || got.Officer != "off_1" {
			t.Errorf("live %v: %+v %v", live, got, err)
		}
	}
}

func TestATokenEndsOnTheSecond(t *testing.T) {
	c := &clock{start}
	k := open(t, t.TempDir(), c)
	g, _ := k.MintCustomer(asha)
	c.at = g.ExpiresAt.Add(-time.Nanosecond)
	if _, err := k.VerifyCustomer(g.Token); err != nil {
		t.Errorf("just before its end: %v", err)
	}
	c.at = g.ExpiresAt
	if _, err := k.VerifyCustomer(g.Token); !errors.Is(err, token.ErrExpired) {
		t.Errorf("at its end: %v", err)
	}
}

func TestOneDoorsTokenDoesNotOpenTheOther(t *testing.T) {
	k := open(t, t.TempDir(), &clock{start})
	customer, _ := k.MintCustomer(asha)
	staff, _ := k.MintStaff(token.Staff{Officer: "off_1", Account: "acct_1"})
	if _, err := k.VerifyStaff(customer.Token); !errors.Is(err, token.ErrInvalid) {
		t.Errorf("customer's token at the desk: %v", err)
	}
	if _, err := k.VerifyCustomer(staff.Token); !errors.Is(err, token.ErrInvalid) {
		t.Errorf("staff token at the customer's door: %v", err)
	}
}

func TestKeysRotate(t *testing.T) {
	folder, c := t.TempDir(), &clock{start}
	old := open(t, folder, c)
	before, _ := old.MintCustomer(asha)
	c.at = c.at.Add(time.Minute)
	if err := token.AddKey(folder, token.Options{Now: c.now, Entropy: rand.Reader}); err != nil {
		t.Fatal(err)
	}
	rotated := open(t, folder, c)
	after, _ := rotated.MintCustomer(asha)
	if _, err := rotated.VerifyCustomer(before.Token); err != nil {
		t.Errorf("a token of the former key: %v", err)
	}
	if _, err := old.VerifyCustomer(after.Token); !errors.Is(err, token.ErrInvalid) {
		t.Errorf("a ring without the new key: %v", err)
	}
}

func TestKeyFilesAreSecret(t *testing.T) {
	folder := t.TempDir()
	open(t, folder, &clock{start})
	files, _ := filepath.Glob(filepath.Join(folder, "*"))
	if len(files) != 1 {
		t.Fatalf("files %v", files)
	}
	if info, _ := os.Stat(files[0]); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if err := os.Chmod(files[0], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := token.Open(folder, token.Options{Now: time.Now, Entropy: rand.Reader}); err == nil {
		t.Error("a key that others may read was taken")
	}
}

// forge signs arbitrary header and claims with the key in folder.
func forge(t *testing.T, folder string, header, claims map[string]any) string {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(folder, "*.pem"))
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	key, err := jwt.ParseEdPrivateKeyFromPEM(text)
	if err != nil {
		t.Fatal(err)
	}
	part := func(v any) string {
		b, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(b)
	}
	signed := part(header) + "." + part(claims)
	return signed + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(key.(ed25519.PrivateKey), []byte(signed)))
}

// Even the right key does not make these acceptable.
func TestMalformedClaimsAreRefused(t *testing.T) {
	folder := t.TempDir()
	k := open(t, folder, &clock{start})
	files, _ := filepath.Glob(filepath.Join(folder, "*.pem"))
	kid := strings.TrimSuffix(filepath.Base(files[0]), ".ed25519.pem")
	good := func() (h, c map[string]any) {
		return map[string]any{"alg": "EdDSA", "typ": "JWT", "kid": kid},
			map[string]any{"session": "vs_1", "account": "acct_1", "jti": "x", "aud": "customer",
				"iat": start.Unix(), "exp": start.Add(time.Hour).Unix(), "permissions": []string{"call"}}
	}
	h, c := good()
	if _, err := k.VerifyCustomer(forge(t, folder, h, c)); err != nil {
		t.Fatalf("the good one: %v", err)
	}
	for name, spoil := range map[string]func(h, c map[string]any){
		"no kid":         func(h, _ map[string]any) { delete(h, "kid") },
		"unknown kid":    func(h, _ map[string]any) { h["kid"] = "../other" },
		"kid of a type":  func(h, _ map[string]any) { h["kid"] = 7 },
		"alg none":       func(h, _ map[string]any) { h["alg"] = "none" },
		"alg HS256":      func(h, _ map[string]any) { h["alg"] = "HS256" },
		"no exp":         func(_, c map[string]any) { delete(c, "exp") },
		"no iat":         func(_, c map[string]any) { delete(c, "iat") },
		"iat to come":    func(_, c map[string]any) { c["iat"] = start.Add(time.Minute).Unix() },
		"no jti":         func(_, c map[string]any) { delete(c, "jti") },
		"no session":     func(_, c map[string]any) { delete(c, "session") },
		"no account":     func(_, c map[string]any) { delete(c, "account") },
		"no aud":         func(_, c map[string]any) { delete(c, "aud") },
		"wrong aud":      func(_, c map[string]any) { c["aud"] = "desk" },
		"exp as text":    func(_, c map[string]any) { c["exp"] = "tomorrow" },
		"session number": func(_, c map[string]any) { c["session"] = 3 },
	} {
		h, c := good()
		spoil(h, c)
		if _, err := k.VerifyCustomer(forge(t, folder, h, c)); !errors.Is(err, token.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzTamperedTokensAreRefused(f *testing.F) {
	k := open(f, f.TempDir(), &clock{start})
	g, err := k.MintCustomer(asha)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(g.Token[:len(g.Token)-1])
	f.Add(g.Token + "A")
	f.Add(strings.ToUpper(g.Token))
	f.Add("..")
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	for i := 0; i < len(g.Token); i += 7 {
		b := []byte(g.Token)
		b[i] ^= 1
		f.Add(string(b))
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if raw == g.Token {
			return
		}
		if c, err := k.VerifyCustomer(raw); err == nil {
			t.Errorf("%q was taken: %+v", raw, c)
		}
	})
}

func TestLinkCodesAndDevices(t *testing.T) {
	a, err := token.NewCode(rand.Reader)
	b, _ := token.NewCode(rand.Reader)
	if err != nil || len(a) != 22 || a == b {
		t.Errorf("codes %q %q %v", a, b, err)
	}
	if got := token.SessionURL("https://kyc.example", "vs_1", a); got != "https://kyc.example/v/vs_1#"+a {
		t.Error(got)
	}
	for secret, want := range map[string]bool{
		base64.RawURLEncoding.EncodeToString(make([]byte, 32)): true,
		base64.RawURLEncoding.EncodeToString(make([]byte, 31)): false,
		base64.StdEncoding.EncodeToString(make([]byte, 32)):    false,
		"": false,
	} {
		if token.ValidDevice(secret) != want {
			t.Errorf("ValidDevice(%q) is not %v", secret, want)
		}
	}
}
