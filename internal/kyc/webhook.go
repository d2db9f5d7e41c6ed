package kyc

import (
	"encoding/json"
	"time"
)

// Endpoint is where an account wants its events delivered.
type Endpoint struct {
	Scope
	ID     string
	URL    string
	Events []EventType // empty means all
	Secret []byte      // shown once as whsec_ + base64; kept sealed

	FormerSecret []byte    // signs too until FormerUntil, while receivers change over
	FormerUntil  time.Time // zero when there is none
	Description  string
	APIVersion   string // of the bodies it gets, pinned at its creation

	CreatedAt  time.Time
	DisabledAt time.Time // zero while enabled
	DisabledBy string    // gone (410), failing, owner
	FailingAt  time.Time // since when every attempt has failed; zero when fine
}

// Wants tells whether the endpoint subscribes to a type.
func (e *Endpoint) Wants(t EventType) bool {
	if !e.DisabledAt.IsZero() {
		return false
	}
	if len(e.Events) == 0 {
		return true
	}
	for _, w := range e.Events {
		if w == t {
			return true
		}
	}
	return false
}

// Hears tells whether an event is delivered to the endpoint. A test goes to the
// endpoint that it is of, and to no other, whatever they subscribe to.
func (e *Endpoint) Hears(v *Event) bool {
	if v.To != "" {
		return e.DisabledAt.IsZero() && v.To == e.ID
	}
	if v.Type != EventEndpointTest {
		return e.Wants(v.Type)
	}
	var of endpointFacts
	return e.DisabledAt.IsZero() && json.Unmarshal(v.Data, &of) == nil && of.Endpoint == e.ID
}

// endpointFacts are the data of an event of an endpoint. Its address stays out:
// it may hold a secret, and other endpoints hear of it.
type endpointFacts struct {
	Endpoint string    `json:"endpoint_id"`
	Reason   string    `json:"reason,omitempty"`
	Failing  time.Time `json:"failing_since,omitzero"`
}

// Disable ends deliveries to the endpoint; by says why. The account's other
// endpoints hear of it. Disabling twice changes nothing.
func (e *Endpoint) Disable(by string, at time.Time) []Event {
	if !e.DisabledAt.IsZero() {
		return nil
	}
	e.DisabledAt, e.DisabledBy = instant(at), by
	return []Event{newEvent(EventEndpointDisabled, at, endpointFacts{Endpoint: e.ID, Reason: by, Failing: e.FailingAt})}
}

// Enable takes deliveries up again and forgets past failures.
func (e *Endpoint) Enable() { e.DisabledAt, e.DisabledBy, e.FailingAt = time.Time{}, "", time.Time{} }

// Test makes an event for this endpoint alone.
func (e *Endpoint) Test(at time.Time) ([]Event, error) {
	if !e.DisabledAt.IsZero() {
		return nil, ErrEndpointDisabled
	}
	return []Event{newEvent(EventEndpointTest, at, endpointFacts{Endpoint: e.ID})}, nil
}

// ErrEndpointDisabled is the answer to what would send to a disabled endpoint.
var ErrEndpointDisabled = &Error{Kind: Conflict, Code: "endpoint_disabled", Message: "The webhook endpoint is disabled.",
	Hint: "Enable it first: PATCH it with status enabled."}

// RollSecret replaces the secret. The former one signs too for the overlap; the
// one before it ends at once.
func (e *Endpoint) RollSecret(fresh []byte, now time.Time, overlap time.Duration) {
	former := e.Secret
	e.Secret, e.FormerSecret, e.FormerUntil = fresh, nil, time.Time{}
	if overlap > 0 {
		e.FormerSecret, e.FormerUntil = former, instant(now.Add(overlap))
	}
}

// Secrets lists what signs at an instant, the newest first.
func (e *Endpoint) Secrets(now time.Time) [][]byte {
	if now.Before(e.FormerUntil) {
		return [][]byte{e.Secret, e.FormerSecret}
	}
	return [][]byte{e.Secret}
}

// DeliveryState is the place of a delivery in its life.
type DeliveryState string

const (
	DeliveryPending   DeliveryState = "pending"
	DeliverySucceeded DeliveryState = "succeeded"
	DeliveryFailed    DeliveryState = "failed" // retries used up, or the endpoint was disabled
)

// Delivery is one event on its way to one endpoint. The history of deliveries
// is the queue: it is written in the transaction of the event.
type Delivery struct {
	Scope
	ID        string
	Endpoint  string
	Event     string
	Type      EventType
	Order     int64 // among the endpoint's deliveries, from 1, gapless, in the order of writing
	State     DeliveryState
	Attempts  int
	NextAt    time.Time // when due, while pending
	CreatedAt time.Time
	EndedAt   time.Time
}

// Retry makes the delivery due, whatever came of it. Attempts go on being
// counted: when the schedule is used up already, it is one more and no other.
func (d *Delivery) Retry(now time.Time) {
	d.State, d.NextAt, d.EndedAt = DeliveryPending, instant(now), time.Time{}
}

// Attempt is one try of a delivery.
type Attempt struct {
	Delivery string
	Number   int
	At       time.Time
	Latency  time.Duration
	Status   int    // HTTP status; 0 when there was no reply
	Error    string // what went wrong, without the address's secrets
	Excerpt  string // of the reply, at most 1 KiB
}

// DueDelivery is everything that one attempt needs.
type DueDelivery struct {
	Delivery Delivery
	Endpoint Endpoint
	Event    Event
}

// AttemptResult is what an attempt came to. When State is DeliveryPending the
// delivery is due again at NextAt.
type AttemptResult struct {
	Attempt
	Scope
	State  DeliveryState
	NextAt time.Time
}
