package account

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
	"slices"
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

// MintKey makes a key and answers with its plain text, which is kept nowhere.
// A secret key without permissions named gets all that there are.
func (s *Service) MintKey(ctx context.Context, scope kyc.Scope, kind kyc.KeyKind, name string, permissions ...kyc.Permission) (plain string, _ *kyc.APIKey, _ error) {
	var secret [keyBytes]byte
	if _, err := io.ReadFull(s.entropy, secret[:]); err != nil {
		return "", nil, fmt.Errorf("draw an API key: %w", err)
	}
	at := s.now().UTC().Truncate(time.Microsecond)
	id, err := s.id(kyc.PrefixKey, at)
	if err != nil {
		return "", nil, err
	}
	plain, k := keyOf(scope, kind, secret)
	k.ID, k.Name, k.CreatedAt = id, name, at
	if kind == kyc.SecretKey && len(permissions) > 0 {
		k.Permissions = kyc.InOrder(permissions)
	}
	if err := s.store.CreateKey(ctx, k); err != nil {
		return "", nil, fmt.Errorf("create an API key: %w", err)
	}
	return plain, &k, nil
}

func keyOf(scope kyc.Scope, kind kyc.KeyKind, secret [keyBytes]byte) (string, kyc.APIKey) {
	text := letters.EncodeToString(secret[:])
	plain := kyc.KeyPrefix(kind, scope.Live) + text
	k := kyc.APIKey{Scope: scope, Kind: kind, Hash: sha256.Sum256([]byte(plain)), Hint: text[len(text)-hintLetters:]}
	if kind == kyc.SecretKey {
		k.Permissions = slices.Clone(kyc.Permissions)
	}
	return plain, k
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
	if !k.RevokedAt.IsZero() && !now.Before(k.RevokedAt) {
		return nil, errKeyRevoked
	}
	if !k.ExpiresAt.IsZero() && !now.Before(k.ExpiresAt) {
		return nil, errKeyExpired
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
