package rest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/token"
)

// call is what is known about one request. It is made before routing and
// completed by the door that lets the request in.
type call struct {
	id    string // Request-Id
	start time.Time
	ip    string
	near  string // the ip's network, which limits count
	s     *server

	scope   kyc.Scope     // of the principal, the customer's token or the staff token
	who     kyc.Principal // at the backend's door
	session *kyc.Session  // the customer's
	device  kyc.Hash      // the customer's, verified
	staff   *token.Staff
	officer *kyc.Officer
	login   *kyc.Login // of a member, with officer

	cookie, agent string // of a browser on our own pages
	ticket        string // that it carried to the provider of sign-on

	basic  []string    // Authorization of an OAuth client
	origin string      // of the page that exchanges
	reply  http.Header // of that request

	version string              // of the contract, that the reply follows
	law     func(c *call) error // of the body, for a reply to one that its schema refuses; may be nil
	resumes string              // id of what an earlier request with this key did, when its reply was lost

	blame  func() error // looks whether the address has used up its refused credentials; at the doors of passwords
	blamed error        // it has; or nil
	pardon func()       // takes back what blaming wrote; with blamed

	incoming io.Reader // the body, where the handler reads it itself
	cut      func()    // ends the reading of it

	again func() error // tries the door once more: a credential may end while its reply goes on
	atEnd func()       // gives back what the door took; may be nil
}

type callKey struct{}

// callOf finds the call of a request's context; every route has one.
func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// serve is the outermost handler: identity, panics, metrics, then the routes.
func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	now := s.Now()
	c := &call{start: now, ip: s.ClientIP(r), s: s}
	c.near = Near(c.ip)
	var e kyc.Entropy
	if _, err := io.ReadFull(s.Entropy, e[:]); err != nil {
		s.Log.Error("draw a request id", "error", fmt.Errorf("%w: %w", errEntropy, err))
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	c.id = kyc.ID(kyc.PrefixRequest, now, e)
	r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
	rec := &recorder{ResponseWriter: w, gzip: takesGzip(r)}
	h := w.Header()
	h.Set("Request-Id", c.id)
	if isOurs(r.URL.Path) {
		h.Set(VersionHeader, versions[0])
	}
	h.Set("X-Content-Type-Options", "nosniff")
	if strings.HasPrefix(r.URL.Path, "/customer/") {
		allowAnyOrigin(h)
	}
	s.metrics.inFlight.Inc()
	defer func() {
		s.metrics.inFlight.Dec()
		if c.atEnd != nil {
			c.atEnd()
		}
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			s.Log.Error("request panicked", "request_id", c.id, "pattern", r.Pattern, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			if rec.status == 0 {
				fail(rec, r, errPanic)
			}
		}
		rec.finish()
		s.metrics.observe(r, rec.status, s.Now().Sub(now))
	}()
	s.mux.ServeHTTP(rec, r)
}
