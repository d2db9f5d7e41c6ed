package media

import "time"

// rewriter gives one down track a single unbroken sequence and a rising time line, whichever up track feeds it: a
// party that comes back with a new PeerConnection has new random sequence numbers and timestamps, and the receiver's
// decoder must not notice. Pure; the caller locks.
type rewriter struct {
	clock   uint32
	source  uint64
	seqOff  uint16
	tsOff   uint32
	lastSeq uint16
	lastTS  uint32
	lastAt  time.Duration
	started bool
	floor   uint16 // first outgoing number of this source
	guard   bool   // packets before floor would collide with numbers already given out: refuse them
}

// rewrite maps a packet of a source. ok is false for a packet of an older source and for one that was reordered
// before the first packet of its source.
func (r *rewriter) rewrite(source uint64, seq uint16, ts uint32, at time.Duration) (uint16, uint32, bool) {
	if source < r.source {
		return 0, 0, false
	}
	if source != r.source || !r.started {
		if r.started {
			ticks := uint32((at - r.lastAt).Seconds() * float64(r.clock))
			if ticks == 0 || at < r.lastAt {
				ticks = 1
			}
			r.seqOff = r.lastSeq + 1 - seq
			r.tsOff = r.lastTS + ticks - ts
		}
		r.floor, r.guard = seq+r.seqOff, true
		r.source = source
	}
	s, t := seq+r.seqOff, ts+r.tsOff
	if r.guard {
		d := int16(s - r.floor)
		if d < 0 {
			return 0, 0, false
		}
		r.guard = d < 1000 // no reordering reaches further back than this
	}
	if !r.started || int16(s-r.lastSeq) > 0 {
		r.lastSeq, r.lastTS, r.lastAt, r.started = s, t, at, true
	}
	return s, t, true
}
