package site_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/basekyc/basekyc/internal/site"
)

func TestDashboard(t *testing.T) {
	mux := http.NewServeMux()
	pages := fstest.MapFS{"dashboard/index.html": {Data: []byte("<p>the dashboard")}, "dashboard/dashboard.js": {Data: []byte("1")}, "join/join.js": {Data: []byte("2")}}
	if err := (site.Site{Pages: pages, Guides: written("# Quickstart\n\nText.\n")}).Routes(mux); err != nil {
		t.Fatal(err)
	}
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w
	}
	for _, path := range []string{"/dashboard", "/dashboard/", "/dashboard/test/sessions/vs_06e7xk9q2r0w5m8tjv3hzd41yb", "/dashboard/sign-in"} {
		w := get(path)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "the dashboard") {
			t.Errorf("%s: %d %q", path, w.Code, w.Body)
		}
		policy := w.Header().Get("Content-Security-Policy")
		if !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
	}
	if w := get("/dashboard/assets/dashboard.js"); w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/javascript") {
		t.Errorf("asset: %d %s", w.Code, w.Header().Get("Content-Type"))
	}
	for _, path := range []string{"/dashboard/assets/none.js", "/dashboard/assets/..%2fjoin/join.js"} {
		if w := get(path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
