package certificate_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/certificate"
)

func pair(t *testing.T) (chain, key string) {
	t.Helper()
	dir := t.TempDir()
	return filepath.Join(dir, "chain.pem"), filepath.Join(dir, "key.pem")
}

func selfSigned(t *testing.T, chain, key string, hosts ...string) {
	t.Helper()
	if err := certificate.SelfSigned(chain, key, hosts, time.Now()); err != nil {
		t.Fatal(err)
	}
}

// shown is the certificate that a client meets.
func shown(t *testing.T, c *tls.Config, name string) (*x509.Certificate, error) {
	t.Helper()
	here, there := net.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = tls.Server(there, c).Handshake() // the client says what is wrong
		_ = there.Close()
	}()
	client := tls.Client(here, &tls.Config{InsecureSkipVerify: true, ServerName: name})
	err := client.Handshake()
	_ = here.Close()
	<-done
	if err != nil {
		return nil, err
	}
	return client.ConnectionState().PeerCertificates[0], nil
}

// change writes a file anew and dates it as later, for a disk with coarse times.
func change(t *testing.T, from, to string, by time.Duration) {
	t.Helper()
	raw, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, raw, 0o600)
	}
	if err == nil {
		at := time.Now().Add(by)
		err = os.Chtimes(to, at, at)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestFilesAreReadAgainWhenTheyChange(t *testing.T) {
	t.Parallel()
	chain, key := pair(t)
	selfSigned(t, chain, key, "kyc.example.com")
	f, err := certificate.Open(chain, key, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	serves := func(name string) {
		t.Helper()
		c, err := shown(t, f.Config(), name)
		if err != nil || c.VerifyHostname(name) != nil {
			t.Errorf("%s: %v, %v", name, c, err)
		}
	}
	serves("kyc.example.com")
	nextChain, nextKey := pair(t)
	selfSigned(t, nextChain, nextKey, "new.example.com")
	change(t, nextChain, chain, time.Minute)
	serves("kyc.example.com") // half a change: chain and key do not belong together
	change(t, nextKey, key, time.Minute)
	serves("new.example.com")
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	serves("new.example.com")
}

func TestWhatIsNoCertificateIsRefusedAtStart(t *testing.T) {
	t.Parallel()
	chain, key := pair(t)
	if _, err := certificate.Open(chain, key, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("files that are not there were taken")
	}
	selfSigned(t, chain, key, "kyc.example.com")
	if _, err := certificate.Open(key, chain, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("files that were mixed up were taken")
	}
}

func TestASelfSignedOneIsKept(t *testing.T) {
	t.Parallel()
	chain, key := pair(t)
	read := func() string { raw, _ := os.ReadFile(chain); return string(raw) }
	selfSigned(t, chain, key, "localhost", "192.0.2.1")
	first := read()
	selfSigned(t, chain, key, "192.0.2.1")
	if read() != first {
		t.Error("a certificate that holds was made anew: phones would have to be told again")
	}
	selfSigned(t, chain, key, "192.0.2.2")
	if read() == first {
		t.Error("the certificate does not hold for the new address")
	}
	if err := certificate.SelfSigned(chain, key, []string{"192.0.2.2"}, time.Now().AddDate(1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{chain, key} {
		if s, err := os.Stat(f); err != nil || s.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", s.Mode(), err)
		}
	}
}

// What of ACME is ours: for which names which authority is asked, whose own
// certificate is looked at. The protocol is golang.org/x/crypto's.
func TestTheAuthorityIsAskedForOurNamesOnly(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 8)
	authority := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path
		http.Error(w, "no", http.StatusForbidden)
	}))
	t.Cleanup(authority.Close)
	roots := filepath.Join(t.TempDir(), "roots.pem")
	if err := os.WriteFile(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	open := func(roots string) *tls.Config {
		t.Helper()
		c, err := certificate.Authority{Names: []string{"kyc.example.com"}, Directory: authority.URL + "/directory", Roots: roots, Folder: t.TempDir()}.Config()
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if _, err := shown(t, open(roots), "other.example.com"); err == nil || len(asked) != 0 {
		t.Errorf("a foreign name: %v, asked %d times", err, len(asked))
	}
	if _, err := shown(t, open(""), "kyc.example.com"); err == nil || len(asked) != 0 {
		t.Errorf("an authority that nobody vouches for: %v, asked %d times", err, len(asked))
	}
	if _, err := shown(t, open(roots), "kyc.example.com"); err == nil {
		t.Error("there is a certificate although the authority gave none")
	}
	if len(asked) == 0 || <-asked != "/directory" {
		t.Error("the authority was not asked")
	}
	if _, err := (certificate.Authority{Names: []string{"a.example"}, Roots: filepath.Join(t.TempDir(), "none")}).Config(); err == nil {
		t.Error("roots that are not there were taken")
	}
	if _, err := (certificate.Authority{}).Config(); err == nil {
		t.Error("no name was taken")
	}
}
