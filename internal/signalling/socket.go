package signalling

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
)

const (
	// outbox is how many messages, and outboxBytes how many bytes of them, may
	// wait for a slow client. When either is full the socket is closed with
	// 1013: the client comes back and gets the newest state.
	outbox      = 64
	outboxBytes = 512 << 10
	// writeWithin bounds one write to a client.
	writeWithin = 10 * time.Second
	// closeWithin bounds the last words and the closing handshake; after it the
	// connection is cut. It is shorter than the time a node has to shut down.
	closeWithin = 3 * time.Second
)

// socket is one client's connection. send and end may be called by anyone;
// reading is done by its owner alone.
type socket struct {
	conn *websocket.Conn
	wire net.Conn // under conn: the only way to end one that neither reads nor answers

	now     func() time.Time
	pace    pace        // the reader's alone
	relays  time.Time   // when credentials for relays were given; the reader's alone
	silence *time.Timer // ends the socket; runs while the reader waits

	out    chan []byte
	queued atomic.Int64 // bytes in out

	once  sync.Once
	done  chan struct{} // closed when the socket ends; what follows is written before
	code  websocket.StatusCode
	why   string
	limit *time.Timer // cuts the wire
}

// accept upgrades a request. It has answered when it fails.
func accept(w http.ResponseWriter, r *http.Request, origins []string, now func() time.Time) (*socket, error) {
	s := &socket{now: now, pace: newPace(now()), out: make(chan []byte, outbox), done: make(chan struct{})}
	hijacked := &hijack{ResponseWriter: w}
	conn, err := websocket.Accept(hijacked, r, &websocket.AcceptOptions{Subprotocols: []string{subprotocol},
		OriginPatterns: origins, CompressionMode: websocket.CompressionDisabled,
		OnPingReceived: func(context.Context, []byte) bool { return s.spend(0) },
		OnPongReceived: func(context.Context, []byte) { s.spend(0) }})
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(maxMessage)
	s.conn, s.wire = conn, hijacked.wire
	s.silence = time.AfterFunc(time.Hour, func() { s.end(closeSilent, "heartbeat lost") })
	s.silence.Stop()
	return s, nil
}

// hijack keeps the connection that an upgrade takes over, and gives it buffers
// that fit our messages: those of net/http are 4 KiB each way.
type hijack struct {
	http.ResponseWriter
	wire net.Conn
}

func (h *hijack) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	h.wire = conn
	if rw.Reader.Buffered() == 0 { // a client that spoke before our answer keeps the large ones
		rw = bufio.NewReadWriter(bufio.NewReaderSize(conn, 1<<10), bufio.NewWriterSize(conn, 1<<10))
	}
	return conn, rw, nil
}

// send queues a message; it never blocks.
func (s *socket) send(v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		s.end(websocket.StatusInternalError, "message does not marshal")
		return
	}
	s.sendRaw(raw)
}

// reply queues the answer to a message of this client. It waits for room: who
// asks faster than he reads is not listened to meanwhile. Only the reader may
// call it.
func (s *socket) reply(v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		s.end(websocket.StatusInternalError, "message does not marshal")
		return
	}
	s.queued.Add(int64(len(raw)))
	select {
	case s.out <- raw:
	case <-s.done:
	}
}

// sendRaw queues a message that is marshalled; nobody may change it any more.
func (s *socket) sendRaw(raw []byte) {
	select {
	case <-s.done:
		return
	default:
	}
	if n := int64(len(raw)); s.queued.Add(n) > outboxBytes && n < s.queued.Load() {
		s.end(closeSlow, "too slow")
		return
	}
	select {
	case s.out <- raw:
	default:
		s.end(closeSlow, "too slow")
	}
}

// end closes the socket once what is queued has been written. The first reason
// counts.
func (s *socket) end(code websocket.StatusCode, why string) {
	s.once.Do(func() {
		s.code, s.why = code, why
		s.limit = time.AfterFunc(closeWithin, func() { _ = s.wire.Close() })
		close(s.done)
	})
}

// write empties the outbox until the socket ends, then says why. The
// connection is closed when it returns.
func (s *socket) write() {
	for s.step() {
	}
	<-s.done
	if s.code != closeSlow {
		for s.rest() {
		}
	}
	_ = s.conn.Close(s.code, s.why) // waits for the client's reply
	s.limit.Stop()
}

// step writes one message; false when the socket has ended.
func (s *socket) step() bool {
	select {
	case <-s.done:
		return false
	case raw := <-s.out:
		if err := s.put(raw); err != nil {
			s.end(websocket.StatusGoingAway, "cannot write")
			return false
		}
		return true
	}
}

// rest writes one message of those that were queued when the socket ended.
func (s *socket) rest() bool {
	select {
	case raw := <-s.out:
		return s.put(raw) == nil
	default:
		return false
	}
}

func (s *socket) put(raw []byte) error {
	s.queued.Add(-int64(len(raw)))
	ctx, cancel := context.WithTimeout(context.Background(), writeWithin)
	defer cancel()
	return s.conn.Write(ctx, websocket.MessageText, raw)
}

var errEnded = errors.New("socket has ended")

// spend takes a message's price from the client's allowance; a client without
// one is a flood, and its socket ends.
func (s *socket) spend(bytes int) bool {
	if !s.pace.allow(s.now(), bytes) {
		s.end(closeBad, "too many messages")
		return false
	}
	return true
}

// read waits for the next whole message, for patience at most. The wait is not
// a context: its end would cut the connection before the client is told why.
func (s *socket) read(patience time.Duration) (incoming, error) {
	s.silence.Reset(patience)
	kind, raw, err := s.conn.Read(context.Background())
	s.silence.Stop()
	select {
	case <-s.done:
		return incoming{}, errEnded
	default:
	}
	if err != nil {
		return incoming{}, err
	}
	if !s.spend(len(raw)) {
		return incoming{}, errEnded
	}
	if kind != websocket.MessageText {
		s.end(closeBad, "text only")
		return incoming{}, errEnded
	}
	m, err := decode(raw)
	if err != nil {
		s.end(closeBad, "bad message")
		return incoming{}, errEnded
	}
	return m, nil
}
