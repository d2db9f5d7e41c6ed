package rest_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	rand2 "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/account"
	"github.com/basekyc/basekyc/internal/desk"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/message"
	"github.com/basekyc/basekyc/internal/rest"
	"github.com/basekyc/basekyc/internal/seal"
	"github.com/basekyc/basekyc/internal/session"
	"github.com/basekyc/basekyc/internal/store"
	"github.com/basekyc/basekyc/internal/token"
	"github.com/basekyc/basekyc/internal/upload"
	"github.com/basekyc/basekyc/internal/webhook"
)

// world is the doors in front of the real features and the real store; only
// what needs media (desk, room, pictures) is played.
type world struct {
	films    playedFilms
	t        testing.TB
	h        http.Handler
	store    *store.Store
	feed     *webhook.Feed
	accounts *account.Service
	tokens   *token.Keyring
	sessions *session.Service
	outbox   *message.Outbox
	blobs    *drawer
	uploads  *upload.Service
	desk     *playedDesk
	there    presence
	a, b     *tenant
	log      *bytes.Buffer
	secrets  *seal.Box
	deps     rest.Deps

	mu        sync.Mutex
	dismissed []string // account/officer, whose sockets have to end
}

func (w *world) dismiss(account, officer string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dismissed = append(w.dismissed, account+"/"+officer)
}

func (w *world) gone() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.dismissed)
}

// signUp configures who may found accounts from now on.
func (w *world) signUp(mode kyc.SignUp) {
	w.t.Helper()
	s, err := account.New(account.Options{Store: w.store, Now: time.Now, Entropy: rand.Reader, SignUp: mode, Blobs: w.blobs, Secrets: w.secrets, Dismissed: w.dismiss})
	must(w.t, err)
	w.deps.Tenants, w.accounts = s, s
	w.h, err = rest.New(w.deps)
	must(w.t, err)
}

// tenant is an account with one credential of each kind.
type tenant struct {
	id                                     string
	secret, public, live, revoked, expired string
	staff, developer                       string // tokens
	officerEmail                           string
	officer                                *kyc.Officer
}

func newWorld(t testing.TB) *world { return newWorldWith(t, func(*rest.Deps) {}) }

func newWorldWith(t testing.TB, change func(*rest.Deps)) *world {
	t.Helper()
	w := &world{t: t, there: presence{}, feed: &webhook.Feed{}, blobs: &drawer{}, log: &bytes.Buffer{}, secrets: box(t)}
	w.store = kyctest.OpenWith(t, store.Options{DSN: kyctest.SQLite(t), OnCommit: func(c store.Commit) { w.feed.Wake(c.Events) }})
	var mu sync.Mutex
	log := slog.New(slog.NewTextHandler(&locked{mu: &mu, w: w.log}, nil))
	var err error
	w.tokens, err = token.Open(t.TempDir(), token.Options{Now: time.Now, Entropy: rand.Reader})
	must(t, err)
	w.accounts, err = account.New(account.Options{Store: w.store, Now: time.Now, Entropy: rand.Reader, SignUp: kyc.SignUpOpen, Blobs: w.blobs, Secrets: w.secrets, Origin: passkeyOrigin, Dismissed: w.dismiss})
	must(t, err)
	w.sessions = session.New(session.Config{Store: w.store, Tokens: w.tokens, Blobs: w.blobs, BaseURL: "http://kyc.example", Log: log,
		ConsentText: func(string) (string, string, string) { return "1", "en", sum("I agree.") },
		Compose: func(ctx context.Context, v *kyc.Session, link string, by []kyc.Channel) ([]kyc.Message, error) {
			return w.outbox.Compose(ctx, v, link, by)
		}})
	w.outbox, err = message.New(message.Config{Store: w.store, Seal: box(t), Account: w.accounts.Account, Zone: w.sessions.Zone, ID: w.sessions.ID, Log: log})
	must(t, err)
	w.desk = &playedDesk{&desk.Desk{Sessions: w.sessions, Checks: noChecks{}, Accounts: w.accounts, Staff: w.accounts, Presence: w.there, Shuffle: rand2.Shuffle, Now: time.Now}, w}
	w.deps = rest.Deps{Sessions: w.sessions, Sandbox: w.sessions, Messages: w.store, Letters: w.outbox, Customers: w.sessions, Desk: w.desk, Conduct: &desk.Conduct{Sessions: w.sessions}, Room: playedRoom{}, Events: w.store, Feed: w.feed,
		Endpoints:  &webhook.Endpoints{Store: w.store, Now: time.Now, Entropy: rand.Reader, AllowLoopback: true},
		Deliveries: w.store, Accounts: w.accounts, Credentials: w.accounts, Tokens: w.tokens, Blobs: w.blobs, ConsentTexts: words{}, Pictures: eye{}, Films: &w.films,
		Logins: w.accounts, Factors: w.accounts, Passkeys: w.accounts, Resets: w.accounts, Staff: w.accounts, Tenants: w.accounts, Stats: w.store, Searches: w.store, Numbers: w.store, Exports: desk.NewExports(w.store, time.Now, rand.Reader),
		BaseURL: "http://kyc.example", Log: log}
	w.uploads, err = upload.Open(t.Context(), upload.Config{Blobs: w.blobs, Sessions: w.store, ID: w.sessions.ID, Now: time.Now, Log: log})
	must(t, err)
	w.deps.Uploads = w.uploads
	w.deps.Claims, w.deps.Seal = w.store, box(t)
	change(&w.deps)
	w.h, err = rest.New(w.deps)
	must(t, err)
	w.a, w.b = w.tenant("a"), w.tenant("b")
	return w
}

// box is a sealing key of this test's own.
func box(t testing.TB) *seal.Box {
	t.Helper()
	b, err := seal.Open(filepath.Join(t.TempDir(), "seal.key"))
	must(t, err)
	return b
}

func (w *world) tenant(name string) *tenant {
	w.t.Helper()
	ctx := w.t.Context()
	scope := kyctest.PutAccount(w.t, w.store)
	x := &tenant{id: scope.Account, officerEmail: name + "@example.com"}
	key := func(live bool, kind kyc.KeyKind) (string, *kyc.APIKey) {
		plain, k, err := w.accounts.MintKey(ctx, kyc.Scope{Account: x.id, Live: live}, kind, "test")
		must(w.t, err)
		return plain, k
	}
	x.secret, _ = key(false, kyc.SecretKey)
	x.live, _ = key(true, kyc.SecretKey)
	x.public, _ = key(false, kyc.PublicKey)
	var k *kyc.APIKey
	x.revoked, k = key(false, kyc.SecretKey)
	must(w.t, w.store.RevokeKey(ctx, k.Scope, k.ID, time.Now().Add(-time.Second)))
	x.expired = w.endedKey(kyc.Scope{Account: x.id})
	staff := func(email string, roles ...kyc.Role) (string, *kyc.Officer) {
		o, err := w.accounts.AddOfficer(ctx, x.id, email, "Ravi", "", roles...)
		must(w.t, err)
		g, err := w.tokens.MintStaff(token.Staff{Officer: o.ID, Account: x.id, Roles: []string{string(roles[0])}})
		must(w.t, err)
		return g.Token, o
	}
	x.staff, x.officer = staff(x.officerEmail, kyc.Agent)
	x.developer, _ = staff("dev-"+x.officerEmail, kyc.Developer)
	return x
}

// endedKey makes a key whose time is over.
func (w *world) endedKey(scope kyc.Scope) string {
	w.t.Helper()
	plain, k, err := w.accounts.MintKey(w.t.Context(), scope, kyc.SecretKey, "ended")
	must(w.t, err)
	_, err = w.store.ChangeKey(w.t.Context(), scope, k.ID, func(k *kyc.APIKey) (*kyc.APIKey, error) {
		k.ExpiresAt = time.Now().Add(-time.Second)
		return nil, nil
	})
	must(w.t, err)
	return plain
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ask sends one request; headers come in pairs.
func (w *world) ask(method, path, credential, body string, headers ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	var rd io.Reader
	if body != "" {
		rd = strings.NewReader(body)
	}
	ctx, leave := context.WithCancel(w.t.Context())
	defer leave()
	r := httptest.NewRequestWithContext(ctx, method, path, rd)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if strings.HasPrefix(path, "/oauth/") {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if credential != "" {
		r.Header.Set("Authorization", "Bearer "+credential)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	if strings.HasSuffix(r.URL.Path, "/stream") {
		w.h.ServeHTTP(&glance{rec, leave}, r)
	} else {
		w.h.ServeHTTP(rec, r)
	}
	return rec
}

// glance leaves a stream as soon as something of it has arrived.
type glance struct {
	*httptest.ResponseRecorder
	leave func()
}

func (g *glance) Flush() { g.ResponseRecorder.Flush(); g.leave() }

func read[T any](t testing.TB, rec *httptest.ResponseRecorder, status int) T {
	t.Helper()
	if rec.Code != status {
		t.Fatalf("status %d, want %d: %s", rec.Code, status, rec.Body)
	}
	var v T
	if err := json.Unmarshal(rec.Body.Bytes(), &v); err != nil {
		t.Fatalf("reply %q: %v", rec.Body, err)
	}
	return v
}

// problemIn checks the form that every error has.
func problemIn(t testing.TB, rec *httptest.ResponseRecorder, status int, code string) api.Problem {
	t.Helper()
	p := read[api.Problem](t, rec, status)
	if ct := rec.Header().Get("Content-Type"); ct != api.ProblemType {
		t.Errorf("content type %q", ct)
	}
	if p.Code != code || p.Status != status || p.Type != api.ProblemAddress(code) || p.Title == "" || p.RequestID == "" || p.RequestID != rec.Header().Get("Request-Id") {
		t.Errorf("problem %+v, want code %s", p, code)
	}
	return p
}

const order = `{"customer":{"name":"Asha Rao","mobile":"+919800000002","email":"asha@example.com","reference":"r-1"},"verification_type":"full_kyc"}`

func (w *world) create(x *tenant) api.Invitation {
	w.t.Helper()
	return read[api.Invitation](w.t, w.ask("POST", "/v1/sessions", x.secret, order), http.StatusCreated)
}

// bound is a customer whose device holds a session.
type bound struct {
	token, device string
	ref           kyc.Ref // of who was called
}

func newDevice() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func (w *world) join(v api.Invitation) bound {
	w.t.Helper()
	d := newDevice()
	_, code, _ := strings.Cut(v.URL, "#")
	got := read[api.Exchanged](w.t, w.ask("POST", "/customer/exchange", "", `{"session_id":"`+v.ID+`","code":"`+code+`","device":"`+d+`"}`), 200)
	return bound{token: got.Token, device: d}
}

func (w *world) as(c bound, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	return w.ask(method, path, c.token, body, append(headers, rest.DeviceHeader, c.device)...)
}

// drawer keeps blobs in memory.
type drawer struct {
	mu    sync.Mutex
	blobs map[string][]byte
}

func (d *drawer) Put(_ context.Context, key string, r io.Reader) error {
	b, err := io.ReadAll(r)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.blobs == nil {
		d.blobs = map[string][]byte{}
	}
	d.blobs[key] = b
	return err
}

func (d *drawer) Delete(_ context.Context, key string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.blobs, key)
	return nil
}

func (d *drawer) List(_ context.Context, prefix string) (keys []string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for key := range d.blobs {
		if strings.HasPrefix(key, prefix) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys, nil
}

type openBlob struct{ *bytes.Reader }

func (openBlob) Close() error { return nil }

func (d *drawer) Open(_ context.Context, key string) (io.ReadSeekCloser, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return openBlob{bytes.NewReader(d.blobs[key])}, nil
}

// playedDesk starts and decides without media.
type playedDesk struct {
	*desk.Desk
	w *world
}

// presence is who is at the desk.
type presence map[string]bool

func (p presence) AtDesk(kyc.Scope) map[string]bool { return p }

// noChecks run.
type noChecks struct{}

func (noChecks) Start(context.Context, *kyc.Session, kyc.CheckKind, kyc.DocumentType) error {
	return nil
}
func (noChecks) Stop(kyc.Ref) {}

func (d *playedDesk) RunCheck(ctx context.Context, scope kyc.Scope, id string, _ kyc.OfficerRef, _ rest.CheckOrder) (*kyc.Session, error) {
	return d.w.sessions.Get(ctx, scope, id)
}

func (d *playedDesk) Decide(ctx context.Context, scope kyc.Scope, id string, by kyc.OfficerRef, r kyc.Ruling, reasons []kyc.Reason, note string) (*kyc.Session, error) {
	return d.w.sessions.Decide(ctx, kyc.Ref{Scope: scope, Session: id}, by, r, reasons, note)
}

type playedRoom struct{}

func (playedRoom) Place(kyc.Scope, string) int                          { return 1 }
func (playedRoom) Present(kyc.Scope, string) (customer, officer string) { return "picture", "away" }
func (playedRoom) Staffed(kyc.Scope) bool                               { return false }
func (playedRoom) RunningCheck(kyc.Scope, string) (kyc.CheckKind, time.Time, bool) {
	return "", time.Time{}, false
}

type words struct{}

func (words) ConsentText(string) (version, lang, text string) { return "1", "en", "I agree." }

// eye takes the word picture for a picture.
type eye struct{}

func (eye) CheckPicture(_ context.Context, _ string, b []byte) (int, int, error) {
	if string(b) != "picture" {
		return 0, 0, &kyc.Error{Kind: kyc.Invalid, Code: "image_invalid", Message: "The picture does not decode."}
	}
	return 640, 480, nil
}

func (eye) PictureSize([]byte) (int, int, error) { return 640, 480, nil }

type locked struct {
	mu *sync.Mutex
	w  io.Writer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// playedFilms is what the store says of composites, and parties that are copied
// letter by letter.
type playedFilms struct {
	composite *kyc.Composite
	unable    bool
}

func (f *playedFilms) Composite(_ context.Context, scope kyc.Scope, recording string) (*kyc.Composite, error) {
	if c := f.composite; c != nil && c.Scope == scope && c.ID == recording {
		return c, nil
	}
	return nil, nil
}

func (f *playedFilms) Composites(ctx context.Context, scope kyc.Scope, recordings []string) (map[string]*kyc.Composite, error) {
	found := map[string]*kyc.Composite{}
	for _, id := range recordings {
		if c, _ := f.Composite(ctx, scope, id); c != nil {
			found[id] = c
		}
	}
	return found, nil
}

func (f *playedFilms) Able() bool { return !f.unable }

func (f *playedFilms) Extract(_ context.Context, party kyc.Role, recording io.ReadSeeker, w io.Writer) error {
	if party == kyc.Agent {
		return kyc.Errorf(kyc.NotFound, "artifact_not_found", "That party was never recorded.")
	}
	_, err := io.Copy(w, recording)
	return err
}
