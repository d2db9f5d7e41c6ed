package webhook

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// DefaultSchedule is how long to wait after the first, second, ... failed
// attempt. When it is used up the delivery has failed.
var DefaultSchedule = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour,
	5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}

// jitterShare spreads retries by ±10 %, so that the receivers of an outage do
// not all come back in one second.
const jitterShare = 0.1

// maxRetryAfter bounds how long a receiver can ask us to wait.
const maxRetryAfter = 24 * time.Hour

// retryIn is how long to wait after failed attempt number n (from 1), or false
// when there is no further one. A receiver's Retry-After can lengthen the wait,
// never shorten it: otherwise a short outage could use up every attempt. random
// is in [0,1).
func retryIn(schedule []time.Duration, n int, retryAfter time.Duration, random float64) (time.Duration, bool) {
	if n < 1 || n > len(schedule) {
		return 0, false
	}
	wait := schedule[n-1]
	wait += time.Duration(float64(wait) * jitterShare * (2*random - 1))
	return max(wait, retryAfter), true
}

// readRetryAfter reads the header in both its forms (RFC 9110, 10.2.3); zero
// when it is absent, in the past or nonsense.
func readRetryAfter(h http.Header, now time.Time) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if v == "" {
		return 0
	}
	var d time.Duration
	if at, err := http.ParseTime(v); err == nil {
		d = at.Sub(now)
	} else if s, err := strconv.ParseInt(v, 10, 64); err == nil && s > 0 {
		d = time.Duration(min(s, int64(maxRetryAfter/time.Second))) * time.Second
	}
	return min(max(d, 0), maxRetryAfter)
}
