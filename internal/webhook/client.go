package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/basekyc/basekyc/api"
)

// Bounds of one attempt.
const (
	DefaultTimeout = 5 * time.Second
	MaxTimeout     = 30 * time.Second
	maxReplyHeader = 16 << 10
	maxReplyBody   = 64 << 10 // read so that the connection can be used again; beyond it, it is closed
	maxExcerpt     = 1 << 10
	idlePerHost    = 16 // as many as one endpoint can have at work
	maxIdle        = 512
)

// ClientOptions are what a Client needs.
type ClientOptions struct {
	Dial    func(ctx context.Context, network, address string) (net.Conn, error) // a Dialer's
	Timeout time.Duration                                                        // of one attempt, to the reply's end; zero takes the default, bounded to MaxTimeout
	Roots   *x509.CertPool                                                       // nil takes the system's
	Clock   Clock
}

// Client makes single attempts. It keeps connections alive, follows no redirect
// and knows no proxy, whatever the environment says.
type Client struct {
	transport *http.Transport
	timeout   time.Duration
	clock     Clock
}

// NewClient makes a client; Close lets go of its idle connections.
func NewClient(o ClientOptions) *Client {
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	return &Client{timeout: min(o.Timeout, MaxTimeout), clock: o.Clock, transport: &http.Transport{
		Proxy:                  nil,
		DialContext:            o.Dial,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots},
		TLSHandshakeTimeout:    min(o.Timeout, MaxTimeout),
		MaxIdleConns:           maxIdle,
		MaxIdleConnsPerHost:    idlePerHost,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: maxReplyHeader,
		DisableCompression:     true, // a small reply cannot unfold into a large one
	}}
}

// Timeout of one attempt.
func (c *Client) Timeout() time.Duration { return c.timeout }

// Close lets go of idle connections.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Reply is what one attempt came to.
type Reply struct {
	At         time.Time
	Latency    time.Duration // to the reply's header, or to the failure
	Status     int           // 0 when there was no reply
	Err        string        // "" when there was one
	Excerpt    string        // of its body
	RetryAfter time.Duration
}

// OK tells whether the receiver acknowledged.
func (r *Reply) OK() bool { return r.Status >= 200 && r.Status <= 299 }

// Letter is one delivery as it is sent.
type Letter struct {
	URL     string
	Secrets [][]byte // each signs; one at least
	ID      string   // the event's
	Order   int64    // the delivery's, at its endpoint
	Body    []byte
}

// Post sends a letter once, signed at this moment. The status settles the
// attempt: a reply whose body does not end is abandoned.
func (c *Client) Post(ctx context.Context, m Letter) Reply {
	at := c.clock.Now()
	u, err := url.Parse(m.URL)
	if err != nil {
		return Reply{At: at, Err: "address: cannot be parsed"}
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	h := api.Sign(m.Secrets[0], m.ID, at, m.Body, m.Secrets[1:]...)
	h.Set(api.HeaderOrder, strconv.FormatInt(m.Order, 10))
	h["Content-Type"] = []string{"application/json"}
	// Present but empty: it is not sent, and lets the transport repeat the request
	// on a fresh connection when a kept one turns out to be closed. Receivers
	// deduplicate by webhook-id anyway.
	h["X-Idempotency-Key"] = []string{}
	h["User-Agent"] = []string{"BaseKYC-Webhook/" + api.Version}
	req := (&http.Request{Method: http.MethodPost, URL: u, Host: u.Host, Proto: "HTTP/1.1", ProtoMajor: 1,
		ProtoMinor: 1, Header: h, Body: io.NopCloser(bytes.NewReader(m.Body)), ContentLength: int64(len(m.Body)),
		GetBody: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(m.Body)), nil }}).WithContext(ctx)
	resp, err := c.transport.RoundTrip(req)
	latency := c.clock.Now().Sub(at)
	if err != nil {
		return Reply{At: at, Latency: latency, Err: c.describe(ctx, err)}
	}
	defer resp.Body.Close()
	excerpt := make([]byte, maxExcerpt)
	n, _ := io.ReadFull(resp.Body, excerpt)
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxReplyBody-int64(n)))
	return Reply{At: at, Latency: latency, Status: resp.StatusCode, Excerpt: printable(excerpt[:n]),
		RetryAfter: readRetryAfter(resp.Header, at)}
}

// describe says what went wrong without the address's path and query, which
// may hold secrets, and without what the operator's network looks like inside.
func (c *Client) describe(ctx context.Context, err error) string {
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var alert tls.AlertError
	switch {
	case errors.Is(err, ErrAddress):
		return "address: " + ErrAddress.Error()
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Sprintf("timeout: no reply within %s", c.timeout)
	case ctx.Err() != nil:
		return "canceled"
	case errors.As(err, &dns):
		if dns.IsNotFound {
			return "dns: no such host"
		}
		return "dns: the name could not be resolved"
	case errors.As(err, &cert):
		return "tls: " + cert.Err.Error()
	case errors.As(err, &alert):
		return "tls: " + alert.Error()
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connect: connection refused"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "connect: host unreachable"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "reply: connection closed before a reply"
	case strings.Contains(err.Error(), "tls:"):
		return "tls: handshake failed"
	}
	return "reply: not a valid HTTP reply"
}

// printable makes an excerpt that every database keeps: valid UTF-8 without
// control characters besides line ends and tabs.
func printable(b []byte) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, string(b))
}
