package rest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/rest"
	"github.com/basekyc/basekyc/internal/token"
)

const password = "a long password"

// visitor is a browser on the dashboard's pages.
type visitor struct {
	w      *world
	cookie string // name=value
	mode   string
}

// headers are what a browser sends from one of our pages.
func (v *visitor) headers() []string {
	headers := []string{"Sec-Fetch-Site", "same-origin", "Origin", "http://kyc.example"}
	if v.cookie != "" {
		headers = append(headers, "Cookie", v.cookie)
	}
	if v.mode != "" {
		headers = append(headers, rest.ModeHeader, v.mode)
	}
	return headers
}

// ask sends what the page asks for; headers come on top, and the last one counts.
func (v *visitor) ask(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	v.w.t.Helper()
	headers = append(v.headers(), headers...)
	rec := v.w.ask(method, path, "", body, headers...)
	for _, c := range rec.Result().Cookies() {
		v.cookie = c.Name + "=" + c.Value
	}
	return rec
}

func loginBody(email, password string) string {
	return fmt.Sprintf(`{"email":%q,"password":%q}`, email, password)
}

// member adds somebody to the staff of x and logs him in.
func (w *world) member(x *tenant, email string, roles ...kyc.Role) (*visitor, *kyc.Officer) {
	w.t.Helper()
	o, err := w.accounts.AddOfficer(w.t.Context(), x.id, email, "Meera", password, roles...)
	must(w.t, err)
	v := &visitor{w: w, mode: "test"}
	read[api.Me](w.t, v.ask("POST", "/dashboard/login", loginBody(email, password)), 200)
	return v, o
}

func TestSigningUpLogsInAndGivesTestKeys(t *testing.T) {
	w := newWorld(t)
	v := &visitor{w: w}
	rec := v.ask("POST", "/dashboard/signup", `{"account_name":" Sunrise Lending ","name":"Asha Rao","email":"Asha@Sunrise.example","password":"a long password"}`, "User-Agent", "Firefox")
	made := read[api.SignedUp](t, rec, 201)
	if made.Account.Name != "Sunrise Lending" || made.Member.Email != "asha@sunrise.example" || len(made.Permissions) != len(kyc.Permissions) {
		t.Errorf("%+v", made)
	}
	// There is nobody else yet: a founder runs the account and takes its calls.
	if roles := strings.Join(made.Member.Roles, ","); roles != "admin,agent" {
		t.Errorf("a founder is %s", roles)
	}
	read[api.LoggedIn](t, w.ask("POST", "/desk/login", "", loginBody("asha@sunrise.example", "a long password")), 200)
	if !strings.HasPrefix(made.PublicKey, "pk_test_") || w.ask("GET", "/v1/account", made.SecretKey, "").Code != 200 {
		t.Errorf("keys %.8s %.8s", made.PublicKey, made.SecretKey)
	}
	c := rec.Result().Cookies()[0]
	if c.Name != "basekyc" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 7*24*3600 {
		t.Errorf("cookie %+v", c)
	}
	me := read[api.Me](t, v.ask("GET", "/dashboard/me", ""), 200)
	if me.Account.ID != made.Account.ID || me.Login.Agent != "Firefox" || me.SignUp != "open" {
		t.Errorf("%+v", me)
	}
	if strings.Contains(rec.Body.String(), "argon2") || strings.Contains(rec.Body.String(), c.Value) {
		t.Error("the reply shows what the cookie or the password is")
	}
	problemIn(t, (&visitor{w: w}).ask("POST", "/dashboard/signup", `{"account_name":"Other","name":"Asha Rao","email":"asha@sunrise.example","password":"a long password"}`), 409, "email_taken")
	if a, err := w.store.Accounts(t.Context()); err != nil || len(a) != 3 {
		t.Errorf("a refused sign-up left an account: %d %v", len(a), err)
	}
	for field, body := range map[string]string{
		"password":     `{"account_name":"Other","name":"Asha","email":"b@sunrise.example","password":"b@sunrise.example"}`,
		"account_name": `{"account_name":"  ","name":"Asha","email":"b@sunrise.example","password":"a long password"}`,
		"email":        `{"account_name":"Other","name":"Asha","email":"b at sunrise","password":"a long password"}`,
	} {
		p := problemIn(t, (&visitor{w: w}).ask("POST", "/dashboard/signup", body), 400, "invalid_parameters")
		if len(p.Errors) != 1 || p.Errors[0].Field != field {
			t.Errorf("%s: %+v", field, p.Errors)
		}
	}
}

func TestTheCookieIsBoundToTheHostWhereThereIsHTTPS(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.BaseURL = "https://kyc.example" })
	v, _ := w.member(w.a, "meera@example.com", kyc.Admin)
	rec := v.ask("POST", "/dashboard/login", loginBody("meera@example.com", password), "Origin", "https://kyc.example")
	if got := rec.Header().Get("Set-Cookie"); !strings.HasPrefix(got, "__Host-basekyc=") || !strings.Contains(got, "Secure") {
		t.Error(got)
	}
}

func TestTheCookieOpensTheBackendsDoorInTheModeThatIsSaid(t *testing.T) {
	w := newWorld(t)
	v, _ := w.member(w.a, "meera@example.com", kyc.Developer)
	made := read[api.Invitation](t, v.ask("POST", "/v1/sessions", order), 201)
	if made.Livemode {
		t.Error("test made a live session")
	}
	read[api.Session](t, v.ask("GET", "/v1/sessions/"+made.ID, ""), 200)
	v.mode = "live"
	problemIn(t, v.ask("GET", "/v1/sessions/"+made.ID, ""), 404, "session_not_found")
	v.mode = ""
	problemIn(t, v.ask("GET", "/v1/sessions/"+made.ID, ""), 400, "mode_required")
	problemIn(t, v.ask("GET", "/v1/sessions/"+made.ID+"?basekyc_mode=both", ""), 400, "mode_required")
	read[api.Session](t, v.ask("GET", "/v1/sessions/"+made.ID+"?basekyc_mode=test", ""), 200)
	problemIn(t, v.ask("POST", "/v1/sessions/"+made.ID+"/cancel?basekyc_mode=test", ""), 400, "mode_required")
	problemIn(t, w.ask("GET", "/v1/sessions/"+made.ID+"?basekyc_mode=test", w.a.secret, ""), 400, "invalid_parameters")
}

func TestAMemberMayWhatTheRolesAllow(t *testing.T) {
	w := newWorld(t)
	agent, _ := w.member(w.a, "agent@example.com", kyc.Agent)
	developer, _ := w.member(w.a, "dev@example.com", kyc.Developer)
	if rec := agent.ask("GET", "/v1/sessions", ""); rec.Code != 200 {
		t.Errorf("agent reads sessions: %d", rec.Code)
	}
	problemIn(t, agent.ask("GET", "/v1/webhook_endpoints", ""), 403, "insufficient_scope")
	problemIn(t, developer.ask("PATCH", "/v1/account", `{"name":"Mine"}`), 403, "insufficient_scope")
	problemIn(t, developer.ask("POST", "/v1/invitations", `{"email":"x@example.com","roles":["admin"]}`), 403, "insufficient_scope")
}

func TestAnotherSiteCannotUseTheCookie(t *testing.T) {
	w := newWorld(t)
	v, _ := w.member(w.a, "meera@example.com", kyc.Admin)
	for name, headers := range map[string][]string{
		"a page of another site":          {"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"},
		"another host of ours":            {"Sec-Fetch-Site", "same-site", "Origin", "http://blog.kyc.example"},
		"a browser without Sec-Fetch":     {"Sec-Fetch-Site", "", "Origin", "https://evil.example"},
		"a page that hides its own name":  {"Sec-Fetch-Site", "", "Origin", "null"},
		"the same name on another scheme": {"Sec-Fetch-Site", "cross-site", "Origin", "https://kyc.example"},
	} {
		for route, body := range map[string]string{"POST /v1/sessions": order, "POST /dashboard/logout": "", "POST /dashboard/login": loginBody("meera@example.com", password),
			"POST /dashboard/signup": `{"account_name":"Evil","name":"Eve","email":"eve@example.com","password":"a long password"}`} {
			method, path, _ := strings.Cut(route, " ")
			rec := v.ask(method, path, body, headers...)
			if problemIn(t, rec, 403, "cross_origin"); t.Failed() {
				t.Fatalf("%s: %s", name, route)
			}
		}
	}
	problemIn(t, v.ask("GET", "/v1/sessions", "", "Sec-Fetch-Site", "cross-site"), 403, "cross_origin")
	form := v.ask("POST", "/dashboard/login", "email=meera@example.com&password=x", "Content-Type", "application/x-www-form-urlencoded")
	problemIn(t, form, 415, "unsupported_media_type")
	if rec := v.ask("OPTIONS", "/v1/sessions", "", "Access-Control-Request-Method", "GET"); rec.Header().Get("Access-Control-Allow-Credentials") != "" ||
		strings.Contains(rec.Header().Get("Access-Control-Allow-Headers"), rest.ModeHeader) {
		t.Error("a preflight lets another site use the cookie")
	}
	read[api.Me](t, v.ask("GET", "/dashboard/me", ""), 200)
}

func TestALoginIsNewEachTime(t *testing.T) {
	w := newWorld(t)
	v, _ := w.member(w.a, "meera@example.com", kyc.Admin)
	planted := v.cookie
	read[api.Me](t, v.ask("POST", "/dashboard/login", loginBody("meera@example.com", password)), 200)
	if v.cookie == planted {
		t.Fatal("the cookie that was there stays good after log-in")
	}
	problemIn(t, (&visitor{w: w, cookie: planted}).ask("GET", "/dashboard/me", ""), 401, "logged_out")
	chosen := &visitor{w: w, cookie: "basekyc=" + strings.Repeat("a", 52)}
	problemIn(t, chosen.ask("GET", "/dashboard/me", ""), 401, "logged_out")
	two := &visitor{w: w, cookie: v.cookie + "; " + planted}
	problemIn(t, two.ask("GET", "/dashboard/me", ""), 401, "logged_out")
	if rec := v.ask("POST", "/dashboard/logout", ""); rec.Code != 204 || rec.Result().Cookies()[0].MaxAge >= 0 {
		t.Errorf("log-out: %d %v", rec.Code, rec.Result().Cookies())
	}
}

func TestLoggingOutEndsTheLoginOnTheServer(t *testing.T) {
	w := newWorld(t)
	v, _ := w.member(w.a, "meera@example.com", kyc.Admin)
	kept := *v
	phone := &visitor{w: w}
	read[api.Me](t, phone.ask("POST", "/dashboard/login", loginBody("meera@example.com", password)), 200)
	list := read[api.LoginPlaceList](t, v.ask("GET", "/dashboard/me/logins", ""), 200)
	if len(list.Data) != 2 || list.Data[0].Current || !list.Data[1].Current {
		t.Fatalf("%+v", list)
	}
	if rec := v.ask("DELETE", "/dashboard/me/logins/"+list.Data[0].ID, ""); rec.Code != 204 {
		t.Fatal(rec.Code)
	}
	problemIn(t, phone.ask("GET", "/dashboard/me", ""), 401, "logged_out")
	if rec := v.ask("POST", "/dashboard/logout", ""); rec.Code != 204 {
		t.Fatal(rec.Code)
	}
	problemIn(t, kept.ask("GET", "/dashboard/me", ""), 401, "logged_out")
	other, _ := w.member(w.b, "other@example.com", kyc.Admin)
	problemIn(t, other.ask("DELETE", "/dashboard/me/logins/"+list.Data[1].ID, ""), 404, "login_not_found")
}

func TestANewPasswordEndsEveryOtherWayIn(t *testing.T) {
	w := newWorld(t)
	v, o := w.member(w.a, "meera@example.com", kyc.Agent)
	phone := &visitor{w: w}
	read[api.Me](t, phone.ask("POST", "/dashboard/login", loginBody("meera@example.com", password)), 200)
	desk, err := w.tokens.MintStaff(token.Staff{Officer: o.ID, Account: w.a.id, Roles: []string{"agent"}})
	must(t, err)
	problemIn(t, v.ask("POST", "/dashboard/password", `{"current":"not my password","new":"another long one"}`), 401, "credentials_invalid")
	read[api.Me](t, v.ask("POST", "/dashboard/password", fmt.Sprintf(`{"current":%q,"new":"another long one"}`, password)), 200)
	read[api.Me](t, v.ask("GET", "/dashboard/me", ""), 200)
	problemIn(t, phone.ask("GET", "/dashboard/me", ""), 401, "logged_out")
	problemIn(t, w.ask("GET", "/desk/sessions", desk.Token, ""), 401, "token_invalid")
	problemIn(t, phone.ask("POST", "/dashboard/login", loginBody("meera@example.com", password)), 401, "credentials_invalid")
	again := read[api.LoggedIn](t, w.ask("POST", "/desk/login", "", loginBody("meera@example.com", "another long one")), 200)
	if rec := w.ask("GET", "/desk/sessions", again.Token, ""); rec.Code != 200 {
		t.Errorf("a token minted afterwards: %d", rec.Code)
	}
}

func TestAStrangerLearnsNothingFromTheLogIn(t *testing.T) {
	w := newWorld(t)
	w.member(w.a, "meera@example.com", kyc.Admin)
	simulated, err := w.accounts.AddOfficer(t.Context(), w.a.id, "robot@example.com", "Robot", password, kyc.Agent, kyc.Simulated)
	must(t, err)
	v := &visitor{w: w}
	known := problemIn(t, v.ask("POST", "/dashboard/login", loginBody("meera@example.com", "wrong password")), 401, "credentials_invalid")
	unknown := problemIn(t, v.ask("POST", "/dashboard/login", loginBody("nobody@example.com", "wrong password")), 401, "credentials_invalid")
	if known.Detail != unknown.Detail {
		t.Errorf("%q and %q", known.Detail, unknown.Detail)
	}
	problemIn(t, v.ask("POST", "/dashboard/login", loginBody(simulated.Email, password)), 403, "simulated_officer")
}

func TestSigningUpIsForWhoMay(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) {})
	w.signUp(kyc.SignUpClosed)
	body := func(email, code string) string {
		return fmt.Sprintf(`{"account_name":"New Bank","name":"Asha Rao","email":%q,"password":"a long password","invitation":%q}`, email, code)
	}
	problemIn(t, (&visitor{w: w}).ask("POST", "/dashboard/signup", body("asha@new.example", "")), 403, "sign_up_closed")
	w.signUp(kyc.SignUpInvite)
	if e := read[api.Entrance](t, (&visitor{w: w}).ask("GET", "/dashboard/entrance", ""), 200); e.SignUp != "invite" {
		t.Errorf("%+v", e)
	}
	problemIn(t, (&visitor{w: w}).ask("POST", "/dashboard/signup", body("asha@new.example", "")), 403, "invitation_required")
	code, invite, err := w.accounts.InviteFounder(t.Context(), "asha@new.example")
	must(t, err)
	staff, _, err := w.accounts.Invite(t.Context(), &kyc.Principal{Scope: kyc.Scope{Account: w.a.id}, Permissions: kyc.Permissions}, "eve@new.example", []kyc.Role{kyc.Agent})
	must(t, err)
	for who, code := range map[string]string{"eve@new.example": code, "asha@new.example": staff} {
		problemIn(t, (&visitor{w: w}).ask("POST", "/dashboard/signup", body(who, code)), 403, "invitation_invalid")
	}
	problemIn(t, (&visitor{w: w}).ask("POST", "/dashboard/invitations/accept", fmt.Sprintf(`{"code":%q,"name":"Asha","password":"a long password"}`, code)), 403, "invitation_invalid")
	made := read[api.SignedUp](t, (&visitor{w: w}).ask("POST", "/dashboard/signup", body("asha@new.example", code)), 201)
	if !slices.Equal(invite.Roles, kyc.FoundingRoles) || strings.Join(made.Member.Roles, ",") != "admin,agent" {
		t.Errorf("invited as %v, founded as %v", invite.Roles, made.Member.Roles)
	}
	problemIn(t, (&visitor{w: w}).ask("POST", "/dashboard/signup", body("asha@new.example", code)), 403, "invitation_invalid")
}

func TestNoEventLeavesAfterTheLogOut(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Heartbeat = time.Hour })
	server := httptest.NewServer(w.h)
	t.Cleanup(server.Close)
	t.Cleanup(w.feed.Close)
	v, _ := w.member(w.a, "meera@example.com", kyc.Developer)
	s := w.follow(server.URL, "", "Authorization", "", "Cookie", v.cookie, rest.ModeHeader, "test", "Sec-Fetch-Site", "same-origin")
	w.create(w.a)
	if e := s.next(false); e.Type != api.SessionCreated {
		t.Fatalf("%+v", e)
	}
	if rec := v.ask("POST", "/dashboard/logout", ""); rec.Code != 204 {
		t.Fatal(rec.Code)
	}
	w.create(w.a)
	for s.lines.Scan() {
		if line := s.lines.Text(); line != "" {
			t.Errorf("the stream goes on: %s", line)
		}
	}
}

func TestOneAddressDoesNotTryAPasswordOnEverybody(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Limits = rest.Limits{FailPerMinute: 3} })
	w.member(w.a, "meera@example.com", kyc.Admin)
	v := &visitor{w: w}
	codes := map[int]int{}
	for i := range 8 {
		for _, path := range []string{"/dashboard/login", "/desk/login"} {
			codes[v.ask("POST", path, loginBody(fmt.Sprintf("somebody%d@example.com", i), "a common password")).Code]++
		}
	}
	if codes[401] > 5 || codes[429] < 11 {
		t.Errorf("%v", codes)
	}
}
