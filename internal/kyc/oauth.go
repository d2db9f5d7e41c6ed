package kyc

import (
	"crypto/subtle"
	"slices"
	"strings"
	"time"
)

// OAuthClient is a program that gets access tokens by the client credentials
// grant (RFC 6749, 4.4), in one mode of an account. Its id is its client_id.
type OAuthClient struct {
	Scope
	ID          string
	Name        string
	Permissions []Permission
	Hash        Hash // SHA-256 of the secret: 160 bits of entropy need no slow hash
	Hint        string
	Former      Hash      // of the secret before; taken until FormerUntil
	FormerUntil time.Time // zero: there is none
	CreatedAt   time.Time
	LastUsed    time.Time
}

// AccessLife is how long an access token is good.
const AccessLife = time.Hour

// ClientPrefix of the plain text of a client's secret.
func ClientPrefix(live bool) string {
	if live {
		return "cs_live_"
	}
	return "cs_test_"
}

// ClientOrder is what somebody wants a new client to be.
type ClientOrder struct {
	Name        string
	Permissions []Permission
}

// Client judges an order: nobody gives what he does not have. Id, hash and hint
// are the caller's to add.
func (o *ClientOrder) Client(by *Principal, at time.Time) (OAuthClient, error) {
	var w wrongs
	c := OAuthClient{Scope: by.Scope, Name: strings.TrimSpace(o.Name), Permissions: InOrder(o.Permissions), CreatedAt: instant(at)}
	w.name(c.Name)
	w.scopes(o.Permissions)
	if err := w.err(); err != nil {
		return c, err
	}
	return c, by.grants(c.Permissions)
}

// RollSecret gives the client a new secret; the former one is taken until the
// overlap ends. Who rolls learns a secret that can do all that the client can,
// so he must be allowed as much.
func (c *OAuthClient) RollSecret(by *Principal, hash Hash, hint string, overlap time.Duration, at time.Time) error {
	if err := by.grants(c.Permissions); err != nil {
		return err
	}
	end, err := overlapEnd(overlap, at)
	if err != nil {
		return err
	}
	c.Former, c.FormerUntil = c.Hash, end
	if overlap == 0 {
		c.Former, c.FormerUntil = Hash{}, time.Time{}
	}
	c.Hash, c.Hint = hash, hint
	return nil
}

// Takes tells whether a secret with that hash is the client's.
func (c *OAuthClient) Takes(h Hash, at time.Time) bool {
	now := subtle.ConstantTimeCompare(h[:], c.Hash[:]) == 1
	former := subtle.ConstantTimeCompare(h[:], c.Former[:]) == 1 && at.Before(c.FormerUntil)
	return now || former
}

// Grant chooses the permissions of an access token: those that are asked for,
// all when none is. ok is false when one is asked for that the client lacks.
func (c *OAuthClient) Grant(asked []Permission) (granted []Permission, ok bool) {
	if len(asked) == 0 {
		return slices.Clone(c.Permissions), true
	}
	p := Principal{Permissions: c.Permissions}
	return InOrder(asked), p.MayAll(asked)
}

// Principal is who comes with an access token that says scopes: what was
// granted, as far as the client still has it.
func (c *OAuthClient) Principal(scopes []string) *Principal {
	p := &Principal{Scope: c.Scope, Kind: ByOAuth, ID: c.ID}
	for _, s := range scopes {
		if slices.Contains(c.Permissions, Permission(s)) {
			p.Permissions = append(p.Permissions, Permission(s))
		}
	}
	return p
}
