package signalling

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/coder/websocket"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Close codes of api/realtime.md.
const (
	closeBad      = websocket.StatusCode(4400)
	closeDenied   = websocket.StatusCode(4401)
	closeForbid   = websocket.StatusCode(4403)
	closeSilent   = websocket.StatusCode(4408)
	closeReplaced = websocket.StatusCode(4409)
	closeEnded    = websocket.StatusCode(4410)
	closeSlow     = websocket.StatusTryAgainLater
	closeRestart  = websocket.StatusServiceRestart
)

var errShuttingDown = kyc.Errorf(kyc.OutOfService, "shutting_down", "The server is shutting down.")

// subprotocol of the socket.
const subprotocol = "basekyc.v1"

// maxMessage bounds what a client may send at once, in bytes.
const maxMessage = 64 << 10

// incoming is every message a client may send; which members count depends on
// the type.
type incoming struct {
	Type      string          `json:"type"`
	Token     string          `json:"token"`
	Device    string          `json:"device"`
	SessionID string          `json:"session_id"`
	SDP       string          `json:"sdp"`
	Candidate json.RawMessage `json:"candidate"`
	T         json.Number     `json:"t"`
}

func decode(raw []byte) (incoming, error) {
	var m incoming
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, fmt.Errorf("read message: %w", err)
	}
	if d.More() {
		return m, errors.New("read message: more than one object")
	}
	return m, nil
}

type welcome struct {
	Type       string `json:"type"`
	Role       string `json:"role"`
	Heartbeat  int    `json:"heartbeat_s"`
	ICEServers []any  `json:"ice_servers"`
	Session    any    `json:"session,omitempty"`
}

type sessionMessage struct {
	Type    string `json:"type"`
	Session any    `json:"session"`
}

type answerMessage struct {
	Type string `json:"type"`
	SDP  string `json:"sdp"`
}

type peerMessage struct {
	Type    string `json:"type"`
	Present bool   `json:"present"`
	Media   bool   `json:"media"`
}

type pongMessage struct {
	Type string      `json:"type"`
	T    json.Number `json:"t"`
	At   time.Time   `json:"at"`
}

type queueMessage struct {
	Type  string `json:"type"`
	Cases []any  `json:"cases"`
}

type errorMessage struct {
	Type    string `json:"type"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// refusal is what a client is told of an error; nothing internal.
func refusal(err error) errorMessage {
	var e *kyc.Error
	if errors.As(err, &e) {
		return errorMessage{"error", e.Code, e.Message}
	}
	return errorMessage{"error", "internal_error", "Something went wrong on our side."}
}
