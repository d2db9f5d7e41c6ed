package rest_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/rest"
	"github.com/basekyc/basekyc/internal/webhook"
)

type eventMessage struct {
	Type, After string
	Event       *api.Event
}

// listen opens the stream of events as a socket; without one it gives the reply.
func (w *world) listen(base, key, query string) (*websocket.Conn, *http.Response) {
	w.t.Helper()
	conn, resp, err := websocket.Dial(w.t.Context(), "ws"+strings.TrimPrefix(base, "http")+"/v1/events/stream"+query,
		&websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + key}}})
	if err != nil {
		return nil, resp
	}
	w.t.Cleanup(func() { _ = conn.CloseNow() })
	return conn, nil
}

func hear(t testing.TB, conn *websocket.Conn) (m eventMessage) {
	t.Helper()
	must(t, wsjson.Read(t.Context(), conn, &m))
	return m
}

// closed reads to the end and gives its code.
func closed(t testing.TB, conn *websocket.Conn) websocket.StatusCode {
	t.Helper()
	for {
		if _, _, err := conn.Read(t.Context()); err != nil {
			return websocket.CloseStatus(err)
		}
	}
}

func TestASocketFollowsTheFeed(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Heartbeat = 20 * time.Millisecond })
	server := httptest.NewServer(w.h)
	t.Cleanup(server.Close)
	t.Cleanup(w.feed.Close)
	before := w.create(w.a)
	conn, _ := w.listen(server.URL, w.a.secret, "")
	start := hear(t, conn)
	if start.Type != "start" || start.After == "" {
		t.Fatalf("begins with %+v", start)
	}
	for hear(t, conn).Type != "alive" {
	}
	w.create(w.b)
	w.join(before)
	first := hear(t, conn)
	for first.Type == "alive" { // pongs were answered while it read
		first = hear(t, conn)
	}
	if first.Type != "event" || first.Event.Type != api.SessionJoined || first.Event.Position != 2 {
		t.Fatalf("the first event is %+v", first)
	}
	must(t, conn.Close(websocket.StatusNormalClosure, ""))

	v := w.create(w.a)
	read[api.Session](t, w.ask("POST", "/v1/sessions/"+v.ID+"/cancel", w.a.secret, ""), 200)
	conn, _ = w.listen(server.URL, w.a.secret, "?type=session.canceled&starting_after="+first.Event.ID)
	if m := hear(t, conn); m.Type != "start" || m.After != first.Event.ID {
		t.Fatalf("resumed with %+v", m)
	}
	m := hear(t, conn)
	for m.Type == "alive" {
		m = hear(t, conn)
	}
	if m.Event == nil || m.Event.Type != api.SessionCanceled {
		t.Fatalf("resumed with %+v", m)
	}
}

// A socket is refused as the list is: by the problem that any client can read.
func TestASocketOfEventsIsLetInLikeTheList(t *testing.T) {
	w := newWorld(t)
	server := httptest.NewServer(w.h)
	t.Cleanup(server.Close)
	t.Cleanup(w.feed.Close)
	v := w.create(w.a)
	event := read[api.EventList](t, w.ask("GET", "/v1/sessions/"+v.ID+"/events", w.a.secret, ""), 200).Data[0].ID
	for name, c := range map[string]struct {
		key, query string
		status     int
	}{
		"nobody":                  {"", "", 401},
		"a public key":            {w.a.public, "", 403},
		"a revoked key":           {w.a.revoked, "", 401},
		"a staff token":           {w.a.staff, "", 401},
		"another account's event": {w.b.secret, "?starting_after=" + event, 404},
		"an unknown type":         {w.a.secret, "?type=asleep", 400},
		"a key in the query":      {"", "?key=" + w.a.secret, 401},
	} {
		conn, resp := w.listen(server.URL, c.key, c.query)
		if conn != nil || resp == nil || resp.StatusCode != c.status {
			t.Errorf("%s: %v, want %d", name, resp, c.status)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/v1/events/stream", nil)
	must(t, err)
	for k, v := range map[string]string{"Authorization": "Bearer " + w.a.secret, "Origin": "https://shop.example", "Connection": "Upgrade", "Upgrade": "websocket"} {
		r.Header.Set(k, v)
	}
	resp, err := http.DefaultClient.Do(r)
	must(t, err)
	_ = resp.Body.Close()
	if resp.StatusCode != 403 {
		t.Errorf("a secret key from a browser: %d", resp.StatusCode)
	}
}

func TestASocketSaysWhyItEnds(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Heartbeat = 20 * time.Millisecond })
	server := httptest.NewServer(w.h)
	t.Cleanup(server.Close)
	plain, k, err := w.accounts.MintKey(t.Context(), kyc.Scope{Account: w.a.id}, kyc.SecretKey, "short")
	must(t, err)
	revoked, _ := w.listen(server.URL, plain, "")
	hear(t, revoked)
	must(t, w.store.RevokeKey(t.Context(), k.Scope, k.ID, time.Now()))
	if code := closed(t, revoked); code != 4401 {
		t.Errorf("a revoked key: %d", code)
	}
	talks, _ := w.listen(server.URL, w.a.secret, "")
	must(t, talks.Write(t.Context(), websocket.MessageText, []byte("hello")))
	if code := closed(t, talks); code != 4400 {
		t.Errorf("a reader who talks: %d", code)
	}
	stays, _ := w.listen(server.URL, w.a.secret, "")
	hear(t, stays)
	w.feed.Close()
	if code := closed(t, stays); code != websocket.StatusServiceRestart {
		t.Errorf("the server stops: %d", code)
	}
}

// Readers who went give their places back.
func TestSocketsOfEventsAreBounded(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Heartbeat = time.Hour })
	server := httptest.NewServer(w.h)
	t.Cleanup(server.Close)
	t.Cleanup(w.feed.Close)
	var all []*websocket.Conn
	for range webhook.MaxFollowers {
		conn, resp := w.listen(server.URL, w.a.secret, "")
		if conn == nil {
			t.Fatalf("refused: %v", resp)
		}
		all = append(all, conn)
	}
	if _, resp := w.listen(server.URL, w.a.secret, ""); resp == nil || resp.StatusCode != 429 {
		t.Errorf("one too many: %v", resp)
	}
	_ = all[0].CloseNow() // without a word
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		if conn, _ := w.listen(server.URL, w.a.secret, ""); conn != nil {
			return
		}
		if ctx.Err() != nil {
			t.Fatal("the place of who went is not free")
		}
	}
}
