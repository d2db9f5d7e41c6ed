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

	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Store keeps accounts. What is not found is a *kyc.Error of kind NotFound.
type Store interface {
	ClientStore
	CreateAccount(ctx context.Context, a kyc.Account) error
	Account(ctx context.Context, id string) (*kyc.Account, error)
	// CreateKey holds kyc.RoomForKey, ChangeKey kyc.RoomForSuccessor.
	CreateKey(ctx context.Context, k kyc.APIKey) error
	// KeyByHash also finds revoked keys. A revocation in this process is seen at
	// once, one in another within seconds.
	KeyByHash(ctx context.Context, h kyc.Hash) (*kyc.APIKey, error)
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
	Officers(ctx context.Context, account string) ([]kyc.Officer, error)
	// ChangeOfficer acts on a member with all of the staff in view; nil removes him.
	// Logins of a former epoch end with it.
	ChangeOfficer(ctx context.Context, account, id string, change func(o kyc.Officer, staff []kyc.Officer) (*kyc.Officer, error)) (*kyc.Officer, error)
	ChangeAccount(ctx context.Context, id string, change func(*kyc.Account) error) (*kyc.Account, error)

	// OfficerByPasskey looks among all accounts. ChangeOfficer answers
	// kyc.ErrPasskeyTaken for a passkey that is somebody's.
	OfficerByPasskey(ctx context.Context, credential kyc.Hash) (*kyc.Officer, error)
	// AnswerOnce uses a question up for all processes: kyc.ErrPasskeyStale.
	AnswerOnce(ctx context.Context, question kyc.Hash, now, until time.Time) error

	// PostMessage puts a letter into the outbox.
	PostMessage(ctx context.Context, m kyc.Message) error

	CreateLogin(ctx context.Context, l kyc.Login) error
	LoginByHash(ctx context.Context, h kyc.Hash) (*kyc.Login, *kyc.Officer, error)
	Logins(ctx context.Context, account, officer string) ([]kyc.Login, error)
	SeeLogin(ctx context.Context, l *kyc.Login, at time.Time) error
	EndLogin(ctx context.Context, account, officer, id string) error

	CreateInvite(ctx context.Context, i kyc.Invite) error
	Invites(ctx context.Context, account string) ([]kyc.Invite, error)
	InviteByHash(ctx context.Context, h kyc.Hash) (*kyc.Invite, error)
	EndInvite(ctx context.Context, account, id string) error
	// Welcome makes the officer who accepts an invitation or founds an account,
	// all or nothing: email_taken, kyc.ErrNoInvite.
	Welcome(ctx context.Context, code kyc.Hash, o kyc.Officer, founded *kyc.Account, at time.Time) error
}

// Blobs keeps the pictures of accounts.
type Blobs interface {
	Put(ctx context.Context, key string, r io.Reader) error
	Open(ctx context.Context, key string) (io.ReadSeekCloser, error)
}

// Options of the service.
type Options struct {
	Store   Store
	Now     func() time.Time
	Entropy io.Reader  // cryptographic; for keys, ids and salts
	SignUp  kyc.SignUp // "" means closed
	Blobs   Blobs      // nil: no logos
	SignOn  kyc.SignOn // whom single sign-on lets in; zero: nobody
	Secrets Secrets    // of authenticators and tickets; nil: nobody enrols one, and who has one cannot log in
	Origin  string     // of our pages, such as https://kyc.example.com; passkeys work there only, and not at a bare address
	// Reset writes the letter that brings a member a link to choose a new password with;
	// rate_limited. nil: there is no way to send one.
	Reset func(ctx context.Context, account, to, link string) (*kyc.Message, error)
	// Dismissed is told who may no longer be connected by what let him in before:
	// he was removed, or his roles or password changed. It must not block. May be nil.
	Dismissed func(account, officer string)
}

// Service is the accounts of an installation. Safe for concurrent use.
type Service struct {
	store     Store
	now       func() time.Time
	entropy   io.Reader
	signUp    kyc.SignUp
	blobs     Blobs
	secrets   Secrets
	signOn    kyc.SignOn
	dismissed func(account, officer string)
	party     *webauthn.WebAuthn // nil: no passkeys
	origin    string
	reset     func(ctx context.Context, account, to, link string) (*kyc.Message, error)

	hashing chan struct{} // slots of hashesAtOnce
	tries   *tries        // of passwords
	codes   *tries        // of second factors
	decoy   string        // hash that an unknown e-mail is compared with

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
	passwords, err := newTries(o.Now, triesPerMinute, triesBurst)
	if err != nil {
		return nil, err
	}
	codes, err := newTries(o.Now, codesPerMinute, codesBurst)
	if err != nil {
		return nil, err
	}
	if o.Dismissed == nil {
		o.Dismissed = func(string, string) {}
	}
	s := &Service{store: o.Store, now: o.Now, entropy: o.Entropy, signUp: o.SignUp, blobs: o.Blobs, secrets: o.Secrets, signOn: o.SignOn, dismissed: o.Dismissed, origin: o.Origin, reset: o.Reset, tries: passwords, codes: codes,
		hashing: make(chan struct{}, hashesAtOnce), names: map[string]namedAccount{}}
	if s.decoy, err = s.decoyHash(); err != nil {
		return nil, err
	}
	if s.party, err = relyingParty(o.Origin); err != nil {
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

// forget lets the next reader see an account's change; other nodes see it after accountStays.
func (s *Service) forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.names, id)
}

// moment is now as the store keeps it.
func (s *Service) moment() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

// id draws a typed id.
func (s *Service) id(prefix string, at time.Time) (string, error) {
	var e kyc.Entropy
	if _, err := io.ReadFull(s.entropy, e[:]); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	return kyc.ID(prefix, at, e), nil
}
