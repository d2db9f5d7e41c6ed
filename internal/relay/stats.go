package relay

import "sync/atomic"

// Stats of this moment, and since the start.
type Stats struct {
	Allocations int    // open now
	Opened      uint64 // allocations, since the start
	Denied      uint64 // requests with a credential that is not ours or too old
	Full        uint64 // allocations that a participant's quota or that of all had no room for
	Sent        uint64 // bytes of media to the media server
	Received    uint64 // and from it, both without what TURN and IP add
}

// tally is what a gate and its relay sockets add up, since the start.
type tally struct{ opened, full, sent, received atomic.Uint64 }

func (g *gate) stats() Stats {
	g.mu.Lock()
	all := g.all
	g.mu.Unlock()
	return Stats{Allocations: all, Opened: g.tally.opened.Load(), Full: g.tally.full.Load(), Sent: g.tally.sent.Load(), Received: g.tally.received.Load()}
}
