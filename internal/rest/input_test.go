package rest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/rest"
)

// secretName stands for a customer's value; no reply to bad input may hold it.
const secretName = "Zebedee Quux"

func TestBadInputIsToldByFieldAndNeverEchoed(t *testing.T) {
	w := newWorld(t)
	good := func(change func(m, c map[string]any)) string {
		c := map[string]any{"name": secretName, "mobile": "+919800000002", "email": "zq@example.com"}
		m := map[string]any{"customer": c, "verification_type": "full_kyc"}
		change(m, c)
		b, err := json.Marshal(m)
		must(t, err)
		return string(b)
	}
	for name, test := range map[string]struct {
		body, code string
		status     int
		field      string
	}{
		"over-long name":         {good(func(_, c map[string]any) { c["name"] = strings.Repeat(secretName, 20) }), "invalid_parameters", 400, "customer.name"},
		"empty name":             {good(func(_, c map[string]any) { c["name"] = "" }), "invalid_parameters", 400, "customer.name"},
		"name of a number":       {good(func(_, c map[string]any) { c["name"] = 5 }), "invalid_parameters", 400, "customer.name"},
		"name null":              {good(func(_, c map[string]any) { c["name"] = nil }), "invalid_parameters", 400, "customer.name"},
		"no mobile":              {good(func(_, c map[string]any) { delete(c, "mobile") }), "invalid_parameters", 400, "customer.mobile"},
		"bad mobile":             {good(func(_, c map[string]any) { c["mobile"] = secretName }), "invalid_parameters", 400, "customer.mobile"},
		"bad e-mail":             {good(func(_, c map[string]any) { c["email"] = secretName }), "invalid_parameters", 400, "customer.email"},
		"control characters":     {good(func(_, c map[string]any) { c["name"] = secretName + "\u0000" }), "invalid_parameters", 400, "customer.name"},
		"unknown member":         {good(func(m, _ map[string]any) { m["surprise"] = secretName }), "invalid_parameters", 400, "surprise"},
		"unknown inner member":   {good(func(_, c map[string]any) { c["pan"] = secretName }), "invalid_parameters", 400, "customer.pan"},
		"member in another case": {good(func(m, c map[string]any) { delete(m, "customer"); m["Customer"] = c }), "invalid_parameters", 400, "Customer"},
		"unknown type":           {good(func(m, _ map[string]any) { m["verification_type"] = secretName }), "invalid_parameters", 400, "verification_type"},
		"documents not a list":   {good(func(m, _ map[string]any) { m["documents"] = "pan" }), "invalid_parameters", 400, "documents"},
		"metadata of numbers":    {good(func(m, _ map[string]any) { m["metadata"] = map[string]any{"k": 1} }), "invalid_parameters", 400, "metadata.k"},
		"expiry too short":       {good(func(m, _ map[string]any) { m["expires_in"] = 1 }), "invalid_parameters", 400, "expires_in"},
		"expiry a fraction":      {good(func(m, _ map[string]any) { m["expires_in"] = 300.5 }), "invalid_parameters", 400, "expires_in"},
		"redirect to javascript": {good(func(m, _ map[string]any) { m["redirect_url"] = "javascript:alert(1)" }), "invalid_parameters", 400, "redirect_url"},
		"garbage":                {`{"customer": ` + secretName, "invalid_json", 400, ""},
		"a list":                 {`[]`, "invalid_parameters", 400, ""},
		"a word":                 {`"` + secretName + `"`, "invalid_parameters", 400, ""},
		"null":                   {`null`, "invalid_parameters", 400, ""},
		"two objects":            {order + order, "invalid_json", 400, ""},
		"no body":                {"", "invalid_json", 400, ""},
		"deep nesting":           {`{"metadata":` + strings.Repeat("[", 30000), "invalid_json", 400, ""},
	} {
		rec := w.ask("POST", "/v1/sessions", w.a.secret, test.body)
		p := problemIn(t, rec, test.status, test.code)
		if strings.Contains(rec.Body.String(), "Quux") {
			t.Errorf("%s: the value is echoed: %s", name, rec.Body)
		}
		if test.field == "" {
			continue
		}
		found := false
		for _, f := range p.Errors {
			found = found || strings.HasPrefix(f.Field, test.field) || (f.Field == "customer" && strings.HasPrefix(test.field, "customer.")) || f.Field == "body"
		}
		if !found {
			t.Errorf("%s: field %s is not named: %s", name, test.field, rec.Body)
		}
	}
}

func TestQueriesAreChecked(t *testing.T) {
	w := newWorld(t)
	for path, field := range map[string]string{
		"/v1/sessions?limit=0": "limit", "/v1/sessions?limit=101": "limit", "/v1/sessions?limit=x": "limit",
		"/v1/sessions?status=asleep": "status[0]", "/v1/sessions?starting_after=vs_1": "starting_after",
		"/v1/sessions?surprise=1": "surprise", "/v1/events?type=asleep": "type", "/v1/events/stream?type=asleep": "type",
	} {
		p := problemIn(t, w.ask("GET", path, w.a.secret, ""), 400, "invalid_parameters")
		if len(p.Errors) != 1 || p.Errors[0].Field != field {
			t.Errorf("%s: %+v", path, p.Errors)
		}
	}
	problemIn(t, w.ask("GET", "/v1/sessions/"+strings.Repeat("x", 30), w.a.secret, ""), 404, "session_not_found")
}

func TestOnlyJSONIsTaken(t *testing.T) {
	w := newWorld(t)
	for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "", "application/problem+json", ";;"} {
		problemIn(t, w.ask("POST", "/v1/sessions", w.a.secret, order, "Content-Type", kind), 415, "unsupported_media_type")
	}
	if rec := w.ask("POST", "/v1/sessions", w.a.secret, order, "Content-Type", "Application/JSON; charset=utf-8"); rec.Code != 201 {
		t.Errorf("with a charset: %d %s", rec.Code, rec.Body)
	}
}

func TestUnknownAddressesAndMethodsAreProblems(t *testing.T) {
	w := newWorld(t)
	problemIn(t, w.ask("GET", "/v1/nothing", w.a.secret, ""), 404, "not_found")
	problemIn(t, w.ask("GET", "/", "", ""), 404, "not_found")
	rec := w.ask("PUT", "/v1/sessions", w.a.secret, order)
	problemIn(t, rec, 405, "method_not_allowed")
	if rec.Header().Get("Allow") != "GET, POST" {
		t.Errorf("Allow %q", rec.Header().Get("Allow"))
	}
	if rec := w.ask("OPTIONS", "/customer/exchange", "", "", "Origin", "https://bank.example"); rec.Code != 204 || rec.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("preflight: %d %v", rec.Code, rec.Header())
	}
}

// zeroes is a body without end that counts what is read of it.
type zeroes struct{ left, read int64 }

func (z *zeroes) Read(b []byte) (int, error) {
	if z.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(b)), z.left)
	z.left, z.read = z.left-n, z.read+n
	return int(n), nil
}

func TestA100MegabyteBodyIsRefusedUnread(t *testing.T) {
	w := newWorld(t)
	for name, length := range map[string]int64{"announced": 100 << 20, "chunked": -1} {
		body := &zeroes{left: 100 << 20}
		r := httptest.NewRequest("POST", "/v1/sessions", body)
		r.ContentLength = length
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+w.a.secret)
		rec := httptest.NewRecorder()
		w.h.ServeHTTP(rec, r)
		problemIn(t, rec, 413, "too_large")
		if body.read > 128<<10 {
			t.Errorf("%s: %d bytes were read", name, body.read)
		}
	}
}

func TestA100MegabyteBodyOnTheWire(t *testing.T) {
	w := newWorld(t)
	srv := httptest.NewServer(w.h)
	defer srv.Close()
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	must(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "+w.a.secret+"\r\nContent-Length: 104857600\r\n\r\n")
	must(t, err)
	answer := make([]byte, 12)
	_, err = io.ReadFull(conn, answer)
	must(t, err)
	if string(answer) != "HTTP/1.1 413" {
		t.Errorf("answer %q before a byte of the body", answer)
	}
}

func TestAPanicShowsNothing(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Events = nil })
	v := w.create(w.a)
	rec := w.ask("GET", "/v1/sessions/"+v.ID+"/events", w.a.secret, "")
	p := problemIn(t, rec, 500, "internal_error")
	if p.Detail != "" || strings.Contains(rec.Body.String(), "nil pointer") {
		t.Errorf("the panic shows: %s", rec.Body)
	}
	if !strings.Contains(w.log.String(), "nil pointer") {
		t.Error("the panic is not logged")
	}
	if rec := w.ask("GET", "/v1/sessions", w.a.secret, ""); rec.Code != 200 {
		t.Errorf("afterwards: %d", rec.Code)
	}
}

func TestAKeyThatAsksTooOftenWaits(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Limits = rest.Limits{KeyPerSecond: 1, KeyBurst: 1} })
	var rec *httptest.ResponseRecorder
	for range 3 {
		rec = w.ask("GET", "/v1/sessions", w.a.secret, "")
	}
	problemIn(t, rec, 429, "rate_limited")
	h := rec.Header()
	if h.Get("Retry-After") == "" || h.Get("RateLimit-Remaining") != "0" || h.Get("RateLimit-Limit") == "" {
		t.Errorf("headers %v", h)
	}
	if rec := w.ask("GET", "/v1/sessions", w.b.secret, ""); rec.Code != 200 {
		t.Errorf("another key: %d", rec.Code)
	}
}

func TestGuessingKeysIsStopped(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Limits = rest.Limits{FailPerMinute: 3} })
	codes := map[int]int{}
	for range 10 {
		codes[w.ask("GET", "/v1/sessions", "sk_test_guess", "").Code]++
	}
	if codes[401] == 0 || codes[429] == 0 || codes[401]+codes[429] != 10 {
		t.Errorf("codes %v", codes)
	}
}

func FuzzOrdersNeverBreakTheServer(f *testing.F) {
	w := newWorldWith(f, func(d *rest.Deps) { d.Limits = rest.Limits{KeyPerSecond: 1e9, KeyBurst: 1e9} })
	f.Add([]byte(order))
	f.Add([]byte(`{"customer":{"name":1}}`))
	f.Add([]byte(`{"metadata":{"\ud800":"x"}}`))
	f.Add([]byte("{\"customer\":{\"name\":\"\xff\xfe\"}}"))
	f.Add([]byte(`{"expires_in":1e400}`))
	f.Add([]byte(`{"expires_in":99999999999999999999}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := httptest.NewRequest("POST", "/v1/sessions", bytes.NewReader(b))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+w.a.secret)
		rec := httptest.NewRecorder()
		w.h.ServeHTTP(rec, r)
		if rec.Code >= 500 {
			t.Fatalf("%d: %s", rec.Code, rec.Body)
		}
		if rec.Code >= 400 && !json.Valid(rec.Body.Bytes()) {
			t.Fatalf("reply %q", rec.Body)
		}
	})
}

func TestTheFirstReplySaysEverything(t *testing.T) {
	w := newWorld(t)
	rec := w.ask("POST", "/v1/sessions", w.a.secret, order)
	v := read[api.Invitation](t, rec, http.StatusCreated)
	if v.Status != "created" || v.Token == "" || !strings.HasPrefix(v.URL, "http://kyc.example/v/"+v.ID+"#") || v.ExpiresAt.IsZero() || v.TokenExpiresAt.IsZero() || v.RecommendedAction != "send_link" {
		t.Errorf("invitation %+v", v)
	}
	if rec.Header().Get("Cache-Control") != "no-store" || rec.Header().Get("RateLimit-Limit") == "" {
		t.Errorf("headers %v", rec.Header())
	}
}
