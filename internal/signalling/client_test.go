package signalling_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// client is one end of a WebSocket, as a browser holds it: it reads all the
// time.
type client struct {
	t    *testing.T
	conn *websocket.Conn
	in   chan message // closed when the connection has ended
	code websocket.StatusCode

	peer   message // the newest of its type that until has read
	missed bool    // one of them said that the other party is not there
}

// message is any message of the server.
type message struct {
	Type    string
	Role    string
	Session *api.Case // a superset of a View
	SDP     string
	Present bool
	Media   bool
	Held    bool
	T       json.Number
	At      time.Time
	Cases   []api.Case
	Code    string
	Message string
	ID      string

	State string // of supervisors
	Name  string
	To    string

	ICEServers []any `json:"ice_servers"`
}

// dialer leaves nothing behind after a refused upgrade.
var dialer = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

func (w *world) dial() *websocket.Conn {
	w.t.Helper()
	conn, _, err := websocket.Dial(deadline(w.t), w.url, &websocket.DialOptions{Subprotocols: []string{"basekyc.v1"}, HTTPClient: dialer})
	if err != nil {
		w.t.Fatal(err)
	}
	conn.SetReadLimit(64 << 10) // as api/realtime.md says
	w.t.Cleanup(func() { _ = conn.CloseNow() })
	return conn
}

// connect opens a socket and says nothing.
func (w *world) connect() *client {
	w.t.Helper()
	c := &client{t: w.t, conn: w.dial(), in: make(chan message, 1024)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer close(c.in)
		for {
			_, raw, err := c.conn.Read(context.Background())
			if err != nil {
				c.code = websocket.CloseStatus(err)
				return
			}
			var m message
			if err := json.Unmarshal(raw, &m); err != nil {
				w.t.Errorf("server said %s: %v", raw, err)
				return
			}
			c.in <- m
		}
	}()
	w.t.Cleanup(func() {
		_ = c.conn.CloseNow()
		<-done
	})
	return c
}

func (c *client) say(raw string) {
	c.t.Helper()
	if err := c.conn.Write(deadline(c.t), websocket.MessageText, []byte(raw)); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) send(v any) {
	c.t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		c.t.Fatal(err)
	}
	c.say(string(raw))
}

type fields = map[string]any

// customer opens the socket of a guest.
func (w *world) customer(g guest) *client {
	w.t.Helper()
	c := w.connect()
	c.send(fields{"type": "hello", "token": g.token, "device": g.device})
	return c
}

// agent opens Ravi's socket of a call.
func (w *world) agent(g guest) *client {
	w.t.Helper()
	c := w.connect()
	c.send(fields{"type": "hello", "token": w.staff(ravi.ID), "session_id": g.ref.Session})
	return c
}

// watcher opens an officer's socket of the line.
func (w *world) watcher() *client {
	w.t.Helper()
	c := w.connect()
	c.send(fields{"type": "hello", "token": w.staff("off_sita")})
	return c
}

// until reads up to the message that is awaited.
func (c *client) until(what string, ok func(message) bool) message {
	c.t.Helper()
	ctx := deadline(c.t)
	for {
		select {
		case m, open := <-c.in:
			if !open {
				c.t.Fatalf("closed with %d while waiting for %s", c.code, what)
			}
			if m.Type == "peer" {
				c.peer, c.missed = m, c.missed || !m.Present
			}
			if ok(m) {
				return m
			}
		case <-ctx.Done():
			c.t.Fatalf("waited in vain for %s", what)
		}
	}
}

func (c *client) of(kind string) message {
	c.t.Helper()
	return c.until(kind, func(m message) bool { return m.Type == kind })
}

// status waits until the client is shown a session in a status.
func (c *client) status(want kyc.Status) message {
	c.t.Helper()
	return c.until("session "+string(want), func(m message) bool { return m.Session != nil && m.Session.Status == string(want) })
}

// pictured waits until the other party is there and its picture flows.
func (c *client) pictured() {
	c.t.Helper()
	for !c.peer.Present || !c.peer.Media {
		c.of("peer")
	}
}

func (c *client) refusal(code string) {
	c.t.Helper()
	if m := c.of("error"); m.Code != code || m.Message == "" {
		c.t.Errorf("refused with %q (%q), want %q", m.Code, m.Message, code)
	}
}

// lives tells that the server still answers.
func (c *client) lives() {
	c.t.Helper()
	c.say(`{"type":"ping","t":42}`)
	if m := c.of("pong"); m.T != "42" || m.At.IsZero() {
		c.t.Errorf("pong is %+v", m)
	}
}

// closed reads to the end and gives the messages that came before it.
func (c *client) closed(want websocket.StatusCode) []message {
	c.t.Helper()
	ctx := deadline(c.t)
	var rest []message
	for {
		select {
		case m, open := <-c.in:
			if open {
				rest = append(rest, m)
				continue
			}
			if c.code != want {
				c.t.Errorf("closed with %d, want %d", c.code, want)
			}
			return rest
		case <-ctx.Done():
			c.t.Fatalf("waited in vain for the end with %d", want)
		}
	}
}

// try sends and tells whether the connection took it.
func (c *client) try(v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return c.conn.Write(context.Background(), websocket.MessageText, raw)
}
