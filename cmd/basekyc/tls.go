package main

import (
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/basekyc/basekyc/internal/certificate"
)

// TLSConfig is how the server proves its name when it ends TLS itself: by files
// or by an ACME authority, not both.
type TLSConfig struct {
	Certificate string     `yaml:"certificate" env:"CERTIFICATE"`
	Key         string     `yaml:"key" env:"KEY"`
	ACME        ACMEConfig `yaml:"acme" envPrefix:"ACME_"`
}

// ACMEConfig names the authority and what it is asked for. Without names it is off.
type ACMEConfig struct {
	Names     []string `yaml:"names" env:"NAMES"`
	Email     string   `yaml:"email" env:"EMAIL"`
	Directory string   `yaml:"directory" env:"DIRECTORY"`
	Roots     string   `yaml:"roots" env:"ROOTS"`
}

func (c *TLSConfig) on() bool { return c.Certificate != "" || c.Key != "" || len(c.ACME.Names) > 0 }

// validate says what cannot work.
func (c *TLSConfig) validate() error {
	switch files := c.Certificate != "" || c.Key != ""; {
	case files && (c.Certificate == "" || c.Key == ""):
		return errors.New("tls: certificate and key go together")
	case files && len(c.ACME.Names) > 0:
		return errors.New("tls: either certificate and key or acme, not both")
	}
	return nil
}

// open gives the settings of the listener; nil when TLS is ended elsewhere.
func (c *TLSConfig) open(data string, log *slog.Logger) (*tls.Config, error) {
	switch {
	case len(c.ACME.Names) > 0:
		return certificate.Authority{Names: c.ACME.Names, Email: c.ACME.Email, Directory: c.ACME.Directory, Roots: c.ACME.Roots,
			Folder: filepath.Join(data, "keys", "acme")}.Config()
	case c.Certificate != "":
		f, err := certificate.Open(c.Certificate, c.Key, log)
		if err != nil {
			return nil, err
		}
		return f.Config(), nil
	}
	return nil, nil
}

// year in seconds: what a browser remembers of HSTS.
const year = "31536000"

// strict tells browsers to come by https only, once customers are meant to. It
// names no subdomains: those are the bank's, not ours.
func strict(base string, next http.Handler) http.Handler {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" || loopback(u.Hostname()) || net.ParseIP(u.Hostname()) != nil { // a browser keeps it for names only
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Strict-Transport-Security", "max-age="+year)
		next.ServeHTTP(w, r)
	})
}

// lan lists the addresses under which other machines of the network find this
// one, those of its networks first that phones are in.
func lan() (out []string) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var rest []string
	for _, a := range all {
		n, ok := a.(*net.IPNet)
		switch {
		case !ok || n.IP.IsLoopback() || n.IP.IsLinkLocalUnicast() || n.IP.To4() == nil:
		case n.IP.IsPrivate() && !strings.HasPrefix(n.IP.String(), "172."): // where containers and virtual machines are
			out = append(out, n.IP.String())
		default:
			rest = append(rest, n.IP.String())
		}
	}
	return append(out, rest...)
}
