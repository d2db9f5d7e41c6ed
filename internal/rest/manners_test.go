package rest_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/rest"
)

func TestEveryReplyNamesItsVersion(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/v1/sessions", "/v1/nothing", "/customer/session", "/desk/sessions"} {
		if rec := w.ask("GET", path, w.a.secret, ""); rec.Header().Get("Api-Version") != api.Version {
			t.Errorf("%s: %d %v", path, rec.Code, rec.Header())
		}
	}
	if rec := w.ask("GET", "/v1/sessions", w.a.secret, "", "Api-Version", api.Version); rec.Code != 200 {
		t.Errorf("its own version: %d %s", rec.Code, rec.Body)
	}
	for _, v := range []string{"", "2025-01-01", "2026-11-01 ", "latest"} {
		p := problemIn(t, w.ask("GET", "/v1/sessions", w.a.secret, "", "Api-Version", v), 400, "api_version_unknown")
		if !strings.Contains(p.Detail, api.Version) {
			t.Errorf("%q: %s", v, p.Detail)
		}
	}
}

func TestLimitsAreToldBeforeTheyBite(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) {
		d.Limits = rest.Limits{KeyPerSecond: 1, KeyBurst: 4, AddressPerMinute: 60, AddressBurst: 1}
	})
	for left := 4; left >= 0; left-- {
		h := w.ask("GET", "/v1/sessions", w.a.secret, "").Header()
		if h.Get("RateLimit-Policy") != "5;w=5" || h.Get("RateLimit-Limit") != "5" || h.Get("RateLimit-Remaining") != string(rune('0'+left)) || h.Get("RateLimit-Reset") == "" {
			t.Errorf("%d left: %v", left, h)
		}
	}
	rec := w.ask("GET", "/v1/sessions", w.a.secret, "")
	problemIn(t, rec, 429, "rate_limited")
	if rec.Header().Get("Retry-After") != "1" {
		t.Errorf("Retry-After %q", rec.Header().Get("Retry-After"))
	}
	if rec := w.ask("GET", "/v1/sessions", w.a.live, ""); rec.Code != 200 {
		t.Errorf("another key pays for it: %d", rec.Code)
	}
	if h := w.ask("GET", "/healthz", "", "").Header(); h.Get("RateLimit-Policy") != "2;w=2" {
		t.Errorf("of an address: %v", h)
	}
}

func TestJSONIsCompressedForWhoTakesIt(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		w.create(w.a)
	}
	const path = "/v1/sessions"
	plain := w.ask("GET", path, w.a.secret, "")
	if plain.Header().Get("Content-Encoding") != "" || plain.Header().Get("Vary") != "Accept-Encoding" || plain.Body.Len() <= 1024 {
		t.Errorf("plain: %d bytes, %v", plain.Body.Len(), plain.Header())
	}
	for accept, want := range map[string]bool{"gzip": true, "br, gzip;q=0.5": true, "GZIP": true, "gzip;q=0": false, "br": false, "identity": false} {
		rec := w.ask("GET", path, w.a.secret, "", "Accept-Encoding", accept)
		if got := rec.Header().Get("Content-Encoding") == "gzip"; got != want {
			t.Errorf("%s: %v", accept, rec.Header())
			continue
		}
		if want {
			z, err := gzip.NewReader(rec.Body)
			must(t, err)
			b, err := io.ReadAll(z)
			must(t, err)
			if string(b) != plain.Body.String() {
				t.Errorf("%s: %s", accept, b)
			}
		}
	}
	small := w.ask("GET", "/v1/webhook_endpoints", w.a.secret, "", "Accept-Encoding", "gzip")
	if small.Header().Get("Content-Encoding") != "" || !json.Valid(small.Body.Bytes()) {
		t.Errorf("a small reply: %v %s", small.Header(), small.Body)
	}
	kept := w.ask("POST", "/v1/sessions", w.a.secret, order, "Accept-Encoding", "gzip", rest.IdempotencyHeader, "k")
	again := w.ask("POST", "/v1/sessions", w.a.secret, order, rest.IdempotencyHeader, "k")
	z, err := gzip.NewReader(kept.Body)
	must(t, err)
	b, err := io.ReadAll(z)
	must(t, err)
	if kept.Code != 201 || again.Code != 201 || string(b) != again.Body.String() {
		t.Errorf("compressed at first, plain when repeated: %d %d", kept.Code, again.Code)
	}
}

func TestWhatHasNotChangedIsNotSentAgain(t *testing.T) {
	w := newWorld(t)
	scope := kyc.Scope{Account: w.a.id}
	v := w.create(w.a)
	done := kyctest.Put(t, w.store, scope, kyc.Completed)
	for path, accept := range map[string]string{"/v1/sessions/" + v.ID: "", "/v1/sessions/" + done.ID + "/result": "", "/v1/sessions/" + done.ID + "/report": "application/json"} {
		first := w.ask("GET", path, w.a.secret, "", "Accept", accept)
		tag := first.Header().Get("ETag")
		if first.Code != 200 || !strings.HasPrefix(tag, `W/"`) || !json.Valid(first.Body.Bytes()) {
			t.Fatalf("%s: %d %q %s", path, first.Code, tag, first.Body)
		}
		for _, match := range []string{tag, strings.TrimPrefix(tag, "W/"), `"other", ` + tag, "*"} {
			rec := w.ask("GET", path, w.a.secret, "", "Accept", accept, "If-None-Match", match, "Accept-Encoding", "gzip")
			if rec.Code != 304 || rec.Body.Len() != 0 || rec.Header().Get("ETag") != tag || rec.Header().Get("Content-Type") != "" {
				t.Errorf("%s with %s: %d %v %s", path, match, rec.Code, rec.Header(), rec.Body)
			}
		}
		if rec := w.ask("GET", path, w.a.secret, "", "Accept", accept, "If-None-Match", `"other"`); rec.Code != 200 || rec.Body.String() != first.Body.String() {
			t.Errorf("%s with another tag: %d", path, rec.Code)
		}
	}
	tag := w.ask("GET", "/v1/sessions/"+v.ID, w.a.secret, "").Header().Get("ETag")
	read[api.Session](t, w.ask("POST", "/v1/sessions/"+v.ID+"/cancel", w.a.secret, ""), 200)
	if got := read[api.Session](t, w.ask("GET", "/v1/sessions/"+v.ID, w.a.secret, "", "If-None-Match", tag), 200); got.Status != "canceled" {
		t.Errorf("status %s", got.Status)
	}
	problemIn(t, w.ask("GET", "/v1/sessions/vs_00000000000000000000000000", w.a.secret, "", "If-None-Match", "*"), 404, "session_not_found")
	must(t, w.blobs.Put(t.Context(), done.Report.Key, strings.NewReader("%PDF")))
	if rec := w.ask("GET", "/v1/sessions/"+done.ID+"/report", w.a.secret, "", "If-None-Match", `"`+done.Report.SHA256+`"`); rec.Code != 304 {
		t.Errorf("the PDF: %d %v", rec.Code, rec.Header())
	}
}

func TestEveryErrorHasItsPage(t *testing.T) {
	w := newWorld(t)
	for _, e := range api.Errors {
		p := api.NewProblem(e.Code)
		rec := w.ask("GET", p.Type, "", "")
		if rec.Code != 200 || !strings.Contains(rec.Body.String(), `id="`+e.Code+`"`) || !strings.Contains(rec.Body.String(), "<h1>") {
			t.Errorf("%s: %d", p.Type, rec.Code)
		}
	}
	problemIn(t, w.ask("GET", "/docs/errors/no_such_code", "", ""), 404, "not_found")
}

func TestListsAreFiltered(t *testing.T) {
	w := newWorld(t)
	made := map[string]string{}
	for _, branch := range []string{"Pune", "Puri", "a]b["} {
		body, _ := json.Marshal(map[string]any{"customer": map[string]string{"name": "Asha", "mobile": "9800000002", "email": "a@example.in"},
			"verification_type": "full_kyc", "metadata": map[string]string{"branch": branch, "x[y]": "1"}})
		made[branch] = read[api.Invitation](t, w.ask("POST", "/v1/sessions", w.a.secret, string(body)), 201).ID
	}
	read[api.Session](t, w.ask("POST", "/v1/sessions/"+made["Puri"]+"/cancel", w.a.secret, ""), 200)
	noon := time.Now().UTC()
	for query, want := range map[string][]string{
		"metadata[branch]=Pune":                             {"Pune"},
		"metadata%5Bbranch%5D=Puri&metadata%5Bx[y]%5D=1":    {"Puri"},
		"metadata[branch]=" + url.QueryEscape("a]b["):       {"a]b["},
		"metadata[branch]=pune":                             {},
		"metadata[x[y]]=1&status=canceled":                  {"Puri"},
		"status=created&status=canceled":                    {"Pune", "Puri", "a]b["},
		"status=created":                                    {"Pune", "a]b["},
		"created_after=" + noon.Format(time.RFC3339Nano):    {},
		"created_before=" + noon.Format(time.RFC3339Nano):   {"Pune", "Puri", "a]b["},
		"created_after=2020-01-01T00:00:00%2B05:30&limit=9": {"Pune", "Puri", "a]b["},
	} {
		var got []string
		for _, v := range read[api.SessionList](t, w.ask("GET", "/v1/sessions?"+query, w.a.secret, ""), 200).Data {
			for name, id := range made {
				if id == v.ID {
					got = append(got, name)
				}
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	for query, field := range map[string]string{
		"status=asleep":               "status[0]",
		"created_after=yesterday":     "created_after",
		"created_before=2026-11-01":   "created_before",
		"metadata=Pune":               "metadata",
		"metadata[branch=Pune":        "metadata",
		"metadata[]=Pune":             "metadata",
		"metadata[a]=1&metadata[a]=2": "metadata",
		"metadata[a]=1&metadata[b]=2&metadata[c]=3&metadata[d]=4": "metadata",
		"branch=Pune": "branch",
	} {
		p := problemIn(t, w.ask("GET", "/v1/sessions?"+query, w.a.secret, ""), 400, "invalid_parameters")
		if len(p.Errors) != 1 || p.Errors[0].Field != field {
			t.Errorf("%s: %+v", query, p.Errors)
		}
	}
}

// TestWhichPagesMayRead is the rule for pages of other origins: the customer's
// door answers every origin that its public key allows, the backend's and the
// desk's none; only the advice about an exposed key is let through.
func TestWhichPagesMayRead(t *testing.T) {
	w := newWorld(t)
	c := w.join(w.create(w.a))
	const page = "https://lender.example"
	for _, row := range []struct {
		name, method, path, credential string
		status                         int
		origin                         string
	}{
		{"the customer's session", "GET", "/customer/session", c.token, 200, "*"},
		{"the customer without a token", "GET", "/customer/session", "", 401, "*"},
		{"a wrong code", "POST", "/customer/exchange", "", 400, "*"},
		{"a secret key in a page", "GET", "/v1/sessions", w.a.secret, 403, "*"},
		{"a live secret key in a page", "GET", "/v1/sessions", w.a.live, 403, "*"},
		{"a public key at the backend's door", "GET", "/v1/sessions", w.a.public, 403, ""},
		{"a page without a key", "GET", "/v1/sessions", "", 401, ""},
		{"a staff token", "GET", "/desk/sessions", w.a.staff, 200, ""},
		{"the contract", "GET", "/openapi.json", "", 200, ""},
		{"the metrics", "GET", "/metrics", "", 200, ""},
	} {
		rec := w.ask(row.method, row.path, row.credential, "", "Origin", page, rest.DeviceHeader, c.device)
		h := rec.Header()
		if rec.Code != row.status || h.Get("Access-Control-Allow-Origin") != row.origin || h.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: %d, origin %q, credentials %q", row.name, rec.Code, h.Get("Access-Control-Allow-Origin"), h.Get("Access-Control-Allow-Credentials"))
		}
		if row.origin != "" && !strings.Contains(h.Get("Access-Control-Expose-Headers"), "Request-Id") {
			t.Errorf("%s: the page cannot read Request-Id", row.name)
		}
	}
	for path, methods := range map[string]string{"/customer/session": "GET", "/customer/consent": "GET, POST", "/v1/sessions": "GET, POST"} {
		rec := w.ask(http.MethodOptions, path, "", "", "Origin", page, "Access-Control-Request-Method", "POST")
		h := rec.Header()
		if rec.Code != 204 || h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Access-Control-Allow-Methods") != methods || h.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("preflight of %s: %d %v", path, rec.Code, h)
		}
	}
}
