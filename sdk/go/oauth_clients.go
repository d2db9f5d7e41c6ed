package basekyc

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/basekyc/basekyc/api"
)

func oauthClient(id string) string { return "/v1/oauth_clients/" + url.PathEscape(id) }

// CreateOAuthClient makes an OAuth client of the client's mode; the reply holds
// its secret, once.
func (c *Client) CreateOAuthClient(ctx context.Context, n api.NewOAuthClient) (*api.OAuthClientWithSecret, error) {
	return ask[api.OAuthClientWithSecret](ctx, c, http.MethodPost, "/v1/oauth_clients", n)
}

// OAuthClients lists a page of OAuth clients, newest first.
func (c *Client) OAuthClients(ctx context.Context, p Page) (*api.OAuthClientList, error) {
	return read[api.OAuthClientList](ctx, c, "/v1/oauth_clients", p.values())
}

// AllOAuthClients goes over all pages. It ends with the first error.
func (c *Client) AllOAuthClients(ctx context.Context, p Page) iter.Seq2[api.OAuthClient, error] {
	return walk(p, func(o *api.OAuthClient) string { return o.ID }, func(p Page) ([]api.OAuthClient, bool, error) {
		list, err := c.OAuthClients(ctx, p)
		if err != nil {
			return nil, false, err
		}
		return list.Data, list.HasMore, nil
	})
}

// OAuthClient reads one OAuth client without its secret.
func (c *Client) OAuthClient(ctx context.Context, id string) (*api.OAuthClient, error) {
	return read[api.OAuthClient](ctx, c, oauthClient(id), nil)
}

// RollOAuthSecret makes a new secret, shown once. The former one is taken until
// the overlap ends.
func (c *Client) RollOAuthSecret(ctx context.Context, id string, r api.Roll) (*api.OAuthClientWithSecret, error) {
	return ask[api.OAuthClientWithSecret](ctx, c, http.MethodPost, oauthClient(id)+"/roll_secret", r)
}

// DeleteOAuthClient ends an OAuth client and its access tokens at once.
func (c *Client) DeleteOAuthClient(ctx context.Context, id string) error {
	return c.do(ctx, call{method: http.MethodDelete, path: oauthClient(id)}, nil)
}
