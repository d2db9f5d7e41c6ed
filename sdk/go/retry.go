package basekyc

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// The retry policy: first 1 s, doubled, at most 5 retries, never over 32 s.
const (
	firstWait  = time.Second
	longestGap = 32 * time.Second
	maxRetries = 5
)

// repeat runs try until it succeeds, its error is final, or the tries are used up.
func (c *Client) repeat(ctx context.Context, q *call, try func() error) error {
	for n := 0; ; n++ {
		err := try()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil || n == maxRetries || !repeatable(err) {
			return plainly(err)
		}
		if err := c.sleep(ctx, c.gap(n, err)); err != nil {
			return err
		}
	}
}

// final is an error of our own that another try would only repeat.
type final struct{ error }

func (f *final) Unwrap() error { return f.error }

// plainly takes the mark off.
func plainly(err error) error {
	if f, ok := err.(*final); ok { //nolint:errorlint // only our own outermost mark
		return f.error
	}
	return err
}

// repeatable tells whether trying again can help and do no harm: after the
// network, 429, 5xx, and 409 while the first try of the same POST is still at
// work. Reads change nothing, a POST has its idempotency key, and a DELETE that
// arrived is told by 404.
func repeatable(err error) bool {
	var f *final
	if errors.As(err, &f) {
		return false
	}
	var e *Error
	if !errors.As(err, &e) {
		return true
	}
	return e.Status == http.StatusTooManyRequests || e.Status >= http.StatusInternalServerError || e.Code == "idempotency_in_flight"
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
