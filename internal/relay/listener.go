package relay

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"
)

const (
	// maxConns bounds the connections of one listener; more are closed at once.
	maxConns = 4096
	// firstWord is how long a connection may take to shake hands and to say something.
	firstWord = 10 * time.Second
	// silence ends a connection: a client in a call refreshes its permissions more often.
	silence = 6 * time.Minute
)

// bounded is a listener whose connections are counted, shake hands outside the accepting loop, end by silence, and end
// with it: pion/turn leaves accepted ones open.
type bounded struct {
	net.Listener
	tls   *tls.Config // nil for none
	ready chan net.Conn
	done  chan struct{}
	wg    sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]struct{}
	ended bool
}

func bound(l net.Listener, c *tls.Config) *bounded {
	b := &bounded{Listener: l, tls: c, ready: make(chan net.Conn), done: make(chan struct{}), conns: map[net.Conn]struct{}{}}
	b.wg.Add(1)
	go b.run()
	return b
}

func (b *bounded) run() {
	defer b.wg.Done()
	for {
		raw, err := b.Listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // out of descriptors, or a client that left: the next one may be fine
			select {
			case <-b.done:
				return
			case <-time.After(50 * time.Millisecond):
				continue
			}
		}
		if !b.admit(raw) {
			_ = raw.Close()
			continue
		}
		go func() {
			defer b.wg.Done()
			b.greet(raw)
		}()
	}
}

// admit counts a connection and the goroutine that greets it.
func (b *bounded) admit(c net.Conn) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended || len(b.conns) >= maxConns {
		return false
	}
	b.conns[c] = struct{}{}
	b.wg.Add(1)
	return true
}

func (b *bounded) forget(c net.Conn) {
	b.mu.Lock()
	delete(b.conns, c)
	b.mu.Unlock()
}

func (b *bounded) greet(raw net.Conn) {
	c := &talk{Conn: raw, end: func() { b.forget(raw) }}
	if b.tls != nil {
		t := tls.Server(raw, b.tls)
		ctx, cancel := context.WithTimeout(context.Background(), firstWord)
		err := t.HandshakeContext(ctx)
		cancel()
		if err != nil {
			_ = c.Close()
			return
		}
		c.Conn = t
	}
	select {
	case b.ready <- c:
	case <-b.done:
		_ = c.Close()
	}
}

// Accept implements net.Listener.
func (b *bounded) Accept() (net.Conn, error) {
	select {
	case c := <-b.ready:
		return c, nil
	case <-b.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener; it ends the connections too.
func (b *bounded) Close() error {
	b.mu.Lock()
	if b.ended {
		b.mu.Unlock()
		return nil
	}
	b.ended = true
	open := make([]net.Conn, 0, len(b.conns))
	for c := range b.conns {
		open = append(open, c)
	}
	b.mu.Unlock()
	close(b.done)
	err := b.Listener.Close()
	for _, c := range open {
		_ = c.Close()
	}
	b.wg.Wait()
	return err
}

// talk is a connection that ends by silence. It is no *tls.Conn, with which pion/turn would shake hands again.
type talk struct {
	net.Conn
	once  sync.Once
	end   func()
	heard bool // by the one reader
}

// Read implements net.Conn.
func (t *talk) Read(p []byte) (int, error) {
	wait := silence
	if !t.heard {
		wait = firstWord
	}
	if err := t.SetReadDeadline(time.Now().Add(wait)); err != nil {
		return 0, err
	}
	n, err := t.Conn.Read(p)
	t.heard = t.heard || n > 0
	return n, err
}

// Close implements net.Conn.
func (t *talk) Close() error {
	t.once.Do(t.end)
	return t.Conn.Close()
}
