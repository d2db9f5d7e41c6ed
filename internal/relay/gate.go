package relay

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/pion/turn/v5"
)

// Peer is one address of the media server: as its candidates name it, and as it is bound here.
type Peer struct{ Announced, Bound netip.AddrPort }

const (
	// maxPerHolder bounds the allocations of one participant. A browser opens one for each way to us and each of its
	// networks; those of a lost link linger until they end by themselves.
	maxPerHolder = 32
	// maxAllocations bounds those of all participants together: a socket and some 5 KiB each.
	maxAllocations = 4096
	// maxPerProbe and maxProbes bound those of whoever only looks at the ways: one for each way of a browser's networks,
	// and together too few to be in the way of calls.
	maxPerProbe, maxProbes = 8, 128
)

var (
	errFull     = errors.New("relay: no more allocations")
	errNoTCP    = errors.New("relay: only UDP is relayed")
	errNoFamily = errors.New("relay: media has no address of this family")
)

// gate opens relay sockets and is the reason why they reach nothing but the media server: a permission of TURN knows
// addresses, what leaves a relay socket is held against address and port once more. There is no list of forbidden
// networks that could be incomplete; a list of what is allowed is all there is.
type gate struct {
	peers []Peer

	mu      sync.Mutex
	holders map[string]int
	all     int
	probes  int // of them without a session

	tally tally
}

func newGate(peers []Peer) *gate { return &gate{peers: peers, holders: map[string]int{}} }

// permits is turn.PermissionHandler.
func (g *gate) permits(_ net.Addr, ip net.IP) bool {
	a, ok := netip.AddrFromSlice(ip)
	return ok && slices.ContainsFunc(g.peers, func(p Peer) bool { return p.Announced.Addr() == a.Unmap() })
}

// room is turn.QuotaHandler; the reply to who is turned away here is the right one.
func (g *gate) room(holder, _ string, _ net.Addr) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.fits(holder)
}

// fits counts who does not; the lock is held.
func (g *gate) fits(holder string) bool {
	most, free := maxPerHolder, g.all < maxAllocations
	if strings.HasPrefix(holder, probing) {
		most, free = maxPerProbe, free && g.probes < maxProbes
	}
	if g.holders[holder] < most && free {
		return true
	}
	g.tally.full.Add(1)
	return false
}

func (g *gate) enter(holder string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.fits(holder) {
		return false
	}
	g.holders[holder]++
	g.count(holder, 1)
	return true
}

func (g *gate) leave(holder string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.count(holder, -1)
	if g.holders[holder]--; g.holders[holder] == 0 {
		delete(g.holders, holder)
	}
}

func (g *gate) count(holder string, n int) {
	g.all += n
	if strings.HasPrefix(holder, probing) {
		g.probes += n
	}
}

// Validate implements turn.RelayAddressGenerator.
func (g *gate) Validate() error { return nil }

// AllocatePacketConn implements turn.RelayAddressGenerator.
func (g *gate) AllocatePacketConn(c turn.AllocateListenerConfig) (net.PacketConn, net.Addr, error) {
	family := map[netip.AddrPort]netip.AddrPort{} // announced to bound
	var at Peer
	for _, p := range g.peers {
		if p.Bound.Addr().Is4() == (c.Network == "udp4") {
			if !at.Bound.IsValid() {
				at = p
			}
			if _, known := family[p.Announced]; !known {
				family[p.Announced] = p.Bound
			}
		}
	}
	if !at.Bound.IsValid() {
		return nil, nil, errNoFamily
	}
	if !g.enter(c.UserID) {
		return nil, nil, errFull
	}
	conn, err := net.ListenUDP(c.Network, net.UDPAddrFromAddrPort(netip.AddrPortFrom(at.Bound.Addr(), uint16(c.RequestedPort))))
	if err != nil {
		g.leave(c.UserID)
		return nil, nil, fmt.Errorf("relay: open a socket: %w", err)
	}
	g.tally.opened.Add(1)
	port := conn.LocalAddr().(*net.UDPAddr).AddrPort().Port()
	back := map[netip.AddrPort]*net.UDPAddr{}
	for announced, bound := range family {
		if back[bound] == nil {
			back[bound] = net.UDPAddrFromAddrPort(announced)
		}
	}
	shown := net.UDPAddrFromAddrPort(netip.AddrPortFrom(at.Announced.Addr(), port))
	return &guarded{UDPConn: conn, to: family, from: back, tally: &g.tally, closed: func() { g.leave(c.UserID) }}, shown, nil
}

// AllocateListener implements turn.RelayAddressGenerator: TCP to peers (RFC 6062) is not for us.
func (g *gate) AllocateListener(turn.AllocateListenerConfig) (net.Listener, net.Addr, error) {
	return nil, nil, errNoTCP
}

// AllocateConn implements turn.RelayAddressGenerator.
func (g *gate) AllocateConn(turn.AllocateConnConfig) (net.Conn, error) { return nil, errNoTCP }

// guarded is a relay socket that speaks with the media server only.
type guarded struct {
	*net.UDPConn
	to     map[netip.AddrPort]netip.AddrPort
	from   map[netip.AddrPort]*net.UDPAddr
	tally  *tally
	once   sync.Once
	closed func()
}

// WriteTo implements net.PacketConn. What may not leave is dropped without a word, as a firewall does.
func (c *guarded) WriteTo(b []byte, to net.Addr) (int, error) {
	u, ok := to.(*net.UDPAddr)
	if !ok {
		return len(b), nil
	}
	at := u.AddrPort()
	bound, ok := c.to[netip.AddrPortFrom(at.Addr().Unmap(), at.Port())]
	if !ok {
		return len(b), nil
	}
	n, err := c.UDPConn.WriteToUDPAddrPort(b, bound)
	c.tally.sent.Add(uint64(n))
	return n, err
}

// ReadFrom implements net.PacketConn.
func (c *guarded) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		n, at, err := c.UDPConn.ReadFromUDPAddrPort(b)
		if err != nil {
			return 0, nil, err
		}
		if from, ok := c.from[netip.AddrPortFrom(at.Addr().Unmap(), at.Port())]; ok {
			c.tally.received.Add(uint64(n))
			return n, from, nil
		}
	}
}

// Close implements net.PacketConn.
func (c *guarded) Close() error {
	c.once.Do(c.closed)
	return c.UDPConn.Close()
}
