package signalling

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// outbox is how many messages may wait for a slow client. When it is full the
// socket is closed with 1013: the client comes back and gets the newest state.
const outbox = 64

// writeWithin bounds one write to a client.
const writeWithin = 10 * time.Second

// socket is one client's connection. send may be called by anyone; reading is
// done by its owner alone.
type socket struct {
	conn *websocket.Conn
	out  chan []byte
	once sync.Once
	done chan struct{} // closed when the socket ends
	code websocket.StatusCode
	why  string
}

func newSocket(conn *websocket.Conn) *socket {
	return &socket{conn: conn, out: make(chan []byte, outbox), done: make(chan struct{})}
}

// send queues a message; it never blocks.
func (s *socket) send(v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		s.end(websocket.StatusInternalError, "message does not marshal")
		return
	}
	select {
	case s.out <- raw:
	case <-s.done:
	default:
		s.end(closeSlow, "too slow")
	}
}

// end closes the socket once what is queued has been written.
func (s *socket) end(code websocket.StatusCode, why string) {
	s.once.Do(func() {
		s.code, s.why = code, why
		close(s.done)
	})
}

// write empties the outbox until the socket ends, then says why.
func (s *socket) write() {
	for {
		select {
		case raw := <-s.out:
			if s.put(raw) != nil {
				s.end(websocket.StatusAbnormalClosure, "")
				_ = s.conn.CloseNow()
				return
			}
		case <-s.done:
			for s.code != closeSlow {
				select {
				case raw := <-s.out:
					if s.put(raw) == nil {
						continue
					}
				default:
				}
				break
			}
			_ = s.conn.Close(s.code, s.why) // waits for the client's reply, 5 s at most
			return
		}
	}
}

func (s *socket) put(raw []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), writeWithin)
	defer cancel()
	return s.conn.Write(ctx, websocket.MessageText, raw)
}

var errEnded = errors.New("socket has ended")

// read waits for the next message, for patience at most.
func (s *socket) read(ctx context.Context, patience time.Duration) (incoming, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	kind, raw, err := s.conn.Read(ctx)
	select {
	case <-s.done:
		return incoming{}, errEnded
	default:
	}
	if err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			s.end(closeSilent, "heartbeat lost")
		}
		return incoming{}, err
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
