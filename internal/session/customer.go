package session

import (
	"bytes"
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/token"
)

// Errors of the customer's credentials. They say which page to show and
// nothing about what exists.
var (
	errLinkInvalid  = &kyc.Error{Kind: kyc.Unauthenticated, Code: "link_invalid", Message: "This link is not valid.", Hint: "Open the newest link you were sent."}
	errTokenInvalid = &kyc.Error{Kind: kyc.Unauthenticated, Code: "token_invalid", Message: "The session token is not valid."}
	errTokenExpired = &kyc.Error{Kind: kyc.Unauthenticated, Code: "token_expired", Message: "The session token has expired."}
	errWrongDevice  = &kyc.Error{Kind: kyc.Forbidden, Code: "wrong_device", Message: "The session belongs to another device.", Hint: "Continue on the device that opened the link, or ask for a new link."}
	errEnded        = &kyc.Error{Kind: kyc.Conflict, Code: "session_ended", Message: "This verification session has ended."}
)

// ExchangeCode binds the device by the link's one-time code.
func (s *Service) ExchangeCode(ctx context.Context, id, code string, device kyc.Hash) (*kyc.Session, token.Grant, error) {
	if !kyc.HasPrefix(id, kyc.PrefixSession) {
		return nil, token.Grant{}, errLinkInvalid
	}
	v, err := s.Store.FindSession(ctx, id)
	if kyc.IsKind(err, kyc.NotFound) {
		return nil, token.Grant{}, errLinkInvalid
	}
	if err != nil {
		return nil, token.Grant{}, err
	}
	hash := token.Hash(code)
	return s.bind(ctx, v.Scope, id, device, func(v *kyc.Session) error {
		if subtle.ConstantTimeCompare(hash[:], v.Link.CodeHash[:]) != 1 {
			return errLinkInvalid
		}
		return nil
	})
}

// ExchangeToken binds the device by the embedding token, whose signature the
// door has verified.
func (s *Service) ExchangeToken(ctx context.Context, scope kyc.Scope, id, tokenID string, device kyc.Hash) (*kyc.Session, token.Grant, error) {
	return s.bind(ctx, scope, id, device, func(v *kyc.Session) error {
		if subtle.ConstantTimeCompare([]byte(tokenID), []byte(v.Link.TokenID)) != 1 {
			return errTokenInvalid // reissued since
		}
		return nil
	})
}

func (s *Service) bind(ctx context.Context, scope kyc.Scope, id string, device kyc.Hash, check func(*kyc.Session) error) (*kyc.Session, token.Grant, error) {
	v, err := s.change(ctx, scope, id, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		if err := check(v); err != nil {
			return nil, err
		}
		if v.Status.Final() {
			return nil, errEnded
		}
		return v.Join(device, at)
	})
	if err != nil {
		return nil, token.Grant{}, err
	}
	g, err := s.grant(v)
	return v, g, err
}

// grant mints a token for the device that holds the session.
func (s *Service) grant(v *kyc.Session) (token.Grant, error) {
	return s.Tokens.MintCustomer(token.Customer{Session: v.ID, Account: v.Account, Live: v.Live,
		Device: token.DeviceClaim(v.Link.Device), Permissions: []string{token.MayJoin}})
}

// Authenticate lets a customer in: the token is good, it is of this device,
// and the device still holds the session.
func (s *Service) Authenticate(ctx context.Context, raw, device string) (*kyc.Session, error) {
	c, err := s.Tokens.VerifyCustomer(raw)
	if errors.Is(err, token.ErrExpired) {
		return nil, errTokenExpired
	}
	if err != nil || c.Device == "" || !c.May(token.MayJoin) {
		return nil, errTokenInvalid
	}
	h := kyc.Hash(token.Hash(device))
	if subtle.ConstantTimeCompare([]byte(c.Device), []byte(token.DeviceClaim(h))) != 1 {
		return nil, errWrongDevice
	}
	v, err := s.Store.Session(ctx, kyc.Scope{Account: c.Account, Live: c.Live}, c.Session)
	if kyc.IsKind(err, kyc.NotFound) {
		return nil, errTokenInvalid
	}
	if err != nil {
		return nil, err
	}
	return v, holds(v, h)
}

func holds(v *kyc.Session, device kyc.Hash) error {
	if subtle.ConstantTimeCompare(v.Link.Device[:], device[:]) != 1 {
		return errWrongDevice
	}
	return nil
}

// Refresh gives the device its next token. It shows that the customer is there,
// which is what an appointment whose doors are open waits for.
func (s *Service) Refresh(ctx context.Context, scope kyc.Scope, id string, device kyc.Hash) (token.Grant, error) {
	v, err := s.Store.Session(ctx, scope, id)
	if err != nil {
		return token.Grant{}, err
	}
	if err := holds(v, device); err != nil {
		return token.Grant{}, err
	}
	if v.Status.Final() {
		return token.Grant{}, errEnded
	}
	if v.Status == kyc.Scheduled && !s.Now().Before(v.OpensAt) {
		if v, err = s.change(ctx, scope, id, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
			if err := holds(v, device); err != nil {
				return nil, err
			}
			return v.Arrive(at)
		}); err != nil {
			return token.Grant{}, err
		}
	}
	return s.grant(v)
}

// Consent records the customer's consent.
func (s *Service) Consent(ctx context.Context, scope kyc.Scope, id string, c kyc.Consent) (*kyc.Session, error) {
	if s.Country != nil {
		c.Country, c.Looked = s.Country(c.IP), true
	}
	return s.change(ctx, scope, id, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.RecordConsent(c, at)
	})
}

// Still keeps a picture that the customer's device took: first the bytes, then
// the fact, so that a session never points at nothing.
func (s *Service) Still(ctx context.Context, scope kyc.Scope, id string, a kyc.Artifact, picture []byte) (*kyc.Artifact, error) {
	v, err := s.Store.Session(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	at := s.Now()
	probe := *v // refused before any byte is kept
	if _, err := probe.AddStill(a, at); err != nil {
		return nil, err
	}
	if same := v.SameStill(a); same != nil {
		return same, nil
	}
	if a.ID == "" { // an upload brings its own
		if a.ID, err = s.ID(kyc.PrefixArtifact); err != nil {
			return nil, err
		}
	}
	a.Kind, a.At = kyc.ArtifactStill, at.UTC().Truncate(time.Microsecond)
	a.Key = kyc.BlobKey(kyc.Ref{Scope: scope, Session: id}, a.ID)
	if err := s.Blobs.Put(ctx, a.Key, bytes.NewReader(picture)); err != nil {
		return nil, fmt.Errorf("keep still: %w", err)
	}
	v, err = s.change(ctx, scope, id, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) { return v.AddStill(a, at) })
	if err != nil {
		return nil, err
	}
	if same := v.SameStill(a); same != nil { // of two that came at once the first counts
		return same, nil
	}
	return &a, nil
}
