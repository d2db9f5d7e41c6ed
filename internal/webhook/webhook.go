// Package webhook owns the way of an event to an account's servers: the
// endpoints that accounts register, the dispatcher that follows due deliveries,
// and the dialling that never reaches a private network.
//
// Deliveries are written by the store in the transaction of their event; this
// package only works them off. A delivery is leased, attempted, and its attempt
// recorded; a crash at any point makes it due again when the lease ends, so
// delivery is at least once and receivers deduplicate by webhook-id.
package webhook

import (
	"time"
)

// Clock is where time comes from.
type Clock struct {
	Now   func() time.Time
	After func(time.Duration) <-chan time.Time
}

// RealClock is the machine's.
func RealClock() Clock { return Clock{Now: time.Now, After: time.After} }
