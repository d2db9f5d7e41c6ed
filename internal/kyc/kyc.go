// Package kyc owns the language of the platform: what a verification session
// is, which states it passes through, what a check and a verdict are, who may
// decide what, and how events are chained so that a change of one shows.
//
// It has no I/O, no clock and no randomness: instants and entropy are passed
// in. Every rule a banker would ask about can be read here and nowhere else.
package kyc

// Scope is one tenant's test or live world. Every query carries one, so that a
// key can never reach another account's objects, nor a test key live ones.
type Scope struct {
	Account string // acct_...
	Live    bool
}

// Ref points at one session of one scope.
type Ref struct {
	Scope
	Session string // vs_...
}
