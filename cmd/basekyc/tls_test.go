package main

import (
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The demo for phones: https on the whole machine, links with https, TURN on the
// same port.
func TestDemoOverTLS(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	demo, err := StartDemo(t.Context(), DemoCmd{Listen: "127.0.0.1:0", Data: data, TLS: true}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(demo.Close)
	if !strings.HasPrefix(demo.URL, "https://localhost:") || !strings.Contains(demo.hint(), demo.URL) {
		t.Errorf("%s, %s", demo.URL, demo.hint())
	}
	raw, err := os.ReadFile(filepath.Join(data, "keys", "demo.crt"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(raw)
	way := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	t.Cleanup(way.CloseIdleConnections)
	r, err := (&http.Client{Transport: way}).Get(demo.URL + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if r.StatusCode != http.StatusOK || r.Header.Get("Strict-Transport-Security") != "" { // a demo must not lock a name to https
		t.Errorf("%d, %v", r.StatusCode, r.Header)
	}
	ways := map[string]bool{}
	for _, s := range demo.relay.ICEServers("vs_1", "customer") {
		for _, u := range s.URLs {
			scheme, _, _ := strings.Cut(u, ":")
			_, transport, _ := strings.Cut(u, "?")
			ways[scheme+" "+transport] = true
		}
	}
	if !ways["turn transport=udp"] || !ways["turn transport=tcp"] || !ways["turns transport=tcp"] {
		t.Errorf("ways into the call: %v", ways)
	}
}

func TestHSTSIsForNames(t *testing.T) {
	for base, want := range map[string]string{"https://kyc.example.com": "max-age=31536000", "http://kyc.example.com": "", "https://localhost:8443": "", "https://192.0.2.1": ""} {
		w := httptest.NewRecorder()
		strict(base, http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if got := w.Header().Get("Strict-Transport-Security"); got != want {
			t.Errorf("%s: %q", base, got)
		}
	}
}
