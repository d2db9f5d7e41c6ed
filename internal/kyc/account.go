package kyc

import (
	"slices"
	"time"
)

// Account is a tenant: a lender, a bank, an insurer, a broker.
type Account struct {
	ID        string
	Name      string
	CreatedAt time.Time
}

// KeyKind is what a key may start.
type KeyKind string

const (
	PublicKey KeyKind = "public" // starts the SDK and can do nothing else
	SecretKey KeyKind = "secret" // for backends
)

// KeyPrefix of the plain text of a key, such as sk_test_.
func KeyPrefix(k KeyKind, live bool) string {
	p := map[KeyKind]string{PublicKey: "pk_", SecretKey: "sk_"}[k]
	if live {
		return p + "live_"
	}
	return p + "test_"
}

// APIKey is a credential of an account in one mode. The secret is shown once
// and kept only as a hash.
type APIKey struct {
	Scope
	ID          string
	Kind        KeyKind
	Name        string
	Permissions []Permission // of a secret key; a public key has none
	Origins     []string     // of pages that a public key may be used by; none means any
	Hash        Hash         // SHA-256 of the plain text: 160 bits of entropy need no slow hash
	Hint        string
	CreatedAt   time.Time
	LastUsed    time.Time
	ExpiresAt   time.Time // zero: never
	RevokedAt   time.Time
	ReplacedBy  string // id of the key that it was rolled to
}

// Role is what a member of staff may do. The staff are officers; agent is the
// role of those who conduct calls, and so also the name of the officer's side in
// a call, its tracks and its gaps.
type Role string

const (
	Agent      Role = "agent"
	Auditor    Role = "auditor"
	Supervisor Role = "supervisor"
	Admin      Role = "admin"
	Developer  Role = "developer"
	Simulated  Role = "simulated" // a program that plays an officer; never meets a live session
)

// Officer is a member of an account's staff.
type Officer struct {
	Account   string
	ID        string
	Email     string
	Name      string
	Roles     []Role
	Password  string // argon2id in PHC form; "" means that log-in is not possible
	CreatedAt time.Time
}

// MayConduct tells whether the officer may conduct calls.
func (o *Officer) MayConduct() bool { return slices.Contains(o.Roles, Agent) }
