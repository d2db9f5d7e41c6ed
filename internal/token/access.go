package token

import (
	"crypto/ed25519"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Access is what an OAuth access token says (RFC 9068).
type Access struct {
	ID        string // jti
	Client    string
	Account   string
	Live      bool
	Scopes    []string
	IssuedAt  time.Time
	ExpiresAt time.Time
}

// accessClaims is the body on the wire.
type accessClaims struct {
	jwt.RegisteredClaims
	Client  string `json:"client_id"`
	Scope   string `json:"scope"`
	Account string `json:"account"`
	Live    bool   `json:"livemode"`
}

// accessType is the header that keeps access tokens apart from the others.
const accessType = "at+jwt"

// AudienceOf access tokens: the API of the issuer.
func AudienceOf(issuer string) string { return issuer + "/v1" }

// MintAccess signs an access token of an issuer. Client, Account, Live and
// Scopes are taken from a; the clock and life set the rest.
func (k *Keyring) MintAccess(issuer string, a Access, life time.Duration) (Grant, error) {
	reg, end, err := k.registered("", AudienceOf(issuer), life)
	if err != nil {
		return Grant{}, err
	}
	reg.Issuer, reg.Subject = issuer, a.Client
	return k.signAs(accessType, &accessClaims{reg, a.Client, strings.Join(a.Scopes, " "), a.Account, a.Live}, end)
}

// VerifyAccess accepts only what MintAccess of this ring signed for the same
// issuer, unexpired.
func (k *Keyring) VerifyAccess(issuer, raw string) (*Access, error) {
	var c accessClaims
	kind, err := k.parseKind(raw, AudienceOf(issuer), &c)
	if err != nil {
		return nil, err
	}
	if kind != accessType || c.Issuer != issuer || c.Client == "" || c.Subject != c.Client || c.Account == "" || c.ID == "" || c.IssuedAt == nil {
		return nil, ErrInvalid
	}
	return &Access{ID: c.ID, Client: c.Client, Account: c.Account, Live: c.Live, Scopes: strings.Fields(c.Scope),
		IssuedAt: c.IssuedAt.Time, ExpiresAt: c.ExpiresAt.Time}, nil
}

// PublicKey is what others need to verify our signatures.
type PublicKey struct {
	ID  string
	Key ed25519.PublicKey
}

// Public lists the keys that tokens in use may be signed with, by id.
func (k *Keyring) Public() []PublicKey {
	var out []PublicKey
	for id, key := range k.verify {
		out = append(out, PublicKey{id, key})
	}
	slices.SortFunc(out, func(a, b PublicKey) int { return strings.Compare(a.ID, b.ID) })
	return out
}
