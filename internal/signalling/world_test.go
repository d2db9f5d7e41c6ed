package signalling_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/session"
	"github.com/basekyc/basekyc/internal/signalling"
	"github.com/basekyc/basekyc/internal/store"
	"github.com/basekyc/basekyc/internal/token"
	"github.com/basekyc/basekyc/internal/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a hub with its real neighbours: sessions on SQLite, tokens, an SFU
// on loopback, and a door for WebSockets.
type world struct {
	*session.Service
	t     *testing.T
	hub   *signalling.Hub
	sfu   *media.Server
	store *store.Store
	keys  *token.Keyring
	scope kyc.Scope
	url   string
	late  *clock // of the tokens

	mu      sync.Mutex
	newest  map[string]kyc.Status
	changed chan struct{} // closed and replaced with every commit
}

type clock struct {
	mu  sync.Mutex
	off time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.off)
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	c.off += d
	c.mu.Unlock()
}

// views shows sessions as cmd/basekyc does.
type views struct{}

func (views) View(s *kyc.Session, place int) any {
	return wire.View(s, wire.Surroundings{Account: api.ViewAccount{Name: "Sunrise Lending"}, Place: place})
}

func (views) Case(s *kyc.Session, place int, officer string) any {
	return wire.Case(s, wire.Surroundings{Account: api.ViewAccount{Name: "Sunrise Lending"}, Place: place, Officer: officer})
}

// patient is a timing in which only the test makes anybody late.
var patient = signalling.Timing{Heartbeat: time.Minute, Hello: time.Minute, Away: time.Minute}

func open(t *testing.T, timing signalling.Timing) *world {
	t.Helper()
	return openWith(t, timing, func(*signalling.Config) {})
}

func openWith(t *testing.T, timing signalling.Timing, adjust func(*signalling.Config)) *world {
	t.Helper()
	w := &world{t: t, late: &clock{}, newest: map[string]kyc.Status{}, changed: make(chan struct{})}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	var err error
	if w.keys, err = token.Open(t.TempDir(), token.Options{Now: w.late.now, Entropy: rand.Reader}); err != nil {
		t.Fatal(err)
	}
	w.store = kyctest.OpenWith(t, store.Options{DSN: kyctest.SQLite(t), Now: time.Now, Entropy: rand.Reader, Log: log, OnCommit: w.committed})
	w.scope = kyctest.PutAccount(t, w.store)
	w.Service = session.New(session.Config{Store: w.store, Tokens: w.keys, BaseURL: "https://kyc.test", Log: log,
		ZoneAt: func(_, longitude float64) string {
			if longitude > 68 {
				return "Asia/Kolkata"
			}
			return "Europe/London"
		}})
	sfu, err := media.Listen(media.Config{UDPAddr: "127.0.0.1:0", Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sfu.Close() })
	w.sfu = sfu
	c := signalling.Config{Sessions: w.Service, Staff: w.keys, Members: w.store, Views: views{}, Media: sfu, Live: t.TempDir(),
		Origins: []string{"*"}, Timing: timing, Log: log}
	adjust(&c)
	hub := signalling.New(c)
	w.mu.Lock()
	w.hub = hub
	w.mu.Unlock()
	door := httptest.NewServer(hub)
	w.url = "ws" + strings.TrimPrefix(door.URL, "http")
	t.Cleanup(func() {
		hub.Close()
		door.Close()
	})
	return w
}

// committed is what the wiring does with a commit, without the bus.
func (w *world) committed(c store.Commit) {
	w.mu.Lock()
	hub := w.hub
	for _, s := range c.Sessions {
		w.newest[s.ID] = s.Status
	}
	close(w.changed)
	w.changed = make(chan struct{})
	w.mu.Unlock()
	if hub == nil {
		return
	}
	for _, s := range c.Sessions {
		hub.Changed(kyc.Ref{Scope: s.Scope, Session: s.ID})
	}
}

// until waits for the commit that brings a session into a status.
func (w *world) until(id string, want kyc.Status) {
	w.t.Helper()
	ctx := deadline(w.t)
	for {
		w.mu.Lock()
		got, next := w.newest[id], w.changed
		w.mu.Unlock()
		if got == want {
			return
		}
		select {
		case <-next:
		case <-ctx.Done():
			w.t.Fatalf("session is %s, waited in vain for %s", got, want)
		}
	}
}

func deadline(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// guest is a customer whose device holds a session.
type guest struct {
	ref    kyc.Ref
	token  string
	device string
}

// guest makes a session and binds a device; the session is joined.
func (w *world) guest() guest {
	w.t.Helper()
	return w.guestIn(w.scope)
}

func (w *world) guestIn(scope kyc.Scope) guest {
	w.t.Helper()
	ctx := context.Background()
	s, link, err := w.Create(ctx, scope, kyctest.Asha())
	if err != nil {
		w.t.Fatal(err)
	}
	g := guest{ref: kyc.Ref{Scope: scope, Session: s.ID}, device: "phone of " + s.ID}
	_, code, _ := strings.Cut(link.URL, "#")
	_, grant, err := w.ExchangeCode(ctx, s.ID, code, kyc.Hash(token.Hash(g.device)))
	if err != nil {
		w.t.Fatal(err)
	}
	g.token = grant.Token
	return g
}

func (w *world) consent(g guest) {
	w.t.Helper()
	if _, err := w.Consent(context.Background(), g.ref.Scope, g.ref.Session, kyc.Consent{Version: "1", Language: "en", SHA256: "ab", IP: "192.0.2.1"}); err != nil {
		w.t.Fatal(err)
	}
}

// waiting is a guest in line, without a socket.
func (w *world) waiting() guest {
	w.t.Helper()
	g := w.guest()
	w.consent(g)
	if _, err := w.Queue(context.Background(), g.ref); err != nil {
		w.t.Fatal(err)
	}
	return g
}

var ravi = kyc.OfficerRef{ID: "off_ravi", Name: "Ravi Menon"}

// taken is a guest in a call with Ravi, both without a socket.
func (w *world) taken() guest {
	w.t.Helper()
	g := w.waiting()
	if _, err := w.Start(context.Background(), g.ref, ravi); err != nil {
		w.t.Fatal(err)
	}
	return g
}

func (w *world) staff(officer string, roles ...string) string {
	w.t.Helper()
	if len(roles) == 0 {
		roles = []string{string(kyc.Agent)}
	}
	return w.staffOf(w.scope.Account, officer, w.scope.Live, roles...)
}

func (w *world) staffOf(account, officer string, live bool, roles ...string) string {
	w.t.Helper()
	g, err := w.keys.MintStaff(token.Staff{Officer: officer, Account: account, Live: live, Roles: roles})
	if err != nil {
		w.t.Fatal(err)
	}
	return g.Token
}

// conclude seals a report, as the sealer does once the recording is finished.
func (w *world) conclude(g guest) {
	w.t.Helper()
	w.hub.Finish(g.ref)
	a := kyc.Artifact{ID: kyctest.ID(kyc.PrefixArtifact), Kind: kyc.ArtifactReport, Key: "report", Type: "application/pdf", Bytes: 1, SHA256: "cd", At: time.Now()}
	if _, err := w.SealReport(context.Background(), g.ref, a); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) decide(g guest) {
	w.t.Helper()
	if _, err := w.Decide(context.Background(), g.ref, ravi, kyc.Approve, nil, ""); err != nil {
		w.t.Fatal(err)
	}
}
