package basekyc

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/basekyc/basekyc/api"
)

// call is one request that may be tried several times.
type call struct {
	method, path string
	query        url.Values
	body         []byte // nil for none
	kind         string // media type of body; empty for JSON
	accept       string
	header       http.Header
}

// do sends a call and reads the JSON reply into out, unless out is nil. A reply
// that breaks off is tried again like a connection that does.
func (c *Client) do(ctx context.Context, q call, out any) error {
	return c.repeat(ctx, &q, func() error {
		ctx, cancel := context.WithTimeout(ctx, c.timeout)
		defer cancel()
		res, err := c.once(ctx, &q)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		text, err := io.ReadAll(io.LimitReader(res.Body, maxReply))
		if err != nil {
			return fmt.Errorf("basekyc: read the reply of %s %s: %w", q.method, q.path, err)
		}
		if out == nil || res.StatusCode == http.StatusNoContent {
			return nil
		}
		if err := json.Unmarshal(text, out); err != nil {
			return &final{fmt.Errorf("basekyc: understand the reply of %s %s: %w", q.method, q.path, err)}
		}
		return nil
	})
}

// send answers with a reply below 400, whose body the caller closes.
func (c *Client) send(ctx context.Context, q call) (res *http.Response, err error) {
	err = c.repeat(ctx, &q, func() error {
		res, err = c.once(ctx, &q)
		return err
	})
	return res, err
}

// once is one try. A token that the server no longer takes is replaced once.
func (c *Client) once(ctx context.Context, q *call) (*http.Response, error) {
	token, err := c.tokens.token(ctx, c)
	if err != nil {
		return nil, err
	}
	res, err := c.try(ctx, q, token)
	if err == nil && res.StatusCode == http.StatusUnauthorized && c.tokens.drop(token) {
		_ = res.Body.Close() // what it says is said again, if it still holds
		if token, err = c.tokens.token(ctx, c); err != nil {
			return nil, err
		}
		res, err = c.try(ctx, q, token)
	}
	if err != nil || res.StatusCode < http.StatusBadRequest {
		return res, err
	}
	defer res.Body.Close()
	return nil, c.problem(res)
}

func (c *Client) try(ctx context.Context, q *call, token string) (*http.Response, error) {
	target := c.base + q.path
	if len(q.query) > 0 {
		target += "?" + q.query.Encode()
	}
	var body io.Reader
	if q.body != nil {
		body = bytes.NewReader(q.body)
	}
	r, err := http.NewRequestWithContext(ctx, q.method, target, body)
	if err != nil {
		return nil, &final{fmt.Errorf("basekyc: %w", err)}
	}
	for k, v := range q.header {
		r.Header[k] = v
	}
	r.Header.Set("User-Agent", "basekyc-go/"+Version)
	r.Header.Set("Api-Version", api.Version)
	r.Header.Set("Accept", "application/json")
	if q.accept != "" {
		r.Header.Set("Accept", q.accept)
	}
	if q.body != nil {
		r.Header.Set("Content-Type", cmp.Or(q.kind, "application/json"))
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := c.http.Do(r)
	if err != nil {
		return nil, fmt.Errorf("basekyc: %s %s: %w", q.method, q.path, err)
	}
	return res, nil
}

// ask is a JSON call with a JSON reply. A POST carries its idempotency key
// through every try, so that repeating it does nothing twice.
func ask[T any](ctx context.Context, c *Client, method, path string, body any) (*T, error) {
	q := call{method: method, path: path}
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("basekyc: write the request: %w", err)
		}
		q.body = b
	}
	if method == http.MethodPost {
		q.header = http.Header{"Idempotency-Key": {idempotencyKey(ctx)}}
	}
	var out T
	if err := c.do(ctx, q, &out); err != nil {
		return nil, err
	}
	return &out, nil
}

// read is a GET with a query.
func read[T any](ctx context.Context, c *Client, path string, query url.Values) (*T, error) {
	var out T
	if err := c.do(ctx, call{method: http.MethodGet, path: path, query: query}, &out); err != nil {
		return nil, err
	}
	return &out, nil
}
