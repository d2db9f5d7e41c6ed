package kyc

import "time"

// Endpoint is where an account wants its events delivered.
type Endpoint struct {
	Scope
	ID         string
	URL        string
	Events     []EventType // empty means all
	Secret     []byte      // raw; shown as whsec_ + base64
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
	State     DeliveryState
	Attempts  int
	NextAt    time.Time // when due, while pending
	CreatedAt time.Time
	EndedAt   time.Time
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
