package relay

import (
	"bufio"
	"crypto/tls"
	"net"
	"time"
)

// Split parts what comes to one TLS port: TURN here, HTTP there. A browser says
// in its handshake when it wants HTTP (ALPN), and never does so for TURN; of
// who says nothing the first byte tells: a TURN request begins with 0, a letter
// is HTTP. Closing either half closes the port.
func Split(l net.Listener, c *tls.Config) (web, turn net.Listener) {
	b := bound(l, c)
	s := &splitter{bounded: b, web: make(chan net.Conn), turn: make(chan net.Conn)}
	b.wg.Add(1)
	go s.run()
	return &half{b, s.web}, &half{b, s.turn}
}

type splitter struct {
	*bounded
	web, turn chan net.Conn
}

func (s *splitter) run() {
	defer s.wg.Done()
	for {
		c, err := s.Accept()
		if err != nil {
			return
		}
		s.wg.Add(1) // before Close waits: this goroutine is counted
		go func() {
			defer s.wg.Done()
			s.part(c.(*talk))
		}()
	}
}

func (s *splitter) part(c *talk) {
	t := c.Conn.(*tls.Conn)
	if t.ConnectionState().NegotiatedProtocol != "" {
		// The HTTP server knows a *tls.Conn, whose state it wants; its own limits hold from here on.
		c.once.Do(c.end)
		s.give(s.web, t)
		return
	}
	_ = t.SetReadDeadline(time.Now().Add(firstWord))
	r := bufio.NewReaderSize(t, 4096)
	first, err := r.Peek(1)
	if err != nil {
		_ = c.Close()
		return
	}
	_ = t.SetReadDeadline(time.Time{})
	if first[0] < ' ' {
		c.Conn, c.heard = &peeked{t, r}, true
		s.give(s.turn, c)
		return
	}
	c.once.Do(c.end)
	s.give(s.web, &peeked{t, r})
}

func (s *splitter) give(to chan net.Conn, c net.Conn) {
	late := time.NewTimer(firstWord) // nobody takes TURN where it is turned off
	defer late.Stop()
	select {
	case to <- c:
		return
	case <-s.done:
	case <-late.C:
	}
	_ = c.Close()
}

// peeked is a connection of which the beginning was read already.
type peeked struct {
	net.Conn
	r *bufio.Reader
}

// Read implements net.Conn.
func (p *peeked) Read(b []byte) (int, error) { return p.r.Read(b) }

// half is one side of a split port.
type half struct {
	*bounded
	from chan net.Conn
}

// Accept implements net.Listener.
func (h *half) Accept() (net.Conn, error) {
	select {
	case c := <-h.from:
		return c, nil
	case <-h.done:
		return nil, net.ErrClosed
	}
}
