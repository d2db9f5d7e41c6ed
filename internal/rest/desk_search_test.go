package rest_test

import (
	"net/http"
	"testing"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/token"
)

// shift makes somebody of a tenant with roles, and a staff token.
func (w *world) shift(x *tenant, roles ...kyc.Role) string {
	w.t.Helper()
	o, err := w.accounts.AddOfficer(w.t.Context(), x.id, kyctest.ID("m")+"@example.com", "Meera", "", roles...)
	must(w.t, err)
	g, err := w.tokens.MintStaff(token.Staff{Officer: o.ID, Account: x.id, Roles: []string{string(roles[0])}})
	must(w.t, err)
	return g.Token
}

func TestSearchOfCases(t *testing.T) {
	w := newWorld(t)
	v := w.create(w.a)
	w.create(w.b)
	second := read[api.Invitation](t, w.ask("POST", "/v1/sessions", w.a.secret, `{"customer":{"name":"Meera Shah","mobile":"9800000009","email":"m@example.in"},"verification_type":"full_kyc"}`), 201)
	ask := func(body string) api.CasePage {
		return read[api.CasePage](t, w.ask("POST", "/desk/search", w.a.staff, body), http.StatusOK)
	}
	if p := ask(`{}`); len(p.Data) != 2 || p.Data[0].ID != second.ID || p.HasMore {
		t.Errorf("all of the account: %+v", p)
	}
	if p := ask(`{"limit":1}`); len(p.Data) != 1 || !p.HasMore {
		t.Errorf("a page: %d, %v", len(p.Data), p.HasMore)
	}
	if p := ask(`{"limit":1,"starting_after":"` + second.ID + `"}`); len(p.Data) != 1 || p.Data[0].ID != v.ID || p.HasMore {
		t.Errorf("the next page: %+v", p)
	}
	for _, person := range []string{"shah MEERA", "98000 00009", "m@example.in", second.ID} {
		if p := ask(`{"person":"` + person + `"}`); len(p.Data) != 1 || p.Data[0].ID != second.ID {
			t.Errorf("%q finds %d", person, len(p.Data))
		}
	}
	if p := ask(`{"status":["created"],"created_after":"2100-01-01T00:00:00Z"}`); len(p.Data) != 0 {
		t.Errorf("of another time: %+v", p)
	}
	for _, wrong := range []string{`{"starting_after":"evt_1"}`, `{"flag":"loud"}`, `{"person":"\u0007"}`, `{"created_after":"2026-01-02T00:00:00Z","created_before":"2026-01-01T00:00:00Z"}`} {
		problemIn(t, w.ask("POST", "/desk/search", w.a.staff, wrong), 400, "invalid_parameters")
	}
	for _, role := range []kyc.Role{kyc.Auditor, kyc.Supervisor, kyc.Admin} {
		if rec := w.ask("POST", "/desk/search", w.shift(w.a, role), `{}`); rec.Code != 200 {
			t.Errorf("%s: %d", role, rec.Code)
		}
	}
	problemIn(t, w.ask("POST", "/desk/search", w.a.developer, `{}`), 403, "forbidden")
	problemIn(t, w.ask("GET", "/desk/filters", w.a.developer, ""), 403, "forbidden")
	f := read[api.CaseFilters](t, w.ask("GET", "/desk/filters", w.a.staff, ""), 200)
	if len(f.Officers) != 1 || f.Officers[0].ID != w.a.officer.ID || len(f.Profiles) < 3 || len(f.Rules) == 0 {
		t.Errorf("filters: %+v", f)
	}
}
