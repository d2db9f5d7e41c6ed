package rest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/descope/virtualwebauthn"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

const (
	// passkeyOrigin is where passkeys of these tests work; only what a browser signs names it.
	passkeyOrigin = "https://kyc.example"
	passkeys      = "/dashboard/me/passkeys"
	wayIn         = "/dashboard/passkeys"
)

// laptop is a browser that keeps cookies, with an authenticator in it.
type laptop struct {
	w       *world
	cookies map[string]string
	site    virtualwebauthn.RelyingParty
	auth    virtualwebauthn.Authenticator
	key     virtualwebauthn.Credential
}

// newLaptop is not logged in, and has a key that nobody knows yet.
func (w *world) newLaptop() *laptop {
	return &laptop{w: w, cookies: map[string]string{}, site: virtualwebauthn.RelyingParty{ID: "kyc.example", Origin: passkeyOrigin},
		auth: virtualwebauthn.NewAuthenticator(), key: virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)}
}

func (l *laptop) ask(method, path, body string) *httptest.ResponseRecorder {
	l.w.t.Helper()
	headers := []string{"Sec-Fetch-Site", "same-origin", "Origin", "http://kyc.example", "BaseKYC-Mode", "test"}
	var list []string
	for name, value := range l.cookies {
		list = append(list, name+"="+value)
	}
	if len(list) > 0 {
		headers = append(headers, "Cookie", strings.Join(list, "; "))
	}
	rec := l.w.ask(method, path, "", body, headers...)
	for _, c := range rec.Result().Cookies() {
		if !c.HttpOnly || c.SameSite == http.SameSiteNoneMode || c.Path != "/" {
			l.w.t.Errorf("cookie %+v", c)
		}
		l.cookies[c.Name] = c.Value
	}
	return rec
}

func (l *laptop) logIn(email string) {
	l.w.t.Helper()
	read[api.Me](l.w.t, l.ask("POST", "/dashboard/login", loginBody(email, password)), 200)
}

func (l *laptop) challenge(path, body string) (ticket, options string) {
	l.w.t.Helper()
	c := read[api.PasskeyChallenge](l.w.t, l.ask("POST", path, body), 200)
	raw, err := json.Marshal(c.PublicKey)
	must(l.w.t, err)
	return c.Ticket, string(raw)
}

// made is what the authenticator says of a new key.
func (l *laptop) made(options string) string {
	l.w.t.Helper()
	o, err := virtualwebauthn.ParseAttestationOptions(options)
	must(l.w.t, err)
	return virtualwebauthn.CreateAttestationResponse(l.site, l.auth, l.key, *o)
}

func (l *laptop) add(ticket, credential string) *httptest.ResponseRecorder {
	l.w.t.Helper()
	return l.ask("POST", passkeys, fmt.Sprintf(`{"ticket":%q,"name":"Telephone","credential":%s}`, ticket, credential))
}

// enrol adds the laptop's key to who is logged in.
func (l *laptop) enrol() api.Guarded {
	l.w.t.Helper()
	ticket, options := l.challenge(passkeys+"/challenge", `{"password":"`+password+`"}`)
	g := read[api.Guarded](l.w.t, l.add(ticket, l.made(options)), 201)
	l.auth.Options.UserHandle = []byte(g.Member.ID)
	return g
}

// signed is the authenticator's answer to a question; its counter rises.
func (l *laptop) signed(options string) string {
	l.w.t.Helper()
	l.key.Counter++
	o, err := virtualwebauthn.ParseAssertionOptions(options)
	must(l.w.t, err)
	return virtualwebauthn.CreateAssertionResponse(l.site, l.auth, l.key, *o)
}

func (l *laptop) enter(ticket, credential string) *httptest.ResponseRecorder {
	l.w.t.Helper()
	return l.ask("POST", wayIn+"/login", fmt.Sprintf(`{"ticket":%q,"credential":%s}`, ticket, credential))
}

// alone comes in with the passkey and nothing else.
func (l *laptop) alone() *httptest.ResponseRecorder {
	l.w.t.Helper()
	ticket, options := l.challenge(wayIn+"/challenge", `{}`)
	return l.enter(ticket, l.signed(options))
}

// withPasskey is a member with a passkey, logged in.
func (w *world) withPasskey(x *tenant, email string, roles ...kyc.Role) (*laptop, api.Guarded) {
	w.t.Helper()
	w.member(x, email, roles...)
	l := w.newLaptop()
	l.logIn(email)
	return l, l.enrol()
}
