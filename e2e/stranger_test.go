package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/basekyc/basekyc/api"
)

// reply is what a door answered to somebody who does not behave.
type reply struct {
	status int
	kind   string // media type
	body   string
	api.Problem
}

// knock sends anything to a door. A body of unknown length is sent in chunks.
func (d *demo) knock(t *testing.T, method, path string, header map[string]string, body io.Reader) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, d.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range header {
		r.Header.Set(k, v)
	}
	if r.Host, err = hostOf(d.URL); err != nil {
		t.Fatal(err)
	}
	// Not http.Client: it may miss a reply that comes while it still sends.
	conn, err := net.Dial("tcp", r.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	go func() { _ = r.Write(conn) }() // cut short by the refusal, that is the point
	res, err := http.ReadResponse(bufio.NewReader(conn), r)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", method, path, err, d.tail())
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	out := reply{status: res.StatusCode, kind: res.Header.Get("Content-Type"), body: string(raw)}
	if out.kind == api.ProblemType {
		if err := json.Unmarshal(raw, &out.Problem); err != nil {
			t.Fatalf("%s %s: %v: %s", method, path, err, raw)
		}
	}
	return out
}

func hostOf(url string) (string, error) {
	_, host, ok := strings.Cut(url, "://")
	if !ok {
		return "", fmt.Errorf("address %q", url)
	}
	return host, nil
}

// refuses checks a clear refusal: a problem of the catalogue, with nothing
// internal and nothing of what was sent.
func (r reply) refuses(t *testing.T, what string, status int, code string) {
	t.Helper()
	known, ok := api.ErrorByCode(r.Code)
	if r.status != status || r.Problem.Status != status || r.Code != code || r.kind != api.ProblemType || r.RequestID == "" ||
		!ok || r.Title != known.Title || r.Type != api.ProblemAddress(code) || strings.Contains(r.body, "goroutine") || len(r.body) > 4096 {
		t.Errorf("%s: %d %s %.500s, want %d %s", what, r.status, r.kind, r.body, status, code)
	}
}

// stranger is a hand-made customer in a call: no camera, only messages.
type stranger struct {
	t     *testing.T
	d     *demo
	token string
	conn  *websocket.Conn
}

const device = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" // 32 bytes, base64url

// enter opens a link by hand, consents, and waits in line.
func (m *meeting) enter() *stranger {
	m.t.Helper()
	s := &stranger{t: m.t, d: m.d}
	_, code, _ := strings.Cut(m.URL, "#")
	var in api.Exchanged
	s.post("/customer/exchange", api.Exchange{SessionID: m.ID, Code: code, Device: device}, &in)
	s.token = in.Token
	var text api.ConsentText
	r := m.d.knock(m.t, http.MethodGet, "/customer/consent?language=en", s.header(""), nil)
	if err := json.Unmarshal([]byte(r.body), &text); err != nil || r.status != http.StatusOK {
		m.t.Fatalf("consent text: %d %s", r.status, r.body)
	}
	s.post("/customer/consent", api.ConsentGiven{Version: text.Version, Language: text.Language, SHA256: text.SHA256}, nil)
	s.conn = m.d.socket(m.t)
	hello, err := json.Marshal(map[string]string{"type": "hello", "token": s.token, "device": device})
	if err != nil {
		m.t.Fatal(err)
	}
	s.say(string(hello))
	s.hear("welcome")
	return s
}

func (s *stranger) header(kind string) map[string]string {
	h := map[string]string{"BaseKYC-Device": device}
	if s.token != "" {
		h["Authorization"] = "Bearer " + s.token
	}
	if kind != "" {
		h["Content-Type"] = kind
	}
	return h
}

func (s *stranger) post(path string, body, out any) {
	s.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	r := s.d.knock(s.t, http.MethodPost, path, s.header("application/json"), bytes.NewReader(raw))
	if r.status >= 300 || out != nil && json.Unmarshal([]byte(r.body), out) != nil {
		s.t.Fatalf("POST %s: %d %s", path, r.status, r.body)
	}
}

// socket opens /realtime without saying hello.
func (d *demo) socket(t *testing.T) *websocket.Conn {
	t.Helper()
	host, err := hostOf(d.URL)
	if err != nil {
		t.Fatal(err)
	}
	conn, _, err := websocket.Dial(t.Context(), "ws://"+host+"/realtime", &websocket.DialOptions{Subprotocols: []string{"basekyc.v1"}})
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	t.Cleanup(func() { _ = conn.CloseNow() })
	return conn
}

func (s *stranger) say(text string) {
	s.t.Helper()
	if err := s.conn.Write(s.t.Context(), websocket.MessageText, []byte(text)); err != nil {
		s.t.Fatalf("say %.100s: %v", text, err)
	}
}

// heard is a message of the server.
type heard struct {
	Type, Code string
	Session    struct{ Status string }
}

// hear skips to the next message of a type.
func (s *stranger) hear(kind string) heard {
	s.t.Helper()
	return s.hearUntil(kind, func(h heard) bool { return h.Type == kind })
}

func (s *stranger) hearUntil(what string, met func(heard) bool) heard {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	for {
		_, raw, err := s.conn.Read(ctx)
		if err != nil {
			s.t.Fatalf("wait for %s: %v\n%s", what, err, s.d.tail())
		}
		var h heard
		if err := json.Unmarshal(raw, &h); err != nil {
			s.t.Fatal(err)
		}
		if met(h) {
			return h
		}
	}
}
