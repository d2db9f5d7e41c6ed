package media

import "time"

const (
	// someLoss and muchLoss are the parts of a receiver's packets, of 256, from which on each packet of sound also brings the one
	// before it, and the one before that.
	someLoss, muchLoss = 3, 12
	// redundantTwice is the downlink, in bit/s, from which on there is room to say things three times.
	redundantTwice = 200_000
	// queuedFrom is how much longer than the quickest a round trip is when loss is a queue that is full, which more bytes would
	// only fill more.
	queuedFrom = 150 * time.Millisecond
	// redundantCost is what saying things once more takes, in bit/s.
	redundantCost = 40_000

	maxRedundant  = 1 << 10 // bytes of a block that is said again, and the ticks that it may be behind (RFC 2198, 3)
	redundantPast = 1 << 14
)

// redundancy says the sound of the packets before once more in each packet (RFC 2198), to a receiver that loses some: what Opus
// itself can repair (in-band FEC) is only speech, and only if its sender knows of the loss. The sender and what is recorded know
// nothing of it. Pure; the caller locks.
type redundancy struct {
	said  [4]said // by number
	again int     // packets that are said again
	loss  uint32  // of 256; it falls slowly
	buf   []byte

	least, trip time.Duration // round trips: the quickest and the last one
}

type said struct {
	seq     uint16
	ts      uint32
	payload []byte
}

// lost is told what the receiver lost since it told last, and how long a round trip took, or 0.
func (r *redundancy) lost(part uint8, bitrate int, trip time.Duration) {
	r.loss = max(uint32(part), r.loss*3/4)
	if trip > 0 {
		r.trip = trip
		if r.least == 0 || trip < r.least {
			r.least = trip
		}
	}
	switch {
	case r.loss < someLoss || r.trip-r.least > queuedFrom:
		r.again = 0
	case r.loss < muchLoss || bitrate < redundantTwice:
		r.again = 1
	default:
		r.again = 2
	}
}

// wrap gives the payload with what was said before in front; nil when there is nothing.
func (r *redundancy) wrap(seq uint16, ts uint32, opus uint8, payload []byte) []byte {
	var again [2]*said
	n := 0
	for k := uint16(r.again); k > 0; k-- {
		s := &r.said[(seq-k)%uint16(len(r.said))]
		if behind := ts - s.ts; s.seq == seq-k && len(s.payload) > 0 && len(s.payload) < maxRedundant && behind > 0 && behind < redundantPast {
			again[n] = s
			n++
		}
	}
	if n == 0 {
		return nil
	}
	b := r.buf[:0]
	for _, s := range again[:n] {
		behind, size := ts-s.ts, len(s.payload)
		b = append(b, 0x80|opus, byte(behind>>6), byte(behind<<2)|byte(size>>8), byte(size))
	}
	b = append(b, opus)
	for _, s := range again[:n] {
		b = append(b, s.payload...)
	}
	r.buf = append(b, payload...)
	return r.buf
}

// add keeps what is said.
func (r *redundancy) add(seq uint16, ts uint32, payload []byte) {
	s := &r.said[seq%uint16(len(r.said))]
	s.seq, s.ts, s.payload = seq, ts, append(s.payload[:0], payload...)
}

// maxBlocks bounds what a client says again in one packet.
const maxBlocks = 4

// parts gives the packets that a client's packet holds, oldest first, itself last; nothing for a damaged one. Those before it
// are the ones of the numbers before its own.
func (p *packet) parts(into []packet) []packet {
	b, at, n := p.payload, 0, 0
	var size, behind [maxBlocks]int
	for ; at < len(b) && b[at]&0x80 != 0; at += 4 {
		if at+4 > len(b) || n == maxBlocks {
			return nil
		}
		behind[n], size[n] = int(b[at+1])<<6|int(b[at+2])>>2, int(b[at+2]&3)<<8|int(b[at+3])
		n++
	}
	at++
	for i := range n {
		if at+size[i] > len(b) {
			return nil
		}
		if q := *p; size[i] > 0 {
			q.seq, q.ts, q.payload, q.marker = p.seq-uint16(n-i), p.ts-uint32(behind[i]), b[at:at+size[i]], false
			into = append(into, q)
		}
		at += size[i]
	}
	if at >= len(b) {
		return nil
	}
	q := *p
	q.payload = b[at:]
	return append(into, q)
}

// heard knows the last packets of a track, so that none is taken twice: once itself and once said again.
type heard struct {
	top  uint16
	bits uint64 // of top and those before it
}

// first says that a number was not heard before; one that is too far back to tell is no first.
func (h *heard) first(seq uint16) bool {
	if h.bits == 0 {
		h.top, h.bits = seq, 1
		return true
	}
	ahead := int16(seq - h.top)
	if ahead > 0 {
		h.top = seq
		h.bits = h.bits<<min(uint(ahead), 64) | 1
		return true
	}
	if ahead <= -64 || h.bits&(1<<-ahead) != 0 {
		return false
	}
	h.bits |= 1 << -ahead
	return true
}

// hears is told by the receiver of a track how much of it was lost, and how long a round trip took, or 0. The caller holds out.
func (d *downTrack) hears(lost uint8, trip time.Duration) {
	if d.twice == nil {
		d.lost.Store(uint32(lost))
		return
	}
	d.twice.lost(lost, d.link.rate(), trip)
	if d.twice.again > 0 {
		lost = 0 // it is made good here
	}
	d.lost.Store(uint32(lost))
}

// repeats is what a link says twice, in bit/s. The caller holds out.
func (l *link) repeats() (bitrate int) {
	for _, d := range l.peer.down {
		if d.twice != nil {
			bitrate += d.twice.again * redundantCost
		}
	}
	return bitrate
}
