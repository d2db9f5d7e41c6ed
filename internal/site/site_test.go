package site_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/basekyc/basekyc/internal/site"
)

// Pages that use the camera say so, and load nothing of others.
func TestPagesWithACameraMayUseItAndNothingOfOthers(t *testing.T) {
	mux := http.NewServeMux()
	page := &fstest.MapFile{Data: []byte("<!doctype html>")}
	s := site.Site{Pages: fstest.MapFS{"join/index.html": page, "diagnose/index.html": page, "diagnose/diagnose.js": {Data: []byte("1")}}, Guides: written("# Quickstart\n\nText.\n")}
	if err := s.Routes(mux); err != nil {
		t.Fatal(err)
	}
	get := func(at string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, at, nil))
		return w
	}
	for _, at := range []string{"/v/vs_1", "/diagnose"} {
		h := get(at).Header()
		if !strings.Contains(h.Get("Permissions-Policy"), "camera=(self), microphone=(self)") || h.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %v", at, h)
		}
		if p := h.Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'self'") || strings.Contains(p, "unsafe") {
			t.Errorf("%s: policy %s", at, p)
		}
	}
	if w := get("/diagnose/diagnose.js"); w.Code != http.StatusOK {
		t.Errorf("its script: %d", w.Code)
	}
	if w := get("/diagnose/../join/index.html"); w.Code == http.StatusOK {
		t.Errorf("outside of its folder: %d", w.Code)
	}
}
