package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// Why the server ends a socket of events: the codes of api/realtime.md.
const (
	closeBad     = websocket.StatusCode(4400) // it says something: only the server speaks
	closeRefused = websocket.StatusCode(4401) // the credential ended
	closeDenied  = websocket.StatusCode(4403) // the credential lost its permission
	closeSilent  = websocket.StatusCode(4408) // no answer to a ping
	closeRestart = websocket.StatusServiceRestart
	closeSlow    = websocket.StatusTryAgainLater
)

// upgrades tells whether a request wants a WebSocket.
func upgrades(r *http.Request) bool {
	return strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// overSocket runs a stream over a WebSocket until either side ends it. What was
// to be refused has been refused before, by a reply with its problem.
func (s *server) overSocket(ctx context.Context, w http.ResponseWriter, r *http.Request, f *follower) error {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		return fmt.Errorf("upgrade: %w", err) // it has answered
	}
	defer func() { _ = conn.CloseNow() }()
	f.out = &socketEvents{ctx: ctx, conn: conn, now: s.Now}
	gone := make(chan struct{})
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	go func() { // hears pongs and the end; a message is one too many
		defer close(gone)
		defer leave()
		if _, _, err := conn.Read(ctx); err == nil {
			_ = conn.Close(closeBad, "only the server speaks")
		}
	}()
	err = f.run(ctx)
	if code, why := ending(err); code != 0 {
		_ = conn.Close(code, why)
	}
	leave()
	<-gone
	return err
}

// ending is what a reader is told of the end of his stream; 0 when he ended it
// himself or cannot be told any more.
func ending(err error) (websocket.StatusCode, string) {
	switch {
	case errors.Is(err, errStreamEnds):
		return closeRestart, "restarting"
	case errors.Is(err, errSlowReader):
		return closeSlow, "too slow"
	case errors.Is(err, errNoPong):
		return closeSilent, "no pong"
	case kyc.IsKind(err, kyc.Unauthenticated):
		return closeRefused, "credential ended"
	case kyc.IsKind(err, kyc.Forbidden):
		return closeDenied, "permission lost"
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return 0, ""
	}
	return websocket.StatusInternalError, "internal error"
}

var (
	errSlowReader = errors.New("the reader is too slow")
	errNoPong     = errors.New("the reader does not answer")
)

// eventSocket is what a stream needs of a connection: *websocket.Conn.
type eventSocket interface {
	Write(ctx context.Context, kind websocket.MessageType, p []byte) error
	Ping(ctx context.Context) error
}

// socketEvents are the messages of a socket. Nothing is queued: who takes longer
// than slowReader for a message is let finish it, for as long again, so that he
// hears why he is dropped.
type socketEvents struct {
	ctx  context.Context
	conn eventSocket
	now  func() time.Time
}

// eventMessage is each of them: start names the event behind which the stream
// begins, alive says nothing else.
type eventMessage struct {
	Type  string     `json:"type"` // start, event, alive
	After string     `json:"after,omitempty"`
	Event *api.Event `json:"event,omitempty"`
}

func (o *socketEvents) begin(after string) error {
	return o.send(eventMessage{Type: "start", After: after})
}

func (o *socketEvents) events(page []api.Event) error {
	for i := range page {
		if err := o.send(eventMessage{Type: "event", Event: &page[i]}); err != nil {
			return err
		}
	}
	return nil
}

// alive also asks for a pong: a network that is gone takes words for a long time.
func (o *socketEvents) alive() error {
	if err := o.send(eventMessage{Type: "alive"}); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(o.ctx, slowReader)
	defer cancel()
	if err := o.conn.Ping(ctx); err != nil {
		if ctx.Err() != nil && o.ctx.Err() == nil {
			return errNoPong
		}
		return fmt.Errorf("ping: %w", err)
	}
	return nil
}

func (o *socketEvents) send(m eventMessage) error {
	text, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("encode message: %w", err)
	}
	ctx, cancel := context.WithTimeout(o.ctx, 2*slowReader)
	defer cancel()
	begun := o.now()
	if err := o.conn.Write(ctx, websocket.MessageText, text); err != nil {
		return err
	}
	if o.now().Sub(begun) > slowReader {
		return errSlowReader
	}
	return nil
}
