package basekyc

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// Socket is one connection to /realtime, after hello. Read is for one
// goroutine, Send for any.
type Socket struct {
	conn *websocket.Conn
	stop context.CancelFunc
}

type hello struct {
	Type      string `json:"type"`
	Token     string `json:"token"`
	Device    string `json:"device,omitempty"`
	SessionID string `json:"session_id,omitempty"`
	Watch     bool   `json:"watch,omitempty"`
}

// Message is anything the server sends; which members count depends on Type.
// Session is a View for customers and a Case for officers.
type Message struct {
	Type     string            `json:"type"`
	Role     string            `json:"role"`
	Session  json.RawMessage   `json:"session"`
	SDP      string            `json:"sdp"`
	Present  bool              `json:"present"`
	Media    bool              `json:"media"`
	Attended bool              `json:"attended"` // with a queue: a person watches the line
	Cases    []json.RawMessage `json:"cases"`
	Code     string            `json:"code"`
	Text     string            `json:"message"`
	ID       string            `json:"id"`    // with an error: of the chat that was refused
	State    string            `json:"state"` // with a supervisor: absent, listening, whispering or speaking
	Name     string            `json:"name"`  // of the supervisor, for the officer
	To       string            `json:"to"`    // with speaking: who hears this watcher

	ICEServers []ICEServer `json:"ice_servers"` // of welcome, and of ice_servers before their credentials end
}

// ICEServer is a relay (TURN) for networks that let nothing else through, with a
// credential that lasts half an hour.
type ICEServer struct {
	URLs       []string `json:"urls"`
	Username   string   `json:"username"`
	Credential string   `json:"credential"`
}

// Offer is the message that carries a PeerConnection's SDP.
type Offer struct {
	Type string `json:"type"` // "offer"
	SDP  string `json:"sdp"`
}

// Speak lets a watcher be heard: by nobody, by the officer alone, or by both.
type Speak struct {
	Type string `json:"type"` // "speak"
	To   string `json:"to"`
}

// Signal is a message without content: ready or leave.
type Signal struct {
	Type string `json:"type"`
}

// Chat is a written message of the call: text, or of an officer a phrase. The
// sender draws the id, 8 to 40 letters and digits, and may repeat the message
// until the session shows it.
type Chat struct {
	Type   string `json:"type"` // "chat"
	ID     string `json:"id"`
	Text   string `json:"text,omitempty"`
	Phrase string `json:"phrase,omitempty"`
}

// maxIncoming bounds one message of the server: a line of a hundred cases.
const maxIncoming = 4 << 20

// heartbeat of api/realtime.md.
const heartbeat = 5 * time.Second

func dial(ctx context.Context, d door, h hello) (*Socket, error) {
	address := "ws" + strings.TrimPrefix(d.base, "http") + "/realtime"
	conn, _, err := websocket.Dial(ctx, address, &websocket.DialOptions{Subprotocols: []string{"basekyc.v1"}})
	if err != nil {
		return nil, fmt.Errorf("open socket: %w", err)
	}
	conn.SetReadLimit(maxIncoming)
	beat, stop := context.WithCancel(context.Background())
	s := &Socket{conn: conn, stop: stop}
	if err := s.Send(ctx, h); err != nil {
		s.Close()
		return nil, err
	}
	go s.beat(beat)
	return s, nil
}

func (s *Socket) beat(ctx context.Context) {
	t := time.NewTicker(heartbeat)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if s.Send(ctx, Signal{"ping"}) != nil {
				return // Read says why
			}
		}
	}
}

// Send writes one message.
func (s *Socket) Send(ctx context.Context, v any) error {
	if err := wsjson.Write(ctx, s.conn, v); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	return nil
}

// Read waits for the next message. CloseCode tells why it ended.
func (s *Socket) Read(ctx context.Context) (m Message, err error) {
	if err = wsjson.Read(ctx, s.conn, &m); err != nil {
		return m, fmt.Errorf("read: %w", err)
	}
	return m, nil
}

// CloseCode is the code that the server closed with, or -1.
func CloseCode(err error) int { return int(websocket.CloseStatus(err)) }

// Close ends the socket.
func (s *Socket) Close() {
	s.stop()
	_ = s.conn.Close(websocket.StatusNormalClosure, "")
}

// Drop ends it without a word, as a lost network does.
func (s *Socket) Drop() {
	s.stop()
	_ = s.conn.CloseNow()
}
