package media

import "time"

const (
	// resendSlots is how many packets of a down track are kept to be sent again, a power of two.
	resendSlots = 256
	// resendLeast and resendMost are the room for them, in bytes. It doubles while packets younger than keepFor fall out.
	resendLeast = 32 << 10
	resendMost  = 512 << 10
	keepFor     = time.Second
	// resendApart is added to the round trip: what is on its way is not sent again.
	resendApart = 5 * time.Millisecond
	// resendWindow is the time over which repairs may take what the downlink carries, and no more.
	resendWindow = 500 * time.Millisecond
)

// kept is one packet that was sent.
type kept struct {
	seq    uint16
	marker bool
	again  bool // sent again before
	ts     uint32
	size   int
	pos    int           // where its payload is, counted on without end; 0 is nowhere
	last   time.Duration // sent again last
}

// resend keeps the last packets of a down track, one behind the other in a circle of bytes. Pure; the caller locks.
type resend struct {
	data  []byte
	head  int // where the next one goes, counted on without end
	lap   time.Duration
	top   uint16 // number that was added last
	slots [resendSlots]kept

	rtt     time.Duration
	samples int
	window  time.Duration // since when spent counts
	spent   int           // bytes of repairs
}

// add copies a packet in over the oldest ones.
func (r *resend) add(seq uint16, ts uint32, marker bool, at time.Duration, payload []byte) {
	if len(payload) > maxPacket {
		return
	}
	if r.data == nil {
		r.data, r.head, r.lap = make([]byte, resendLeast), resendLeast, at
	}
	if left := len(r.data) - r.head%len(r.data); left < len(payload) {
		r.head += left
		if at-r.lap < keepFor && len(r.data) < resendMost {
			r.grow()
		}
		r.lap = at
	}
	r.slots[seq%resendSlots] = kept{seq: seq, ts: ts, marker: marker, size: len(payload), pos: r.head}
	copy(r.data[r.head%len(r.data):], payload)
	r.head += len(payload)
	r.top = seq
}

// grow moves what is there into twice the room.
func (r *resend) grow() {
	more := make([]byte, 2*len(r.data))
	head := len(more)
	for i := range uint16(resendSlots) {
		k := &r.slots[(r.top+1+i)%resendSlots] // the oldest first
		if !r.holds(k) {
			k.pos = 0
			continue
		}
		copy(more[head%len(more):], r.payload(k))
		k.pos = head
		head += k.size
	}
	r.data, r.head = more, head
}

// holds says that nothing was written over a packet.
func (r *resend) holds(k *kept) bool { return k.pos > 0 && r.head-k.pos <= len(r.data) }

func (r *resend) payload(k *kept) []byte {
	at := k.pos % len(r.data)
	return r.data[at : at+k.size]
}

// find gives a packet that should be sent again now, or nil: it is gone, is on its way already, or there is no room for it on a
// downlink that carries so many bit/s.
func (r *resend) find(seq uint16, now time.Duration, bitrate int) *kept {
	k := &r.slots[seq%resendSlots]
	if k.seq != seq || !r.holds(k) || (k.again && now-k.last < r.rtt+resendApart) {
		return nil
	}
	if now-r.window >= resendWindow {
		r.window, r.spent = now, 0
	}
	if budget := int(int64(bitrate) / 8 * int64(resendWindow) / int64(time.Second)); r.spent > 0 && r.spent+k.size > budget {
		return nil
	}
	r.spent += k.size
	k.again, k.last = true, now
	return k
}

// took averages the round trips that the receiver's reports show.
func (r *resend) took(rtt time.Duration) {
	r.samples++
	r.rtt += (rtt - r.rtt) / time.Duration(min(r.samples, 16))
}
