package media

import (
	"time"

	"github.com/basekyc/basekyc/internal/media/datagram"
)

// round is what one goroutine does in one go: it takes some packets, and what they make to be sent leaves together at the
// end. Never shared.
type round struct {
	now    time.Time // arrival of what is taken
	plain  [datagram.Size]byte
	packet packet // the one that is taken: on its own it would be an allocation each
	size   int    // datagrams that a batch holds
	outs   []portOut
}

type portOut struct {
	port *port
	out  *datagram.Out
}

// out gathers what leaves through a port.
func (r *round) out(p *port) *datagram.Out {
	for i := range r.outs {
		if r.outs[i].port == p {
			return r.outs[i].out
		}
	}
	o := p.socket.NewOut(r.size)
	r.outs = append(r.outs, portOut{p, o})
	return o
}

// flush sends. What the network does not take is lost, as on the way; receivers ask for it again.
func (r *round) flush() {
	for _, o := range r.outs {
		if !o.out.Empty() {
			_ = o.out.Flush()
		}
	}
}

// do lends a round and flushes it.
func (s *Server) do(f func(*round)) {
	r, ok := s.rounds.Get().(*round)
	if !ok {
		r = &round{size: 8}
	}
	r.now = s.cfg.Now()
	f(r)
	r.flush()
	s.rounds.Put(r)
}
