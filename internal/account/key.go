package account

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// keyBytes of entropy make 32 letters of base32.
const keyBytes = 20

// hintLetters of a key are kept in the clear, to tell keys apart.
const hintLetters = 4

var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

var (
	errKeyUnknown = &kyc.Error{Kind: kyc.Unauthenticated, Code: "unauthenticated", Message: "The API key is not known."}
	errKeyExpired = &kyc.Error{Kind: kyc.Unauthenticated, Code: "unauthenticated", Message: "The API key has expired.", Hint: "Use its successor."}
	errKeyRevoked = &kyc.Error{Kind: kyc.Unauthenticated, Code: "unauthenticated", Message: "The API key has been revoked.", Hint: "Use its successor."}
)

// MintKey makes a key for the operator. A secret key without permissions named
// gets all that there are.
func (s *Service) MintKey(ctx context.Context, scope kyc.Scope, kind kyc.KeyKind, name string, permissions ...kyc.Permission) (plain string, _ *kyc.APIKey, _ error) {
	return s.CreateKey(ctx, kyc.Operator(scope), kyc.KeyOrder{Kind: kind, Name: name, Permissions: permissions})
}

// CreateKey makes a key and answers with its plain text, which is kept nowhere.
func (s *Service) CreateKey(ctx context.Context, by *kyc.Principal, o kyc.KeyOrder) (plain string, _ *kyc.APIKey, _ error) {
	k, err := o.Key(by, s.now())
	if err != nil {
		return "", nil, err
	}
	if plain, err = s.draw(&k, by.Scope, o.Kind, k.CreatedAt); err != nil {
		return "", nil, err
	}
	if err := s.store.CreateKey(ctx, k); err != nil {
		return "", nil, fmt.Errorf("create an API key: %w", err)
	}
	return plain, &k, nil
}

// RollKey makes the successor of a key and answers with its plain text; the
// former one ends with the overlap.
func (s *Service) RollKey(ctx context.Context, by *kyc.Principal, id string, overlap time.Duration) (plain string, _ *kyc.APIKey, _ error) {
	former, err := s.Key(ctx, by.Scope, id)
	if err != nil {
		return "", nil, err
	}
	at, next := s.now(), kyc.APIKey{}
	if plain, err = s.draw(&next, former.Scope, former.Kind, at); err != nil {
		return "", nil, err
	}
	if _, err := s.store.ChangeKey(ctx, by.Scope, id, func(k *kyc.APIKey) (*kyc.APIKey, error) {
		return &next, k.Roll(by, &next, overlap, at)
	}); err != nil {
		return "", nil, fmt.Errorf("roll an API key: %w", err)
	}
	return plain, &next, nil
}

// draw gives a key its id and its secret.
func (s *Service) draw(k *kyc.APIKey, scope kyc.Scope, kind kyc.KeyKind, at time.Time) (plain string, err error) {
	var secret [keyBytes]byte
	if _, err := io.ReadFull(s.entropy, secret[:]); err != nil {
		return "", fmt.Errorf("draw an API key: %w", err)
	}
	if k.ID, err = s.id(kyc.PrefixKey, at); err != nil {
		return "", err
	}
	plain, k.Hash, k.Hint = sealedSecret(kyc.KeyPrefix(kind, scope.Live), secret)
	return plain, nil
}

// sealedSecret writes a secret as its holder gets it, with what is kept of it.
func sealedSecret(prefix string, secret [keyBytes]byte) (plain string, hash kyc.Hash, hint string) {
	text := letters.EncodeToString(secret[:])
	plain = prefix + text
	return plain, sha256.Sum256([]byte(plain)), text[len(text)-hintLetters:]
}

// Key reads a key.
func (s *Service) Key(ctx context.Context, scope kyc.Scope, id string) (*kyc.APIKey, error) {
	return s.store.Key(ctx, scope, id)
}

// Keys reads a page of keys, newest first.
func (s *Service) Keys(ctx context.Context, scope kyc.Scope, q kyc.PageQuery) ([]kyc.APIKey, bool, error) {
	return s.store.KeyPage(ctx, scope, q)
}

// ChangeKey renames a key, or gives it other permissions or origins.
func (s *Service) ChangeKey(ctx context.Context, by *kyc.Principal, id string, c kyc.KeyChange) (*kyc.APIKey, error) {
	at := s.now()
	return s.store.ChangeKey(ctx, by.Scope, id, func(k *kyc.APIKey) (*kyc.APIKey, error) { return nil, k.Change(by, c, at) })
}

// RevokeKey ends a key at once; other nodes see it within seconds.
func (s *Service) RevokeKey(ctx context.Context, scope kyc.Scope, id string) error {
	return s.store.RevokeKey(ctx, scope, id, s.now().UTC().Truncate(time.Microsecond))
}

// Authenticate finds the key of a plain text. Looking up by hash takes the same
// time for every wrong key.
func (s *Service) Authenticate(ctx context.Context, plain string) (*kyc.APIKey, error) {
	if !formOfKey(plain) {
		return nil, errKeyUnknown
	}
	k, err := s.store.KeyByHash(ctx, sha256.Sum256([]byte(plain)))
	if kyc.IsKind(err, kyc.NotFound) {
		return nil, errKeyUnknown
	}
	if err != nil {
		return nil, fmt.Errorf("look up an API key: %w", err)
	}
	now := s.now()
	if !k.Alive(now) {
		if k.RevokedAt.IsZero() || now.Before(k.RevokedAt) {
			return nil, errKeyExpired
		}
		return nil, errKeyRevoked
	}
	s.store.TouchKey(k.ID, now)
	return k, nil
}

// formOfKey refuses nonsense before a query is made.
func formOfKey(plain string) bool {
	for _, kind := range []kyc.KeyKind{kyc.SecretKey, kyc.PublicKey} {
		for _, live := range []bool{false, true} {
			if rest, ok := strings.CutPrefix(plain, kyc.KeyPrefix(kind, live)); ok {
				_, err := letters.DecodeString(rest)
				return err == nil && len(rest) == letters.EncodedLen(keyBytes)
			}
		}
	}
	return false
}
