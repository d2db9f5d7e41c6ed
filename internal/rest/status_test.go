package rest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/rest"
)

// outage is a store that is not there.
type outage struct{ rest.Sessions }

func (outage) Get(context.Context, kyc.Scope, string) (*kyc.Session, error) {
	return nil, errors.New("dial tcp 10.0.0.7:5432: connection refused")
}

// unseeing is a desk whose checks have no networks.
type unseeing struct{ rest.Desk }

func (unseeing) RunCheck(context.Context, kyc.Scope, string, kyc.OfficerRef, rest.CheckOrder) (*kyc.Session, error) {
	return nil, kyc.Errorf(kyc.OutOfService, "out_of_service", "Vision is not there.")
}

// full is a disk without room, in the middle of a decision.
type full struct{ rest.Desk }

func (full) Decide(context.Context, kyc.Scope, string, kyc.OfficerRef, kyc.Ruling, []kyc.Reason, string) (*kyc.Session, error) {
	return nil, fmt.Errorf("decide: %w", errors.Join(kyc.ErrStorageFull, errors.New("write /srv/10.0.0.7/basekyc.db: no space left on device")))
}

// TestEveryStatusOfTheContract produces each status that the document names.
func TestEveryStatusOfTheContract(t *testing.T) {
	w := newWorld(t)
	scope := kyc.Scope{Account: w.a.id}
	v := w.create(w.a)
	signing := newWorld(t)
	signing.sso(kyc.SignOn{})
	w.join(v)
	one := "/v1/sessions/" + v.ID
	done := kyctest.Put(t, w.store, scope, kyc.Completed)
	must(t, w.blobs.Put(t.Context(), done.Report.Key, strings.NewReader("%PDF 56789")))
	report := "/v1/sessions/" + done.ID + "/report"
	endpoint := read[api.EndpointWithSecret](t, w.ask("POST", "/v1/webhook_endpoints", w.a.secret, `{"url":"http://127.0.0.1:9/hook"}`), 201)
	broken := newWorldWith(t, func(d *rest.Deps) { d.Sessions, d.Desk = outage{d.Sessions}, unseeing{d.Desk} })
	filled := newWorldWith(t, func(d *rest.Deps) { d.Desk = full{d.Desk} })
	slow := newWorldWith(t, func(d *rest.Deps) { d.Limits = rest.Limits{KeyPerSecond: 1, KeyBurst: 1} })
	for range 2 {
		slow.ask("GET", "/v1/sessions", slow.a.secret, "")
	}
	seen := map[int]bool{}
	for _, row := range []struct {
		status int
		code   string // of a problem
		rec    *httptest.ResponseRecorder
	}{
		{200, "", w.ask("GET", one, w.a.secret, "")},
		{201, "", w.ask("POST", "/v1/sessions", w.a.secret, order)},
		{202, "", w.ask("POST", "/desk/sessions/"+v.ID+"/checks", w.a.staff, `{"kind":"liveness"}`)},
		{204, "", w.ask("DELETE", "/v1/webhook_endpoints/"+endpoint.ID, w.a.secret, "")},
		{206, "", w.ask("GET", report, w.a.secret, "", "Range", "bytes=2-4")},
		{304, "", w.ask("GET", one, w.a.secret, "", "If-None-Match", "*")},
		{400, "invalid_json", w.ask("POST", "/v1/sessions", w.a.secret, "{")},
		{400, "invalid_parameters", w.ask("POST", "/v1/sessions", w.a.secret, `{"customer":{"name":"A"},"verification_type":"full_kyc","unknown":1}`)},
		{401, "unauthenticated", w.ask("GET", one, "", "")},
		{403, "public_key_not_allowed", w.ask("GET", one, w.a.public, "")},
		{404, "session_not_found", w.ask("GET", one, w.b.secret, "")},
		{405, "method_not_allowed", w.ask("DELETE", "/v1/sessions", w.a.secret, "")},
		{409, "wrong_state", w.ask("GET", one+"/result", w.a.secret, "")},
		{412, "", w.ask("GET", report, w.a.secret, "", "If-Match", `"other"`)},
		{413, "too_large", w.ask("POST", "/v1/sessions", w.a.secret, strings.Repeat(" ", 65<<10))},
		{415, "unsupported_media_type", w.ask("POST", "/v1/sessions", w.a.secret, "a=b", "Content-Type", "application/x-www-form-urlencoded")},
		{416, "range_invalid", w.ask("GET", report, w.a.secret, "", "Range", "bytes=20-")},
		{429, "rate_limited", slow.ask("GET", "/v1/sessions", slow.a.secret, "")},
		{500, "internal_error", broken.ask("GET", "/v1/sessions/"+v.ID, broken.a.secret, "")},
		{503, "out_of_service", broken.ask("POST", "/desk/sessions/"+v.ID+"/checks", broken.a.staff, `{"kind":"liveness"}`)},
		{303, "", signing.ask("GET", "/dashboard/sso", "", "")},
		{507, "storage_full", filled.ask("POST", "/desk/sessions/"+v.ID+"/decision", filled.a.staff, bodies["POST /desk/sessions/{id}/decision"])},
	} {
		if row.rec.Code != row.status {
			t.Errorf("%d, want %d: %s", row.rec.Code, row.status, row.rec.Body)
			continue
		}
		if row.code != "" {
			problemIn(t, row.rec, row.status, row.code)
		}
		if strings.Contains(row.rec.Body.String(), "10.0.0.7") {
			t.Errorf("the inside is shown: %s", row.rec.Body)
		}
		seen[row.status] = true
	}
	for status := range contract(t) {
		if !seen[status] {
			t.Errorf("%d is in the document and nobody produces it", status)
		}
	}
}

// statusNames finds the names of responses in the document.
var statusNames = regexp.MustCompile(`"([2-5][0-9]{2})": \{`)

// contract lists the statuses that the document names.
func contract(t *testing.T) map[int]bool {
	t.Helper()
	raw, err := rest.Document()
	must(t, err)
	out := map[int]bool{http.StatusMethodNotAllowed: true, http.StatusPartialContent: true}
	for _, status := range statusNames.FindAllStringSubmatch(string(raw), -1) {
		n := 0
		for _, d := range status[1] {
			n = 10*n + int(d-'0')
		}
		out[n] = true
	}
	if list := []int{200, 201, 202, 204, 304, 400, 401, 403, 404, 409, 413, 415, 416, 429, 500, 503}; slices.ContainsFunc(list, func(n int) bool { return !out[n] }) {
		t.Errorf("the document names %v", out)
	}
	return out
}
