package rest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/rest"
)

func TestJSONThatCouldBeReadInTwoWaysIsRefused(t *testing.T) {
	w := newWorld(t)
	with := func(name string) string {
		return `{"verification_type":"full_kyc","customer":{"name":"` + name + `","mobile":"9800000002","email":"a@example.in"}}`
	}
	for name, body := range map[string]string{
		"bytes that are no UTF-8":    with("A\xff"),
		"an overlong form":           with("A\xc0\xaf"),
		"a lone high surrogate":      with(`A\ud800`),
		"a lone low surrogate":       with(`A\udc00b`),
		"surrogates the wrong way":   with(`A\udc00\ud800`),
		"a high one and a letter":    with(`A\ud800\u0041`),
		"a member twice":             strings.Replace(with("A"), "{", `{"verification_type":"document",`, 1),
		"an inner member twice":      strings.Replace(with("A"), `"mobile"`, `"name":"B","mobile"`, 1),
		"twice, once as an escape":   strings.Replace(with("A"), `"mobile"`, `"n\u0061me":"B","mobile"`, 1),
		"a name that is no UTF-8":    strings.Replace(with("A"), "{", "{\"metadata\":{\"a\xff\":\"b\"},", 1),
		"deeply nested":              `{"metadata":` + strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 101),
		"twice after a nested value": strings.Replace(with("A"), "{", `{"metadata":{"a":"b"},"metadata":{},`, 1),
	} {
		t.Run(name, func(t *testing.T) { problemIn(t, w.ask("POST", "/v1/sessions", w.a.secret, body), 400, "invalid_json") })
	}
	for name, body := range map[string]string{
		"a pair of surrogates": with(`A \ud83d\ude00`), "an escaped backslash before u": with(`A\\ud800`), "Devanagari with a joiner": with("क्\u200dष"),
		"the same name in two objects": strings.Replace(with("A"), "{", `{"metadata":{"name":"x","customer":"y"},`, 1),
	} {
		if rec := w.ask("POST", "/v1/sessions", w.a.secret, body); rec.Code != http.StatusCreated {
			t.Errorf("%s: %d %s", name, rec.Code, rec.Body)
		}
	}
}

func TestMissingMembersAreNamed(t *testing.T) {
	w := newWorld(t)
	p := problemIn(t, w.ask("POST", "/v1/sessions", w.a.secret, `{"customer":{"mobile":"9800000002","email":"a@example.in"}}`), 400, "invalid_parameters")
	got := map[string]string{}
	for _, e := range p.Errors {
		got[e.Field] = e.Message
	}
	if len(got) != 2 || got["verification_type"] != "is required" || got["customer.name"] != "is required" {
		t.Errorf("fields %v", got)
	}
	rec := w.ask("POST", "/v1/sessions", w.a.secret, strings.Replace(order, "{", `{"expires_in":4e3,`, 1))
	problemIn(t, rec, 400, "invalid_parameters")
	if b := rec.Body.String(); strings.Contains(b, "json:") || strings.Contains(b, "4e3") {
		t.Errorf("the decoder's own words: %s", b)
	}
}

func TestQueriesMustBeText(t *testing.T) {
	w := newWorld(t)
	for _, q := range []string{"reference=%ff", "reference=a%00", "reference=%zz", "limit=1;status=x"} {
		problemIn(t, w.ask("GET", "/v1/sessions?"+q, w.a.secret, ""), 400, "invalid_parameters")
	}
}

func TestUnknownAddressesAnswerProgramsWithProblems(t *testing.T) {
	site := http.NewServeMux()
	site.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("home")) })
	w := newWorldWith(t, func(d *rest.Deps) { d.Pages = site })
	for _, at := range []string{"GET /v1", "GET /v2/sessions", "GET /api/v1/sessions", "GET /nothing", "POST /nothing"} {
		method, path, _ := strings.Cut(at, " ")
		problemIn(t, w.ask(method, path, "", "", "Accept", "application/json"), 404, "not_found")
		problemIn(t, w.ask(method, path, "", ""), 404, "not_found")
		if rec := w.ask(method, path, "", "", "Accept", "text/html,*/*"); rec.Code != 404 || strings.Contains(rec.Header().Get("Content-Type"), "json") {
			t.Errorf("%s for a browser: %d %v", at, rec.Code, rec.Header())
		}
	}
	problemIn(t, w.ask("POST", "/", "", ""), 405, "method_not_allowed")
	if rec := w.ask("GET", "/", "", ""); rec.Code != 200 || rec.Body.String() != "home" {
		t.Errorf("home: %d %s", rec.Code, rec.Body)
	}
}

// A stranger behind the same proxy must not lock out those who hold a good key.
func TestAGoodKeyPassesAnAddressThatIsBlamed(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Limits = rest.Limits{FailPerMinute: 3} })
	for range 10 {
		w.ask("GET", "/v1/sessions", "sk_test_"+strings.Repeat("a", 32), "")
	}
	problemIn(t, w.ask("GET", "/v1/sessions", "sk_test_"+strings.Repeat("b", 32), ""), 429, "rate_limited")
	problemIn(t, w.ask("GET", "/v1/sessions", w.a.revoked, ""), 429, "rate_limited")
	invited := w.create(w.a)
	wrong := `{"session_id":"` + invited.ID + `","code":"AAAAAAAAAAAAAAAAAAAAAA","device":"` + newDevice() + `"}`
	if rec := w.ask("POST", "/customer/exchange", "", wrong); rec.Header().Get("Retry-After") == "" {
		t.Errorf("no Retry-After: %v", problemIn(t, rec, 429, "rate_limited"))
	}
	w.join(invited)
	rec := w.ask("GET", "/v1/sessions", w.a.secret, "")
	if rec.Code != 200 || rec.Header().Get("Retry-After") != "" {
		t.Errorf("a good key: %d %v %s", rec.Code, rec.Header(), rec.Body)
	}
}

func TestConditionsAndRangesOfDownloads(t *testing.T) {
	w := newWorld(t)
	v := kyctest.Put(t, w.store, kyc.Scope{Account: w.a.id}, kyc.Completed)
	if v.Report == nil {
		t.Fatal("the fixture has no report")
	}
	must(t, w.blobs.Put(t.Context(), v.Report.Key, strings.NewReader("0123456789")))
	path := "/v1/sessions/" + v.ID + "/report"
	if rec := w.ask("GET", path, w.a.secret, "", "If-Match", `"other"`); rec.Code != http.StatusPreconditionFailed {
		t.Errorf("If-Match: %d %s", rec.Code, rec.Body)
	}
	ranges := "bytes=0-0" + strings.Repeat(",2-2,4-4", 8)
	if rec := w.ask("GET", path, w.a.secret, "", "Range", ranges); rec.Code != 200 || rec.Body.String() != "0123456789" {
		t.Errorf("seventeen ranges: %d %q", rec.Code, rec.Body)
	}
}

// called is a customer in a call.
func (w *world) called() bound {
	w.t.Helper()
	v := w.create(w.a)
	c := w.join(v)
	if rec := w.as(c, "POST", "/customer/consent", `{"version":"1","language":"en","sha256":"`+sum("I agree.")+`"}`); rec.Code != 204 {
		w.t.Fatalf("consent: %d %s", rec.Code, rec.Body)
	}
	c.ref = kyc.Ref{Scope: kyc.Scope{Account: w.a.id}, Session: v.ID}
	_, err := w.sessions.Queue(w.t.Context(), c.ref)
	must(w.t, err)
	read[api.Case](w.t, w.ask("POST", "/desk/sessions/"+v.ID+"/accept", w.a.staff, ""), 200)
	return c
}

// One customer must not hold all the places for uploads.
func TestACustomerUploadsTwoPicturesAtOnce(t *testing.T) {
	w := newWorld(t)
	c, other := w.called(), w.called()
	const still = "/customer/stills?document=pan&side=front"
	var done sync.WaitGroup
	var ends []*io.PipeWriter
	for range 2 {
		pr, pw := io.Pipe()
		ends = append(ends, pw)
		r := httptest.NewRequest("POST", still, pr)
		for k, v := range map[string]string{"Authorization": "Bearer " + c.token, rest.DeviceHeader: c.device, "Content-Type": "image/jpeg"} {
			r.Header.Set(k, v)
		}
		done.Add(1)
		go func() {
			defer done.Done()
			rec := httptest.NewRecorder()
			w.h.ServeHTTP(rec, r)
			if rec.Code != http.StatusCreated {
				t.Errorf("upload: %d %s", rec.Code, rec.Body)
			}
		}()
		_, err := pw.Write([]byte("pict")) // returns once the server reads: the place is taken
		must(t, err)
	}
	problemIn(t, w.as(c, "POST", still, "picture", "Content-Type", "image/jpeg"), 503, "out_of_service")
	if rec := w.as(other, "POST", still, "picture", "Content-Type", "image/jpeg"); rec.Code != http.StatusCreated {
		t.Errorf("another customer: %d %s", rec.Code, rec.Body)
	}
	for _, pw := range ends {
		_, err := pw.Write([]byte("ure"))
		must(t, err)
		must(t, pw.Close())
	}
	done.Wait()
	if rec := w.as(c, "POST", still, "picture", "Content-Type", "image/jpeg"); rec.Code != http.StatusCreated {
		t.Errorf("afterwards: %d %s", rec.Code, rec.Body)
	}
}
