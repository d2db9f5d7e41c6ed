package basekyc

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"time"

	"github.com/basekyc/basekyc/api"
)

func session(id string) string { return "/v1/sessions/" + url.PathEscape(id) }

// CreateSession orders a verification. The reply has the customer's way in, once.
func (c *Client) CreateSession(ctx context.Context, n api.NewSession) (*api.Invitation, error) {
	return ask[api.Invitation](ctx, c, http.MethodPost, "/v1/sessions", n)
}

// Session reads one session.
func (c *Client) Session(ctx context.Context, id string) (*api.Session, error) {
	return read[api.Session](ctx, c, session(id), nil)
}

// SessionQuery selects sessions; empty members select all.
type SessionQuery struct {
	Page
	Status        []string // in one of these
	Reference     string
	Metadata      map[string]string // exactly these values; at most three
	CreatedAfter  time.Time         // at this instant or later
	CreatedBefore time.Time
}

func (q SessionQuery) values() url.Values {
	v := q.Page.values()
	set(v, "status", q.Status...)
	set(v, "reference", q.Reference)
	for name, value := range q.Metadata {
		v.Set("metadata["+name+"]", value)
	}
	setTime(v, "created_after", q.CreatedAfter)
	setTime(v, "created_before", q.CreatedBefore)
	return v
}

// Sessions lists a page of sessions, newest first.
func (c *Client) Sessions(ctx context.Context, q SessionQuery) (*api.SessionList, error) {
	return read[api.SessionList](ctx, c, "/v1/sessions", q.values())
}

// AllSessions goes over all pages. It ends with the first error.
func (c *Client) AllSessions(ctx context.Context, q SessionQuery) iter.Seq2[api.Session, error] {
	return walk(q.Page, func(s *api.Session) string { return s.ID }, func(p Page) ([]api.Session, bool, error) {
		q.Page = p
		list, err := c.Sessions(ctx, q)
		if err != nil {
			return nil, false, err
		}
		return list.Data, list.HasMore, nil
	})
}

// CancelSession ends a session.
func (c *Client) CancelSession(ctx context.Context, id string) (*api.Session, error) {
	return ask[api.Session](ctx, c, http.MethodPost, session(id)+"/cancel", nil)
}

// ReissueToken replaces link and token.
func (c *Client) ReissueToken(ctx context.Context, id string) (*api.Invitation, error) {
	return ask[api.Invitation](ctx, c, http.MethodPost, session(id)+"/token", nil)
}
