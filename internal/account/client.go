package account

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// ClientStore keeps OAuth clients. What is not found is a *kyc.Error of kind
// NotFound.
type ClientStore interface {
	// CreateClient holds kyc.RoomForClient.
	CreateClient(ctx context.Context, c kyc.OAuthClient) error
	ClientByID(ctx context.Context, id string) (*kyc.OAuthClient, error)
	Client(ctx context.Context, scope kyc.Scope, id string) (*kyc.OAuthClient, error)
	ClientPage(ctx context.Context, scope kyc.Scope, q kyc.PageQuery) (page []kyc.OAuthClient, more bool, err error)
	ChangeClient(ctx context.Context, scope kyc.Scope, id string, change func(*kyc.OAuthClient) error) (*kyc.OAuthClient, error)
	DeleteClient(ctx context.Context, scope kyc.Scope, id string) error
	// AccessClient is NotFound for a deleted client and a revoked token: in this
	// process at once, in another within seconds.
	AccessClient(ctx context.Context, scope kyc.Scope, client, jti string) (*kyc.OAuthClient, error)
	RevokeAccess(ctx context.Context, scope kyc.Scope, client, jti string, ends time.Time) error
}

var (
	errClientUnknown = &kyc.Error{Kind: kyc.Unauthenticated, Code: "unauthenticated", Message: "Client or secret is wrong."}
	errAccessEnded   = &kyc.Error{Kind: kyc.Unauthenticated, Code: "access_token_invalid", Message: "The access token was revoked or its client deleted."}
)

// CreateClient makes an OAuth client and answers with its secret, which is kept
// nowhere.
func (s *Service) CreateClient(ctx context.Context, by *kyc.Principal, o kyc.ClientOrder) (secret string, _ *kyc.OAuthClient, _ error) {
	c, err := o.Client(by, s.now())
	if err != nil {
		return "", nil, err
	}
	if c.ID, err = s.id(kyc.PrefixClient, c.CreatedAt); err != nil {
		return "", nil, err
	}
	if secret, c.Hash, c.Hint, err = s.clientSecret(c.Live); err != nil {
		return "", nil, err
	}
	if err := s.store.CreateClient(ctx, c); err != nil {
		return "", nil, fmt.Errorf("create an OAuth client: %w", err)
	}
	return secret, &c, nil
}

func (s *Service) clientSecret(live bool) (plain string, hash kyc.Hash, hint string, err error) {
	var secret [keyBytes]byte
	if _, err := io.ReadFull(s.entropy, secret[:]); err != nil {
		return "", hash, "", fmt.Errorf("draw a client's secret: %w", err)
	}
	plain, hash, hint = sealedSecret(kyc.ClientPrefix(live), secret)
	return plain, hash, hint, nil
}

// Client reads an OAuth client.
func (s *Service) Client(ctx context.Context, scope kyc.Scope, id string) (*kyc.OAuthClient, error) {
	return s.store.Client(ctx, scope, id)
}

// Clients reads a page of OAuth clients, newest first.
func (s *Service) Clients(ctx context.Context, scope kyc.Scope, q kyc.PageQuery) ([]kyc.OAuthClient, bool, error) {
	return s.store.ClientPage(ctx, scope, q)
}

// RollClientSecret gives a client a new secret and answers with it; the former
// one is taken until the overlap ends.
func (s *Service) RollClientSecret(ctx context.Context, by *kyc.Principal, id string, overlap time.Duration) (secret string, _ *kyc.OAuthClient, _ error) {
	secret, hash, hint, err := s.clientSecret(by.Live)
	if err != nil {
		return "", nil, err
	}
	at := s.now()
	c, err := s.store.ChangeClient(ctx, by.Scope, id, func(c *kyc.OAuthClient) error { return c.RollSecret(by, hash, hint, overlap, at) })
	if err != nil {
		return "", nil, fmt.Errorf("roll a client's secret: %w", err)
	}
	return secret, c, nil
}

// DeleteClient removes a client; its access tokens end with it.
func (s *Service) DeleteClient(ctx context.Context, scope kyc.Scope, id string) error {
	return s.store.DeleteClient(ctx, scope, id)
}

// AuthenticateClient lets a client in by its secret.
func (s *Service) AuthenticateClient(ctx context.Context, id, secret string) (*kyc.OAuthClient, error) {
	if !kyc.HasPrefix(id, kyc.PrefixClient) {
		return nil, errClientUnknown
	}
	c, err := s.store.ClientByID(ctx, id)
	if kyc.IsKind(err, kyc.NotFound) {
		return nil, errClientUnknown
	}
	if err != nil {
		return nil, fmt.Errorf("look up an OAuth client: %w", err)
	}
	now := s.now()
	if !c.Takes(sha256.Sum256([]byte(secret)), now) {
		return nil, errClientUnknown
	}
	s.store.TouchKey(c.ID, now)
	return c, nil
}

// AccessClient finds whose an access token is; rest has verified the token.
func (s *Service) AccessClient(ctx context.Context, scope kyc.Scope, client, jti string) (*kyc.OAuthClient, error) {
	c, err := s.store.AccessClient(ctx, scope, client, jti)
	if kyc.IsKind(err, kyc.NotFound) {
		return nil, errAccessEnded
	}
	if err != nil {
		return nil, fmt.Errorf("look up an access token: %w", err)
	}
	s.store.TouchKey(c.ID, s.now())
	return c, nil
}

// RevokeAccess ends an access token before its time.
func (s *Service) RevokeAccess(ctx context.Context, scope kyc.Scope, client, jti string, ends time.Time) error {
	return s.store.RevokeAccess(ctx, scope, client, jti, ends)
}
