package site

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestPagesArePackedForWhoUnpacksThem(t *testing.T) {
	script := []byte(strings.Repeat("export const words = 'and more words';\n", 100))
	s := Site{Pages: fstest.MapFS{"sdk/a.js": {Data: script}, "sdk/small.js": {Data: []byte("1")}}}
	get := func(name string, header map[string]string) *http.Response {
		r := httptest.NewRequest(http.MethodGet, "/"+name, nil)
		for k, v := range header {
			r.Header.Set(k, v)
		}
		w := httptest.NewRecorder()
		s.file(w, r, name)
		return w.Result()
	}
	body := func(r *http.Response) []byte {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	packed := get("sdk/a.js", map[string]string{"Accept-Encoding": "br;q=1, gzip"})
	if packed.Header.Get("Content-Encoding") != "gzip" || packed.Header.Get("Vary") != "Accept-Encoding" {
		t.Fatalf("headers %v", packed.Header)
	}
	z, err := gzip.NewReader(bytes.NewReader(body(packed)))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := io.ReadAll(z); err != nil || !bytes.Equal(plain, script) {
		t.Fatalf("unpacked %d bytes, %v", len(plain), err)
	}
	for _, offer := range []string{"", "br", "gzip;q=0", "identity"} {
		got := get("sdk/a.js", map[string]string{"Accept-Encoding": offer})
		if got.Header.Get("Content-Encoding") != "" || !bytes.Equal(body(got), script) {
			t.Errorf("Accept-Encoding %q: %v", offer, got.Header)
		}
		if got.Header.Get("ETag") == packed.Header.Get("ETag") {
			t.Error("two forms share an ETag")
		}
	}
	again := get("sdk/a.js", map[string]string{"Accept-Encoding": "gzip", "If-None-Match": packed.Header.Get("ETag")})
	if again.StatusCode != http.StatusNotModified || len(body(again)) > 0 {
		t.Errorf("what the browser has is sent again: %s", again.Status)
	}
	if small := get("sdk/small.js", map[string]string{"Accept-Encoding": "gzip"}); small.Header.Get("Content-Encoding") != "" {
		t.Error("a byte was packed")
	}
}

func TestPartsOfTheSDKAreKeptAndItsFirstFileIsAskedFor(t *testing.T) {
	mux := http.NewServeMux()
	s := Site{Pages: fstest.MapFS{"sdk/basekyc.js": {Data: []byte("1")}, "sdk/parts/call-0a1b2c3d.js": {Data: []byte("2")}}, Guides: fstest.MapFS{}}
	mux.HandleFunc("GET /sdk/{file...}", s.sdk)
	for path, want := range map[string]string{
		"/sdk/basekyc.js":              "no-cache",
		"/sdk/parts/call-0a1b2c3d.js":  "public, max-age=31536000, immutable",
		"/sdk/parts/call-ffffffff.js":  "", // of another version: not kept as missing
		"/sdk/parts/%2e%2e/basekyc.js": "no-cache",
	} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if got := w.Header().Get("Cache-Control"); got != want {
			t.Errorf("%s (%d): %q, want %q", path, w.Code, got, want)
		}
	}
}
