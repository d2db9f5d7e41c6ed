package rest

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/throttled/throttled/v2"
	"github.com/throttled/throttled/v2/store/memstore"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Limits of requests, in memory of this node. They protect the node, they are
// no quota: several nodes allow several times as much.
type Limits struct {
	KeyPerSecond     int // of one API key; default 5,000
	KeyBurst         int // default 10,000
	AddressPerMinute int // of one client address at the doors without a key; default 6,000: many customers share one carrier's address
	AddressBurst     int // default 1,000
	FailPerMinute    int // refused credentials of one address; default 60
	HeavyPerMinute   int // requests of one account and mode that make thousands of writes each; default 60, half of them at once
}

// trackedKeys bounds the memory of each limiter; when it is full, the key that
// was longest unseen starts afresh.
const trackedKeys = 65536

// casAttempts of the limiter's compare-and-swap: many requests of one key at once.
const casAttempts = 1000

type limiters struct{ key, address, failed, heavy *limiter }

// limiter knows what it tells callers of itself: so many in so many seconds.
type limiter struct {
	*throttled.GCRARateLimiterCtx
	policy string
}

func newLimiters(l Limits) (*limiters, error) {
	def := func(v, d int) int {
		if v > 0 {
			return v
		}
		return d
	}
	var err error
	make := func(perMinute, burst int) *limiter {
		store, e := memstore.NewCtx(trackedKeys)
		if e != nil {
			err = fmt.Errorf("make a rate limiter: %w", e)
			return nil
		}
		g, e := throttled.NewGCRARateLimiterCtx(store, throttled.RateQuota{MaxRate: throttled.PerMin(perMinute), MaxBurst: burst})
		if e != nil {
			err = fmt.Errorf("make a rate limiter: %w", e)
			return nil
		}
		g.SetMaxCASAttemptsLimit(casAttempts)
		window := (60*(burst+1) + perMinute - 1) / perMinute // until all of it is there again
		return &limiter{g, fmt.Sprintf("%d;w=%d", burst+1, window)}
	}
	fail, heavy := def(l.FailPerMinute, 60), def(l.HeavyPerMinute, 60)
	out := &limiters{
		key:     make(60*def(l.KeyPerSecond, 5000), def(l.KeyBurst, 10000)),
		address: make(def(l.AddressPerMinute, 6000), def(l.AddressBurst, 1000)),
		failed:  make(fail, fail),
		heavy:   make(heavy, heavy/2),
	}
	return out, err
}

// admit counts a request and writes the RateLimit fields; it answers a
// rate_limited error when there were too many.
func (s *server) admit(w http.ResponseWriter, r *http.Request, l *limiter, key string, cost int) error {
	if _, asks := w.(unheard); asks { // a reply that goes on is no request, and a flood does not prolong it
		return nil
	}
	limited, res, err := l.RateLimitCtx(r.Context(), key, cost)
	if err != nil {
		return fmt.Errorf("count a request: %w", err)
	}
	h := w.Header()
	h.Set("RateLimit-Policy", l.policy)
	h.Set("RateLimit-Limit", strconv.Itoa(res.Limit))
	h.Set("RateLimit-Remaining", strconv.Itoa(res.Remaining))
	h.Set("RateLimit-Reset", retryAfter(res.ResetAfter))
	if !limited {
		return nil
	}
	wait := max(res.RetryAfter, time.Millisecond)
	h.Set("Retry-After", retryAfter(wait))
	return &kyc.Error{Kind: kyc.TooMany, Code: "rate_limited", Message: "Too many requests."}
}

// blamed tells whether an address has used up its refused credentials; refused
// counts one more.
func (s *server) blamed(w http.ResponseWriter, r *http.Request, ip string) error {
	return s.admitQuietly(w, r, ip, 0)
}

func (s *server) refused(w http.ResponseWriter, r *http.Request, ip string) error {
	return s.admitQuietly(w, r, ip, 1)
}

func (s *server) admitQuietly(w http.ResponseWriter, r *http.Request, ip string, cost int) error {
	if _, asks := w.(unheard); asks {
		return nil
	}
	limited, res, err := s.limits.failed.RateLimitCtx(r.Context(), ip, cost)
	if err != nil || (cost == 0 && res.Remaining > 0) || (cost > 0 && !limited) {
		return err
	}
	w.Header().Set("Retry-After", retryAfter(max(res.RetryAfter, time.Second)))
	return &kyc.Error{Kind: kyc.TooMany, Code: "rate_limited", Message: "Too many refused credentials from this address."}
}

// Near is the network of an address as limits count it. A holder of IPv6 has a
// /64 at least, and every request could come from another address of it.
func Near(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil || a.Is4() || a.Is4In6() {
		return ip
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return ip
	}
	return p.String()
}

// turns let one request at a time in for each key. They hold keys that somebody
// waits for, so they are bounded by the requests in flight.
type turns struct {
	mu   sync.Mutex
	keys map[string]*turn
}

type turn struct {
	free  chan struct{} // capacity 1; full while somebody is in
	users int
}

// take waits until the key is free or ctx ends.
func (t *turns) take(ctx context.Context, key string) (leave func(), err error) {
	t.mu.Lock()
	if t.keys == nil {
		t.keys = map[string]*turn{}
	}
	one := t.keys[key]
	if one == nil {
		one = &turn{free: make(chan struct{}, 1)}
		t.keys[key] = one
	}
	one.users++
	t.mu.Unlock()
	forget := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if one.users--; one.users == 0 {
			delete(t.keys, key)
		}
	}
	select {
	case one.free <- struct{}{}:
		return func() { <-one.free; forget() }, nil
	case <-ctx.Done():
		forget()
		return nil, fmt.Errorf("wait for one's turn: %w", ctx.Err())
	}
}

// count notes one refused credential of an address.
func (l *limiters) count(ctx context.Context, ip string) {
	_, _, _ = l.failed.RateLimitCtx(ctx, ip, 1) // the next request of the address is told
}

// heavy is for requests that make thousands of writes each: they have a limit of
// their own, of the whole account.
func (s *server) heavy(w http.ResponseWriter, r *http.Request, c *call) error {
	return s.admit(w, r, s.limits.heavy, fmt.Sprintf("%s %v", c.scope.Account, c.scope.Live), 1)
}
