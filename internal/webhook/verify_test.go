package webhook_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/kyctest/npm"
	"github.com/basekyc/basekyc/internal/webhook"
)

// What the dispatcher's client sends is accepted by the reference library of
// Standard Webhooks and by that of Svix, and refused once a byte has changed.
func TestReferenceLibrariesAcceptTheSignature(t *testing.T) {
	script := verifier(t)
	type sent struct {
		Secret  string            `json:"secret"`
		Headers map[string]string `json:"headers"`
		Body    string            `json:"body"`
	}
	got := make(chan sent, 1)
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		h := map[string]string{}
		for name := range r.Header {
			h[strings.ToLower(name)] = r.Header.Get(name)
		}
		got <- sent{api.FormatSecret(secret), h, string(body)}
	}))
	defer s.Close()
	body := []byte(`{"id":"evt_1","type":"session.completed","data":{"session_id":"vs_1","name":"आशा"}}`)
	client(t, webhook.RealClock(), 0).Post(t.Context(), letter(s.URL, body))
	in := next(t, got, "request")
	check := func(in sent) (string, error) {
		raw, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		c := exec.Command("node", script)
		c.Stdin = bytes.NewReader(raw)
		out, err := c.CombinedOutput()
		return strings.TrimSpace(string(out)), err
	}
	if out, err := check(in); err != nil || out != "session.completed" {
		t.Fatalf("refused: %v: %s", err, out)
	}
	changed := in
	changed.Body = strings.Replace(in.Body, "completed", "rejected", 1)
	if out, err := check(changed); err == nil || !strings.Contains(out, "WebhookVerificationError") {
		t.Fatalf("a changed body was accepted: %s", out)
	}
	// During a rotation receivers with the former secret accept as well.
	former, fresh := []byte(strings.Repeat("f", 24)), []byte(strings.Repeat("n", 32))
	for name, v := range api.Sign(fresh, "evt_1", time.Now(), body, former) {
		in.Headers[strings.ToLower(name)] = v[0]
	}
	for _, in.Secret = range []string{api.FormatSecret(former), api.FormatSecret(fresh)} {
		if out, err := check(in); err != nil {
			t.Fatalf("refused during a rotation: %s", out)
		}
	}
}

// verifier is the script that asks the reference libraries.
func verifier(t *testing.T) string {
	t.Helper()
	dir, err := npm.Folder("testdata/verify")
	switch {
	case err != nil && os.Getenv(kyctest.RequireTools) == "1":
		t.Fatal(err)
	case err != nil:
		t.Skip(err)
	}
	return filepath.Join(dir, "verify.mjs")
}
