// Package rest owns the HTTP doors: the backend's (/v1), the customer's
// (/customer) and the officer's (/desk), with their authentication, limits,
// problem replies and the document that describes them.
package rest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/seal"
)

// Deps is everything that the doors stand on.
type Deps struct {
	Sessions     Sessions
	Sandbox      Sandbox
	Messages     Messages
	Letters      Letters
	Customers    Customers
	Uploads      Uploads
	Desk         Desk
	Conduct      Conduct
	Room         Room
	Events       Events
	Feed         Feed
	Endpoints    Endpoints
	Deliveries   Deliveries
	Accounts     Accounts
	Credentials  Credentials
	Logins       Logins
	Factors      Factors
	Passkeys     Passkeys
	Resets       Resets
	SignOn       SignOn // nil: no single sign-on
	SignOnName   string // on its button
	Staff        Staff
	Tenants      Tenants
	Stats        Stats
	Searches     Searches
	Numbers      Numbers
	Exports      Exports
	Tokens       Tokens
	Blobs        Blobs
	ConsentTexts ConsentTexts
	Relays       Relays // nil means that ways cannot be looked at
	Pictures     Pictures
	Films        Films
	Profiles     *kyc.Book // nil means those that ship

	BaseURL   string                      // of the API, without a slash at the end; named in results
	Now       func() time.Time            // nil means time.Now
	Entropy   io.Reader                   // for request ids; read from many goroutines; nil means crypto/rand
	Log       *slog.Logger                // internal errors go here, never to the caller
	Ready     func(context.Context) error // nil error means ready to serve; nil func means always
	Parts     func() map[string]string    // optional parts on the health page: available or unavailable
	Metrics   *prometheus.Registry        // nil makes a new one
	SwaggerUI fs.FS                       // swagger-ui-dist; nil means that /docs says it is not built in
	Pages     http.Handler                // everything that is not the API; nil means 404
	ClientIP  func(*http.Request) string  // nil takes the connection's address: no proxy is believed
	Limits    Limits                      // zero values take the defaults
	Heartbeat time.Duration               // of event streams; 0 means 15 s

	Claims Claims
	Seal   *seal.Box // of replies to idempotency keys
}

// server is the doors with what they share.
type server struct {
	Deps
	mux     *http.ServeMux
	api     huma.API
	routes  []route
	limits  *limiters
	origins *http.CrossOriginProtection
	metrics *metrics

	node     string    // names this process in claims
	turns    turns     // of addresses that try a password
	pictures places    // for those that are held whole
	arriving arrivals  // pieces of pictures
	busy     busy      // idempotency keys that it works on
	replies  *seal.Box // of Seal
}

// New builds the handler of all routes.
func New(d Deps) (http.Handler, error) {
	if d.Claims == nil || d.Seal == nil {
		return nil, errors.New("the doors need a place and a key for replies to idempotency keys")
	}
	s, err := build(d)
	if err != nil {
		return nil, err
	}
	if err := s.pages(); err != nil {
		return nil, err
	}
	return http.HandlerFunc(s.serve), nil
}

func build(d Deps) (*server, error) {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Entropy == nil {
		d.Entropy = rand.Reader
	}
	if d.Heartbeat == 0 {
		d.Heartbeat = heartbeat
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.ClientIP == nil {
		d.ClientIP = peerAddress
	}
	if d.Metrics == nil {
		d.Metrics = prometheus.NewRegistry()
	}
	limits, err := newLimiters(d.Limits)
	if err != nil {
		return nil, err
	}
	m, err := newMetrics(d.Metrics)
	if err != nil {
		return nil, err
	}
	origins, err := originGuard(d.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("base address: %w", err)
	}
	s := &server{Deps: d, origins: origins, mux: http.NewServeMux(), limits: limits, metrics: m}
	if s.node, err = newNode(d.Entropy); err != nil {
		return nil, err
	}
	if d.Seal != nil {
		s.replies = d.Seal.For("replies to idempotency keys")
	}
	s.api = humago.New(s.mux, apiConfig())
	for _, mount := range []func(*server){mountSessions, mountProfiles, mountLife, mountAppointments, mountSandbox, mountMessages, mountResult, mountArtifacts, mountEvents,
		mountEndpoints, mountDeliveries, mountCustomer, mountDiagnosis, mountStills, mountUploads, mountDesk, mountDeskRules, mountHealth,
		mountKeys, mountClients, mountOAuth, mountDashboard, mountFactor, mountPasskeys, mountResets, mountSignOn, mountMembers, mountAccount, mountStats} {
		mount(s)
	}
	return s, nil
}

var errEntropy = errors.New("no entropy")

func peerAddress(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
