package basekyc

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/basekyc/basekyc/api"
)

// Page selects a part of a list; zero values take the server's defaults.
type Page struct {
	Limit         int
	StartingAfter string
}

func (p Page) values() url.Values {
	v := url.Values{}
	if p.Limit > 0 {
		v.Set("limit", strconv.Itoa(p.Limit))
	}
	if p.StartingAfter != "" {
		v.Set("starting_after", p.StartingAfter)
	}
	return v
}

func list[T any](ctx context.Context, c *Client, path string, v url.Values) (*T, error) {
	var out T
	if err := c.do(ctx, call{method: http.MethodGet, path: path, query: v}, &out); err != nil {
		return nil, err
	}
	return &out, nil
}

func session(id string) string { return "/v1/sessions/" + url.PathEscape(id) }

// CreateSession orders a verification.
func (c *Client) CreateSession(ctx context.Context, n api.NewSession) (*api.Invitation, error) {
	return ask[api.Invitation](ctx, c, http.MethodPost, "/v1/sessions", n)
}

// Session reads one session.
func (c *Client) Session(ctx context.Context, id string) (*api.Session, error) {
	return ask[api.Session](ctx, c, http.MethodGet, session(id), nil)
}

// SessionQuery selects sessions; empty members select all.
type SessionQuery struct {
	Page
	Status    string
	Reference string
}

// Sessions lists sessions, newest first.
func (c *Client) Sessions(ctx context.Context, q SessionQuery) (*api.SessionList, error) {
	v := q.values()
	if q.Status != "" {
		v.Set("status", q.Status)
	}
	if q.Reference != "" {
		v.Set("reference", q.Reference)
	}
	return list[api.SessionList](ctx, c, "/v1/sessions", v)
}

// CancelSession ends a session.
func (c *Client) CancelSession(ctx context.Context, id string) (*api.Session, error) {
	return ask[api.Session](ctx, c, http.MethodPost, session(id)+"/cancel", nil)
}

// ReissueToken replaces link and token.
func (c *Client) ReissueToken(ctx context.Context, id string) (*api.Invitation, error) {
	return ask[api.Invitation](ctx, c, http.MethodPost, session(id)+"/token", nil)
}

// SessionEvents lists a session's events, oldest first.
func (c *Client) SessionEvents(ctx context.Context, id string, p Page) (*api.EventList, error) {
	return list[api.EventList](ctx, c, session(id)+"/events", p.values())
}

// Event reads one event.
func (c *Client) Event(ctx context.Context, id string) (*api.Event, error) {
	return ask[api.Event](ctx, c, http.MethodGet, "/v1/events/"+url.PathEscape(id), nil)
}

// Result reads what a session came to; code wrong_state until it has ended.
func (c *Client) Result(ctx context.Context, id string) (*api.Result, error) {
	return ask[api.Result](ctx, c, http.MethodGet, session(id)+"/result", nil)
}

// Report reads the report's facts.
func (c *Client) Report(ctx context.Context, id string) (*api.Report, error) {
	var out api.Report
	if err := c.do(ctx, call{method: http.MethodGet, path: session(id) + "/report", accept: "application/json"}, &out); err != nil {
		return nil, err
	}
	return &out, nil
}

// ReportPDF opens the report; the caller closes it.
func (c *Client) ReportPDF(ctx context.Context, id string) (io.ReadCloser, error) {
	return c.open(ctx, session(id)+"/report", "application/pdf")
}

// Recording opens the recording; the caller closes it.
func (c *Client) Recording(ctx context.Context, id string) (io.ReadCloser, error) {
	return c.open(ctx, session(id)+"/recording", "video/webm")
}

func (c *Client) open(ctx context.Context, path, accept string) (io.ReadCloser, error) {
	res, err := c.send(ctx, call{method: http.MethodGet, path: path, accept: accept})
	if err != nil {
		return nil, err
	}
	return res.Body, nil
}
