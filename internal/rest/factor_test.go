package rest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

const factor = "/dashboard/me/second_factor"

// enrol gives a member of staff an authenticator. next is a code that is good
// after the one that was used for it.
func (v *visitor) enrol() (guarded api.Guarded, next string) {
	v.w.t.Helper()
	e := read[api.Enrolment](v.w.t, v.ask("POST", factor, `{"password":"`+password+`"}`), 201)
	at := time.Now()
	code := func(at time.Time) string {
		c, err := totp.GenerateCode(e.Secret, at)
		must(v.w.t, err)
		return c
	}
	former := v.cookie
	guarded = read[api.Guarded](v.w.t, v.ask("POST", factor+"/confirm", `{"code":"`+code(at)+`"}`), 200)
	if v.cookie == former {
		v.w.t.Error("the login of the password goes on")
	}
	return guarded, code(at.Add(30 * time.Second))
}

func withCode(email, code string) string {
	return strings.TrimSuffix(loginBody(email, password), "}") + fmt.Sprintf(`,"code":%q}`, code)
}

func TestALogInInTwoSteps(t *testing.T) {
	w := newWorld(t)
	v, o := w.member(w.a, "meera@example.com", kyc.Agent)
	elsewhere := &visitor{w: w}
	read[api.Me](t, elsewhere.ask("POST", "/dashboard/login", loginBody("meera@example.com", password)), 200)
	token := read[api.LoggedIn](t, w.ask("POST", "/desk/login", "", loginBody("meera@example.com", password)), 200).Token
	problemIn(t, v.ask("POST", factor+"/confirm", `{"code":"123456"}`), 409, "second_factor_off")
	g, next := v.enrol()
	if !g.SecondFactor.On || g.SecondFactor.RecoveryCodesLeft != kyc.RecoveryCodes || !g.Member.SecondFactor || len(g.Codes) != kyc.RecoveryCodes {
		t.Errorf("%+v, %d codes", g.SecondFactor, len(g.Codes))
	}
	problemIn(t, elsewhere.ask("GET", "/dashboard/me", ""), 401, "logged_out")
	problemIn(t, w.ask("GET", "/desk/sessions", token, ""), 401, "token_invalid")
	if gone := w.gone(); len(gone) != 1 || gone[0] != w.a.id+"/"+o.ID {
		t.Errorf("dismissed %v", gone)
	}
	for _, door := range []string{"/dashboard/login", "/desk/login"} {
		if c := problemIn(t, w.ask("POST", door, "", loginBody("meera@example.com", password)), 403, "totp_required"); c.Detail == "" {
			t.Errorf("%+v", c)
		}
	}
	read[api.LoggedIn](t, w.ask("POST", "/desk/login", "", withCode("meera@example.com", next)), 200)
	problemIn(t, w.ask("POST", "/dashboard/login", "", withCode("meera@example.com", next)), 401, "totp_invalid")
	read[api.Me](t, v.ask("POST", "/dashboard/login", withCode("meera@example.com", g.Codes[0])), 200)
	if me := read[api.Me](t, v.ask("GET", "/dashboard/me", ""), 200); me.SecondFactor.RecoveryCodesLeft != kyc.RecoveryCodes-1 {
		t.Errorf("%+v", me.SecondFactor)
	}
	for _, secret := range append(g.Codes, next) {
		if strings.Contains(w.log.String(), secret) {
			t.Error("a code is in the log")
		}
	}
}

func TestTurningOnesSecondFactorOff(t *testing.T) {
	w := newWorld(t)
	v, _ := w.member(w.a, "meera@example.com", kyc.Agent)
	problemIn(t, v.ask("POST", factor, `{"password":"wrong"}`), 401, "credentials_invalid")
	v.enrol()
	problemIn(t, v.ask("POST", factor+"/disable", `{"password":"wrong"}`), 401, "credentials_invalid")
	if n := len(read[api.RecoveryCodes](t, v.ask("POST", factor+"/recovery_codes", `{"password":"`+password+`"}`), 200).Codes); n != kyc.RecoveryCodes {
		t.Errorf("%d new codes", n)
	}
	if me := read[api.Me](t, v.ask("POST", factor+"/disable", `{"password":"`+password+`"}`), 200); me.SecondFactor.On {
		t.Errorf("%+v", me.SecondFactor)
	}
	read[api.LoggedIn](t, w.ask("POST", "/desk/login", "", loginBody("meera@example.com", password)), 200)
}

func TestWrongCodesAreCountedLikeWrongPasswords(t *testing.T) {
	w := newWorld(t)
	v, _ := w.member(w.a, "meera@example.com", kyc.Agent)
	v.enrol()
	for range 20 {
		rec := w.ask("POST", "/desk/login", "", withCode("meera@example.com", "000000"))
		if rec.Code == 429 {
			return
		}
		problemIn(t, rec, 401, "totp_invalid")
	}
	t.Error("twenty wrong codes were let through")
}

func TestAnAccountAsksForASecondFactor(t *testing.T) {
	w := newWorld(t)
	admin, _ := w.member(w.a, "admin@example.com", kyc.Admin)
	v, o := w.member(w.a, "meera@example.com", kyc.Agent, kyc.Developer)
	other, _ := w.member(w.b, "other@example.com", kyc.Agent)
	problemIn(t, v.ask("PATCH", "/v1/account", `{"security":{"require_second_factor":true}}`), 403, "insufficient_scope")
	a := read[api.Account](t, admin.ask("PATCH", "/v1/account", `{"security":{"require_second_factor":true}}`), 200)
	if !a.Security.RequireSecondFactor {
		t.Fatalf("%+v", a)
	}
	for _, route := range []string{"GET /v1/sessions", "GET /desk/sessions", "POST /desk/token"} {
		method, path, _ := strings.Cut(route, " ")
		problemIn(t, v.ask(method, path, ""), 403, "second_factor_required")
	}
	problemIn(t, admin.ask("PATCH", "/v1/account", `{"security":{"require_second_factor":false}}`), 403, "second_factor_required")
	problemIn(t, w.ask("POST", "/desk/login", "", loginBody("meera@example.com", password)), 403, "second_factor_required")
	read[api.SessionList](t, other.ask("GET", "/v1/sessions", ""), 200)
	if rec := w.ask("GET", "/v1/sessions", w.a.secret, ""); rec.Code != 200 {
		t.Errorf("a backend: %d", rec.Code)
	}
	// Who logs in is let to what is his own, and told why.
	me := read[api.Me](t, v.ask("POST", "/dashboard/login", loginBody("meera@example.com", password)), 200)
	if !me.SecondFactor.Needed || me.SecondFactor.On {
		t.Errorf("%+v", me.SecondFactor)
	}
	if g, _ := v.enrol(); g.SecondFactor.Needed {
		t.Errorf("%+v", g.SecondFactor)
	}
	read[api.SessionList](t, v.ask("GET", "/v1/sessions", ""), 200)
	if me := read[api.Me](t, v.ask("POST", factor+"/disable", `{"password":"`+password+`"}`), 200); !me.SecondFactor.Needed {
		t.Errorf("turned off: %+v", me.SecondFactor)
	}
	problemIn(t, v.ask("GET", "/v1/sessions", ""), 403, "second_factor_required")
	admin.enrol()
	read[api.Account](t, admin.ask("PATCH", "/v1/account", `{"security":{}}`), 200)
	if me := read[api.Me](t, v.ask("GET", "/dashboard/me", ""), 200); !me.SecondFactor.Needed {
		t.Error("what was left out did not stay")
	}
	// The key of a backend may say so too, and help who has lost his telephone.
	v.enrol()
	problemIn(t, w.ask("DELETE", "/v1/members/"+o.ID+"/second_factor", w.b.live, ""), 404, "member_not_found")
	if rec := w.ask("DELETE", "/v1/members/"+o.ID+"/second_factor", w.a.live, ""); rec.Code != 204 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	problemIn(t, v.ask("GET", "/dashboard/me", ""), 401, "logged_out")
	if m := read[api.Member](t, w.ask("GET", "/v1/members/"+o.ID, w.a.live, ""), 200); m.SecondFactor {
		t.Errorf("%+v", m)
	}
}

func TestASimulatedOfficerNeedsNoSecondFactor(t *testing.T) {
	w := newWorld(t)
	_, err := w.accounts.ChangeAccount(t.Context(), w.a.id, kyc.AccountChange{RequireSecondFactor: new(true)})
	must(t, err)
	who, err := w.accounts.SimulatedOfficer(t.Context(), make([]byte, 32), w.a.id)
	must(t, err)
	read[api.LoggedIn](t, w.ask("POST", "/desk/login", "", loginBody(who.Email, who.Password)), 200)
}
