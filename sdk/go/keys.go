package basekyc

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/basekyc/basekyc/api"
)

func key(id string) string { return "/v1/api_keys/" + url.PathEscape(id) }

// CreateKey makes a key of the client's mode; the reply holds it, once.
func (c *Client) CreateKey(ctx context.Context, n api.NewKey) (*api.KeyWithSecret, error) {
	return ask[api.KeyWithSecret](ctx, c, http.MethodPost, "/v1/api_keys", n)
}

// Keys lists a page of keys, newest first, also those that have ended.
func (c *Client) Keys(ctx context.Context, p Page) (*api.KeyList, error) {
	return read[api.KeyList](ctx, c, "/v1/api_keys", p.values())
}

// AllKeys goes over all pages. It ends with the first error.
func (c *Client) AllKeys(ctx context.Context, p Page) iter.Seq2[api.Key, error] {
	return walk(p, func(k *api.Key) string { return k.ID }, func(p Page) ([]api.Key, bool, error) {
		list, err := c.Keys(ctx, p)
		if err != nil {
			return nil, false, err
		}
		return list.Data, list.HasMore, nil
	})
}

// Key reads one key without its secret.
func (c *Client) Key(ctx context.Context, id string) (*api.Key, error) {
	return read[api.Key](ctx, c, key(id), nil)
}

// UpdateKey changes what is given.
func (c *Client) UpdateKey(ctx context.Context, id string, u api.KeyUpdate) (*api.Key, error) {
	return ask[api.Key](ctx, c, http.MethodPatch, key(id), u)
}

// RollKey makes a successor, shown once. The former key is good until the overlap ends.
func (c *Client) RollKey(ctx context.Context, id string, r api.Roll) (*api.KeyWithSecret, error) {
	return ask[api.KeyWithSecret](ctx, c, http.MethodPost, key(id)+"/roll", r)
}

// RevokeKey ends a key at once.
func (c *Client) RevokeKey(ctx context.Context, id string) error {
	return c.do(ctx, call{method: http.MethodDelete, path: key(id)}, nil)
}
