package rest_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/internal/kyc"
)

func TestAllMistakesAreToldAtOnce(t *testing.T) {
	w := newWorld(t)
	admin, o := w.member(w.a, "admin@example.com", kyc.Admin)
	stranger := &visitor{w: w}
	endpoint := "/v1/webhook_endpoints/" + w.endpoint(w.a, "").ID
	for _, tt := range []struct {
		route, body string
		fields      string // what the schema says first, then the law
	}{
		{"POST /v1/sessions", `{"verification_type":"dance","customer":{"name":"Asha Rao","mobile":"12","email":"nobody"}}`, "verification_type customer.mobile customer.email"},
		{"POST /v1/sessions", `{"customer":{"mobile":"12"},"surprise":1}`, "customer.name customer.email verification_type surprise customer.mobile"},
		{"POST /v1/sessions", `{"verification_type":"full_kyc","customer":{"name":5,"mobile":"9800000002","email":"a@example.in","date_of_birth":"1.4.1991"},"redirect_url":"ftp://x","expires_in":1}`,
			"customer.name expires_in customer.date_of_birth redirect_url"},
		{"POST /v1/sessions", `{"verification_type":"full_kyc","customer":5,"redirect_url":"ftp://x"}`, "customer redirect_url"},
		{"POST /v1/sessions", `{"verification_type":"full_kyc","customer":{"name":"Asha","mobile":"9800000002","email":"nobody"},"documents":["pan","library_card"]}`, "documents[1] customer.email"},
		{"POST /v1/sessions", `{"verification_type":"full_kyc","customer":{"name":"Asha","mobile":"9800000002","email":"nobody"}}`, "customer.email"}, // the law alone
		{"POST /v1/sessions", `[]`, "body"},
		{"POST /v1/webhook_endpoints", `{"url":"gopher://x","events":["session.created"],"colour":"red"}`, "colour url"},
		{"PATCH " + endpoint, `{"url":"gopher://x","status":"tired"}`, "status url"},
		{"POST /v1/oauth_clients", `{"name":"\u0007","scopes":[]}`, "scopes name"},
		{"PATCH /v1/members/" + o.ID, `{"name":"7","roles":[]}`, "roles name"},
		{"POST /v1/invitations", `{"email":"nobody","roles":[]}`, "roles email"},
		{"POST /dashboard/signup", `{"account_name":"","name":"7","email":"nobody","password":"short"}`, "account_name password name email"},
	} {
		method, path, _ := strings.Cut(tt.route, " ")
		var rec *httptest.ResponseRecorder
		switch {
		case strings.HasPrefix(path, "/dashboard/"):
			rec = stranger.ask(method, path, tt.body)
		case strings.HasPrefix(path, "/v1/members") || path == "/v1/invitations":
			rec = admin.ask(method, path, tt.body)
		default:
			rec = w.ask(method, path, w.a.secret, tt.body)
		}
		var got []string
		for _, f := range problemIn(t, rec, 400, "invalid_parameters").Errors {
			got = append(got, f.Field)
		}
		want := strings.Fields(tt.fields)
		slices.Sort(got) // the order is no promise
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s %s\nnames %v, want %v", tt.route, tt.body, got, want)
		}
	}
}
