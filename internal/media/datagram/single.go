//go:build !linux

package datagram

import (
	"net/netip"
	"syscall"
)

type splitting struct{}

func (splitting) probe(syscall.RawConn) {}

// In is room for the datagrams of one Read.
type In struct {
	s    *Socket
	buf  [][Size]byte
	len  []int
	from []netip.AddrPort
}

// NewIn makes room for n datagrams; one is used here.
func (s *Socket) NewIn(int) *In {
	return &In{s: s, buf: make([][Size]byte, 1), len: make([]int, 1), from: make([]netip.AddrPort, 1)}
}

// Read waits for a datagram and takes it.
func (in *In) Read() (int, error) {
	n, from, err := in.s.conn.ReadFromUDPAddrPort(in.buf[0][:])
	if err != nil {
		return 0, err
	}
	in.len[0], in.from[0] = n, netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
	return 1, nil
}

// Out gathers datagrams that leave together. It belongs to one goroutine.
type Out struct {
	s   *Socket
	n   int
	buf [][Size]byte
	len []int
	to  []netip.AddrPort
}

// NewOut makes room for n datagrams.
func (s *Socket) NewOut(n int) *Out {
	return &Out{s: s, buf: make([][Size]byte, n), len: make([]int, n), to: make([]netip.AddrPort, n)}
}

// Flush sends what was gathered, in its order. A datagram that cannot be sent does not hold back the others; the first
// error is returned.
func (o *Out) Flush() error {
	var first error
	for i := range o.n {
		if _, err := o.s.conn.WriteToUDPAddrPort(o.buf[i][:o.len[i]], o.to[i]); err != nil && first == nil {
			first = err
		}
	}
	o.n = 0
	return first
}
