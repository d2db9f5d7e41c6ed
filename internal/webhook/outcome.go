package webhook

import (
	"fmt"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// FailureLimit is how long an endpoint may do nothing but fail before it is
// disabled.
const FailureLimit = 5 * 24 * time.Hour

// outcome is what an attempt came to, for the delivery and for its endpoint.
type outcome struct {
	result kyc.AttemptResult
	lane   *lane
	mark   func(*kyc.Endpoint) []kyc.Event // nil when nothing changes at the endpoint
}

// judge is the law of retries: it turns a reply into the delivery's next state
// and the endpoint's. now is when the reply was there, random in [0,1).
func judge(p *parcel, r *Reply, schedule []time.Duration, now time.Time, random float64) outcome {
	d := &p.due.Delivery
	o := outcome{lane: p.lane, result: kyc.AttemptResult{Scope: d.Scope, State: kyc.DeliverySucceeded,
		Attempt: kyc.Attempt{Delivery: d.ID, Number: d.Attempts + 1, At: r.At, Latency: r.Latency,
			Status: r.Status, Error: r.Err, Excerpt: r.Excerpt}}}
	l := p.lane
	if r.OK() {
		if !l.failingAt.IsZero() {
			l.failingAt = time.Time{}
			o.mark = func(e *kyc.Endpoint) []kyc.Event { e.FailingAt = time.Time{}; return nil }
		}
		return o
	}
	switch {
	case r.Status >= 300 && r.Status <= 399:
		o.result.Error = fmt.Sprintf("status %d: redirects are not followed", r.Status)
	case r.Status != 0:
		o.result.Error = fmt.Sprintf("status %d", r.Status)
	}
	if r.Status == 410 {
		o.result.State = kyc.DeliveryFailed
		o.mark = disable(DisabledByGone, now)
		return o
	}
	o.result.State = kyc.DeliveryFailed
	if wait, again := retryIn(schedule, o.result.Number, r.RetryAfter, random); again {
		o.result.State, o.result.NextAt = kyc.DeliveryPending, now.Add(wait)
	}
	switch {
	case l.failingAt.IsZero():
		l.failingAt = r.At
		at := r.At
		o.mark = func(e *kyc.Endpoint) []kyc.Event {
			if e.FailingAt.IsZero() {
				e.FailingAt = at
			}
			return nil
		}
	case now.Sub(l.failingAt) >= FailureLimit:
		o.mark = disable(DisabledByFailing, now)
	}
	return o
}

// disable looks again at what is in the store: another node, or the owner, may
// have changed the endpoint meanwhile.
func disable(by string, now time.Time) func(*kyc.Endpoint) []kyc.Event {
	return func(e *kyc.Endpoint) []kyc.Event {
		if by == DisabledByFailing && (e.FailingAt.IsZero() || now.Sub(e.FailingAt) < FailureLimit) {
			return nil
		}
		return e.Disable(by, now)
	}
}
