package media

import (
	"net"
	"net/netip"
	"time"

	"github.com/basekyc/basekyc/internal/media/datagram"
)

const (
	// batch is how many datagrams one system call reads or writes at most.
	batch = 64
	// gatherFor is how long packets wait after a round for others to come: half of it on average, nothing after a silence.
	gatherFor = time.Millisecond
)

// port is one UDP socket. ICE reads it through a mux of pion's, and this is what the mux sees of it: a socket on which
// hardly anything arrives. Media of links that are up never gets that far. It is decrypted, forwarded and recorded right
// here, in the goroutine that read it, and what that makes to be sent leaves with one system call when all that was read
// is done.
type port struct {
	net.PacketConn // of the socket; its deadlines, address and Close are ICE's
	socket         *datagram.Socket
	links          *directory
	now            func() time.Time

	in      *datagram.In // only the reading goroutine
	at, got int
	round   *round
}

func newPort(c *net.UDPConn, links *directory, now func() time.Time) (*port, error) {
	s, err := datagram.New(c)
	if err != nil {
		return nil, err
	}
	return &port{PacketConn: c, socket: s, links: links, now: now, in: s.NewIn(batch), round: &round{size: batch}}, nil
}

// ReadFromAddrPort implements ice.AddrPortReaderWriter: it gives what is not media of a link that is up.
func (p *port) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	for {
		for p.at < p.got {
			d, from := p.in.At(p.at)
			p.at++
			if len(d) == 0 || p.take(d, from) {
				continue
			}
			return copy(b, d), from, nil
		}
		p.round.flush()
		if err := p.read(); err != nil {
			return 0, netip.AddrPort{}, err
		}
		p.round.now = p.now()
	}
}

// read takes what arrived since the last round.
func (p *port) read() (err error) {
	if p.got > 0 {
		time.Sleep(gatherFor)
	}
	p.at = 0
	p.got, err = p.in.Read()
	return err
}

// take hands media to its link; false leaves it to ICE.
func (p *port) take(d []byte, from netip.AddrPort) bool {
	if !isMedia(d) {
		return false
	}
	l := p.links.proven(way{p, from})
	if l != nil {
		return !l.longWay(d, p.round.now) && l.receive(d, p.round)
	}
	for _, l := range p.links.candidates(from) {
		if l.receive(d, p.round) {
			p.links.prove(way{p, from}, l)
			return true
		}
	}
	return false
}

// WriteToAddrPort implements ice.AddrPortReaderWriter. Media that ICE sends shows which port it chose for a link.
func (p *port) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	if isMedia(b) {
		if l := p.links.candidates(to); len(l) == 1 {
			p.links.prove(way{p, to}, l[0])
		}
	}
	return p.socket.Conn().WriteToUDPAddrPort(b, to)
}

// ReadFrom implements net.PacketConn; the mux prefers ReadFromAddrPort.
func (p *port) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := p.ReadFromAddrPort(b)
	if err != nil {
		return 0, nil, err
	}
	return n, net.UDPAddrFromAddrPort(from), nil
}

// bound is the address that the socket has.
func (p *port) bound() *net.UDPAddr { return p.socket.Conn().LocalAddr().(*net.UDPAddr) }

// isMedia tells RTP and RTCP from STUN and DTLS (RFC 7983, 7).
func isMedia(b []byte) bool { return len(b) > 1 && b[0]>>6 == 2 }

// isRTCP tells RTCP from RTP on one port (RFC 5761, 4).
func isRTCP(b []byte) bool { return b[1] >= 192 && b[1] <= 223 }
