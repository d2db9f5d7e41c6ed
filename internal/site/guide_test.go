package site_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/basekyc/basekyc/internal/site"
)

var files = []string{"quickstart", "authentication", "api", "clients", "embedding", "webview", "webhooks", "appointments", "messages", "profiles", "sandbox", "dashboard", "console", "embedding-desk", "going-live", "network", "session-states", "access", "operations", "accuracy"}

func serve(t *testing.T, guides fstest.MapFS) http.Handler {
	t.Helper()
	mux := http.NewServeMux()
	if err := (site.Site{Pages: fstest.MapFS{}, Guides: guides}).Routes(mux); err != nil {
		t.Fatal(err)
	}
	return mux
}

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func written(quickstart string) fstest.MapFS {
	m := fstest.MapFS{}
	for _, name := range files {
		m[name+".md"] = &fstest.MapFile{Data: []byte("# Page " + name + "\n\nText.\n")}
	}
	m["quickstart.md"] = &fstest.MapFile{Data: []byte(quickstart)}
	return m
}

func TestAGuideIsAPage(t *testing.T) {
	h := serve(t, written("# First `steps`\n\n## One\n\n```sh test=x\ncurl -d '<a>'\n```\n\n## Two\n\n<script>alert(1)</script>\n\n| a | b |\n|---|---|\n| c | d |\n"))
	w := get(h, "/docs/guide/quickstart")
	page := w.Body.String()
	if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'self'") {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	for _, want := range []string{"<title>First steps · BASEKYC guides</title>", `<h2 id="one">One</h2>`, `href="#two"`, "curl -d '&lt;a&gt;'", "<td>c</td>", `aria-current="page"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q:\n%s", want, page)
		}
	}
	for _, never := range []string{"alert", "test=x"} {
		if strings.Contains(page, never) {
			t.Errorf("the page has %q", never)
		}
	}
	etag := w.Header().Get("ETag")
	r := httptest.NewRequest(http.MethodGet, "/docs/guide/quickstart", nil)
	r.Header.Set("If-None-Match", etag)
	again := httptest.NewRecorder()
	h.ServeHTTP(again, r)
	if again.Code != http.StatusNotModified {
		t.Errorf("with the ETag %s: %d", etag, again.Code)
	}
	if w := get(h, "/docs/guide/nothing"); w.Code != http.StatusNotFound {
		t.Errorf("an unknown guide: %d", w.Code)
	}
}

func TestLinksOfFilesBecomeAddresses(t *testing.T) {
	h := serve(t, written("# T\n\n[a](webhooks.md#order) [b](errors.md#not_found) [c](../api/openapi.yaml) [the *source*](../internal/secret.go) [d](https://example.com/)\n"))
	page := get(h, "/docs/guide/quickstart").Body.String()
	main, _, _ := strings.Cut(page[strings.Index(page, "<main"):], "</main>")
	got := strings.Join(regexp.MustCompile(`href="([^"]*)"`).FindAllString(main, -1), " ")
	want := `href="/docs/guide/webhooks#order" href="/docs/errors#not_found" href="/openapi.yaml" href="https://example.com/"`
	if got != want || !strings.Contains(main, "the <em>source</em>") {
		t.Errorf("links %s in %s", got, main)
	}
}

func TestTheListNamesEveryGuide(t *testing.T) {
	h := serve(t, written("# Quickstart\n"))
	for _, at := range []string{"/docs/guide", "/docs/guide/"} {
		page := get(h, at).Body.String()
		for _, name := range files {
			if !strings.Contains(page, `<dt><a href="/docs/guide/`+name+`">`) {
				t.Errorf("%s does not name %s", at, name)
			}
		}
	}
}

func TestAMissingGuideFailsTheStart(t *testing.T) {
	m := written("# Quickstart\n")
	delete(m, "webhooks.md")
	err := (site.Site{Pages: fstest.MapFS{}, Guides: m}).Routes(http.NewServeMux())
	if err == nil || !strings.Contains(err.Error(), "webhooks") {
		t.Errorf("error %v", err)
	}
}
