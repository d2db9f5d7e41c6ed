package datagram

import (
	"encoding/binary"
	"net/netip"
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	// maxPieces and maxPieced are what the kernel takes as one datagram to cut, in pieces and in bytes.
	maxPieces = 64
	maxPieced = 65_000
)

// message is struct mmsghdr.
type message struct {
	head unix.Msghdr
	n    uint32
}

// address is room for a socket address of either family; the shorter one begins alike.
type address unix.RawSockaddrInet6

// control is room for one control message that carries the length of the pieces.
type control struct {
	head unix.Cmsghdr
	size [8]byte // two are used; the rest is what alignment asks for
}

// splitting is whether the kernel cuts for us. A network card that cannot makes it stop.
type splitting struct{ on atomic.Bool }

func (s *splitting) probe(raw syscall.RawConn) {
	_ = raw.Control(func(fd uintptr) {
		_, err := unix.GetsockoptInt(int(fd), unix.SOL_UDP, unix.UDP_SEGMENT)
		s.on.Store(err == nil)
	})
}

// In is room for the datagrams of one Read.
type In struct {
	s    *Socket
	buf  [][Size]byte
	len  []int
	from []netip.AddrPort

	msgs  []message
	addrs []address
	iov   []unix.Iovec
	read  func(fd uintptr) bool
	n     int
	errno syscall.Errno
}

// NewIn makes room for n datagrams.
func (s *Socket) NewIn(n int) *In {
	in := &In{s: s, buf: make([][Size]byte, n), len: make([]int, n), from: make([]netip.AddrPort, n),
		msgs: make([]message, n), addrs: make([]address, n), iov: make([]unix.Iovec, n)}
	for i := range in.msgs {
		in.iov[i].Base = &in.buf[i][0]
		in.iov[i].SetLen(Size)
		h := &in.msgs[i].head
		h.Name = (*byte)(unsafe.Pointer(&in.addrs[i]))
		h.Iov = &in.iov[i]
		h.SetIovlen(1)
	}
	in.read = in.receive
	return in
}

// Read waits for a datagram and takes those that are there with it.
func (in *In) Read() (int, error) {
	if err := in.s.raw.Read(in.read); err != nil {
		return 0, err
	}
	if in.errno != 0 {
		return 0, in.errno
	}
	for i := range in.n {
		m := &in.msgs[i]
		in.len[i] = int(m.n)
		if m.head.Flags&unix.MSG_TRUNC != 0 {
			in.len[i] = 0
		}
		in.from[i] = in.addrs[i].get()
	}
	return in.n, nil
}

// receive is false when the poller has to wait.
func (in *In) receive(fd uintptr) bool {
	for i := range in.msgs {
		in.msgs[i].head.Namelen = unix.SizeofSockaddrInet6
	}
	for {
		n, _, e := unix.Syscall6(unix.SYS_RECVMMSG, fd, uintptr(unsafe.Pointer(&in.msgs[0])), uintptr(len(in.msgs)), unix.MSG_DONTWAIT, 0, 0)
		switch e {
		case unix.EINTR:
			continue
		case unix.EAGAIN:
			return false
		}
		in.n, in.errno = int(n), e
		return true
	}
}

// Out gathers datagrams that leave together. It belongs to one goroutine.
type Out struct {
	s   *Socket
	n   int
	buf [][Size]byte
	len []int
	to  []netip.AddrPort

	msgs  []message
	addrs []address
	ctrl  []control
	iov   []unix.Iovec
	write func(fd uintptr) bool
	from  int // messages sent
	count int // messages
	errno syscall.Errno
}

// NewOut makes room for n datagrams.
func (s *Socket) NewOut(n int) *Out {
	o := &Out{s: s, buf: make([][Size]byte, n), len: make([]int, n), to: make([]netip.AddrPort, n),
		msgs: make([]message, n), addrs: make([]address, n), ctrl: make([]control, n), iov: make([]unix.Iovec, n)}
	for i := range o.iov {
		o.iov[i].Base = &o.buf[i][0]
	}
	o.write = o.send
	return o
}

// Flush sends what was gathered, in its order. A datagram that cannot be sent does not hold back the others; the first
// error is returned.
func (o *Out) Flush() error {
	if o.n == 0 {
		return nil
	}
	defer func() { o.n = 0 }()
	var first error
	for at := 0; at < o.n; {
		split := o.s.split.on.Load()
		o.from, o.count = 0, 0
		last := at // first datagram of the message that is being sent
		for i := at; i < o.n; {
			i += o.pack(i, split)
		}
		for o.from < o.count {
			done := o.from
			if err := o.s.raw.Write(o.write); err != nil { // closed
				return err
			}
			for ; done < o.from; done++ {
				last += int(o.msgs[done].head.Iovlen)
			}
			if o.errno == 0 {
				continue
			}
			pieces := int(o.msgs[o.from].head.Iovlen)
			if pieces > 1 && (o.errno == unix.EIO || o.errno == unix.EINVAL) {
				o.s.split.on.Store(false) // its network card cannot: from here on again, one by one
				break
			}
			if first == nil {
				first = error(o.errno)
			}
			o.from++
			last += pieces
		}
		at = last
	}
	return first
}

// pack makes the next message out of the datagrams from i on and says how many it took.
func (o *Out) pack(i int, split bool) int {
	n, sum := 1, o.len[i]
	for split && i+n < o.n && n < maxPieces && o.to[i+n] == o.to[i] && o.len[i+n-1] == o.len[i] && o.len[i+n] <= o.len[i] && sum+o.len[i+n] <= maxPieced {
		sum += o.len[i+n]
		n++
	}
	for k := i; k < i+n; k++ {
		o.iov[k].SetLen(o.len[k])
	}
	m := &o.msgs[o.count]
	m.n = 0
	m.head = unix.Msghdr{Name: (*byte)(unsafe.Pointer(&o.addrs[o.count])), Namelen: o.addrs[o.count].set(o.to[i], o.s.six), Iov: &o.iov[i]}
	m.head.SetIovlen(n)
	if n > 1 {
		c := &o.ctrl[o.count]
		c.head.Level, c.head.Type = unix.SOL_UDP, unix.UDP_SEGMENT
		c.head.SetLen(unix.CmsgLen(2))
		binary.NativeEndian.PutUint16(c.size[:], uint16(o.len[i]))
		m.head.Control = (*byte)(unsafe.Pointer(c))
		m.head.SetControllen(unix.CmsgSpace(2))
	}
	o.count++
	return n
}

// send is false when the poller has to wait until the kernel has room.
func (o *Out) send(fd uintptr) bool {
	for {
		n, _, e := unix.Syscall6(unix.SYS_SENDMMSG, fd, uintptr(unsafe.Pointer(&o.msgs[o.from])), uintptr(o.count-o.from), unix.MSG_DONTWAIT, 0, 0)
		switch e {
		case unix.EINTR:
			continue
		case unix.EAGAIN:
			return false
		case 0:
			o.from += int(n)
		}
		o.errno = e
		return true
	}
}

func (a *address) get() netip.AddrPort {
	port := binary.BigEndian.Uint16((*[2]byte)(unsafe.Pointer(&a.Port))[:])
	if a.Family == unix.AF_INET {
		return netip.AddrPortFrom(netip.AddrFrom4((*unix.RawSockaddrInet4)(unsafe.Pointer(a)).Addr), port)
	}
	return netip.AddrPortFrom(netip.AddrFrom16(a.Addr).Unmap(), port)
}

// set writes an address and gives its length.
func (a *address) set(to netip.AddrPort, six bool) uint32 {
	binary.BigEndian.PutUint16((*[2]byte)(unsafe.Pointer(&a.Port))[:], to.Port())
	if !six {
		a.Family = unix.AF_INET
		four := (*unix.RawSockaddrInet4)(unsafe.Pointer(a))
		four.Addr, four.Zero = to.Addr().As4(), [8]byte{}
		return unix.SizeofSockaddrInet4
	}
	a.Family, a.Flowinfo, a.Scope_id = unix.AF_INET6, 0, 0
	a.Addr = to.Addr().As16()
	return unix.SizeofSockaddrInet6
}
