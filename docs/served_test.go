package docs_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var (
	href = regexp.MustCompile(`(?:href|src)="([^"]+)"`)
	ids  = regexp.MustCompile(`id="([^"]+)"`)
)

// served walks from the list of guides over every link that stays on the server:
// each answers, and each fragment of a guide exists on its page.
func served(t *testing.T, d *demo) {
	pages := map[string]string{}
	fetch := func(path string) string {
		if page, ok := pages[path]; ok {
			return page
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept", "text/html")
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s answers %d", path, res.StatusCode)
		}
		pages[path] = string(b)
		return pages[path]
	}
	todo, seen := []string{"/docs/guide"}, map[string]bool{}
	for len(todo) > 0 {
		at := todo[0]
		todo = todo[1:]
		for _, m := range href.FindAllStringSubmatch(fetch(at), -1) {
			u, err := url.Parse(m[1])
			if err != nil || u.IsAbs() {
				continue
			}
			path := u.Path
			if path == "" {
				path = at
			}
			page := fetch(path)
			if u.Fragment != "" && !hasID(page, u.Fragment) {
				t.Errorf("%s links to %s, which has no #%s", at, path, u.Fragment)
			}
			if strings.HasPrefix(path, "/docs/guide") && !seen[path] {
				seen[path] = true
				todo = append(todo, path)
			}
		}
	}
	if len(seen) < 7 {
		t.Errorf("found only %d pages", len(seen))
	}
}

func hasID(page, id string) bool {
	for _, m := range ids.FindAllStringSubmatch(page, -1) {
		if m[1] == id {
			return true
		}
	}
	return false
}
