package rest_test

import (
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/token"
)

func TestAnAdministratorEntersAQualification(t *testing.T) {
	w := newWorld(t)
	admin, _ := w.member(w.a, "admin@example.com", kyc.Admin)
	agent, o := w.member(w.a, "agent@example.com", kyc.Agent)
	path := "/v1/members/" + o.ID
	if m := read[api.Member](t, admin.ask("GET", path, ""), 200); m.Certificate != nil || m.Languages == nil || m.Skills == nil {
		t.Errorf("%+v", m)
	}
	problemIn(t, agent.ask("PATCH", path, `{"certificate":{"number":"V-7","expires_at":"2030-01-01T00:00:00Z"}}`), 403, "insufficient_scope")
	m := read[api.Member](t, admin.ask("PATCH", path, `{"certificate":{"number":" V-7 ","expires_at":"2030-01-01T00:00:00+05:30"},"languages":["hi","en"],"skills":["nri"]}`), 200)
	if m.Certificate == nil || m.Certificate.Number != "V-7" || !m.Certificate.ExpiresAt.Equal(time.Date(2029, 12, 31, 18, 30, 0, 0, time.UTC)) || len(m.Languages) != 2 || len(m.Skills) != 1 {
		t.Errorf("%+v %+v", m, m.Certificate)
	}
	if m = read[api.Member](t, admin.ask("PATCH", path, `{"name":"Ravi Menon"}`), 200); m.Certificate == nil || len(m.Languages) != 2 {
		t.Errorf("what was left out did not stay: %+v", m)
	}
	read[api.Me](t, agent.ask("GET", "/dashboard/me", ""), 200) // no login ended
	p := problemIn(t, admin.ask("PATCH", path, `{"certificate":{"number":"V-8"},"languages":["Hindi"]}`), 400, "invalid_parameters")
	if len(p.Errors) != 2 {
		t.Errorf("%+v", p.Errors)
	}
	if m = read[api.Member](t, admin.ask("PATCH", path, `{"certificate":{"number":""},"skills":[]}`), 200); m.Certificate != nil || len(m.Skills) > 0 || len(m.Languages) != 2 {
		t.Errorf("taken away: %+v", m)
	}
}

func TestACallNeedsACertificateWhereTheAccountAsksForOne(t *testing.T) {
	w := newWorld(t)
	admin, _ := w.member(w.a, "admin@example.com", kyc.Admin)
	read[api.Account](t, admin.ask("PATCH", "/v1/account", `{"security":{"require_certificate":true}}`), 200)
	v := kyctest.Put(t, w.store, kyc.Scope{Account: w.a.id}, kyc.Waiting)
	accept := "/desk/sessions/" + v.ID + "/accept"
	problemIn(t, w.ask("POST", accept, w.a.staff, ""), 403, "certificate_required")
	path, soon := "/v1/members/"+w.a.officer.ID, time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	read[api.Member](t, admin.ask("PATCH", path, `{"certificate":{"number":"V-7","expires_at":"2020-01-01T00:00:00Z"}}`), 200)
	problemIn(t, w.ask("POST", accept, w.a.staff, ""), 403, "certificate_lapsed")
	read[api.Member](t, admin.ask("PATCH", path, `{"certificate":{"number":"V-8","expires_at":"`+soon+`"}}`), 200)
	read[api.Case](t, w.ask("POST", accept, w.a.staff, ""), 200)
	read[api.Member](t, admin.ask("PATCH", path, `{"certificate":{"number":""}}`), 200)
	read[api.Case](t, w.ask("POST", accept, w.a.staff, ""), 200) // a call that runs goes on
	s, err := w.store.Session(t.Context(), kyc.Scope{Account: w.a.id}, v.ID)
	must(t, err)
	if s.Officer.Certificate != "V-8" || !s.Officer.Certified {
		t.Errorf("frozen as %+v", s.Officer)
	}
	// A program that says so meets test customers without one.
	again := kyctest.Put(t, w.store, kyc.Scope{Account: w.a.id}, kyc.Waiting)
	g, err := w.tokens.MintStaff(token.Staff{Officer: w.a.officer.ID, Account: w.a.id, Roles: []string{"agent", "simulated"}})
	must(t, err)
	read[api.Case](t, w.ask("POST", "/desk/sessions/"+again.ID+"/accept", g.Token, ""), 200)
}
