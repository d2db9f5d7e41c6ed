package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io/fs"
	"log/slog"
	mrand "math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/basekyc/basekyc/docs"
	"github.com/basekyc/basekyc/internal/account"
	"github.com/basekyc/basekyc/internal/blob"
	"github.com/basekyc/basekyc/internal/bus"
	"github.com/basekyc/basekyc/internal/check"
	"github.com/basekyc/basekyc/internal/composite"
	"github.com/basekyc/basekyc/internal/desk"
	"github.com/basekyc/basekyc/internal/evidence"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/message"
	"github.com/basekyc/basekyc/internal/place"
	"github.com/basekyc/basekyc/internal/relay"
	"github.com/basekyc/basekyc/internal/rest"
	"github.com/basekyc/basekyc/internal/sandbox"
	"github.com/basekyc/basekyc/internal/seal"
	"github.com/basekyc/basekyc/internal/session"
	"github.com/basekyc/basekyc/internal/signalling"
	"github.com/basekyc/basekyc/internal/site"
	"github.com/basekyc/basekyc/internal/store"
	"github.com/basekyc/basekyc/internal/token"
	"github.com/basekyc/basekyc/internal/upload"
	"github.com/basekyc/basekyc/internal/vision"
	"github.com/basekyc/basekyc/internal/vision/onnx"
	"github.com/basekyc/basekyc/internal/webhook"
	"github.com/basekyc/basekyc/internal/wire"
	"github.com/basekyc/basekyc/web"
)

// Server is one running node: every part by name, wired in this file alone; commit.go, run.go
// and health.go are what it does then.
type Server struct {
	URL      string // that customers and backends use
	Accounts *account.Service
	Tokens   *token.Keyring
	Webhooks *webhook.Endpoints

	log      *slog.Logger
	data     string // folder
	store    *store.Store
	seal     *seal.Box
	blobs    blobs
	bus      *bus.Bus
	media    *media.Server
	relay    *relay.Server
	vision   *vision.Analyzer
	geoip    *place.Countries // nil without a file
	sessions *session.Service
	uploads  *upload.Service
	messages *message.Outbox
	checks   *check.Conductor
	hub      *signalling.Hub
	sealer   *evidence.Sealer
	studio   *composite.Studio // makes films of recordings; nil without ffmpeg
	webhooks *webhook.Dispatcher
	officers *sandbox.Crew // simulated, of test mode; nil without
	feed     webhook.Feed
	line     *lineMeter
	http     *http.Server
	listener net.Listener // of HTTP: plain, or the HTTP half of the TLS port
	inner    net.Listener // on loopback, for simulated officers when TLS is on; nil without
	lock     *os.File     // of the data folder

	stop    context.CancelFunc
	running sync.WaitGroup
	dismiss func() // ends the simulated officers; nil without
}

// Start opens everything and serves. Close ends it; nothing that was answered
// is lost either way.
func Start(ctx context.Context, c Config, log *slog.Logger) (_ *Server, err error) {
	s := &Server{log: log, data: c.Data, line: newLineMeter()}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	// The port first: a second instance on the same one fails before it touches
	// the data.
	if s.listener, err = net.Listen("tcp", c.Listen); err != nil {
		return nil, fmt.Errorf("listen: %w (another program has the port? choose one with --listen, or listen in the configuration)", err)
	}
	s.URL = c.base(s.listener.Addr())
	if s.lock, err = hold(c.Data); err != nil {
		return nil, err
	}
	if err := s.openInstruments(ctx, c); err != nil {
		return nil, err
	}
	if err := s.secure(c); err != nil {
		return nil, err
	}
	if err := s.wire(ctx, c); err != nil {
		return nil, err
	}
	handler, err := s.doors(c)
	if err != nil {
		return nil, err
	}
	if c.Sandbox.Officer {
		if err := s.staffTestMode(c); err != nil {
			return nil, err
		}
	}
	if err := s.sessions.Recover(ctx); err != nil {
		return nil, fmt.Errorf("recover sessions: %w", err)
	}
	s.run(handler)
	return s, nil
}

// openInstruments starts what knows nothing of verification.
func (s *Server) openInstruments(ctx context.Context, c Config) (err error) {
	if s.bus, err = bus.Open(c.Bus); err != nil {
		return err
	}
	if s.store, err = store.Open(ctx, store.Options{DSN: c.dsn(), Now: time.Now, Entropy: rand.Reader, Log: s.log, OnCommit: s.committed, Handover: s.handover}); err != nil {
		return err
	}
	if s.Tokens, err = token.Open(filepath.Join(c.Data, "keys"), token.Options{Now: time.Now, Entropy: rand.Reader}); err != nil {
		return err
	}
	if s.seal, err = seal.Open(filepath.Join(c.Data, "keys", "seal.key")); err != nil {
		return err
	}
	disk, err := blob.Open(blob.Config{Dir: filepath.Join(c.Data, "blobs"), IdentityFile: filepath.Join(c.Data, "keys", "blobs.age")})
	if err != nil {
		return err
	}
	s.blobs = blobs{disk}
	var announce []net.IP
	for _, a := range c.Media.Announce {
		announce = append(announce, net.ParseIP(a))
	}
	if s.media, err = media.Listen(media.Config{UDPAddr: c.Media.UDP, TCPAddr: c.Media.TCP, AnnounceIPs: announce, Grace: kyc.MaxGrace, Vault: vault{s.blobs.Store}, Log: s.log}); err != nil {
		return fmt.Errorf("%w (another program has the port? choose one with --media-port, or media in the configuration)", err)
	}
	models := c.Models
	if models == "" {
		if models, err = vision.DefaultDir(); err != nil {
			return err
		}
	}
	s.vision, err = vision.Open(vision.Config{Dir: models, Workers: c.Vision.Workers}, onnx.New(vision.LibraryPath(models)))
	return err
}

// secure puts TLS on the port, parts TURN from HTTP there, and starts the relay.
func (s *Server) secure(c Config) error {
	certified, err := c.TLS.open(c.Data, s.log)
	if err != nil {
		return err
	}
	var shared net.Listener
	if certified != nil {
		plain := s.listener
		if s.listener, shared = relay.Split(plain, certified); !c.TURN.HTTPS {
			shared = nil // nobody takes what speaks TURN there: it is cut off
		}
		if c.Sandbox.Officer {
			if s.inner, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
				return fmt.Errorf("listen for simulated officers: %w", err)
			}
		}
	}
	return s.openRelay(c, certified, shared)
}

// wire gives every feature its neighbours.
func (s *Server) wire(ctx context.Context, c Config) (err error) {
	live := filepath.Join(c.Data, "live")
	carriers, err := c.carriers()
	if err != nil {
		return err
	}
	var reset func(ctx context.Context, account, to, link string) (*kyc.Message, error)
	if carriers[kyc.Email] != nil {
		reset = func(ctx context.Context, account, to, link string) (*kyc.Message, error) {
			return s.messages.ComposeReset(ctx, account, to, link)
		}
	}
	if s.Accounts, err = account.New(account.Options{Store: s.store, Now: time.Now, Entropy: rand.Reader, SignUp: kyc.SignUp(c.SignUp), Blobs: s.blobs,
		Secrets: s.seal.For("second factors"), Origin: s.URL, Reset: reset, SignOn: c.SSO.policy(),
		Dismissed: func(account, officer string) { s.hub.Dismiss(account, officer) }}); err != nil {
		return err
	}
	profiles, err := c.profiles()
	if err != nil {
		return err
	}
	country, err := s.countries(c.GeoIP)
	if err != nil {
		return err
	}
	s.sessions = session.New(session.Config{Country: country, ZoneAt: place.Zone, Store: s.store, Profiles: profiles, Tokens: s.Tokens, Blobs: s.blobs, BaseURL: s.URL, Log: s.log,
		ConsentText: consents{}.digest, Hastened: func() { s.webhooks.Wake() },
		Compose: func(ctx context.Context, v *kyc.Session, link string, by []kyc.Channel) ([]kyc.Message, error) {
			return s.messages.Compose(ctx, v, link, by)
		}})
	if s.uploads, err = upload.Open(ctx, upload.Config{Blobs: s.blobs, Sessions: s.store, ID: s.sessions.ID, Now: time.Now, Log: s.log}); err != nil {
		return err
	}
	if s.messages, err = message.New(message.Config{Store: s.store, Seal: s.seal.For("messages"), Carriers: carriers, Account: s.Accounts.Account,
		Zone: s.sessions.Zone, ID: s.sessions.ID, Now: time.Now, Log: s.log}); err != nil {
		return err
	}
	thresholds := vision.DefaultThresholds()
	thresholds.Match, thresholds.Mismatch, thresholds.MinDocumentFacePx = c.Vision.Match, c.Vision.Mismatch, c.Vision.MinDocumentFacePx
	thresholds.SpoofFine, thresholds.SpoofSuspicious = c.Vision.SpoofFine, c.Vision.SpoofSuspicious
	s.checks = check.New(check.Config{Sessions: s.sessions, Frames: frames{&s.hub}, Vision: s.vision, Blobs: s.blobs,
		Thresholds: thresholds, Timing: check.DefaultTiming(), Now: time.Now, Entropy: rand.Reader, Log: s.log})
	proxies, err := trustedProxies(c.TrustedProxies)
	if err != nil {
		return err
	}
	s.hub = signalling.New(signalling.Config{Sessions: s.sessions, Staff: staff{s.Tokens, s.Accounts}, Members: s.Accounts, Views: views{s.URL, s.Accounts.Account, s.checks.Running},
		Media: s.media, Relays: s.relays, Live: live, Origins: []string{"*"}, Timing: signalling.DefaultTiming(), Log: s.log,
		Near: func(r *http.Request) string { return rest.Near(proxies.clientIP(r)) }})
	s.sealer = evidence.NewSealer(evidence.SealerConfig{Sessions: s.sessions, Ledger: s.store, Blobs: s.blobs, Finish: s.hub.Finish,
		Join: vault{s.blobs.Store}.join, Live: live, EventsURL: func(id string) string { return s.URL + "/v1/sessions/" + id + "/events" }, Now: time.Now, Log: s.log})
	s.studio, err = s.openStudio(c)
	if err != nil {
		return err
	}
	dialer := &webhook.Dialer{AllowLoopback: c.Webhooks.AllowLoopback}
	clock := webhook.RealClock()
	secrets := s.seal.For("webhook secrets")
	s.webhooks = webhook.New(webhook.Options{Queue: s.store, Registry: s.store, Secrets: secrets, Clock: clock, Schedule: c.Webhooks.Schedule, Log: s.log,
		Client: webhook.NewClient(webhook.ClientOptions{Dial: dialer.DialContext, Timeout: c.Webhooks.Timeout, Clock: clock}),
		Body:   func(e *kyc.Event, version string) ([]byte, error) { return wire.EventBody(e, s.URL, version) }, Random: mrand.Float64})
	s.Webhooks = &webhook.Endpoints{Store: s.store, Secrets: secrets, Now: time.Now, Entropy: rand.Reader, AllowLoopback: c.Webhooks.AllowLoopback}
	return nil
}

// doors opens the features to the network.
func (s *Server) doors(c Config) (http.Handler, error) {
	proxies, err := trustedProxies(c.TrustedProxies)
	if err != nil {
		return nil, err
	}
	pages := web.Pages()
	swagger, err := fs.Sub(pages, "docs")
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	if err := (site.Site{Pages: pages, Guides: docs.Files, Parents: framers(s.Accounts)}).Routes(mux); err != nil {
		return nil, err
	}
	meters, err := s.meters()
	if err != nil {
		return nil, err
	}
	signOn, err := s.openSignOn(c)
	if err != nil {
		return nil, err
	}
	front, err := rest.New(rest.Deps{
		Sessions: s.sessions, Sandbox: s.sessions, Customers: customers{s.sessions, s.checks}, Uploads: uploads{s.uploads, s.checks}, Desk: &desk.Desk{Sessions: s.sessions, Checks: s.checks, Accounts: s.Accounts, Staff: s.Accounts, Presence: s.hub, Met: s.line.Met, Shuffle: mrand.Shuffle, Now: time.Now}, Conduct: &desk.Conduct{Sessions: s.sessions}, Room: room{s.hub, s.checks},
		Messages: s.store, Letters: s.messages, Events: s.store, Feed: &s.feed, Endpoints: s.Webhooks, Deliveries: s.store, Stats: s.store,
		Accounts: s.Accounts, Credentials: s.Accounts, Logins: s.Accounts, Factors: s.Accounts, Passkeys: s.Accounts, Resets: s.Accounts, SignOn: signOn, SignOnName: c.SSO.Name, Staff: s.Accounts, Tenants: s.Accounts, Tokens: s.Tokens, Claims: s.store, Seal: s.seal,
		Blobs: s.blobs, ConsentTexts: consents{}, Relays: probes{s.relay}, Pictures: pictures{}, Films: films{s.store, s.studio}, Profiles: s.sessions.Profiles, SwaggerUI: swagger, Pages: mux, Ready: s.ready, Parts: s.parts, Metrics: meters,
		Searches: s.store, Numbers: s.store, Exports: desk.NewExports(s.store, time.Now, rand.Reader),
		BaseURL: s.URL, Now: time.Now, Entropy: rand.Reader, Log: s.log, ClientIP: proxies.clientIP, Limits: rest.Limits{KeyPerSecond: c.Limits.PerSecond, KeyBurst: c.Limits.Burst}})
	if err != nil {
		return nil, err
	}
	root := http.NewServeMux()
	root.Handle("GET /realtime", s.hub)
	root.Handle("/", front)
	if !c.Demo {
		return strict(s.URL, root), nil
	}
	return root, nil
}
