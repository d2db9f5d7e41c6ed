// Package token owns the credentials of a verification: signed tokens for a
// customer's device, for staff and for programs, the keys that sign them, and the one-time
// code of a link. It knows plain values only, no feature of the platform.
package token

import (
	"errors"
	"time"
)

// Audiences keep a token from one door away from the other.
const (
	AudienceCustomer = "customer"
	AudienceDesk     = "desk"
)

// DefaultLife is how long a customer's session token is good.
const DefaultLife = 30 * time.Minute

// DefaultShift is how long a staff token is good: one shift.
const DefaultShift = 10 * time.Hour

// Permissions of a customer's token. Neither reads a result.
const (
	MayExchange = "exchange" // the embedding token, which binds a device and does nothing else
	MayJoin     = "join"     // the bound token: see the session, consent, send stills, be in the call
)

// Grant is a signed token and when it ends.
type Grant struct {
	Token     string
	ExpiresAt time.Time
}

// Link is what a backend gets to bring a customer in: the address for a
// browser, and the unbound token for an embedded SDK.
type Link struct {
	Token        string
	TokenExpires time.Time
	URL          string
}

// Verification errors. A door answers both with 401.
var (
	ErrInvalid = errors.New("token is not valid")
	ErrExpired = errors.New("token has expired")
)

// Customer is what a customer's session token says.
type Customer struct {
	ID          string // jti
	Session     string
	Account     string
	Live        bool
	Device      string // DeviceClaim of its secret's hash; "" for the unbound embedding token
	Permissions []string
	IssuedAt    time.Time
	ExpiresAt   time.Time
}

// May tells whether the token carries a permission.
func (c *Customer) May(permission string) bool {
	for _, p := range c.Permissions {
		if p == permission {
			return true
		}
	}
	return false
}

// Staff is what a staff token says.
type Staff struct {
	ID        string // jti
	Officer   string
	Account   string
	Live      bool
	Roles     []string
	Epoch     int64 // of the officer when it was minted
	IssuedAt  time.Time
	ExpiresAt time.Time
}
