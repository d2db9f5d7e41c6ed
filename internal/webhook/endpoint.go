package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// EndpointStore keeps endpoints. Every call is bound to a scope; an endpoint of
// another scope is not found.
type EndpointStore interface {
	// CreateEndpoint holds kyc.RoomForEndpoint.
	CreateEndpoint(ctx context.Context, e kyc.Endpoint) error
	Endpoints(ctx context.Context, scope kyc.Scope) ([]kyc.Endpoint, error)
	Endpoint(ctx context.Context, scope kyc.Scope, id string) (*kyc.Endpoint, error)
	ChangeEndpoint(ctx context.Context, scope kyc.Scope, id string, change func(*kyc.Endpoint) ([]kyc.Event, error)) (*kyc.Endpoint, []kyc.Event, error)
	DeleteEndpoint(ctx context.Context, scope kyc.Scope, id string) error

	// AddEvent writes an event that stands beside the chains, with the deliveries
	// that follow from it. To one endpoint alone it answers kyc.ErrEndpointDisabled.
	AddEvent(ctx context.Context, e *kyc.Event) error

	// What is sent again is read from the feed.
	Event(ctx context.Context, scope kyc.Scope, id string) (*kyc.Event, error)
	Feed(ctx context.Context, scope kyc.Scope, q kyc.EventQuery) (page []kyc.Event, more bool, err error)
	Deliveries(ctx context.Context, scope kyc.Scope, q kyc.DeliveryQuery) (page []kyc.Delivery, more bool, err error)
	// Undelivered tells which events have failed to reach the endpoint.
	Undelivered(ctx context.Context, scope kyc.Scope, endpoint string, events []string) (map[string]bool, error)
	// Redeliver and RetryDelivery answer kyc.ErrEndpointDisabled.
	Redeliver(ctx context.Context, scope kyc.Scope, endpoint string, events []kyc.Event) error
	RetryDelivery(ctx context.Context, scope kyc.Scope, id string) (*kyc.Delivery, error)
}

// Endpoints is what accounts do with their endpoints.
type Endpoints struct {
	Store         EndpointStore
	Now           func() time.Time
	Entropy       io.Reader // for ids and secrets; cryptographic
	Secrets       Secrets   // nil keeps them as they are
	AllowLoopback bool      // demo mode only; as the Dialer's
}

// EndpointOrder is what an account asks for.
type EndpointOrder struct {
	URL         string
	Events      []kyc.EventType // empty means all
	Description string
}

// Create registers an endpoint with a new secret, which the caller shows once
// (api.FormatSecret).
func (s *Endpoints) Create(ctx context.Context, scope kyc.Scope, o EndpointOrder) (*kyc.Endpoint, error) {
	if err := s.Check(scope, &o.URL, o.Events); err != nil {
		return nil, err
	}
	var id kyc.Entropy
	if _, err := io.ReadFull(s.Entropy, id[:]); err != nil {
		return nil, fmt.Errorf("read entropy: %w", err)
	}
	secret, err := s.secret()
	if err != nil {
		return nil, err
	}
	now := s.instant()
	e := kyc.Endpoint{Scope: scope, ID: kyc.ID(kyc.PrefixEndpoint, now, id), URL: o.URL,
		Events: slices.Clone(o.Events), Secret: s.sealed(secret, kyc.ID(kyc.PrefixEndpoint, now, id)), Description: o.Description, APIVersion: api.Version, CreatedAt: now}
	if err := s.Store.CreateEndpoint(ctx, e); err != nil {
		return nil, fmt.Errorf("create webhook endpoint: %w", err)
	}
	e.Secret = secret
	return &e, nil
}

func (s *Endpoints) secret() ([]byte, error) {
	secret := make([]byte, api.MaxSecret)
	if _, err := io.ReadFull(s.Entropy, secret); err != nil {
		return nil, fmt.Errorf("read entropy: %w", err)
	}
	return secret, nil
}

// How long a rolled secret goes on signing beside its successor.
const (
	DefaultOverlap = 24 * time.Hour
	MaxOverlap     = 7 * 24 * time.Hour
)

// Roll gives the endpoint a new secret, which the caller shows once. The former
// one signs too for the overlap, so that receivers change over without a gap.
func (s *Endpoints) Roll(ctx context.Context, scope kyc.Scope, id string, overlap time.Duration) (*kyc.Endpoint, error) {
	fresh, err := s.secret()
	if err != nil {
		return nil, err
	}
	now, kept := s.instant(), s.sealed(fresh, id)
	e, _, err := s.Store.ChangeEndpoint(ctx, scope, id, func(e *kyc.Endpoint) ([]kyc.Event, error) {
		e.RollSecret(kept, now, overlap)
		return nil, nil
	})
	if err != nil {
		return nil, err
	}
	e.Secret = fresh
	return e, nil
}

// sealed is a secret as the database keeps it.
func (s *Endpoints) sealed(secret []byte, id string) []byte {
	return orUnsealed(s.Secrets).Seal(secret, []byte(id))
}

// List gives all endpoints of the scope; there are few.
func (s *Endpoints) List(ctx context.Context, scope kyc.Scope) ([]kyc.Endpoint, error) {
	return s.Store.Endpoints(ctx, scope)
}

// Get gives one endpoint.
func (s *Endpoints) Get(ctx context.Context, scope kyc.Scope, id string) (*kyc.Endpoint, error) {
	return s.Store.Endpoint(ctx, scope, id)
}

// Delete removes an endpoint; what is on its way to it is dropped.
func (s *Endpoints) Delete(ctx context.Context, scope kyc.Scope, id string) error {
	return s.Store.DeleteEndpoint(ctx, scope, id)
}

// EndpointChange changes what is not nil.
type EndpointChange struct {
	URL         *string
	Events      *[]kyc.EventType
	Description *string
	Enabled     *bool
}

// Change applies a change. Enabling forgets past failures. While an endpoint is
// disabled no deliveries are made for it.
func (s *Endpoints) Change(ctx context.Context, scope kyc.Scope, id string, c EndpointChange) (*kyc.Endpoint, error) {
	var types []kyc.EventType
	if c.Events != nil {
		types = *c.Events
	}
	if err := s.Check(scope, c.URL, types); err != nil {
		return nil, err
	}
	now := s.instant()
	e, _, err := s.Store.ChangeEndpoint(ctx, scope, id, func(e *kyc.Endpoint) (events []kyc.Event, _ error) {
		if c.URL != nil {
			e.URL = *c.URL
		}
		if c.Events != nil {
			e.Events = slices.Clone(types)
		}
		if c.Description != nil {
			e.Description = *c.Description
		}
		switch {
		case c.Enabled == nil:
		case *c.Enabled:
			e.Enable()
		default:
			events = e.Disable(DisabledByOwner, now)
		}
		return events, nil
	})
	return e, err
}

// Who or what disabled an endpoint (kyc.Endpoint.DisabledBy).
const (
	DisabledByOwner   = "owner"
	DisabledByGone    = "gone"    // it answered 410
	DisabledByFailing = "failing" // nothing but failures for FailureLimit
)

func (s *Endpoints) instant() time.Time { return s.Now().UTC().Truncate(time.Microsecond) }

// Check judges an address, unless it is nil, and types of events.
func (s *Endpoints) Check(scope kyc.Scope, url *string, types []kyc.EventType) error {
	var fields []kyc.Field
	code := "invalid_parameters"
	if url != nil {
		if wrong := checkURL(*url, scope.Live, s.AllowLoopback); wrong != "" {
			code, fields = "webhook_url_invalid", append(fields, kyc.Field{Field: "url", Message: wrong})
		}
	}
	for i, t := range types {
		if !slices.Contains(kyc.EventTypes, t) {
			fields = append(fields, kyc.Field{Field: fmt.Sprintf("events[%d]", i), Message: "is not a known event type"})
		} else if slices.Contains(types[:i], t) {
			fields = append(fields, kyc.Field{Field: fmt.Sprintf("events[%d]", i), Message: "is there twice"})
		}
		if len(fields) > 20 {
			break // enough to see what is wrong
		}
	}
	if len(fields) > 0 {
		return &kyc.Error{Kind: kyc.Invalid, Code: code, Message: "Some parameters are not valid.", Fields: fields}
	}
	return nil
}

// gone tells whether err says that the endpoint was deleted meanwhile.
func gone(err error) bool {
	var e *kyc.Error
	return errors.As(err, &e) && e.Kind == kyc.NotFound
}
