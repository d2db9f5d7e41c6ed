package site_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/basekyc/basekyc/internal/site"
)

func TestOnlyTheKeysOriginsMayFrameACall(t *testing.T) {
	mux := http.NewServeMux()
	pages := fstest.MapFS{"console/index.html": {Data: []byte("<p>the console")}}
	parents := func(_ context.Context, key string) []string {
		if key == "pk_live_a" {
			return []string{"https://bank.example", "https://desk.bank.example:8443"}
		}
		return nil
	}
	if err := (site.Site{Pages: pages, Guides: written("# Quickstart\n\nText.\n"), Parents: parents}).Routes(mux); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"/console/embed/pk_live_a": "frame-ancestors https://bank.example https://desk.bank.example:8443",
		"/console/embed/pk_live_b": "frame-ancestors 'none'",
		"/console/embed/sk_live_a": "frame-ancestors 'none'",
		"/console/live/call/vs_1":  "frame-ancestors 'none'",
	} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if policy := w.Header().Get("Content-Security-Policy"); w.Code != http.StatusOK || !strings.HasSuffix(policy, "; "+want) {
			t.Errorf("%s: %d %q", path, w.Code, policy)
		}
	}
}
