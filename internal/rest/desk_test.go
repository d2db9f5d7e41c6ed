package rest_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// A program that plays an officer says so: its calls are marked, and live
// customers are not shown to it.
func TestProgramsAreNoOfficers(t *testing.T) {
	w := newWorld(t)
	const email, password = "ravi.iyer@example.com", "correct horse battery"
	if _, err := w.accounts.AddOfficer(t.Context(), w.a.id, email, "Ravi Iyer", password, kyc.Agent); err != nil {
		t.Fatal(err)
	}
	login := func(more string) string { return `{"email":"` + email + `","password":"` + password + `"` + more + `}` }
	marked := func(l api.LoggedIn) bool { return slices.Contains(l.Officer.Roles, string(kyc.Simulated)) }
	if l := read[api.LoggedIn](t, w.ask("POST", "/desk/login", "", login(``)), http.StatusOK); marked(l) {
		t.Error("a person is marked as a program")
	}
	if l := read[api.LoggedIn](t, w.ask("POST", "/desk/login", "", login(`,"simulated":true`)), http.StatusOK); !marked(l) {
		t.Error("a program is not marked")
	}
	p := read[api.Problem](t, w.ask("POST", "/desk/login", "", login(`,"simulated":true,"livemode":true`)), http.StatusForbidden)
	if p.Code != "simulated_officer" {
		t.Errorf("a program sees live customers: %+v", p)
	}
}
