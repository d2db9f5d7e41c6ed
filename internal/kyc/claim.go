package kyc

import "time"

// Claim ties an idempotency key to the one request that may act for it. It
// travels in the context of that request; the first write of the store inserts
// it in the same transaction as what the request does, so there is never one
// without the other. The reply follows in a second write, before it leaves.
//
// A Claim belongs to one request and is not for concurrent use.
type Claim struct {
	Scope
	Key         Hash // of the key: the key itself is not kept
	Fingerprint Hash // of the request: same key, same fingerprint, or it is another request
	Node        string
	At          time.Time
	Object      string // id of what was made or changed; "" if the write did not say
	Written     bool   // the claim is in the database
	Status      int    // of the reply; 0 until it is kept
	Reply       []byte // sealed
}

// ClaimContext is the context key under which a *Claim travels.
type ClaimContext struct{}

const (
	// ClaimLife is how long a reply is given again.
	ClaimLife = 24 * time.Hour
	// ClaimPatience is how long a claim without a reply is taken to be one that
	// another node still works on. It has to outlast the moment between two
	// writes; taking it over too early costs the other node its answer, not the
	// customer a second session.
	ClaimPatience = 2 * time.Second
)

// Repetition is what a request that finds a claim has to do.
type Repetition string

const (
	Replay   Repetition = "replay"    // give the reply again
	Reused   Repetition = "reused"    // refuse: the key belongs to another request
	InFlight Repetition = "in_flight" // come back later
	Orphaned Repetition = "orphaned"  // done, but its reply never left: who did it is dead
	Outlived Repetition = "outlived"  // forget the claim and act
)

// Repeated judges a claim that was found for the key of a request. The node
// that asks does not work on the key itself.
func (c *Claim) Repeated(fingerprint Hash, node string, now time.Time) Repetition {
	switch {
	case now.Sub(c.At) >= ClaimLife:
		return Outlived
	case c.Fingerprint != fingerprint:
		return Reused
	case c.Status != 0:
		return Replay
	case c.Node != node && now.Sub(c.At) < ClaimPatience:
		return InFlight
	}
	return Orphaned
}

// ErrClaimed is the answer to a write under a claim that somebody else holds.
var ErrClaimed = &Error{Kind: Conflict, Code: "idempotency_in_flight", Message: "A request with this idempotency key is being worked on.",
	Hint: "Repeat it after Retry-After; it will get the first one's reply."}
