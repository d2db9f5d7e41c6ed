package signalling

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/coder/websocket"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/media"
)

// Close codes of api/realtime.md.
const (
	closeNormal   = websocket.StatusNormalClosure
	closeBad      = websocket.StatusCode(4400)
	closeDenied   = websocket.StatusCode(4401)
	closeForbid   = websocket.StatusCode(4403)
	closeSilent   = websocket.StatusCode(4408)
	closeReplaced = websocket.StatusCode(4409)
	closeEnded    = websocket.StatusCode(4410)
	closeSlow     = websocket.StatusTryAgainLater
	closeRestart  = websocket.StatusServiceRestart
)

var (
	errShuttingDown   = kyc.Errorf(kyc.OutOfService, "shutting_down", "The server is shutting down.")
	errUnknownMessage = kyc.Errorf(kyc.Invalid, "unknown_message", "This message type is not known here.")
)

// subprotocol of the socket.
const subprotocol = "basekyc.v1"

// maxMessage bounds one message, in bytes: what a client may send, and how much
// of a line is shown.
const maxMessage = 64 << 10

// maxNumber bounds the digits of a ping, which we repeat.
const maxNumber = 32

// incoming is every message a client may send; which members count depends on
// the type.
type incoming struct {
	Type      string          `json:"type"`
	Token     string          `json:"token"`
	Device    string          `json:"device"`
	SessionID string          `json:"session_id"`
	Watch     bool            `json:"watch"`
	To        string          `json:"to"`
	SDP       string          `json:"sdp"`
	Candidate json.RawMessage `json:"candidate"`
	T         json.Number     `json:"t"`
	ID        string          `json:"id"`
	Text      string          `json:"text"`
	Phrase    string          `json:"phrase"`
	Camera    *camera         `json:"camera"`
	Position  *position       `json:"position"`
	Held      bool            `json:"held"`
}

func decode(raw []byte) (incoming, error) {
	var m incoming
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, fmt.Errorf("read message: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return m, errors.New("read message: more than one object")
	}
	if len(m.T) > maxNumber {
		return m, errors.New("read message: t is too long")
	}
	return m, nil
}

type welcome struct {
	Type       string          `json:"type"`
	Role       string          `json:"role"`
	Heartbeat  int             `json:"heartbeat_s"`
	ICEServers []any           `json:"ice_servers"`
	Session    json.RawMessage `json:"session,omitempty"`
}

// welcome a party to a session.
func (h *Hub) welcome(v *kyc.Session, at seat, place int) (welcome, error) {
	raw, err := json.Marshal(h.show(v, at, place))
	if err != nil {
		return welcome{}, fmt.Errorf("show session %s: %w", v.ID, err)
	}
	return welcome{"welcome", string(at.role), h.heartbeat(), h.relays(v.ID, at.role), raw}, nil
}

// iceMessage replaces what welcome said of relays, whose credentials end.
type iceMessage struct {
	Type       string `json:"type"`
	ICEServers []any  `json:"ice_servers"`
}

// relays for a party of a session.
func (h *Hub) relays(session string, role media.Role) []any {
	if h.Relays == nil {
		return []any{}
	}
	return h.Relays(session, string(role))
}

// heartbeat in whole seconds, as clients are told.
func (h *Hub) heartbeat() int { return max(1, int(h.Timing.Heartbeat.Seconds())) }

// show is what the party may see of a session.
func (h *Hub) show(v *kyc.Session, at seat, place int) any {
	if at.role == media.Customer {
		return h.Views.View(v, place)
	}
	return h.Views.Case(v, place, at.officer)
}

type sessionMessage struct {
	Type    string          `json:"type"`
	Session json.RawMessage `json:"session"`
}

type answerMessage struct {
	Type string `json:"type"`
	SDP  string `json:"sdp"`
}

type peerMessage struct {
	Type    string `json:"type"`
	Present bool   `json:"present"`
	Media   bool   `json:"media"`
	Held    bool   `json:"held,omitempty"` // its phone took camera or microphone away
}

type pongMessage struct {
	Type string      `json:"type"`
	T    json.Number `json:"t"`
	At   time.Time   `json:"at"`
}

func (h *Hub) pong(m incoming) pongMessage { return pongMessage{"pong", m.T, h.Now().UTC()} }

type queueMessage struct {
	Type     string            `json:"type"`
	Attended bool              `json:"attended"` // a person watches the line, whom a simulated officer lets go first
	Cases    []json.RawMessage `json:"cases"`
}

type errorMessage struct {
	Type    string `json:"type"`
	Code    string `json:"code"`
	Message string `json:"message"`
	ID      string `json:"id,omitempty"` // of the message that was refused, if it had one
}

// refusal is what a client is told of an error; nothing internal.
func refusal(err error) errorMessage {
	if e := kyc.Public(err); e != nil {
		return errorMessage{Type: "error", Code: e.Code, Message: e.Message}
	}
	return errorMessage{Type: "error", Code: "internal_error", Message: "Something went wrong on our side."}
}
