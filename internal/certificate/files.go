// Package certificate owns what the server proves its name with: certificate
// files that are read again when they change, certificates that an ACME
// authority gives, and a self-signed one for trying things out.
package certificate

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// Files is a certificate chain and its key in two PEM files. When they change,
// the next handshake uses the new ones; while they cannot be read, or do not
// belong together, it uses the former, and says so once for each change.
type Files struct {
	chain, key string
	log        *slog.Logger

	mu   sync.Mutex
	seen [2]time.Time // when the files were changed that were read last
	cert *tls.Certificate
}

// Open reads the files for the first time.
func Open(chain, key string, log *slog.Logger) (*Files, error) {
	f := &Files{chain: chain, key: key, log: log}
	seen, err := f.changed()
	if err != nil {
		return nil, err
	}
	cert, err := tls.LoadX509KeyPair(chain, key)
	if err != nil {
		return nil, fmt.Errorf("read the certificate: %w (tls.certificate is the chain, the server's own first; tls.key its private key, both PEM)", err)
	}
	f.seen, f.cert = seen, &cert
	return f, nil
}

// Config for a server that speaks HTTP/2 and HTTP/1.1.
func (f *Files) Config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return f.current(), nil }}
}

// current costs two looks at the disk's directory: less than the signature that follows.
func (f *Files) current() *tls.Certificate {
	f.mu.Lock()
	defer f.mu.Unlock()
	seen, err := f.changed()
	if err == nil && seen == f.seen {
		return f.cert
	}
	var cert tls.Certificate
	if err == nil {
		cert, err = tls.LoadX509KeyPair(f.chain, f.key)
	}
	if err != nil {
		if seen != f.seen {
			f.log.Error("the certificate changed and cannot be used; the former one stays", "error", err)
			f.seen = seen
		}
		return f.cert
	}
	f.seen, f.cert = seen, &cert
	f.log.Info("the certificate changed", "ends", cert.Leaf.NotAfter.UTC().Format(time.RFC3339))
	return f.cert
}

func (f *Files) changed() (at [2]time.Time, err error) {
	for i, name := range []string{f.chain, f.key} {
		s, err := os.Stat(name)
		if err != nil {
			return at, fmt.Errorf("look for the certificate: %w", err)
		}
		at[i] = s.ModTime()
	}
	return at, nil
}
