// Package datagram owns the UDP socket that is read and written many datagrams at a time: on Linux one system call takes
// what waits (recvmmsg) and one sends what was gathered (sendmmsg), with what goes to one address in equal pieces given to
// the kernel as one (UDP_SEGMENT). Elsewhere it is one system call each. No datagram costs an allocation.
package datagram

import (
	"net"
	"net/netip"
	"syscall"
)

// Size is the longest datagram that is read or written, in bytes; a longer one that arrives is dropped.
const Size = 2048

// Socket is a UDP socket with one local address. Any number of Out may write to it, one In should read.
type Socket struct {
	conn  *net.UDPConn
	raw   syscall.RawConn
	six   bool // its addresses are IPv6
	split splitting
}

// New takes a socket over. Closing the connection ends what waits in it.
func New(conn *net.UDPConn) (*Socket, error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return nil, err
	}
	s := &Socket{conn: conn, raw: raw, six: conn.LocalAddr().(*net.UDPAddr).IP.To4() == nil}
	s.split.probe(raw)
	return s, nil
}

// Conn is the connection underneath, for what is sent alone.
func (s *Socket) Conn() *net.UDPConn { return s.conn }

// At gives a datagram of the last Read. It is valid until the next one. It is empty when it was longer than Size.
func (in *In) At(i int) ([]byte, netip.AddrPort) {
	return in.buf[i][:in.len[i]], in.from[i]
}

// Room is where the next datagram is to be written, of any length up to Size. A full batch is flushed first; what that
// could not send is lost, as on any network.
func (o *Out) Room() []byte {
	if o.n == len(o.buf) {
		_ = o.Flush()
	}
	return o.buf[o.n][:]
}

// Add puts what was written to Room into the batch. What goes to an address of the other family is dropped.
func (o *Out) Add(n int, to netip.AddrPort) {
	if to = netip.AddrPortFrom(to.Addr().Unmap(), to.Port()); to.Addr().Is4() == o.s.six {
		return
	}
	o.len[o.n], o.to[o.n] = n, to
	o.n++
}

// Empty says that there is nothing to flush.
func (o *Out) Empty() bool { return o.n == 0 }
