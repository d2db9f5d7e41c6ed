package rest_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/rest"
	"github.com/basekyc/basekyc/internal/token"
)

// The desk by role: what whoever works in the console may ask for. A route without
// a row is red, and so is a row without a route.
var (
	reads    = []kyc.Role{kyc.Agent, kyc.Auditor, kyc.Supervisor, kyc.Admin}
	conducts = []kyc.Role{kyc.Agent}
	audits   = []kyc.Role{kyc.Auditor}
	answers  = []kyc.Role{kyc.Supervisor, kyc.Admin}
	compares = []kyc.Role{kyc.Auditor, kyc.Supervisor, kyc.Admin}

	deskRoles = map[string][]kyc.Role{
		"GET /desk/exports":                                     {kyc.Admin},
		"GET /desk/filters":                                     reads,
		"GET /desk/numbers":                                     compares,
		"GET /desk/officers":                                    conducts,
		"GET /desk/reasons":                                     reads,
		"GET /desk/sessions":                                    reads,
		"GET /desk/sessions/{id}":                               reads,
		"GET /desk/sessions/{id}/pictures/{picture}":            reads,
		"GET /desk/sessions/{id}/recording":                     compares,
		"GET /desk/slots":                                       reads,
		"POST /desk/audits/next":                                audits,
		"POST /desk/next":                                       conducts,
		"POST /desk/numbers/export":                             answers,
		"POST /desk/search":                                     reads,
		"POST /desk/search/export":                              answers,
		"POST /desk/sessions/{id}/accept":                       conducts,
		"POST /desk/sessions/{id}/appointment":                  conducts,
		"POST /desk/sessions/{id}/audit":                        audits,
		"POST /desk/sessions/{id}/checks":                       conducts,
		"POST /desk/sessions/{id}/decision":                     conducts,
		"POST /desk/sessions/{id}/flags":                        conducts,
		"POST /desk/sessions/{id}/questions":                    conducts,
		"POST /desk/sessions/{id}/return":                       conducts,
		"POST /desk/sessions/{id}/waivers":                      conducts,
		"POST /desk/sessions/{id}/waivers/{rule}/answer":        answers,
		"PUT /desk/sessions/{id}/checks/{check}/fields/{field}": conducts,
		"PUT /desk/presence":                                    conducts,
		"PUT /desk/sessions/{id}/notes":                         conducts,
		"PUT /desk/sessions/{id}/questions/{question}/answer":   conducts,
	}
	// meets are the routes on which an officer comes to a customer, for which an
	// account may ask for a certificate. What goes on in a call may be ended without.
	meets = []string{"POST /desk/next", "POST /desk/sessions/{id}/accept"}
)

// staffed is a person of the account and the token with which he works.
type staffed struct {
	name  string
	roles []kyc.Role
	token string
}

func (w *world) works(account, name string, roles ...kyc.Role) staffed {
	w.t.Helper()
	o, err := w.accounts.AddOfficer(w.t.Context(), account, kyctest.ID("x")+"@example.com", "Ravi", "", roles...)
	must(w.t, err)
	// The token claims every role: what counts is what the account says now.
	g, err := w.tokens.MintStaff(token.Staff{Officer: o.ID, Account: account, Roles: []string{"admin", "agent", "auditor", "supervisor"}})
	must(w.t, err)
	return staffed{name, roles, g.Token}
}

// wantCertificates says whether tenant a's calls are for officers with one.
func (w *world) wantCertificates(need bool) {
	w.t.Helper()
	read[struct{}](w.t, w.ask("PATCH", "/v1/account", w.a.live, fmt.Sprintf(`{"security":{"require_certificate":%t}}`, need)), http.StatusOK)
}

func TestTheDeskByRole(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) {
		d.Limits = rest.Limits{FailPerMinute: 1000000, AddressPerMinute: 1000000, AddressBurst: 1000000}
	})
	lapsed := w.works(w.a.id, "agent without a certificate", kyc.Agent)
	people := []staffed{{name: "nobody"}, w.works(w.a.id, "no role"), lapsed,
		w.works(w.a.id, "founder", kyc.Admin, kyc.Agent)}
	for _, r := range kyc.Assignable {
		people = append(people, w.works(w.a.id, string(r), r))
	}
	all := w.works(w.b.id, "all roles of another account", kyc.Assignable...)
	scope := kyc.Scope{Account: w.a.id}
	waiting := func() string {
		v := w.create(w.a)
		_, err := w.sessions.Play(t.Context(), scope, v.ID, kyc.PlayQueue)
		must(t, err)
		return v.ID
	}
	var met []string
	for route, g := range gates(t) {
		if g.door != "staff" {
			continue
		}
		met = append(met, route)
		may, ok := deskRoles[route]
		if !ok {
			t.Errorf("%s: say in deskRoles whose it is", route)
			continue
		}
		method, path, _ := strings.Cut(route, " ")
		session := waiting()
		for _, p := range people {
			in := slices.ContainsFunc(p.roles, func(r kyc.Role) bool { return slices.Contains(may, r) })
			if in && method != http.MethodGet {
				session = waiting() // what the one before did is done
			}
			w.wantCertificates(p.name == lapsed.name)
			rec := w.ask(method, w.target(route, path, session), p.token, bodies[route])
			said := func(code string) bool { return strings.Contains(rec.Body.String(), `"`+code+`"`) }
			switch {
			case p.token == "":
				if rec.Code != 401 {
					t.Errorf("%s by nobody: %d %s", route, rec.Code, rec.Body)
				}
			case !in:
				if rec.Code != 403 || !said("forbidden") {
					t.Errorf("%s by %s: %d %s, want forbidden", route, p.name, rec.Code, rec.Body)
				}
			case p.name == lapsed.name && slices.Contains(meets, route):
				if rec.Code != 403 || !said("certificate_required") {
					t.Errorf("%s by %s: %d %s", route, p.name, rec.Code, rec.Body)
				}
			case rec.Code == 401 || rec.Code >= 500 || said("forbidden") || said("certificate_required"):
				t.Errorf("%s by %s: %d %s, want him in", route, p.name, rec.Code, rec.Body)
			}
		}
		w.wantCertificates(false)
		rec := w.ask(method, w.target(route, path, session), all.token, bodies[route])
		if strings.Contains(path, "{id}") && rec.Code != 404 || strings.Contains(rec.Body.String(), session) {
			t.Errorf("%s by %s: %d %s", route, all.name, rec.Code, rec.Body)
		}
	}
	for route := range deskRoles {
		if !slices.Contains(met, route) {
			t.Errorf("%s is no route", route)
		}
	}
}

// What the console and the dashboard ask for by the log-in's cookie: a role has what
// its permissions say and nothing else.
func TestTheBackendsDoorByRole(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) {
		d.Limits = rest.Limits{FailPerMinute: 1000000, AddressPerMinute: 1000000, AddressBurst: 1000000}
	})
	v := w.create(w.a)
	routes := gates(t)
	for _, role := range kyc.Assignable {
		page, _ := w.member(w.a, string(role)+"@example.com", role)
		var other *visitor // who has every permission that others have
		if role == kyc.Admin {
			other, _ = w.member(w.b, "admin@other.example", role)
		}
		for route, g := range routes {
			if g.door != "secret" {
				continue
			}
			method, path, _ := strings.Cut(route, " ")
			may := slices.Contains(role.Permissions(), g.need)
			if may && method != http.MethodGet {
				continue // TestEveryRouteKeepsTheRuleOfWhoComesIn changes what there is
			}
			target := strings.Replace(path, "{id}", v.ID, 1)
			if other != nil && may {
				target = w.target(route, path, v.ID)
			}
			rec := page.ask(method, target, bodies[route])
			if refused := strings.Contains(rec.Body.String(), `"insufficient_scope"`); refused == may || refused != (rec.Code == 403) || rec.Code == 401 {
				t.Errorf("%s by %s: %d %s", route, role, rec.Code, rec.Body)
			}
			if !may || other == nil {
				continue
			}
			if rec := other.ask(method, target, ""); strings.Contains(path, "{id}") && rec.Code != 404 || strings.Contains(rec.Body.String(), v.ID) {
				t.Errorf("%s by another account's %s: %d %s", route, role, rec.Code, rec.Body)
			}
		}
	}
}

// An officer whose certificate has lapsed is at the desk for nobody.
func TestNobodyIsHandedToAnOfficerWhoMayNotMeetHim(t *testing.T) {
	w := newWorld(t)
	other, err := w.accounts.AddOfficer(t.Context(), w.a.id, "sita@example.com", "Sita", "", kyc.Agent)
	must(t, err)
	w.there[other.ID] = true
	handOver := func() string {
		rec := w.ask("POST", "/desk/sessions/"+w.inCall()+"/return", w.a.staff, `{"officer":"`+other.ID+`"}`)
		if rec.Code == http.StatusOK {
			return ""
		}
		return rec.Body.String()
	}
	if said := handOver(); said != "" {
		t.Fatal(said)
	}
	w.wantCertificates(true)
	_, err = w.store.ChangeOfficer(t.Context(), w.a.id, w.a.officer.ID, func(o kyc.Officer, _ []kyc.Officer) (*kyc.Officer, error) {
		o.Requalify(&kyc.Certificate{Number: "V-7", ExpiresAt: time.Now().Add(time.Hour)}, nil, nil)
		return &o, nil
	})
	must(t, err)
	if said := handOver(); !strings.Contains(said, "officer_unavailable") {
		t.Errorf("a customer was kept for an officer without a certificate: %s", said)
	}
}
