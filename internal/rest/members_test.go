package rest_test

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/account"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/token"
)

// invited is the code of an invitation's link.
func invited(t testing.TB, rec *httptest.ResponseRecorder) (api.StaffInvitationWithLink, string) {
	t.Helper()
	i := read[api.StaffInvitationWithLink](t, rec, 201)
	page, code, _ := strings.Cut(i.URL, "#")
	if page != "http://kyc.example/dashboard/invited" || len(code) != 32 {
		t.Fatalf("link %s", page)
	}
	return i, code
}

func acceptance(code string) string {
	return fmt.Sprintf(`{"code":%q,"name":"Kiran Das","password":"a long password"}`, code)
}

func TestAnInvitationMakesOneMember(t *testing.T) {
	w := newWorld(t)
	admin, _ := w.member(w.a, "admin@example.com", kyc.Admin)
	made, code := invited(t, admin.ask("POST", "/v1/invitations", `{"email":"Kiran@example.com","roles":["developer","agent"]}`))
	if made.Email != "kiran@example.com" || made.Status != "pending" || made.ExpiresAt.Sub(made.CreatedAt) != 7*24*time.Hour {
		t.Errorf("%+v", made)
	}
	shown := read[api.Invited](t, (&visitor{w: w}).ask("POST", "/dashboard/invitations/read", `{"code":"`+code+`"}`), 200)
	if shown.Email != "kiran@example.com" || shown.AccountName == "" {
		t.Errorf("%+v", shown)
	}
	var guests sync.WaitGroup
	codes := make(chan int, 8)
	for range cap(codes) {
		guests.Go(func() { codes <- (&visitor{w: w}).ask("POST", "/dashboard/invitations/accept", acceptance(code)).Code })
	}
	guests.Wait()
	close(codes)
	welcome := 0
	for c := range codes {
		if c == 201 {
			welcome++
		} else if c != 403 {
			t.Errorf("status %d", c)
		}
	}
	if welcome != 1 {
		t.Errorf("one code let in %d", welcome)
	}
	kiran := &visitor{w: w, mode: "test"}
	me := read[api.Me](t, kiran.ask("POST", "/dashboard/login", loginBody("kiran@example.com", password)), 200)
	if me.Account.ID != w.a.id || strings.Join(me.Member.Roles, ",") != "developer,agent" {
		t.Errorf("%+v", me.Member)
	}
	list := read[api.StaffInvitationList](t, admin.ask("GET", "/v1/invitations", ""), 200)
	if len(list.Data) != 1 || list.Data[0].Status != "accepted" || list.Data[0].InvitedBy == "" {
		t.Errorf("%+v", list)
	}
	problemIn(t, admin.ask("POST", "/v1/invitations", `{"email":"kiran@example.com","roles":["agent"]}`), 409, "already_member")
}

func TestOnlyTheNewestInvitationToAnAddressIsGood(t *testing.T) {
	w := newWorld(t)
	admin, _ := w.member(w.a, "admin@example.com", kyc.Admin)
	_, first := invited(t, admin.ask("POST", "/v1/invitations", `{"email":"kiran@example.com","roles":["admin"]}`))
	second, code := invited(t, admin.ask("POST", "/v1/invitations", `{"email":"KIRAN@example.com","roles":["agent"]}`))
	problemIn(t, (&visitor{w: w}).ask("POST", "/dashboard/invitations/accept", acceptance(first)), 403, "invitation_invalid")
	other, _ := w.member(w.b, "other@example.com", kyc.Admin)
	problemIn(t, other.ask("DELETE", "/v1/invitations/"+second.ID, ""), 404, "invitation_not_found")
	if rec := admin.ask("DELETE", "/v1/invitations/"+second.ID, ""); rec.Code != 204 {
		t.Fatal(rec.Code)
	}
	problemIn(t, (&visitor{w: w}).ask("POST", "/dashboard/invitations/read", `{"code":"`+code+`"}`), 403, "invitation_invalid")
}

// Whether an address has a log-in elsewhere is told to its owner only.
func TestAnInvitationDoesNotTellWhoIsWithAnotherAccount(t *testing.T) {
	w := newWorld(t)
	w.member(w.b, "meera@example.com", kyc.Admin)
	admin, _ := w.member(w.a, "admin@example.com", kyc.Admin)
	_, code := invited(t, admin.ask("POST", "/v1/invitations", `{"email":"meera@example.com","roles":["agent"]}`))
	problemIn(t, (&visitor{w: w}).ask("POST", "/dashboard/invitations/accept", acceptance(code)), 409, "email_taken")
	if o, err := w.store.OfficerByEmail(t.Context(), "meera@example.com"); err != nil || o.Account != w.b.id {
		t.Errorf("%+v %v", o, err)
	}
}

func TestOtherRolesHoldAtOnce(t *testing.T) {
	w := newWorld(t)
	admin, _ := w.member(w.a, "admin@example.com", kyc.Admin)
	meera, o := w.member(w.a, "meera@example.com", kyc.Agent, kyc.Developer)
	desk, err := w.tokens.MintStaff(token.Staff{Officer: o.ID, Account: w.a.id, Roles: []string{"agent"}})
	must(t, err)
	changed := read[api.Member](t, admin.ask("PATCH", "/v1/members/"+o.ID, `{"roles":["auditor"],"name":" Meera Nair "}`), 200)
	if changed.Name != "Meera Nair" || strings.Join(changed.Roles, ",") != "auditor" {
		t.Errorf("%+v", changed)
	}
	problemIn(t, meera.ask("GET", "/v1/webhook_endpoints", ""), 401, "logged_out")
	problemIn(t, w.ask("GET", "/desk/sessions", desk.Token, ""), 401, "token_invalid")
	if got := w.gone(); len(got) != 1 || got[0] != w.a.id+"/"+o.ID {
		t.Errorf("whose sockets end: %v", got)
	}
	read[api.Member](t, admin.ask("PATCH", "/v1/members/"+o.ID, `{"name":"Meera"}`), 200)
	if len(w.gone()) != 1 {
		t.Error("another name ends a login")
	}
}

func TestWhoIsRemovedIsOutAtOnce(t *testing.T) {
	w := newWorld(t)
	admin, me := w.member(w.a, "admin@example.com", kyc.Admin)
	meera, o := w.member(w.a, "meera@example.com", kyc.Agent)
	desk, err := w.tokens.MintStaff(token.Staff{Officer: o.ID, Account: w.a.id, Roles: []string{"agent"}})
	must(t, err)
	if rec := admin.ask("DELETE", "/v1/members/"+o.ID, ""); rec.Code != 204 {
		t.Fatal(rec.Body)
	}
	problemIn(t, meera.ask("GET", "/dashboard/me", ""), 401, "logged_out")
	problemIn(t, w.ask("GET", "/desk/sessions", desk.Token, ""), 401, "token_invalid")
	problemIn(t, meera.ask("POST", "/dashboard/login", loginBody("meera@example.com", password)), 401, "credentials_invalid")
	if got := w.gone(); len(got) != 1 || got[0] != w.a.id+"/"+o.ID {
		t.Errorf("whose sockets end: %v", got)
	}
	problemIn(t, admin.ask("DELETE", "/v1/members/"+o.ID, ""), 404, "member_not_found")
	problemIn(t, admin.ask("DELETE", "/v1/members/"+me.ID, ""), 409, "not_oneself")
}

func TestAnAccountKeepsAnAdministrator(t *testing.T) {
	w := newWorld(t)
	one, first := w.member(w.a, "one@example.com", kyc.Admin)
	problemIn(t, one.ask("PATCH", "/v1/members/"+first.ID, `{"roles":["developer"]}`), 409, "last_admin")
	problemIn(t, w.ask("DELETE", "/v1/members/"+first.ID, w.a.live, ""), 409, "last_admin")
	// Two administrators who demote each other at the same time: one of them stays.
	two, second := w.member(w.a, "two@example.com", kyc.Admin)
	var both sync.WaitGroup
	for v, target := range map[*visitor]string{one: second.ID, two: first.ID} {
		both.Go(func() { v.ask("PATCH", "/v1/members/"+target, `{"roles":["agent"]}`) })
	}
	both.Wait()
	admins := 0
	staff, err := w.accounts.Members(t.Context(), w.a.id)
	must(t, err)
	for _, o := range staff {
		if o.Roles[0] == kyc.Admin {
			admins++
		}
	}
	if admins != 1 {
		t.Errorf("%d administrators are left", admins)
	}
}

func TestNobodyGrantsMoreThanHeHas(t *testing.T) {
	w := newWorld(t)
	_, admin := w.member(w.a, "admin@example.com", kyc.Admin)
	_, second := w.member(w.a, "second@example.com", kyc.Admin)
	live := kyc.Scope{Account: w.a.id, Live: true}
	key := w.keyWith(live, kyc.ReadAccount, kyc.WriteAccount)
	problemIn(t, w.ask("POST", "/v1/invitations", key, `{"email":"eve@example.com","roles":["admin"]}`), 403, "grants_too_much")
	problemIn(t, w.ask("PATCH", "/v1/members/"+w.a.officer.ID, key, `{"roles":["admin"]}`), 403, "grants_too_much")
	problemIn(t, w.ask("PATCH", "/v1/members/"+admin.ID, key, `{"roles":["agent"]}`), 403, "grants_too_much")
	problemIn(t, w.ask("DELETE", "/v1/members/"+second.ID, key, ""), 403, "grants_too_much")
	for _, roles := range []string{`["simulated"]`, `["owner"]`, `[]`} {
		problemIn(t, w.ask("POST", "/v1/invitations", w.a.live, `{"email":"eve@example.com","roles":`+roles+`}`), 400, "invalid_parameters")
	}
	problemIn(t, w.ask("GET", "/v1/members", w.a.secret, ""), 403, "live_mode_only")
}

func TestAnothersStaffIsNotThere(t *testing.T) {
	w := newWorld(t)
	admin, _ := w.member(w.a, "admin@example.com", kyc.Admin)
	for _, ask := range []struct{ method, body string }{{"GET", ""}, {"PATCH", `{"name":"Mine"}`}, {"DELETE", ""}} {
		problemIn(t, admin.ask(ask.method, "/v1/members/"+w.b.officer.ID, ask.body), 404, "member_not_found")
	}
	list := read[api.MemberList](t, admin.ask("GET", "/v1/members", ""), 200)
	for _, m := range list.Data {
		if strings.Contains(m.Email, w.b.officerEmail) {
			t.Errorf("another's member: %+v", m)
		}
	}
	if body := admin.ask("GET", "/v1/members", "").Body.String(); strings.Contains(body, "argon2") || strings.Contains(body, "epoch") {
		t.Error("a password's hash or an epoch leaves")
	}
}

// He is a program of the test mode and nobody's colleague.
func TestTheSimulatedOfficerIsNoMember(t *testing.T) {
	w := newWorld(t)
	admin, _ := w.member(w.a, "admin@example.com", kyc.Admin)
	before := read[api.MemberList](t, admin.ask("GET", "/v1/members", ""), 200)
	seed := bytes.Repeat([]byte{7}, account.SeedBytes)
	who, err := w.accounts.SimulatedOfficer(t.Context(), seed, w.a.id)
	must(t, err)
	o, err := w.store.OfficerByEmail(t.Context(), who.Email)
	must(t, err)
	for _, ask := range []struct{ method, body string }{{"GET", ""}, {"PATCH", `{"name":"Mine"}`}, {"PATCH", `{"roles":["admin"]}`}, {"DELETE", ""}} {
		problemIn(t, admin.ask(ask.method, "/v1/members/"+o.ID, ask.body), 404, "member_not_found")
		problemIn(t, w.ask(ask.method, "/v1/members/"+o.ID, w.a.live, ask.body), 404, "member_not_found")
	}
	if list := read[api.MemberList](t, admin.ask("GET", "/v1/members", ""), 200); len(list.Data) != len(before.Data) {
		t.Errorf("the staff: %+v", list.Data)
	}
}

func TestBrandingReachesTheCustomer(t *testing.T) {
	w := newWorld(t)
	admin, _ := w.member(w.a, "admin@example.com", kyc.Admin)
	a := read[api.Account](t, admin.ask("PATCH", "/v1/account", `{"name":"Sunrise Bank","branding":{"color":"#0A7D55"}}`), 200)
	if a.Name != "Sunrise Bank" || a.Branding.Color != "#0a7d55" || a.Branding.LogoURL != nil {
		t.Errorf("%+v", a)
	}
	problemIn(t, admin.ask("PATCH", "/v1/account", `{"branding":{"color":"red"}}`), 400, "invalid_parameters")
	problemIn(t, admin.ask("PATCH", "/v1/account", `{"branding":{"look":{"font":"a;b"}}}`), 400, "invalid_parameters")
	look := api.Look{Mode: "auto", Surface: "#fffaf0", Radius: "4px"}
	if a = read[api.Account](t, admin.ask("PATCH", "/v1/account", `{"branding":{"look":{"mode":"auto","surface":"#FFFAF0","radius":"4px"}}}`), 200); a.Branding.Look != look || a.Branding.Color != "#0a7d55" {
		t.Errorf("%+v", a.Branding)
	}
	problemIn(t, admin.ask("PUT", "/v1/account/logo", "<svg/>", "Content-Type", "image/svg+xml"), 415, "unsupported_media_type")
	problemIn(t, admin.ask("PUT", "/v1/account/logo", "no picture", "Content-Type", "image/png"), 400, "image_invalid")
	problemIn(t, admin.ask("PUT", "/v1/account/logo", strings.Repeat("x", kyc.MaxLogo+1), "Content-Type", "image/png"), 413, "too_large")
	a = read[api.Account](t, admin.ask("PUT", "/v1/account/logo", "picture", "Content-Type", "image/png"), 200)
	if a.Branding.LogoURL == nil || *a.Branding.LogoURL != "http://kyc.example/brand/"+w.a.id+"/"+sum("picture") {
		t.Fatalf("%+v", a.Branding)
	}
	path := strings.TrimPrefix(*a.Branding.LogoURL, "http://kyc.example")
	rec := w.ask("GET", path, "", "")
	if h := rec.Header(); rec.Code != 200 || rec.Body.String() != "picture" || h.Get("Content-Type") != "image/png" || h.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.Contains(h.Get("Cache-Control"), "immutable") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%d %v", rec.Code, rec.Header())
	}
	problemIn(t, w.ask("GET", "/brand/"+w.b.id+"/"+sum("picture"), "", ""), 404, "not_found")
	v := w.create(w.a)
	shown := read[api.View](t, w.as(w.join(v), "GET", "/customer/session", ""), 200).Account
	if shown.Name != "Sunrise Bank" || shown.Color != "#0a7d55" || shown.Look != look || shown.LogoURL == nil || *shown.LogoURL != *a.Branding.LogoURL {
		t.Errorf("the customer sees %+v", shown)
	}
	if a = read[api.Account](t, admin.ask("DELETE", "/v1/account/logo", ""), 200); a.Branding.LogoURL != nil || a.Branding.Color != "#0a7d55" {
		t.Errorf("%+v", a.Branding)
	}
	problemIn(t, w.ask("GET", path, "", ""), 404, "not_found")
	if own := read[api.Account](t, w.ask("GET", "/v1/account", w.a.secret, ""), 200); own.ID != w.a.id {
		t.Errorf("%+v", own)
	}
}

// Whoever could invite has not left a door open for when he cannot any more.
func TestInvitationsEndWithWhoMadeThem(t *testing.T) {
	w := newWorld(t)
	admin, _ := w.member(w.a, "admin@example.com", kyc.Admin)
	evil, o := w.member(w.a, "evil@example.com", kyc.Admin)
	fallen, p := w.member(w.a, "fallen@example.com", kyc.Admin)
	live := kyc.Scope{Account: w.a.id, Live: true}
	plain, k, err := w.accounts.MintKey(t.Context(), live, kyc.SecretKey, "stolen")
	must(t, err)
	guest := func(i int) string { return fmt.Sprintf(`{"email":"guest%d@example.com","roles":["admin"]}`, i) }
	_, first := invited(t, evil.ask("POST", "/v1/invitations", guest(1)))
	_, second := invited(t, fallen.ask("POST", "/v1/invitations", guest(2)))
	_, third := invited(t, w.ask("POST", "/v1/invitations", plain, guest(3)))
	_, good := invited(t, admin.ask("POST", "/v1/invitations", guest(4)))
	if rec := admin.ask("DELETE", "/v1/members/"+o.ID, ""); rec.Code != 204 {
		t.Fatal(rec.Code)
	}
	read[api.Member](t, admin.ask("PATCH", "/v1/members/"+p.ID, `{"roles":["auditor"]}`), 200)
	must(t, w.accounts.RevokeKey(t.Context(), live, k.ID))
	for _, code := range []string{first, second, third} {
		problemIn(t, (&visitor{w: w}).ask("POST", "/dashboard/invitations/accept", acceptance(code)), 403, "invitation_invalid")
	}
	if rec := (&visitor{w: w}).ask("POST", "/dashboard/invitations/accept", acceptance(good)); rec.Code != 201 {
		t.Errorf("another's invitation: %d", rec.Code)
	}
}
