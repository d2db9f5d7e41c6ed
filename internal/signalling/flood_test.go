package signalling_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/signalling"
)

func TestAFloodEndsItsSocket(t *testing.T) {
	t.Parallel()
	for name, say := range map[string]func(context.Context, *client) error{
		"messages": func(ctx context.Context, c *client) error {
			return c.conn.Write(ctx, websocket.MessageText, []byte(`{"type":"ping","t":1}`))
		},
		"bytes": func(ctx context.Context, c *client) error {
			return c.conn.Write(ctx, websocket.MessageText, []byte(`{"type":"offer","sdp":"`+strings.Repeat("x", 60<<10)+`"}`))
		},
		"control frames": func(ctx context.Context, c *client) error { return c.conn.Ping(ctx) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, patient)
			c, other := w.customer(w.guest()), w.customer(w.guest())
			c.of("welcome")
			other.of("welcome")
			ctx, stop := context.WithCancel(deadline(t))
			flood := make(chan struct{})
			go func() {
				defer close(flood)
				for say(ctx, c) == nil {
				}
			}()
			c.closed(4400)
			stop()
			<-flood
			other.lives()
		})
	}
}

func TestACallsOwnPaceIsNoFlood(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	c := w.customer(w.guest())
	for range 150 { // a burst of candidates
		c.say(`{"type":"candidate","candidate":null}`)
	}
	c.lives()
}

// narrow gives a hub a door whose kernel buffers hold little, and a client that
// does not read.
func (w *world) narrow(g guest) *websocket.Conn {
	w.t.Helper()
	door := httptest.NewUnstartedServer(w.hub)
	door.Config.ConnState = func(c net.Conn, s http.ConnState) {
		if s == http.StateNew {
			_ = c.(*net.TCPConn).SetWriteBuffer(4 << 10)
		}
	}
	door.Start()
	w.t.Cleanup(door.Close)
	d := net.Dialer{Control: func(_, _ string, raw syscall.RawConn) error {
		return raw.Control(func(fd uintptr) { _ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 4<<10) })
	}}
	conn, _, err := websocket.Dial(deadline(w.t), "ws"+strings.TrimPrefix(door.URL, "http"), &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: &http.Transport{DialContext: d.DialContext, DisableKeepAlives: true}}})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = conn.CloseNow() })
	hello := fmt.Sprintf(`{"type":"hello","token":%q,"device":%q}`, g.token, g.device)
	if err := conn.Write(deadline(w.t), websocket.MessageText, []byte(hello)); err != nil {
		w.t.Fatal(err)
	}
	return conn
}

// instruct changes the session so often that it fills a socket's outbox, and
// waits for the officer to be shown each change.
func (w *world) instruct(a *client, g guest, times int) {
	w.t.Helper()
	for i := range times {
		id := fmt.Sprintf("ins_%d_%s", i, strings.Repeat("x", 400))
		if _, err := w.Instruct(context.Background(), g.ref, &kyc.Instruction{ID: id, Kind: kyc.InstructHold, AskedAt: time.Now()}); err != nil {
			w.t.Fatal(err)
		}
		a.until("the instruction", func(m message) bool {
			return m.Session != nil && m.Session.Instruction != nil && m.Session.Instruction.ID == id
		})
	}
}

func TestASlowReaderBlocksNobody(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g := w.taken()
	a := w.agent(g)
	a.of("welcome")
	slow := w.narrow(g)
	a.until("the customer", func(m message) bool { return m.Type == "peer" && m.Present })
	a.missed = false // at first he was not there
	w.instruct(a, g, 150)
	if !a.missed { // it may have been told between two instructions
		a.until("the loss of the customer", func(m message) bool { return m.Type == "peer" && !m.Present })
	}
	for {
		if _, _, err := slow.Read(deadline(t)); err != nil {
			break
		}
	}
	if m := w.customer(g).of("welcome"); m.Session.Instruction == nil {
		t.Error("who comes back is not shown the newest state")
	}
}

// A client that neither reads nor answers cannot hold up the end of the node.
func TestCloseDoesNotWaitForADeafClient(t *testing.T) {
	t.Parallel()
	w := openWith(t, patient, func(*signalling.Config) {})
	g := w.taken()
	a := w.agent(g)
	a.of("welcome")
	w.narrow(g)
	a.until("the customer", func(m message) bool { return m.Type == "peer" && m.Present })
	w.instruct(a, g, 50) // the server's write is blocked, the outbox not full
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.hub.Close()
	}()
	a.closed(1012)
	select {
	case <-ended:
	case <-time.After(8 * time.Second): // 3 s are promised; without the bound it would be 15
		t.Error("Close waits for a client that does not read")
		<-ended
	}
}

// Silent sockets send each other away, and nobody who says hello.
func TestSilentSocketsMakeRoom(t *testing.T) {
	t.Parallel()
	w := openWith(t, patient, func(c *signalling.Config) { c.Unknown = 4 })
	known := w.customer(w.guest())
	known.of("welcome")
	gone := make(chan websocket.StatusCode, 6)
	for range 6 {
		c := w.connect()
		go func() {
			for range c.in { // to its end
			}
			gone <- c.code
		}()
	}
	late := w.customer(w.guest())
	late.of("welcome")
	for range 2 {
		if code := <-gone; code != 1013 {
			t.Errorf("a silent socket was closed with %d, want 1013", code)
		}
	}
	known.lives()
	late.lives()
}

// A flood of one network sends itself away, and no silent socket of another one,
// however long that has stood.
func TestAFloodOfSilentSocketsSendsItselfAway(t *testing.T) {
	t.Parallel()
	w := openWith(t, patient, func(c *signalling.Config) {
		c.Unknown = 4
		c.Near = func(r *http.Request) string { return r.URL.Query().Get("from") }
	})
	door := w.url
	from := func(network string) *client {
		w.url = door + "?from=" + network
		return w.connect()
	}
	home := from("home")
	gone := make(chan websocket.StatusCode, 6)
	for range 6 {
		c := from("flood")
		go func() {
			for range c.in { // to its end
			}
			gone <- c.code
		}()
	}
	for range 3 {
		select {
		case code := <-gone:
			if code != 1013 {
				t.Errorf("a silent socket was closed with %d, want 1013", code)
			}
		case <-home.in:
			t.Fatalf("the socket of another network was closed with %d", home.code)
		}
	}
	w.url = door
	g := w.guest()
	home.send(fields{"type": "hello", "token": g.token, "device": g.device})
	home.of("welcome")
}
