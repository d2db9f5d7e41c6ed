package certificate

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// Authority says which ACME authority gives certificates, and for which names.
type Authority struct {
	Names     []string // the only ones that are asked for
	Email     string   // told of troubles; may be empty
	Directory string   // address of the authority; empty is Let's Encrypt
	Roots     string   // PEM file of who signs the authority's own certificate; empty is the machine's list
	Folder    string   // keeps keys and certificates, readable by the owner
}

// Config fetches a certificate in the first handshake for a name, renews it a
// month before it ends, and answers the authority's challenge on the same port
// (tls-alpn-01), which must be reachable as 443.
func (a Authority) Config() (*tls.Config, error) {
	if len(a.Names) == 0 {
		return nil, errors.New("no name to ask a certificate for")
	}
	client := &acme.Client{DirectoryURL: a.Directory}
	if a.Roots != "" {
		pem, err := os.ReadFile(a.Roots)
		if err != nil {
			return nil, fmt.Errorf("read the roots of the ACME authority: %w", err)
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("read the roots of the ACME authority: no certificate in %s", a.Roots)
		}
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.TLSClientConfig = &tls.Config{RootCAs: pool}
		client.HTTPClient = &http.Client{Transport: t}
	}
	m := &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(a.Folder), HostPolicy: autocert.HostWhitelist(a.Names...), Email: a.Email, Client: client}
	c := m.TLSConfig()
	c.MinVersion = tls.VersionTLS12
	return c, nil
}
