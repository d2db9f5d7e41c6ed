package rest_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/rest"
	"github.com/basekyc/basekyc/internal/token"
)

// keyed sends a POST with an idempotency key.
func (w *world) keyed(path, credential, body, key string) *httptest.ResponseRecorder {
	w.t.Helper()
	return w.ask("POST", path, credential, body, rest.IdempotencyHeader, key)
}

func (w *world) sessionsOf(x *tenant) []api.Session {
	w.t.Helper()
	return read[api.SessionList](w.t, w.ask("GET", "/v1/sessions?limit=100", x.secret, ""), 200).Data
}

// replayed checks that b is a's reply, given again.
func replayed(t *testing.T, a, b *httptest.ResponseRecorder) {
	t.Helper()
	if a.Header().Get("Idempotent-Replayed") != "" || b.Header().Get("Idempotent-Replayed") != "true" {
		t.Errorf("marked %q and %q", a.Header().Get("Idempotent-Replayed"), b.Header().Get("Idempotent-Replayed"))
	}
	if a.Code != b.Code || !bytes.Equal(a.Body.Bytes(), b.Body.Bytes()) || a.Header().Get("Content-Type") != b.Header().Get("Content-Type") {
		t.Errorf("first %d %s %s\nagain %d %s %s", a.Code, a.Header().Get("Content-Type"), a.Body, b.Code, b.Header().Get("Content-Type"), b.Body)
	}
	if b.Header().Get("Cache-Control") != "no-store" || b.Header().Get("Request-Id") == a.Header().Get("Request-Id") {
		t.Errorf("headers of the repetition %v", b.Header())
	}
}

func TestARepeatedRequestGetsTheFirstReply(t *testing.T) {
	w := newWorld(t)
	first := w.keyed("/v1/sessions", w.a.secret, order, "order-1")
	v := read[api.Invitation](t, first, 201)
	replayed(t, first, w.keyed("/v1/sessions", w.a.secret, order, "order-1"))
	if list := w.sessionsOf(w.a); len(list) != 1 || list[0].ID != v.ID {
		t.Errorf("sessions %+v", list)
	}
	if events := read[api.EventList](t, w.ask("GET", "/v1/sessions/"+v.ID+"/events", w.a.secret, ""), 200); len(events.Data) != 1 {
		t.Errorf("events %+v", events)
	}
	other := read[api.Invitation](t, w.keyed("/v1/sessions", w.a.secret, order, "order-2"), 201)
	if other.ID == v.ID {
		t.Error("another key got the same session")
	}
	// The link that was repeated is the one that works.
	w.join(v)

	// A refusal that came of trying is repeated too, even when it would go well by now.
	canceled := w.keyed("/v1/sessions/"+other.ID+"/cancel", w.a.secret, "", "cancel-1")
	read[api.Session](t, canceled, 200)
	refused := w.keyed("/v1/sessions/"+other.ID+"/token", w.a.secret, "", "token-1")
	problemIn(t, refused, 409, "session_ended")
	replayed(t, refused, w.keyed("/v1/sessions/"+other.ID+"/token", w.a.secret, "", "token-1"))
	replayed(t, canceled, w.keyed("/v1/sessions/"+other.ID+"/cancel", w.a.secret, "", "cancel-1"))
	missing := w.keyed("/v1/sessions/vs_00000000000000000000000000/cancel", w.a.secret, "", "cancel-2")
	problemIn(t, missing, 404, "session_not_found")
	replayed(t, missing, w.keyed("/v1/sessions/vs_00000000000000000000000000/cancel", w.a.secret, "", "cancel-2"))
	endpoint := w.keyed("/v1/webhook_endpoints", w.a.secret, `{"url":"http://127.0.0.1:9/hook"}`, "endpoint-1")
	if !strings.HasPrefix(read[api.EndpointWithSecret](t, endpoint, 201).Secret, "whsec_") {
		t.Error("no secret")
	}
	replayed(t, endpoint, w.keyed("/v1/webhook_endpoints", w.a.secret, `{"url":"http://127.0.0.1:9/hook"}`, "endpoint-1"))
}

func TestAKeyBelongsToOneRequest(t *testing.T) {
	w := newWorld(t)
	first := w.keyed("/v1/sessions", w.a.secret, order, "k")
	v := read[api.Invitation](t, first, 201)
	second, _, err := w.accounts.MintKey(t.Context(), kyc.Scope{Account: w.a.id}, kyc.SecretKey, "second")
	must(t, err)
	for name, rec := range map[string]*httptest.ResponseRecorder{
		"another body":       w.keyed("/v1/sessions", w.a.secret, strings.Replace(order, "r-1", "r-2", 1), "k"),
		"another route":      w.keyed("/v1/sessions/"+v.ID+"/cancel", w.a.secret, "", "k"),
		"another credential": w.keyed("/v1/sessions", second, order, "k"),
	} {
		t.Log(name)
		problemIn(t, rec, 409, "idempotency_key_reused")
	}
	for _, credential := range []string{w.b.secret, w.a.live} {
		if got := read[api.Invitation](t, w.keyed("/v1/sessions", credential, order, "k"), 201); got.ID == v.ID {
			t.Error("a key reaches into another scope")
		}
	}
	replayed(t, first, w.keyed("/v1/sessions", w.a.secret, order, "k"))
}

func TestWhatWasNotCarriedOutMayBeTriedAgain(t *testing.T) {
	w := newWorld(t)
	problemIn(t, w.keyed("/v1/sessions", w.a.secret, `{"customer":{}}`, "k"), 400, "invalid_parameters")
	problemIn(t, w.keyed("/v1/sessions", w.a.secret, strings.Replace(order, "+91", "+0", 1), "k"), 400, "invalid_parameters")
	problemIn(t, w.keyed("/v1/sessions", w.a.secret, `{`, "k"), 400, "invalid_json")
	problemIn(t, w.keyed("/v1/sessions", w.a.secret, strings.Repeat(" ", 65<<10), "k"), 413, "too_large")
	problemIn(t, w.keyed("/v1/sessions", w.a.public, order, "k"), 403, "public_key_not_allowed")
	problemIn(t, w.keyed("/v1/sessions", "", order, "k"), 401, "unauthenticated")
	first := w.keyed("/v1/sessions", w.a.secret, order, "k")
	read[api.Invitation](t, first, 201)
	replayed(t, first, w.keyed("/v1/sessions", w.a.secret, order, "k"))
}

func TestKeysOfABadForm(t *testing.T) {
	w := newWorld(t)
	for _, key := range []string{"", strings.Repeat("a", 256), "naïve", "a\x00b", "\x7f"} {
		problemIn(t, w.keyed("/v1/sessions", w.a.secret, order, key), 400, "idempotency_key_invalid")
	}
	r := httptest.NewRequest("POST", "/v1/sessions", strings.NewReader(order))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+w.a.secret)
	r.Header["Idempotency-Key"] = []string{"a", "b"}
	rec := httptest.NewRecorder()
	w.h.ServeHTTP(rec, r)
	problemIn(t, rec, 400, "idempotency_key_invalid")
	read[api.Invitation](t, w.keyed("/v1/sessions", w.a.secret, order, strings.Repeat("~", 255)), 201)
	if rec := w.ask("GET", "/v1/sessions", w.a.secret, "", rest.IdempotencyHeader, "naïve"); rec.Code != 200 {
		t.Errorf("a key on a GET: %d", rec.Code)
	}
}

// latch lets creations wait until it opens.
type latch struct {
	rest.Sessions
	entered, open chan struct{}
}

func (g *latch) Create(ctx context.Context, scope kyc.Scope, o kyc.Order) (*kyc.Session, token.Link, error) {
	g.entered <- struct{}{}
	<-g.open
	return g.Sessions.Create(ctx, scope, o)
}

func TestARequestInFlightIsNotDoneTwice(t *testing.T) {
	g := &latch{entered: make(chan struct{}), open: make(chan struct{})}
	w := newWorldWith(t, func(d *rest.Deps) { g.Sessions, d.Sessions = d.Sessions, g })
	var first *httptest.ResponseRecorder
	done := make(chan struct{})
	go func() {
		first = w.keyed("/v1/sessions", w.a.secret, order, "k")
		close(done)
	}()
	<-g.entered
	rec := w.keyed("/v1/sessions", w.a.secret, order, "k")
	problemIn(t, rec, 409, "idempotency_in_flight")
	if rec.Header().Get("Retry-After") != "1" {
		t.Errorf("Retry-After %q", rec.Header().Get("Retry-After"))
	}
	close(g.open)
	<-done
	replayed(t, first, w.keyed("/v1/sessions", w.a.secret, order, "k"))
}

// faulty claims: the reply cannot be kept, or the handler breaks behind its write.
type faulty struct {
	rest.Claims
	err error
}

func (f *faulty) Answer(ctx context.Context, c kyc.Claim) error {
	if f.err != nil {
		return f.err
	}
	return f.Claims.Answer(ctx, c)
}

// breaks loses the reply of whatever was done.
type breaks struct {
	rest.Sessions
	broken bool
}

func (b *breaks) Create(ctx context.Context, scope kyc.Scope, o kyc.Order) (*kyc.Session, token.Link, error) {
	v, link, err := b.Sessions.Create(ctx, scope, o)
	if b.broken {
		panic("behind the write")
	}
	return v, link, err
}

func (b *breaks) Cancel(ctx context.Context, scope kyc.Scope, id string) (*kyc.Session, error) {
	v, err := b.Sessions.Cancel(ctx, scope, id)
	if b.broken {
		return nil, errors.New("behind the write")
	}
	return v, err
}

func TestALostReplyIsMadeAgain(t *testing.T) {
	b := &breaks{broken: true}
	w := newWorldWith(t, func(d *rest.Deps) { b.Sessions, d.Sessions = d.Sessions, b })
	problemIn(t, w.keyed("/v1/sessions", w.a.secret, order, "k"), 500, "internal_error")
	made := w.sessionsOf(w.a)
	if len(made) != 1 {
		t.Fatalf("sessions %+v", made)
	}
	b.broken = false
	again := w.keyed("/v1/sessions", w.a.secret, order, "k")
	v := read[api.Invitation](t, again, 201)
	if v.ID != made[0].ID || len(w.sessionsOf(w.a)) != 1 {
		t.Errorf("a second session %s beside %s", v.ID, made[0].ID)
	}
	replayed(t, again, w.keyed("/v1/sessions", w.a.secret, order, "k"))
	w.join(v)

	b.broken = true
	problemIn(t, w.keyed("/v1/sessions/"+v.ID+"/cancel", w.a.secret, "", "c"), 500, "internal_error")
	b.broken = false
	canceled := w.keyed("/v1/sessions/"+v.ID+"/cancel", w.a.secret, "", "c")
	if got := read[api.Session](t, canceled, 200); got.Status != "canceled" {
		t.Errorf("status %s", got.Status)
	}
}

func TestAReplyThatCannotBeKeptStillLeaves(t *testing.T) {
	f := &faulty{}
	w := newWorldWith(t, func(d *rest.Deps) { f.Claims, d.Claims = d.Claims, f })
	f.err = errors.New("the disk is full")
	read[api.EndpointWithSecret](t, w.keyed("/v1/webhook_endpoints", w.a.secret, `{"url":"http://127.0.0.1:9/hook"}`, "k"), 201)
	if !strings.Contains(w.log.String(), "keep a reply") {
		t.Error("nothing in the log")
	}
	// It was done, and who repeats it hears that it is not done twice.
	f.err = nil
	problemIn(t, w.keyed("/v1/webhook_endpoints", w.a.secret, `{"url":"http://127.0.0.1:9/hook"}`, "k"), 409, "idempotency_reply_lost")
	// Another node has answered meanwhile: this reply must not leave beside it.
	f.err = kyc.ErrClaimed
	rec := w.keyed("/v1/sessions", w.a.secret, order, "k2")
	problemIn(t, rec, 409, "idempotency_in_flight")
	if strings.Contains(rec.Body.String(), "token") || rec.Header().Get("Retry-After") == "" {
		t.Errorf("reply %s %v", rec.Body, rec.Header())
	}
}

func TestAKeyIsForgottenAfterADay(t *testing.T) {
	now := time.Now()
	w := newWorldWith(t, func(d *rest.Deps) { d.Now = func() time.Time { return now } })
	first := read[api.Invitation](t, w.keyed("/v1/sessions", w.a.secret, order, "k"), 201)
	now = now.Add(24*time.Hour - time.Second)
	if again := read[api.Invitation](t, w.keyed("/v1/sessions", w.a.secret, order, "k"), 201); again.ID != first.ID {
		t.Error("forgotten too early")
	}
	now = now.Add(time.Second)
	rec := w.keyed("/v1/sessions", w.a.secret, order, "k")
	if again := read[api.Invitation](t, rec, 201); again.ID == first.ID || rec.Header().Get("Idempotent-Replayed") != "" {
		t.Error("not forgotten")
	}
}

// A reply may hold secrets that are shown once: the database alone must not
// show them again.
func TestRepliesAreSealed(t *testing.T) {
	w := newWorld(t)
	v := read[api.Invitation](t, w.keyed("/v1/sessions", w.a.secret, order, "k"), 201)
	c, ok, err := w.store.Claim(t.Context(), kyc.Scope{Account: w.a.id}, sha256.Sum256([]byte("k")))
	must(t, err)
	if !ok || c.Status != 201 || len(c.Reply) == 0 {
		t.Fatalf("claim %+v", c)
	}
	for _, secret := range []string{v.Token, v.URL, "Asha"} {
		if bytes.Contains(c.Reply, []byte(secret)) {
			t.Error("the kept reply can be read")
		}
	}
}

func TestManyCallersWithOneKey(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Limits = rest.Limits{KeyPerSecond: 1e6, KeyBurst: 1e6} }) // who comes back at once, comes back often
	const keys, callers = 20, 6
	type answer struct{ key, body string }
	answers := make(chan answer, keys*callers)
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() {
			for n := range keys {
				key := fmt.Sprint("k", (n+i)%keys)
				for {
					rec := w.keyed("/v1/sessions", w.a.secret, order, key)
					if rec.Code == http.StatusConflict {
						continue // in flight: come back
					}
					answers <- answer{key, rec.Body.String()}
					break
				}
			}
		})
	}
	all.Wait()
	close(answers)
	first := map[string]string{}
	for a := range answers {
		if body, ok := first[a.key]; ok && body != a.body {
			t.Errorf("%s: two replies\n%s\n%s", a.key, body, a.body)
		}
		first[a.key] = a.body
	}
	if n := len(w.sessionsOf(w.a)); n != keys {
		t.Errorf("%d sessions of %d keys", n, keys)
	}
}
