package rest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/basekyc/basekyc/internal/kyc"
)

// IdempotencyHeader makes a POST safe to repeat: it is done once, and whoever
// repeats it gets the first reply again. Its law is kyc.Claim's.
const IdempotencyHeader = "Idempotency-Key"

// replayedHeader marks a reply that was given before.
const replayedHeader = "Idempotent-Replayed"

// maxIdempotencyKey in characters.
const maxIdempotencyKey = 255

var (
	errBadKey = &kyc.Error{Kind: kyc.Invalid, Code: "idempotency_key_invalid", Message: "Idempotency-Key must be one header of 1 to 255 printable ASCII characters.",
		Hint: "A random UUID is a good one."}
	errKeyReused = &kyc.Error{Kind: kyc.Conflict, Code: "idempotency_key_reused", Message: "This idempotency key belongs to another request.",
		Hint: "Use a new key for every new request, the same one only to repeat it by the same credential."}
	errReplyLost = &kyc.Error{Kind: kyc.Conflict, Code: "idempotency_reply_lost", Message: "This request was carried out, but its reply was lost when the server stopped.",
		Hint: "Do not send it again with a new key: read the object."}
)

// Claims keeps idempotency keys and the replies to them: internal/store. Its
// writes under a context with a *kyc.Claim insert that claim.
type Claims interface {
	Claim(ctx context.Context, scope kyc.Scope, key kyc.Hash) (c kyc.Claim, ok bool, err error)
	Answer(ctx context.Context, c kyc.Claim) error                                  // kyc.ErrClaimed
	TakeOver(ctx context.Context, found kyc.Claim, node string, at time.Time) error // kyc.ErrClaimed
	DropClaim(ctx context.Context, c kyc.Claim) error
}

// busy are the requests with a key that this process works on. It is bounded by
// the requests in flight.
type busy struct {
	mu   sync.Mutex
	keys map[busyKey]bool
}

type busyKey struct {
	kyc.Scope
	key kyc.Hash
}

func (b *busy) take(k busyKey) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.keys == nil {
		b.keys = map[busyKey]bool{}
	}
	taken := !b.keys[k]
	b.keys[k] = true
	return taken
}

func (b *busy) release(k busyKey) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.keys, k)
}

// idempotencyKey of a request; "" when there is none.
func idempotencyKey(r *http.Request) (string, error) {
	values := r.Header.Values(IdempotencyHeader)
	if len(values) == 0 {
		return "", nil
	}
	key := values[0]
	printable := !strings.ContainsFunc(key, func(c rune) bool { return c < ' ' || c > '~' })
	if len(values) > 1 || key == "" || len(key) > maxIdempotencyKey || !printable {
		return "", errBadKey
	}
	return key, nil
}

// once carries a request with a key out, unless that was done before. An error
// means that nothing was answered yet.
func (s *server) once(rt *route, hc huma.Context, next func(huma.Context)) error {
	r, w := humago.Unwrap(hc)
	c := callOf(r.Context())
	key, err := idempotencyKey(r)
	if err != nil {
		return err
	}
	if key == "" {
		next(hc)
		return nil
	}
	sent, err := s.wholeBody(rt, w, r)
	if err != nil {
		return err
	}
	mine := kyc.Claim{Scope: c.scope, Key: sha256.Sum256([]byte(key)), Fingerprint: fingerprint(c, r, key, sent), Node: s.node, At: s.Now()}
	work := busyKey{c.scope, mine.Key}
	if !s.busy.take(work) {
		return inFlight(w)
	}
	defer s.busy.release(work)
	found, ok, err := s.Claims.Claim(r.Context(), mine.Scope, mine.Key)
	if err != nil {
		return fmt.Errorf("look for an idempotency key: %w", err)
	}
	if ok {
		switch found.Repeated(mine.Fingerprint, s.node, mine.At) {
		case kyc.Replay:
			return s.replay(w, &found, key)
		case kyc.Reused:
			return errKeyReused
		case kyc.InFlight:
			return inFlight(w)
		case kyc.Orphaned:
			if !rt.Resumes || found.Object == "" {
				return errReplyLost
			}
			if err := s.Claims.TakeOver(r.Context(), found, s.node, mine.At); err != nil {
				return claimed(w, err)
			}
			found.Node, found.At = s.node, mine.At
			mine, c.resumes = found, found.Object
		case kyc.Outlived:
			if err := s.Claims.DropClaim(r.Context(), found); err != nil {
				return fmt.Errorf("drop an idempotency key: %w", err)
			}
		}
	}
	return s.carryOut(w, hc, next, &mine, key)
}

// carryOut acts under the claim and keeps the reply before it leaves.
func (s *server) carryOut(w http.ResponseWriter, hc huma.Context, next func(huma.Context), mine *kyc.Claim, key string) error {
	rec := recorderOf(w)
	ctx := hc.Context()
	rec.hold()
	defer rec.drop() // after a panic, whose reply is written afresh
	next(huma.WithContext(hc, context.WithValue(ctx, kyc.ClaimContext{}, mine)))
	status, reply := rec.status, rec.held.Bytes()
	if keeps(status) {
		mine.Status, mine.Reply = status, s.seal(mine, key, w.Header().Get("Content-Type"), reply)
		// The caller may be gone: the reply is for when it comes back.
		err := s.Claims.Answer(context.WithoutCancel(ctx), *mine)
		if errors.Is(err, kyc.ErrClaimed) {
			rec.drop()
			return claimed(w, err)
		}
		if err != nil {
			// What was asked for is done: better an answer that cannot be repeated
			// than none. Who repeats it is told so.
			s.Log.Error("keep a reply", "request_id", callOf(ctx).id, "error", err)
		}
	}
	rec.release()
	return nil
}

// keeps tells which replies came of carrying a request out. Bad requests were
// not begun; refused credentials, limits and faults of ours may pass.
func keeps(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestEntityTooLarge,
		http.StatusUnsupportedMediaType, http.StatusTooManyRequests:
		return false
	}
	return status >= 200 && status < 500
}

// The sealed text of a reply: its media type, a line feed, its body. It is
// opened with the key of the request only, which is kept nowhere.
func (s *server) seal(c *kyc.Claim, key, kind string, reply []byte) []byte {
	return s.replies.With([]byte(key)).Seal(append([]byte(kind+"\n"), reply...), c.Key[:])
}

func (s *server) replay(w http.ResponseWriter, c *kyc.Claim, key string) error {
	plain, err := s.replies.With([]byte(key)).Open(c.Reply, c.Key[:])
	if err != nil {
		return errReplyLost // its sealing key is gone
	}
	kind, reply, _ := bytes.Cut(plain, []byte("\n"))
	h := w.Header()
	h.Set(replayedHeader, "true")
	h.Set("Cache-Control", "no-store")
	if len(kind) > 0 {
		h.Set("Content-Type", string(kind))
	}
	w.WriteHeader(c.Status)
	_, _ = w.Write(reply) // fails only when the caller is gone
	return nil
}

// inFlight asks the caller to come back.
func inFlight(w http.ResponseWriter) error {
	w.Header().Set("Retry-After", retryAfter(time.Second))
	return kyc.ErrClaimed
}

func claimed(w http.ResponseWriter, err error) error {
	if errors.Is(err, kyc.ErrClaimed) {
		return inFlight(w)
	}
	return fmt.Errorf("take an idempotency key over: %w", err)
}

// wholeBody reads a body within the bounds of its route, and leaves it to be
// read again.
func (s *server) wholeBody(rt *route, w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	_ = http.NewResponseController(w).SetReadDeadline(s.Now().Add(rt.BodyTime)) // not every connection can; the server's can
	b, err := io.ReadAll(io.LimitReader(r.Body, rt.MaxBody+1))
	if err != nil {
		return nil, errSlowBody
	}
	if int64(len(b)) > rt.MaxBody {
		return nil, errTooLarge
	}
	r.Body = io.NopCloser(bytes.NewReader(b))
	return b, nil
}

// fingerprint of everything that makes a request what it is: where, what, and
// by whom. A reply may hold secrets that another credential may not see.
func fingerprint(c *call, r *http.Request, key string, body []byte) (sum kyc.Hash) {
	h := sha256.New()
	for _, part := range []string{key, r.Method, r.URL.Path, r.URL.RawQuery, string(c.who.Kind), c.who.ID} {
		_ = binary.Write(h, binary.BigEndian, uint32(len(part)))
		_, _ = io.WriteString(h, part) // a hash takes everything
	}
	_, _ = h.Write(body)
	h.Sum(sum[:0])
	return sum
}

// newNode names this process among those that share a database.
func newNode(entropy io.Reader) (string, error) {
	var b [8]byte
	if _, err := io.ReadFull(entropy, b[:]); err != nil {
		return "", fmt.Errorf("name the node: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}
