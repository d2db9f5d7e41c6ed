package rest_test

import (
	"strings"
	"testing"

	"github.com/descope/virtualwebauthn"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/rest"
)

func TestALogInWithAPasskeyAlone(t *testing.T) {
	w := newWorld(t)
	_, o := w.member(w.a, "meera@example.com", kyc.Agent)
	l, elsewhere := w.newLaptop(), w.newLaptop()
	l.logIn("meera@example.com")
	elsewhere.logIn("meera@example.com")
	g := l.enrol()
	if f := g.SecondFactor; !f.On || f.Authenticator || len(f.Passkeys) != 1 || f.Passkeys[0].Name != "Telephone" || len(g.Codes) != kyc.RecoveryCodes || f.RecoveryCodesLeft != kyc.RecoveryCodes {
		t.Errorf("%+v, %d codes", g.SecondFactor, len(g.Codes))
	}
	problemIn(t, elsewhere.ask("GET", "/dashboard/me", ""), 401, "logged_out")
	if gone := w.gone(); len(gone) != 1 || gone[0] != w.a.id+"/"+o.ID {
		t.Errorf("dismissed %v", gone)
	}
	clear(l.cookies)
	me := read[api.Me](t, l.alone(), 200)
	if me.Member.ID != o.ID || me.Login.Method != "passkey" || me.SecondFactor.Passkeys[0].UsedAt == nil {
		t.Errorf("%+v %+v", me.Login, me.SecondFactor)
	}
	read[api.CaseList](t, l.ask("GET", "/desk/sessions", ""), 200)
	if strings.Contains(w.log.String(), "meera@example.com") {
		t.Error("the log names her")
	}
}

func TestAPasskeyAfterThePassword(t *testing.T) {
	w := newWorld(t)
	l, g := w.withPasskey(w.a, "meera@example.com", kyc.Agent)
	clear(l.cookies)
	for _, door := range []string{"/dashboard/login", "/desk/login"} {
		problemIn(t, l.ask("POST", door, loginBody("meera@example.com", password)), 403, "totp_required")
	}
	problemIn(t, l.ask("POST", "/dashboard/login", withCode("meera@example.com", "123456")), 401, "totp_invalid")
	// Who does not know the password learns neither of her nor of her passkeys.
	unknown := problemIn(t, l.ask("POST", wayIn+"/challenge", loginBody("nobody@example.com", password)), 401, "credentials_invalid")
	wrong := problemIn(t, l.ask("POST", wayIn+"/challenge", loginBody("meera@example.com", "wrong")), 401, "credentials_invalid")
	if unknown.RequestID = wrong.RequestID; unknown.Detail != wrong.Detail || unknown.Title != wrong.Title {
		t.Errorf("%+v and %+v", unknown, wrong)
	}
	ticket, options := l.challenge(wayIn+"/challenge", loginBody("meera@example.com", password))
	if !strings.Contains(options, "allowCredentials") {
		t.Errorf("asks for any passkey: %s", options)
	}
	if me := read[api.Me](t, l.enter(ticket, l.signed(options)), 200); me.Login.Method != "password" {
		t.Errorf("%+v", me.Login)
	}
	clear(l.cookies)
	read[api.Me](t, l.ask("POST", "/dashboard/login", withCode("meera@example.com", g.Codes[0])), 200) // the way back

	v, _ := w.member(w.a, "plain@example.com", kyc.Agent)
	if c := read[api.PasskeyChallenge](t, l.ask("POST", wayIn+"/challenge", loginBody("plain@example.com", password)), 200); c.Ticket != "" || c.PublicKey != nil || c.Authenticator {
		t.Errorf("nothing to ask for: %+v", c)
	}
	v.enrol()
	if c := read[api.PasskeyChallenge](t, l.ask("POST", wayIn+"/challenge", loginBody("plain@example.com", password)), 200); c.Ticket != "" || !c.Authenticator {
		t.Errorf("a code would do: %+v", c)
	}
}

func TestAnAnswerIsGoodOnceAndWhereItWasAsked(t *testing.T) {
	w := newWorld(t)
	l, _ := w.withPasskey(w.a, "meera@example.com", kyc.Agent)
	clear(l.cookies)
	ticket, options := l.challenge(wayIn+"/challenge", `{}`)
	answer := l.signed(options)
	other := w.newLaptop()
	problemIn(t, other.enter(ticket, answer), 401, "passkey_stale") // without the cookie
	other.challenge(wayIn+"/challenge", `{}`)
	problemIn(t, other.enter(ticket, answer), 401, "passkey_stale") // with another
	read[api.Me](t, l.enter(ticket, answer), 200)
	problemIn(t, l.enter(ticket, answer), 401, "passkey_stale")
	problemIn(t, l.enter(ticket, l.signed(options)), 401, "passkey_stale") // signed anew
	// Wrong answers use a question up too, and a question is for what it was asked for.
	ticket, options = l.challenge(wayIn+"/challenge", `{}`)
	problemIn(t, l.enter(ticket, `{"id":"AA"}`), 401, "passkey_invalid")
	problemIn(t, l.enter(ticket, l.signed(options)), 401, "passkey_stale")
	ticket, options = l.challenge(wayIn+"/challenge", `{}`)
	problemIn(t, l.add(ticket, l.signed(options)), 401, "passkey_stale")
	ticket, _ = l.challenge(wayIn+"/challenge", `{}`)
	_, options = l.challenge(wayIn+"/challenge", `{}`)
	problemIn(t, l.enter(ticket, l.signed(options)), 401, "passkey_invalid") // of another question
	// Two pages of one browser do not disturb each other.
	ticket, options = l.challenge(wayIn+"/challenge", `{}`)
	l.challenge(wayIn+"/challenge", `{}`)
	read[api.Me](t, l.enter(ticket, l.signed(options)), 200)
}

func TestPasskeysThatAreRefused(t *testing.T) {
	w := newWorld(t)
	l, _ := w.withPasskey(w.a, "meera@example.com", kyc.Agent)
	clear(l.cookies)
	for name, spoil := range map[string]func(l *laptop){
		"a page of another site":    func(l *laptop) { l.site.Origin = "https://kyc.example.evil.example" },
		"without https":             func(l *laptop) { l.site.Origin = "http://kyc.example" },
		"of another name":           func(l *laptop) { l.site.ID = "evil.example" },
		"nobody made sure of her":   func(l *laptop) { l.auth.Options.UserNotVerified = true },
		"somebody else's handle":    func(l *laptop) { l.auth.Options.UserHandle = []byte(w.a.officer.ID) },
		"no handle":                 func(l *laptop) { l.auth.Options.UserHandle = nil },
		"another key":               func(l *laptop) { l.key.Key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2).Key },
		"a passkey nobody has":      func(l *laptop) { l.key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2) },
		"another kind, of a sudden": func(l *laptop) { l.auth.Options.BackupEligible = true },
	} {
		t.Run(name, func(t *testing.T) {
			bad := *l
			bad.cookies = map[string]string{}
			spoil(&bad)
			problemIn(t, bad.alone(), 401, "passkey_invalid")
		})
	}
	read[api.Me](t, l.alone(), 200)
	fresh := w.newLaptop()
	w.member(w.a, "new@example.com", kyc.Agent)
	for name, spoil := range map[string]func(l *laptop){
		"a page of another site":  func(l *laptop) { l.site.Origin = "https://evil.example" },
		"nobody made sure of her": func(l *laptop) { l.auth.Options.UserNotVerified = true },
	} {
		t.Run("adding: "+name, func(t *testing.T) {
			bad := *fresh
			bad.cookies = map[string]string{}
			bad.logIn("new@example.com")
			spoil(&bad)
			ticket, options := bad.challenge(passkeys+"/challenge", `{"password":"`+password+`"}`)
			problemIn(t, bad.add(ticket, bad.made(options)), 401, "passkey_invalid")
		})
	}
}

func TestAPasskeyIsOneMembers(t *testing.T) {
	w := newWorld(t)
	l, _ := w.withPasskey(w.a, "meera@example.com", kyc.Agent)
	stranger, _ := w.withPasskey(w.b, "other@example.com", kyc.Agent)
	// Of another account, with the first one's own name of the key.
	clone := *stranger
	clone.key.ID = l.key.ID
	ticket, options := clone.challenge(passkeys+"/challenge", `{"password":"`+password+`"}`)
	problemIn(t, clone.add(ticket, clone.made(options)), 409, "passkey_taken")
	// As the second factor of somebody else's password.
	clear(stranger.cookies)
	ticket, options = stranger.challenge(wayIn+"/challenge", loginBody("meera@example.com", password))
	problemIn(t, stranger.enter(ticket, stranger.signed(options)), 401, "passkey_invalid")
	// A question that one member asked, answered by another's log-in.
	victim := w.newLaptop()
	w.member(w.a, "third@example.com", kyc.Agent)
	victim.logIn("third@example.com")
	attacker := w.newLaptop()
	w.member(w.a, "fourth@example.com", kyc.Agent)
	attacker.logIn("fourth@example.com")
	ticket, options = attacker.challenge(passkeys+"/challenge", `{"password":"`+password+`"}`)
	problemIn(t, victim.add(ticket, attacker.made(options)), 401, "passkey_stale")
	if me := read[api.Me](t, victim.ask("GET", "/dashboard/me", ""), 200); me.SecondFactor.On {
		t.Errorf("%+v", me.SecondFactor)
	}
}

func TestACounterThatGoesBack(t *testing.T) {
	w := newWorld(t)
	l, _ := w.withPasskey(w.a, "meera@example.com", kyc.Agent)
	copied := *l
	copied.cookies = map[string]string{}
	read[api.Me](t, l.alone(), 200)
	read[api.Me](t, l.alone(), 200)
	problemIn(t, copied.alone(), 403, "passkey_doubted")
	me := read[api.Me](t, l.ask("GET", "/dashboard/me", ""), 200)
	if me.SecondFactor.Passkeys[0].DoubtedAt == nil {
		t.Errorf("nobody tells her: %+v", me.SecondFactor)
	}
	if !strings.Contains(w.log.String(), "a passkey was refused") {
		t.Error("nobody tells the operator")
	}
}

func TestAPasskeyIsRenamedAndRemoved(t *testing.T) {
	w := newWorld(t)
	l, g := w.withPasskey(w.a, "meera@example.com", kyc.Agent)
	id := g.SecondFactor.Passkeys[0].ID
	other, o := w.withPasskey(w.a, "other@example.com", kyc.Agent)
	me := read[api.Me](t, l.ask("PATCH", passkeys+"/"+id, `{"name":" My key ring "}`), 200)
	if me.SecondFactor.Passkeys[0].Name != "My key ring" {
		t.Errorf("%+v", me.SecondFactor)
	}
	problemIn(t, other.ask("PATCH", passkeys+"/"+id, `{"name":"Mine"}`), 404, "passkey_not_found")
	problemIn(t, other.ask("POST", passkeys+"/"+id+"/remove", `{"password":"`+password+`"}`), 404, "passkey_not_found")
	problemIn(t, l.ask("PATCH", passkeys+"/"+id, `{"name":"a\u0007"}`), 400, "invalid_parameters")
	problemIn(t, l.ask("POST", passkeys+"/"+id+"/remove", `{"password":"wrong"}`), 401, "credentials_invalid")
	former := w.newLaptop()
	former.cookies = map[string]string{}
	for k, v := range l.cookies {
		former.cookies[k] = v
	}
	me = read[api.Me](t, l.ask("POST", passkeys+"/"+id+"/remove", `{"password":"`+password+`"}`), 200)
	if me.SecondFactor.On || me.SecondFactor.RecoveryCodesLeft != 0 {
		t.Errorf("%+v", me.SecondFactor)
	}
	problemIn(t, former.ask("GET", "/dashboard/me", ""), 401, "logged_out")
	problemIn(t, l.alone(), 401, "passkey_invalid")
	read[api.Me](t, l.ask("POST", "/dashboard/login", loginBody("meera@example.com", password)), 200)
	l.enrol() // the same key may come back
	// An administrator takes a lost one off, with everything else.
	rec := w.ask("DELETE", "/v1/members/"+o.Member.ID+"/second_factor", w.a.live, "")
	if rec.Code != 204 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	problemIn(t, other.alone(), 401, "passkey_invalid")
	read[api.Me](t, other.ask("POST", "/dashboard/login", loginBody("other@example.com", password)), 200)
}

func TestAPasskeyIsASecondFactorForTheAccountsRule(t *testing.T) {
	w := newWorld(t)
	w.member(w.a, "meera@example.com", kyc.Agent)
	_, err := w.accounts.ChangeAccount(t.Context(), w.a.id, kyc.AccountChange{RequireSecondFactor: new(true)})
	must(t, err)
	l := w.newLaptop()
	l.logIn("meera@example.com")
	problemIn(t, l.ask("GET", "/desk/sessions", ""), 403, "second_factor_required")
	g := l.enrol()
	if g.SecondFactor.Needed {
		t.Errorf("%+v", g.SecondFactor)
	}
	read[api.CaseList](t, l.ask("GET", "/desk/sessions", ""), 200)
	read[api.Me](t, l.alone(), 200)
	read[api.CaseList](t, l.ask("GET", "/desk/sessions", ""), 200)
	// Nobody stays in with less, whatever he has come in by.
	me := read[api.Me](t, l.ask("POST", passkeys+"/"+g.SecondFactor.Passkeys[0].ID+"/remove", `{"password":"`+password+`"}`), 200)
	if me.Login.Method != "passkey" || !me.SecondFactor.Needed {
		t.Errorf("%+v %+v", me.Login, me.SecondFactor)
	}
	problemIn(t, l.ask("GET", "/desk/sessions", ""), 403, "second_factor_required")
}

func TestAPasskeyBesideAnAuthenticator(t *testing.T) {
	w := newWorld(t)
	l, first := w.withPasskey(w.a, "meera@example.com", kyc.Agent)
	v := &visitor{w: w}
	for name, value := range l.cookies {
		if !strings.HasSuffix(name, "-passkey") {
			v.cookie = name + "=" + value
		}
	}
	g, next := v.enrol()
	if f := g.SecondFactor; !f.Authenticator || len(f.Passkeys) != 1 || len(g.Codes) != kyc.RecoveryCodes {
		t.Errorf("%+v", f)
	}
	clear(l.cookies)
	problemIn(t, l.ask("POST", "/dashboard/login", withCode("meera@example.com", first.Codes[0])), 401, "totp_invalid")
	read[api.Me](t, l.ask("POST", "/dashboard/login", withCode("meera@example.com", next)), 200)
	me := read[api.Me](t, l.ask("POST", factor+"/disable", `{"password":"`+password+`"}`), 200)
	if f := me.SecondFactor; f.Authenticator || !f.On || len(f.Passkeys) != 1 || f.RecoveryCodesLeft != kyc.RecoveryCodes {
		t.Errorf("the authenticator is off: %+v", f)
	}
	read[api.Me](t, l.alone(), 200)
	second := w.newLaptop()
	second.cookies = l.cookies
	if g := second.enrol(); len(g.Codes) != 0 || len(g.SecondFactor.Passkeys) != 2 {
		t.Errorf("%d codes, %+v", len(g.Codes), g.SecondFactor)
	}
}

func TestPasskeysDoNotGoAroundSignOn(t *testing.T) {
	w := newWorld(t)
	l, g := w.withPasskey(w.a, "meera@example.com", kyc.Agent)
	p := w.sso(kyc.SignOn{Account: w.a.id, Provision: true, Roles: []kyc.Role{kyc.Agent}})
	b := &browser{w: w, cookies: map[string]string{}}
	b.signOn(p, "/console", "new@example.com")
	signed := w.newLaptop()
	signed.cookies = b.cookies
	read[api.Me](t, signed.ask("GET", "/dashboard/me", ""), 200)
	problemIn(t, signed.ask("POST", passkeys+"/challenge", `{"password":""}`), 401, "credentials_invalid")
	// Who has no password any more comes in by the provider only.
	_, err := w.store.ChangeOfficer(t.Context(), w.a.id, g.Member.ID, func(o kyc.Officer, _ []kyc.Officer) (*kyc.Officer, error) {
		o.Password = ""
		return &o, nil
	})
	must(t, err)
	clear(l.cookies)
	problemIn(t, l.alone(), 401, "passkey_invalid")
}

func TestAnotherSiteAsksForNoPasskey(t *testing.T) {
	w := newWorld(t)
	for _, route := range []string{"/challenge", "/login"} {
		problemIn(t, w.ask("POST", wayIn+route, "", `{"ticket":"a","credential":{}}`, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"), 403, "cross_origin")
	}
	for range 70 {
		if rec := w.ask("POST", wayIn+"/login", "", `{"ticket":"a","credential":{}}`); rec.Code == 429 {
			return
		}
	}
	t.Error("seventy wrong answers were let through")
}

func TestPasskeysNeedANameWithHTTPS(t *testing.T) {
	w := newWorld(t)
	w.signUp(kyc.SignUpClosed) // without an origin
	w.deps.Passkeys = w.accounts
	var err error
	w.h, err = rest.New(w.deps)
	must(t, err)
	l := w.newLaptop()
	if e := read[api.Entrance](t, l.ask("GET", "/dashboard/entrance", ""), 200); e.Passkeys != nil {
		t.Errorf("%+v", e.Passkeys)
	}
	problemIn(t, l.ask("POST", wayIn+"/challenge", `{}`), 404, "passkeys_off")
	problemIn(t, l.enter("a", `{}`), 404, "passkeys_off")
}
