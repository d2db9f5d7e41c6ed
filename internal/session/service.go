// Package session owns what happens to a verification session: it is the only
// caller that changes one. Every method is one pure change of kyc.Session
// inside one transaction of the store.
package session

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/token"
)

// Store keeps sessions. ChangeSession runs change on a fresh copy and writes
// state, events and deliveries together or not at all.
type Store interface {
	CreateSession(context.Context, *kyc.Session, []kyc.Event, ...kyc.Message) error
	// SendSession is ChangeSession that puts messages into the outbox as well.
	SendSession(ctx context.Context, scope kyc.Scope, id string, messages []kyc.Message, change func(*kyc.Session) ([]kyc.Event, error)) (*kyc.Session, error)
	ChangeSession(ctx context.Context, scope kyc.Scope, id string, change func(*kyc.Session) ([]kyc.Event, error)) (*kyc.Session, error)
	Session(ctx context.Context, scope kyc.Scope, id string) (*kyc.Session, error)
	Sessions(ctx context.Context, scope kyc.Scope, q kyc.SessionQuery) (page []*kyc.Session, more bool, err error)
	Line(ctx context.Context, scope kyc.Scope, after *kyc.Session, limit int) (page []*kyc.Session, more bool, err error)
	Places(ctx context.Context, scope kyc.Scope) ([]string, error)
	// FindSession looks in every scope: only for a customer's link, which does
	// not know its account. The code decides whether anything is shown.
	FindSession(ctx context.Context, id string) (*kyc.Session, error)
	SessionRefs(ctx context.Context, status ...kyc.Status) ([]kyc.Ref, error)
	DueSessions(ctx context.Context, now time.Time, limit int) ([]kyc.Ref, error)
	NextDeadline(context.Context) (time.Time, bool, error)
	Hours(ctx context.Context, account string) (kyc.Hours, error)
	SetHours(ctx context.Context, account string, h kyc.Hours) error
	WaitingSessions(ctx context.Context, scope kyc.Scope, after string, limit int) ([]kyc.Ref, error)
	// HastenDeliveries makes retries due sooner; how many.
	HastenDeliveries(ctx context.Context, scope kyc.Scope, d time.Duration) (int, error)
	// AddEvent writes one beside the chains; it learns its position in the feed.
	AddEvent(context.Context, *kyc.Event) error
	// Seats tells how many places are taken of the slots that begin in [from, to).
	Seats(ctx context.Context, scope kyc.Scope, from, to time.Time) (map[time.Time]int, error)
}

// Tokens mints and verifies the customer's tokens: token.Keyring.
type Tokens interface {
	NewID() (string, error)
	MintCustomer(token.Customer) (token.Grant, error)
	VerifyCustomer(raw string) (*token.Customer, error)
}

// Blobs keeps pictures: internal/blob.
type Blobs interface {
	Put(ctx context.Context, key string, r io.Reader) error
}

// Config names the service's neighbours.
type Config struct {
	Store   Store
	Tokens  Tokens
	Blobs   Blobs
	BaseURL string // of links, without a slash at the end
	// ConsentText is what a customer would be shown now; for what the sandbox plays.
	ConsentText func(language string) (version, lang, sha256 string)
	Profiles    *kyc.Book // nil means those that ship
	// Country of an address, ISO 3166, "" when it is not known; nil when nothing can be looked up.
	Country func(address string) string
	// ZoneAt is the time zone that a position in degrees lies in, an IANA name; "" where none is known.
	ZoneAt func(latitude, longitude float64) string
	// Compose writes what brings a link to the customer: internal/message.
	Compose  func(ctx context.Context, v *kyc.Session, link string, by []kyc.Channel) ([]kyc.Message, error)
	Hastened func()           // the sandbox's clock was moved; may be nil
	Now      func() time.Time // nil means time.Now
	Entropy  io.Reader        // nil means crypto/rand
	Log      *slog.Logger
}

// Service changes sessions. Safe for concurrent use.
type Service struct {
	Config
	wake chan struct{} // capacity 1: one pending wake-up says as much as many
	next atomic.Int64  // when Run looks again, in microseconds
}

// New makes the service; Run lets time act.
func New(c Config) *Service {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Entropy == nil {
		c.Entropy = rand.Reader
	}
	return &Service{Config: c, wake: make(chan struct{}, 1)}
}

// Create makes a session and the customer's way in.
func (s *Service) Create(ctx context.Context, scope kyc.Scope, o kyc.Order) (*kyc.Session, token.Link, error) {
	now := s.Now()
	id, err := s.id(kyc.PrefixSession, now)
	if err != nil {
		return nil, token.Link{}, err
	}
	link, ticket, err := s.ticket(kyc.Ref{Scope: scope, Session: id})
	if err != nil {
		return nil, token.Link{}, err
	}
	o.Book = s.Profiles
	if o.ByLot(scope.Live) {
		if _, err := io.ReadFull(s.Entropy, o.Lot[:]); err != nil {
			return nil, token.Link{}, fmt.Errorf("draw the audit: %w", err)
		}
	}
	v, events, err := kyc.NewSession(scope, id, o, link, now)
	if err != nil {
		return nil, token.Link{}, err
	}
	messages, err := s.compose(ctx, v, ticket, o.Deliver)
	if err != nil {
		return nil, token.Link{}, err
	}
	if err := s.Store.CreateSession(ctx, v, events, messages...); err != nil {
		return nil, token.Link{}, fmt.Errorf("create session: %w", err)
	}
	return v, ticket, nil
}

// Reissue replaces the way in; the former device and tokens lose their hold.
func (s *Service) Reissue(ctx context.Context, scope kyc.Scope, id string, by []kyc.Channel) (*kyc.Session, token.Link, error) {
	now := s.Now()
	link, ticket, err := s.ticket(kyc.Ref{Scope: scope, Session: id})
	if err != nil {
		return nil, token.Link{}, err
	}
	v, err := s.send(ctx, scope, id, ticket, by, func(v *kyc.Session, _ time.Time) ([]kyc.Event, error) { return v.Reissue(link, now) })
	return v, ticket, err
}

func (s *Service) compose(ctx context.Context, v *kyc.Session, l token.Link, by []kyc.Channel) ([]kyc.Message, error) {
	if len(by) == 0 {
		return nil, nil
	}
	return s.Compose(ctx, v, l.URL, by)
}

// send is change that brings the fresh link to the customer. The messages are
// written for the session as it will be; who the customer is never changes.
func (s *Service) send(ctx context.Context, scope kyc.Scope, id string, l token.Link, by []kyc.Channel, act func(*kyc.Session, time.Time) ([]kyc.Event, error)) (*kyc.Session, error) {
	if len(by) == 0 {
		return s.change(ctx, scope, id, act)
	}
	v, err := s.Store.Session(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	if _, err := act(v, s.Now()); err != nil { // on a copy of our own
		return nil, err
	}
	messages, err := s.compose(ctx, v, l, by)
	if err != nil {
		return nil, err
	}
	return s.Store.SendSession(ctx, scope, id, messages, func(v *kyc.Session) ([]kyc.Event, error) {
		events, err := act(v, s.Now())
		if err == nil {
			v.Sent(by)
		}
		return events, err
	})
}

// Get reads one session.
func (s *Service) Get(ctx context.Context, scope kyc.Scope, id string) (*kyc.Session, error) {
	return s.Store.Session(ctx, scope, id)
}

// List reads a page of sessions.
func (s *Service) List(ctx context.Context, scope kyc.Scope, q kyc.SessionQuery) ([]*kyc.Session, bool, error) {
	return s.Store.Sessions(ctx, scope, q)
}

// Line reads a page of who waits, in the order in which they are met.
func (s *Service) Line(ctx context.Context, scope kyc.Scope, after *kyc.Session, limit int) ([]*kyc.Session, bool, error) {
	return s.Store.Line(ctx, scope, after, limit)
}

// Places lists the ids of who waits in that order.
func (s *Service) Places(ctx context.Context, scope kyc.Scope) ([]string, error) {
	return s.Store.Places(ctx, scope)
}

// Cancel ends a session at the backend's wish.
func (s *Service) Cancel(ctx context.Context, scope kyc.Scope, id string) (*kyc.Session, error) {
	return s.change(ctx, scope, id, (*kyc.Session).Cancel)
}

// change runs one method of the session at this instant.
func (s *Service) change(ctx context.Context, scope kyc.Scope, id string, act func(*kyc.Session, time.Time) ([]kyc.Event, error)) (*kyc.Session, error) {
	return s.Store.ChangeSession(ctx, scope, id, func(v *kyc.Session) ([]kyc.Event, error) { return act(v, s.Now()) })
}

// ticket draws the one-time code of the link and the token for embedding, and
// what of them the session keeps.
func (s *Service) ticket(ref kyc.Ref) (kyc.Link, token.Link, error) {
	code, err := token.NewCode(s.Entropy)
	if err != nil {
		return kyc.Link{}, token.Link{}, err
	}
	jti, err := s.Tokens.NewID()
	if err != nil {
		return kyc.Link{}, token.Link{}, err
	}
	grant, err := s.Tokens.MintCustomer(token.Customer{ID: jti, Session: ref.Session, Account: ref.Account, Live: ref.Live, Permissions: []string{token.MayExchange}})
	if err != nil {
		return kyc.Link{}, token.Link{}, fmt.Errorf("mint token: %w", err)
	}
	return kyc.Link{CodeHash: token.Hash(code), TokenID: jti},
		token.Link{Token: grant.Token, TokenExpires: grant.ExpiresAt, URL: token.SessionURL(s.BaseURL, ref.Session, code)}, nil
}

func (s *Service) id(prefix string, now time.Time) (string, error) {
	e, err := s.entropy()
	return kyc.ID(prefix, now, e), err
}

func (s *Service) entropy() (e kyc.Entropy, err error) {
	if _, err = io.ReadFull(s.Entropy, e[:]); err != nil {
		err = fmt.Errorf("draw id: %w", err)
	}
	return e, err
}

// ID mints an id for a part of a session, such as a check or a picture.
func (s *Service) ID(prefix string) (string, error) { return s.id(prefix, s.Now()) }
