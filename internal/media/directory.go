package media

import (
	"net/netip"
	"slices"
	"sync"
)

// way is how a peer is reached over UDP: through which port, at which address.
type way struct {
	port *port
	addr netip.AddrPort
}

// directory says whose an address is, so that a packet finds its link without ICE. ICE names addresses; the first packet
// from one that the link can decrypt proves that it is the link's, and shows the port. Until then, and for good over TCP,
// packets go through ICE. What is sent goes to the address that ICE chose, and to no other: only that one has agreed.
type directory struct {
	mu     sync.RWMutex
	proved map[way]*link
	named  map[netip.AddrPort][]*link // more than one: a client lied, or a NAT gives one address to two
}

// place is what the directory knows of a link.
type place struct {
	chosen netip.AddrPort
	named  []netip.AddrPort
	ways   []way // proved
}

// maxWays bounds the ways that a link may prove; with one more the oldest is forgotten.
const maxWays = 16

func newDirectory() *directory {
	return &directory{proved: map[way]*link{}, named: map[netip.AddrPort][]*link{}}
}

func (d *directory) proven(w way) *link {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.proved[w]
}

// candidates are the links that may be meant by an address. The slice is never changed.
func (d *directory) candidates(a netip.AddrPort) []*link {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.named[a]
}

// name notes addresses that packets of a link may come from.
func (d *directory) name(l *link, from ...netip.AddrPort) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, a := range from {
		if a.IsValid() && !slices.Contains(l.place.named, a) && len(l.place.named) < 2*maxCandidates {
			l.place.named = append(l.place.named, a)
			d.named[a] = append(slices.Clone(d.named[a]), l)
		}
	}
}

// choose notes where ICE sends to from now on; the zero address is one that is not ours to reach.
func (d *directory) choose(l *link, to netip.AddrPort) {
	d.name(l, to)
	d.mu.Lock()
	defer d.mu.Unlock()
	l.place.chosen = to
	l.way.Store(nil)
	for _, w := range l.place.ways {
		if w.addr == to {
			l.way.Store(&w)
		}
	}
}

// prove notes that a way is a link's.
func (d *directory) prove(w way, l *link) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Contains(l.place.named, w.addr) {
		return // it is gone
	}
	if w.addr == l.place.chosen {
		l.way.Store(&w)
	}
	if d.proved[w] == l {
		return
	}
	d.proved[w] = l
	if l.place.ways = append(l.place.ways, w); len(l.place.ways) > maxWays {
		d.drop(l, l.place.ways[0])
		l.place.ways = slices.Clone(l.place.ways[1:])
	}
}

// forget takes a link out.
func (d *directory) forget(l *link) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, w := range l.place.ways {
		d.drop(l, w)
	}
	for _, a := range l.place.named {
		rest := slices.DeleteFunc(slices.Clone(d.named[a]), func(x *link) bool { return x == l })
		if d.named[a] = rest; len(rest) == 0 {
			delete(d.named, a)
		}
	}
	l.place = place{}
	l.way.Store(nil)
}

// drop forgets a way, unless another link has proved it since. The caller holds mu.
func (d *directory) drop(l *link, w way) {
	if d.proved[w] == l {
		delete(d.proved, w)
	}
}
