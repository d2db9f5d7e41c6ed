package kyc

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

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

const (
	MaxKeyName     = 100 // characters
	MaxOrigins     = 20
	DefaultOverlap = 24 * time.Hour // in which a key or secret and its successor are both good
	MaxOverlap     = 7 * 24 * time.Hour
)

// KeyOrder is what somebody wants a new key to be.
type KeyOrder struct {
	Kind        KeyKind
	Name        string
	Permissions []Permission // of a secret key; nil means all that the one who orders has
	Origins     []string     // of a public key
	ExpiresAt   time.Time    // zero: never
}

// Key judges an order: nobody gives what he does not have. Id, hash and hint
// are the caller's to add.
func (o *KeyOrder) Key(by *Principal, at time.Time) (APIKey, error) {
	var w wrongs
	k := APIKey{Scope: by.Scope, Kind: o.Kind, Name: strings.TrimSpace(o.Name), CreatedAt: instant(at)}
	w.bad(o.Kind == SecretKey || o.Kind == PublicKey, "kind", "must be secret or public")
	w.name(k.Name)
	if !o.ExpiresAt.IsZero() {
		k.ExpiresAt = instant(o.ExpiresAt)
		w.bad(k.ExpiresAt.After(at) && k.ExpiresAt.Year() < 10000, "expires_at", "must be in the future")
	}
	permissions := o.Permissions
	if permissions == nil && o.Kind == SecretKey {
		permissions = slices.Clone(by.Permissions)
	}
	w.permissions(o.Kind, permissions)
	w.origins(o.Kind, o.Origins)
	if err := w.err(); err != nil {
		return k, err
	}
	k.Permissions, k.Origins = InOrder(permissions), slices.Clone(o.Origins)
	return k, by.grants(k.Permissions)
}

// KeyChange changes what is not nil.
type KeyChange struct {
	Name        *string
	Permissions *[]Permission
	Origins     *[]string
}

// Change applies a change: it gives a key no more than the one who changes has.
func (k *APIKey) Change(by *Principal, c KeyChange, at time.Time) error {
	if !k.Alive(at) {
		return errKeyEnded
	}
	var w wrongs
	if c.Name != nil {
		k.Name = strings.TrimSpace(*c.Name)
		w.name(k.Name)
	}
	if c.Permissions != nil {
		w.permissions(k.Kind, *c.Permissions)
		k.Permissions = InOrder(*c.Permissions)
	}
	if c.Origins != nil {
		w.origins(k.Kind, *c.Origins)
		k.Origins = slices.Clone(*c.Origins)
	}
	if err := w.err(); err != nil {
		return err
	}
	if c.Permissions != nil {
		return by.grants(k.Permissions)
	}
	return nil
}

// Roll makes next, which has id, hash and hint, the successor: it may what k
// may and lives as long as k was to live, counted from now; k ends with the
// overlap. Who rolls a key learns a secret that can do all that the key can, so
// he must be allowed as much.
func (k *APIKey) Roll(by *Principal, next *APIKey, overlap time.Duration, at time.Time) error {
	if !k.Alive(at) {
		return errKeyEnded
	}
	if k.ReplacedBy != "" {
		return &Error{Kind: Conflict, Code: "key_replaced", Message: "The key has a successor already.", Hint: "Roll that one."}
	}
	if err := by.grants(k.Permissions); err != nil {
		return err
	}
	end, err := overlapEnd(overlap, at)
	if err != nil {
		return err
	}
	next.Scope, next.Kind, next.Name, next.CreatedAt = k.Scope, k.Kind, k.Name, instant(at)
	next.Permissions, next.Origins = slices.Clone(k.Permissions), slices.Clone(k.Origins)
	if !k.ExpiresAt.IsZero() {
		next.ExpiresAt = next.CreatedAt.Add(k.ExpiresAt.Sub(k.CreatedAt))
	}
	if k.ReplacedBy = next.ID; k.ExpiresAt.IsZero() || end.Before(k.ExpiresAt) {
		k.ExpiresAt = end
	}
	return nil
}

// overlapEnd is when a former secret is no longer taken.
func overlapEnd(overlap time.Duration, at time.Time) (time.Time, error) {
	if overlap < 0 || overlap > MaxOverlap {
		return time.Time{}, invalid("overlap", fmt.Sprintf("must be 0 to %d seconds", int(MaxOverlap.Seconds())))
	}
	return instant(at.Add(overlap)), nil
}

// Alive tells whether the key is neither revoked nor expired.
func (k *APIKey) Alive(at time.Time) bool {
	return (k.RevokedAt.IsZero() || at.Before(k.RevokedAt)) && (k.ExpiresAt.IsZero() || at.Before(k.ExpiresAt))
}

// TakesOrigin tells whether a page of that origin may use the key. A key that
// is bound to origins takes no page that does not say its own.
func (k *APIKey) TakesOrigin(origin string) bool {
	return len(k.Origins) == 0 || slices.Contains(k.Origins, origin)
}

var errKeyEnded = &Error{Kind: Conflict, Code: "key_ended", Message: "The key has been revoked or has expired.", Hint: "Create a new one."}

// grants refuses to give away what the principal does not have.
func (p *Principal) grants(list []Permission) error {
	for _, g := range list {
		if !p.May(g) {
			return Errorf(Forbidden, "insufficient_scope", "The credential cannot give the permission %s, which it does not have.", g)
		}
	}
	return nil
}

// wrongs gathers the wrong fields of an order.
type wrongs struct{ fields []Field }

func (w *wrongs) bad(ok bool, field, message string) {
	if !ok {
		w.fields = append(w.fields, Field{field, message})
	}
}

func (w *wrongs) err() error {
	if len(w.fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Code: "invalid_parameters", Message: "Some parameters are not valid.", Fields: w.fields}
}

func invalid(field, message string) error { return (&wrongs{[]Field{{field, message}}}).err() }

func (w *wrongs) name(s string) {
	w.bad(s != "" && printable(s, MaxKeyName), "name", fmt.Sprintf("is required, at most %d printable characters", MaxKeyName))
}

func (w *wrongs) permissions(kind KeyKind, list []Permission) {
	if kind == PublicKey {
		w.bad(len(list) == 0, "scopes", "a public key starts the SDK and has no scopes")
	}
	if kind == SecretKey {
		w.scopes(list)
	}
}

func (w *wrongs) scopes(list []Permission) {
	w.bad(len(list) > 0, "scopes", "must name at least one")
	for i, p := range list {
		w.bad(slices.Contains(Permissions, p), fmt.Sprintf("scopes[%d]", i), "is not a known scope")
	}
}

// originForm is what a browser or a WebView sends as Origin: scheme, host and a
// port that is not the scheme's own; nothing after.
var originForm = regexp.MustCompile(`^[a-z][a-z0-9+.-]*://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?$`)

func (w *wrongs) origins(kind KeyKind, list []string) {
	if kind != PublicKey {
		w.bad(len(list) == 0, "origins", "belong to public keys; a secret key is never used by a page")
		return
	}
	w.bad(len(list) <= MaxOrigins, "origins", fmt.Sprintf("at most %d", MaxOrigins))
	for i, o := range list {
		u, err := url.Parse(o)
		ok := err == nil && len(o) <= 255 && originForm.MatchString(o) &&
			(u.Scheme != "http" || loopbackName(u.Hostname())) &&
			(u.Scheme != "http" || u.Port() != "80") && (u.Scheme != "https" || u.Port() != "443")
		w.bad(ok, fmt.Sprintf("origins[%d]", i), "must be as browsers send it, such as https://www.example.com or http://localhost:3000; cameras open on https only")
	}
}
