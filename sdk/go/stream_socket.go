package basekyc

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"github.com/basekyc/basekyc/api"
)

// StreamSocket is Stream over a WebSocket: the same events in the same order, resumed in
// the same way. For networks whose proxies hold server-sent events back.
func (c *Client) StreamSocket(ctx context.Context, q StreamQuery) iter.Seq2[api.Event, error] {
	return c.stream(ctx, q, c.followSocket)
}

// followSocket reads the messages of a socket.
func (c *Client) followSocket(ctx context.Context, after *string, sq StreamQuery, yield func(api.Event, error) bool) (heard bool, err error) {
	v := url.Values{}
	set(v, "type", sq.Types...)
	if *after != "" {
		v.Set("starting_after", *after)
	}
	conn, err := c.upgrade(ctx, "/v1/events/stream", v)
	if err != nil {
		return false, err
	}
	defer func() { _ = conn.CloseNow() }()
	conn.SetReadLimit(maxReply)
	if sq.Opened != nil {
		sq.Opened()
	}
	for {
		var m struct {
			Type, After string
			Event       *api.Event
		}
		quiet, cancel := context.WithTimeout(ctx, silence)
		err := wsjson.Read(quiet, conn, &m)
		cancel()
		if err != nil {
			return heard, errBroken
		}
		heard = true
		switch {
		case m.Type == "start" && m.After != "":
			*after = m.After
		case m.Type == "event" && m.Event != nil:
			*after = m.Event.ID
			if !yield(*m.Event, nil) {
				_ = conn.Close(websocket.StatusNormalClosure, "")
				return heard, errEnough
			}
		}
	}
}

// upgrade opens a socket with the client's credential; a refusal is the problem that the server sent.
func (c *Client) upgrade(ctx context.Context, path string, query url.Values) (*websocket.Conn, error) {
	token, err := c.tokens.token(ctx, c)
	if err != nil {
		return nil, err
	}
	target := "ws" + strings.TrimPrefix(c.base, "http") + path + "?" + query.Encode()
	dial := func(token string) (*websocket.Conn, *http.Response, error) {
		h := http.Header{"User-Agent": {"basekyc-go/" + Version}, "Api-Version": {api.Version}, "Accept": {"application/json"}}
		if token != "" {
			h.Set("Authorization", "Bearer "+token)
		}
		return websocket.Dial(ctx, target, &websocket.DialOptions{HTTPClient: c.http, HTTPHeader: h, CompressionMode: websocket.CompressionDisabled})
	}
	conn, res, err := dial(token)
	if err != nil && res != nil && res.StatusCode == http.StatusUnauthorized && c.tokens.drop(token) {
		if token, err = c.tokens.token(ctx, c); err != nil {
			return nil, err
		}
		conn, res, err = dial(token)
	}
	if err != nil && res != nil && res.StatusCode >= http.StatusBadRequest {
		return nil, c.problem(res) // its body is in memory: the library has read the beginning
	}
	if err != nil {
		return nil, fmt.Errorf("open socket: %w", err)
	}
	return conn, nil
}
