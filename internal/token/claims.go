package token

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// customerClaims and staffClaims are the bodies on the wire.
type customerClaims struct {
	jwt.RegisteredClaims
	Session     string   `json:"session"`
	Account     string   `json:"account"`
	Live        bool     `json:"livemode"`
	Device      string   `json:"dev"`
	Permissions []string `json:"permissions"`
}

type staffClaims struct {
	jwt.RegisteredClaims
	Officer string   `json:"officer"`
	Account string   `json:"account"`
	Mode    string   `json:"mode"` // test or live
	Roles   []string `json:"roles"`
	Epoch   int64    `json:"epoch,omitempty"`
}

// jtiBytes of entropy name a token.
const jtiBytes = 16

// NewID draws a jti. Callers that must know it before the token is minted (the
// embedding token's is stored with its session) pass it to MintCustomer.
func (k *Keyring) NewID() (string, error) {
	var b [jtiBytes]byte
	if _, err := io.ReadFull(k.entropy, b[:]); err != nil {
		return "", fmt.Errorf("draw a token id: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}

// MintCustomer signs a customer's token. Session, Account, Live, Device and
// Permissions are taken from c, and ID unless it is empty; the clock and the
// keyring's Life set the rest.
func (k *Keyring) MintCustomer(c Customer) (Grant, error) {
	reg, end, err := k.registered(c.ID, AudienceCustomer, k.life)
	if err != nil {
		return Grant{}, err
	}
	return k.sign(&customerClaims{reg, c.Session, c.Account, c.Live, c.Device, c.Permissions}, end)
}

// MintStaff signs a staff token that is good for one shift.
func (k *Keyring) MintStaff(c Staff) (Grant, error) {
	reg, end, err := k.registered(c.ID, AudienceDesk, k.shift)
	if err != nil {
		return Grant{}, err
	}
	mode := "test"
	if c.Live {
		mode = "live"
	}
	return k.sign(&staffClaims{reg, c.Officer, c.Account, mode, c.Roles, c.Epoch}, end)
}

func (k *Keyring) registered(id, audience string, life time.Duration) (jwt.RegisteredClaims, time.Time, error) {
	if id == "" {
		var err error
		if id, err = k.NewID(); err != nil {
			return jwt.RegisteredClaims{}, time.Time{}, err
		}
	}
	now := k.now().UTC().Truncate(time.Second) // a JWT knows whole seconds
	end := now.Add(life)
	return jwt.RegisteredClaims{ID: id, Audience: jwt.ClaimStrings{audience},
		IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(end)}, end, nil
}

func (k *Keyring) sign(claims jwt.Claims, end time.Time) (Grant, error) {
	return k.signAs("JWT", claims, end)
}

func (k *Keyring) signAs(kind string, claims jwt.Claims, end time.Time) (Grant, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims)
	t.Header["kid"], t.Header["typ"] = k.signer.id, kind
	signed, err := t.SignedString(k.signer.private)
	if err != nil {
		return Grant{}, fmt.Errorf("sign a token: %w", err)
	}
	return Grant{signed, end}, nil
}

// maxTokenBytes is far above what we sign; longer input is refused unread.
const maxTokenBytes = 4096

// VerifyCustomer accepts only what MintCustomer of this ring signed, unexpired.
func (k *Keyring) VerifyCustomer(raw string) (*Customer, error) {
	var c customerClaims
	if err := k.parse(raw, AudienceCustomer, &c); err != nil {
		return nil, err
	}
	if c.Session == "" || c.Account == "" || c.ID == "" || c.IssuedAt == nil {
		return nil, ErrInvalid
	}
	return &Customer{ID: c.ID, Session: c.Session, Account: c.Account, Live: c.Live, Device: c.Device,
		Permissions: c.Permissions, IssuedAt: c.IssuedAt.Time, ExpiresAt: c.ExpiresAt.Time}, nil
}

// VerifyStaff accepts only what MintStaff of this ring signed, unexpired.
func (k *Keyring) VerifyStaff(raw string) (*Staff, error) {
	var c staffClaims
	if err := k.parse(raw, AudienceDesk, &c); err != nil {
		return nil, err
	}
	if c.Officer == "" || c.Account == "" || c.ID == "" || c.IssuedAt == nil || (c.Mode != "test" && c.Mode != "live") {
		return nil, ErrInvalid
	}
	return &Staff{ID: c.ID, Officer: c.Officer, Account: c.Account, Live: c.Mode == "live", Roles: c.Roles, Epoch: c.Epoch,
		IssuedAt: c.IssuedAt.Time, ExpiresAt: c.ExpiresAt.Time}, nil
}

func (k *Keyring) parse(raw, audience string, claims jwt.Claims) error {
	_, err := k.parseKind(raw, audience, claims)
	return err
}

// parseKind also tells the kind of the token, its typ.
func (k *Keyring) parseKind(raw, audience string, claims jwt.Claims) (kind string, _ error) {
	if len(raw) > maxTokenBytes {
		return "", ErrInvalid
	}
	p := jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithAudience(audience),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithStrictDecoding(), jwt.WithTimeFunc(k.now),
		jwt.WithLeeway(clockSkew))
	_, err := p.ParseWithClaims(raw, claims, func(t *jwt.Token) (any, error) {
		id, _ := t.Header["kid"].(string)
		kind, _ = t.Header["typ"].(string)
		key, ok := k.verify[id]
		if !ok {
			return nil, errors.New("unknown kid")
		}
		return key, nil
	})
	switch {
	case err == nil:
		return kind, k.strictEnd(claims)
	case errors.Is(err, jwt.ErrTokenExpired):
		return "", ErrExpired
	}
	return "", ErrInvalid
}

// clockSkew between nodes that sign and verify. It forgives an iat slightly
// ahead, never an end: see strictEnd.
const clockSkew = 5 * time.Second

func (k *Keyring) strictEnd(claims jwt.Claims) error {
	end, err := claims.GetExpirationTime()
	if err != nil || end == nil {
		return ErrInvalid
	}
	if !k.now().Before(end.Time) {
		return ErrExpired
	}
	return nil
}
