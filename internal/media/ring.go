package media

import (
	"sync"
	"time"
)

// ringSlots is the reach of the jitter buffer, in packets: about one second at 2.5 Mbit/s.
const ringSlots = 256

// holdMissing is how long a missing packet is waited for: four NACKs at 100 ms and a long round trip.
const holdMissing = 800 * time.Millisecond

// packetBuffers are shared by every ring, so that a ring costs what it holds and not what it could hold.
var packetBuffers = sync.Pool{New: func() any { return new([maxPacket]byte) }}

type slot struct {
	buf    *[maxPacket]byte
	n      int
	ts     uint32
	marker bool
	at     time.Duration
}

// ring puts the packets of one up track back into order. It holds at most ringSlots packets; a packet further ahead
// pushes the oldest ones out (they count as lost), one that is behind is refused. The caller locks.
type ring struct {
	slots  [ringSlots]slot
	next   uint16 // sequence number that is due
	top    uint16 // one past the highest one seen
	opened bool
	hole   bool // numbers before next were given up
	lost   uint64
}

// push copies the packet in.
func (r *ring) push(p *packet) {
	if len(p.payload) > maxPacket {
		return
	}
	if !r.opened {
		r.next, r.top, r.opened = p.seq, p.seq, true
	}
	ahead := int16(p.seq - r.next)
	if ahead < 0 {
		return // late or seen
	}
	for ahead >= ringSlots { // make room: give up what is oldest
		if s := &r.slots[r.next%ringSlots]; s.buf != nil {
			s.free()
		}
		r.next++
		r.lost++
		r.hole = true
		ahead--
		if r.next == r.top { // nothing left between here and the packet
			r.lost += uint64(p.seq - r.next)
			r.next, ahead = p.seq, 0
		}
	}
	s := &r.slots[p.seq%ringSlots]
	if s.buf != nil {
		return // a copy is here already
	}
	s.buf = packetBuffers.Get().(*[maxPacket]byte)
	s.n = copy(s.buf[:], p.payload)
	s.ts, s.marker, s.at = p.ts, p.marker, p.at
	if int16(p.seq+1-r.top) > 0 {
		r.top = p.seq + 1
	}
}

// pop gives the packet that is due, or nil when there is none yet. A missing packet is given up once a later one has
// waited for holdMissing, or at once when flush is set. hole says that packets are missing right before this one.
// The slot is the caller's until it calls free.
func (r *ring) pop(now time.Duration, flush bool) (s *slot, hole bool) {
	if !r.opened || r.next == r.top {
		return nil, false
	}
	if r.slots[r.next%ringSlots].buf == nil {
		n := r.next
		for r.slots[n%ringSlots].buf == nil {
			n++ // stops before top: the slot below top is filled
		}
		if !flush && now-r.slots[n%ringSlots].at < holdMissing {
			return nil, false
		}
		r.lost += uint64(n - r.next)
		r.next, r.hole = n, true
	}
	s = &r.slots[r.next%ringSlots]
	hole, r.hole = r.hole, false
	r.next++
	return s, hole
}

// close gives every buffer back.
func (r *ring) close() {
	for i := range r.slots {
		r.slots[i].free()
	}
	r.next = r.top
}

func (s *slot) payload() []byte { return s.buf[:s.n] }

func (s *slot) free() {
	if s.buf != nil {
		packetBuffers.Put(s.buf)
		s.buf = nil
	}
}
