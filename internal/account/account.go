// Package account owns tenants: accounts, their staff and their API keys, and
// how both prove who they are.
package account

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Store keeps accounts. What is not found is a *kyc.Error of kind NotFound.
type Store interface {
	CreateAccount(ctx context.Context, a kyc.Account) error
	Account(ctx context.Context, id string) (*kyc.Account, error)
	CreateKey(ctx context.Context, k kyc.APIKey) error
	// KeyByHash also finds revoked keys. A revocation in this process is seen at
	// once, one in another within seconds.
	KeyByHash(ctx context.Context, h kyc.Hash) (*kyc.APIKey, error)
	Keys(ctx context.Context, scope kyc.Scope) ([]kyc.APIKey, error)
	KeyPage(ctx context.Context, scope kyc.Scope, q kyc.PageQuery) (page []kyc.APIKey, more bool, err error)
	Key(ctx context.Context, scope kyc.Scope, id string) (*kyc.APIKey, error)
	// ChangeKey runs change in a transaction, maybe more than once, and writes the
	// key that it answers with too.
	ChangeKey(ctx context.Context, scope kyc.Scope, id string, change func(*kyc.APIKey) (next *kyc.APIKey, err error)) (*kyc.APIKey, error)
	RevokeKey(ctx context.Context, scope kyc.Scope, id string, at time.Time) error
	TouchKey(id string, at time.Time) // lazily: never waits for the database
	CreateOfficer(ctx context.Context, o kyc.Officer) error
	OfficerByEmail(ctx context.Context, email string) (*kyc.Officer, error)
	Officer(ctx context.Context, account, id string) (*kyc.Officer, error)
}

// Options of the service.
type Options struct {
	Store   Store
	Now     func() time.Time
	Entropy io.Reader // cryptographic; for keys, ids and salts
}

// Service is the accounts of an installation. Safe for concurrent use.
type Service struct {
	store   Store
	now     func() time.Time
	entropy io.Reader
	hashing chan struct{} // slots of hashesAtOnce
	tries   *tries
	decoy   string // hash that an unknown e-mail is compared with

	mu    sync.Mutex
	names map[string]namedAccount // at most cachedAccounts; emptied when full
}

type namedAccount struct {
	account kyc.Account
	until   time.Time
}

const (
	cachedAccounts = 1024
	accountStays   = 10 * time.Second // an account's name changes rarely
)

// New makes the service.
func New(o Options) (*Service, error) {
	if o.Store == nil || o.Now == nil || o.Entropy == nil {
		return nil, errors.New("accounts need a store, a clock and entropy")
	}
	limit, err := newTries(o.Now)
	if err != nil {
		return nil, err
	}
	s := &Service{store: o.Store, now: o.Now, entropy: o.Entropy, tries: limit,
		hashing: make(chan struct{}, hashesAtOnce), names: map[string]namedAccount{}}
	if s.decoy, err = s.decoyHash(); err != nil {
		return nil, err
	}
	return s, nil
}

// Account reads an account; its name may be accountStays old.
func (s *Service) Account(ctx context.Context, id string) (*kyc.Account, error) {
	now := s.now()
	s.mu.Lock()
	n, ok := s.names[id]
	s.mu.Unlock()
	if ok && now.Before(n.until) {
		a := n.account
		return &a, nil
	}
	a, err := s.store.Account(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read account: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.names) >= cachedAccounts {
		clear(s.names)
	}
	s.names[id] = namedAccount{*a, now.Add(accountStays)}
	return a, nil
}

// id draws a typed id.
func (s *Service) id(prefix string, at time.Time) (string, error) {
	var e kyc.Entropy
	if _, err := io.ReadFull(s.entropy, e[:]); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	return kyc.ID(prefix, at, e), nil
}
