package signalling

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// pair opens a socket and the client's end of it, which reads only when the
// test says so.
func pair(t *testing.T) (*socket, *websocket.Conn) {
	t.Helper()
	made := make(chan *socket, 1)
	written := make(chan struct{})
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := accept(w, r, nil, time.Now)
		if err != nil {
			t.Error(err)
			return
		}
		go func() {
			defer close(written)
			s.write()
		}()
		made <- s
	}))
	conn, _, err := websocket.Dial(context.Background(), "ws"+strings.TrimPrefix(door.URL, "http"),
		&websocket.DialOptions{HTTPClient: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}})
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(-1)
	s := <-made
	t.Cleanup(func() {
		s.end(closeNormal, "")
		_ = conn.CloseNow()
		<-written
		door.Close()
	})
	return s, conn
}

func TestASlowReaderIsDropped(t *testing.T) {
	for name, size := range map[string]int{"by messages": 20, "by bytes": 60 << 10} {
		t.Run(name, func(t *testing.T) {
			s, conn := pair(t)
			raw := []byte(`"` + strings.Repeat("x", size) + `"`)
			for !isClosed(s.done) { // the client does not read; the kernel's buffers and the outbox fill
				s.sendRaw(raw)
			}
			if s.code != closeSlow {
				t.Fatalf("ended with %d", s.code)
			}
			if got := len(s.out) * size; got > outboxBytes {
				t.Errorf("%d bytes wait for a client that does not read", got)
			}
			if size > outboxBytes/outbox && len(s.out) == outbox {
				t.Error("bytes are not counted")
			}
			for {
				_, got, err := conn.Read(context.Background())
				if err != nil {
					if code := websocket.CloseStatus(err); code != closeSlow {
						t.Errorf("closed with %d: %v", code, err)
					}
					return
				}
				if !bytes.Equal(got, raw) {
					t.Fatal("a broken message")
				}
			}
		})
	}
}

func TestOneLargeMessageIsNotSlowness(t *testing.T) {
	s, conn := pair(t)
	raw := []byte(`"` + strings.Repeat("x", 2*outboxBytes) + `"`)
	s.sendRaw(raw)
	if _, got, err := conn.Read(context.Background()); err != nil || !bytes.Equal(got, raw) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func TestWhatWasQueuedIsSaidBeforeTheEnd(t *testing.T) {
	s, conn := pair(t)
	for range outbox / 2 {
		s.send("last words")
	}
	s.end(closeEnded, "session ended")
	s.end(closeSlow, "a second reason does not count")
	n := 0
	for {
		_, _, err := conn.Read(context.Background())
		if err != nil {
			if code := websocket.CloseStatus(err); code != closeEnded {
				t.Errorf("closed with %d", code)
			}
			break
		}
		n++
	}
	if n != outbox/2 {
		t.Errorf("%d of %d messages arrived", n, outbox/2)
	}
}
