package kyc

import "time"

// Span is a part of time, from its first instant to before its last.
type Span struct{ From, To time.Time }

// SessionCount is what has become of the sessions that were created in a span.
type SessionCount struct {
	Status      map[Status]int
	NeedsReview int  // of those that are completed
	More        bool // there are more of a status than were counted
}

// DeliveryCount is what has become of the deliveries that were made in a span.
type DeliveryCount struct {
	Made, Pending, Failed int
	Latency               []time.Duration // of attempts, the newest; a sample
	More                  bool
}

// Of a day or an hour no more than these are counted and sampled, so that a
// chart costs the same however busy an account is.
const (
	MaxCounted = 100_000
	MaxSampled = 500
)

// IDFloor is the lowest id that an object of an instant can have: ids sort by
// the time of creation, so a span of time is a span of ids.
func IDFloor(prefix string, at time.Time) string { return ID(prefix, at, Entropy{}) }

// Quantile of sorted values by nearest rank; 0 when there are none.
func Quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(q*float64(len(sorted)) + 0.999999)
	return sorted[min(max(rank, 1), len(sorted))-1]
}
