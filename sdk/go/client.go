package basekyc

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/basekyc/basekyc/api"
)

// Client is the backend's door: one server, one secret key. Safe for concurrent use.
type Client struct {
	base       string
	credential string
	http       *http.Client
	sleep      func(context.Context, time.Duration) error
	now        func() time.Time
	jitter     func() float64 // 0..1
}

// Options of a client; zero values take the defaults.
type Options struct {
	HTTP   *http.Client                               // default: 30 s a request
	Sleep  func(context.Context, time.Duration) error // between tries; default waits
	Now    func() time.Time                           // for Retry-After dates
	Jitter func() float64                             // 0..1; default random
}

// New makes a client. base is the server's address, credential a secret key.
func New(base, credential string, o Options) *Client {
	c := &Client{base: trim(base), credential: credential, http: o.HTTP, sleep: o.Sleep, now: o.Now, jitter: o.Jitter}
	if c.http == nil {
		c.http = &http.Client{Timeout: 30 * time.Second}
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

// Error is an error reply. Branch on Code.
type Error struct {
	api.Problem
	RetryAfter time.Duration // zero unless the server said so
}

func (e *Error) Error() string {
	text := fmt.Sprintf("basekyc: %d %s: %s", e.Status, e.Code, e.Detail)
	for _, f := range e.Errors {
		text += "; " + f.Field + " " + f.Message
	}
	if e.RequestID != "" {
		text += " (" + e.RequestID + ")"
	}
	return text
}

// IsCode tells whether err is a reply with that code.
func IsCode(err error, code string) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}

// The retry policy: first 1 s, doubled, at most 5 retries, never over 32 s.
const (
	firstWait  = time.Second
	longestGap = 32 * time.Second
	maxRetries = 5
)

// call is one request that may be tried several times.
type call struct {
	method, path string
	query        url.Values
	body         []byte
	kind         string // media type of body
	accept       string
	header       http.Header
}

// do sends a call and reads the reply into out, unless out is nil. It repeats
// after 429, 5xx and network errors; any other reply is final.
func (c *Client) do(ctx context.Context, q call, out any) error {
	res, err := c.send(ctx, q)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if out == nil || res.StatusCode == http.StatusNoContent {
		_, err = io.Copy(io.Discard, res.Body)
		return err
	}
	if err := json.NewDecoder(res.Body).Decode(out); err != nil {
		return fmt.Errorf("basekyc: read the reply of %s %s: %w", q.method, q.path, err)
	}
	return nil
}

// send answers with a reply below 400, whose body the caller closes.
func (c *Client) send(ctx context.Context, q call) (*http.Response, error) {
	for try := 0; ; try++ {
		res, err := c.once(ctx, q)
		if err == nil {
			return res, nil
		}
		if ctx.Err() != nil || try == maxRetries || !repeatable(err) {
			return nil, err
		}
		if err := c.sleep(ctx, c.gap(try, err)); err != nil {
			return nil, err
		}
	}
}

func (c *Client) once(ctx context.Context, q call) (*http.Response, error) {
	target := c.base + q.path
	if len(q.query) > 0 {
		target += "?" + q.query.Encode()
	}
	var body io.Reader
	if q.body != nil {
		body = bytes.NewReader(q.body)
	}
	r, err := http.NewRequestWithContext(ctx, q.method, target, body)
	if err != nil {
		return nil, fmt.Errorf("basekyc: %w", err)
	}
	for k, v := range q.header {
		r.Header[k] = v
	}
	r.Header.Set("Accept", "application/json")
	if q.accept != "" {
		r.Header.Set("Accept", q.accept)
	}
	if q.body != nil {
		r.Header.Set("Content-Type", q.kind)
	}
	if c.credential != "" {
		r.Header.Set("Authorization", "Bearer "+c.credential)
	}
	res, err := c.http.Do(r)
	if err != nil {
		return nil, fmt.Errorf("basekyc: %s %s: %w", q.method, q.path, err)
	}
	if res.StatusCode < http.StatusBadRequest {
		return res, nil
	}
	defer res.Body.Close()
	return nil, c.problem(res)
}

// maxProblem bounds what is read of an error reply.
const maxProblem = 64 << 10

func (c *Client) problem(res *http.Response) error {
	e := &Error{RetryAfter: c.retryAfter(res.Header.Get("Retry-After"))}
	text, _ := io.ReadAll(io.LimitReader(res.Body, maxProblem)) // half a reply is no problem document, see below
	if json.Unmarshal(text, &e.Problem) != nil || e.Code == "" {
		e.Problem = api.Problem{Title: http.StatusText(res.StatusCode), Code: "unreadable_reply", Detail: "the reply is not a problem document"}
	}
	e.Status = res.StatusCode
	return e
}

func (c *Client) retryAfter(text string) time.Duration {
	if n, err := strconv.Atoi(text); err == nil && n > 0 {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(c.now()))
	}
	return 0
}

// repeatable tells whether trying again can help and do no harm. A POST whose
// connection broke may have arrived: repeating a session's creation makes a
// second session that expires by itself, which is the lesser evil.
func repeatable(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return true // the network
	}
	return e.Status == http.StatusTooManyRequests || e.Status >= http.StatusInternalServerError
}

// gap before the next try: at least what the server asks for, never over
// longestGap; half of it is jitter, so that clients do not return together.
func (c *Client) gap(try int, err error) time.Duration {
	d := min(firstWait<<try, longestGap)
	d = d/2 + time.Duration(c.jitter()*float64(d/2))
	var e *Error
	if errors.As(err, &e) && e.RetryAfter > d {
		d = min(e.RetryAfter, longestGap)
	}
	return d
}

func jsonCall(method, path string, body any) (call, error) {
	q := call{method: method, path: path}
	if body == nil {
		return q, nil
	}
	b, err := json.Marshal(body)
	if err != nil {
		return q, fmt.Errorf("basekyc: write the request: %w", err)
	}
	q.body, q.kind = b, "application/json"
	return q, nil
}

// ask is a JSON call with a JSON reply.
func ask[T any](ctx context.Context, c *Client, method, path string, body any) (*T, error) {
	q, err := jsonCall(method, path, body)
	if err != nil {
		return nil, err
	}
	var out T
	if err := c.do(ctx, q, &out); err != nil {
		return nil, err
	}
	return &out, nil
}
