package basekyc

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"
)

// Client is the backend's door: one server, one credential. Safe for concurrent
// use; make one and keep it.
type Client struct {
	base    string
	tokens  tokens
	http    *http.Client
	timeout time.Duration
	sleep   func(context.Context, time.Duration) error
	now     func() time.Time
	jitter  func() float64 // 0..1
}

// Options of a client; zero values take the defaults.
type Options struct {
	HTTP    *http.Client                               // default: the standard transport, 30 s for the head of a reply
	Timeout time.Duration                              // of one try of a call, downloads and streams excepted; default 30 s
	Sleep   func(context.Context, time.Duration) error // between tries; default waits
	Now     func() time.Time                           // for Retry-After dates and the age of access tokens
	Jitter  func() float64                             // 0..1; default random
}

// New makes a client. base is the server's address, credential a secret key; an
// empty one sends none, for an Options.HTTP that authenticates by itself.
func New(base, credential string, o Options) *Client {
	return open(base, fixed(credential), o)
}

func open(base string, t tokens, o Options) *Client {
	c := &Client{base: trim(base), tokens: t, http: o.HTTP, timeout: o.Timeout, sleep: o.Sleep, now: o.Now, jitter: o.Jitter}
	if c.timeout <= 0 {
		c.timeout = 30 * time.Second
	}
	if c.http == nil {
		c.http = &http.Client{Transport: transport()}
	}
	if c.sleep == nil {
		c.sleep = wait
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.jitter == nil {
		c.jitter = rand.Float64
	}
	return c
}

// transport has no limit for whole replies: a recording takes as long as it
// takes. A server that says nothing at all is given up.
func transport() http.RoundTripper {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok { // a program that replaced it knows why
		return http.DefaultTransport
	}
	t = t.Clone()
	t.ResponseHeaderTimeout = 30 * time.Second
	return t
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
