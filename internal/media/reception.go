package media

import (
	"time"

	"github.com/pion/rtcp"
)

const (
	// maxNacks is how often one missing packet is asked for. Without a bound those that RTX has brought already are asked
	// for again: 249 NACKs and 7.1 s of frozen picture against 10 and 3.3 s.
	maxNacks = 4
	// maxMissing bounds the packets that are waited for; of a longer gap the newest are.
	maxMissing = 256
	// nackReach is how far behind the newest packet one is still asked for.
	nackReach = 512
)

// reception is what a sender is told about one of its tracks: what is missing, and how it arrives (RFC 3550, 6.4.1). Pure;
// the caller locks.
type reception struct {
	rate  float64 // ticks a second
	begun bool

	base, top uint32 // extended numbers: the first and the highest one
	count     uint32 // packets, those of RTX not counted
	told      struct{ expected, count uint32 }

	jitter float64
	lastTS uint32
	lastAt time.Duration

	senderReport uint32 // middle of the NTP time in the last one
	reportAt     time.Duration

	missing []missing // oldest first
}

type missing struct {
	seq   uint16
	asked uint8
}

// arrived notes a packet; resent is one that came by RTX. ask says that what is missing will be asked for.
func (r *reception) arrived(seq uint16, ts uint32, at time.Duration, resent, ask bool) {
	if !r.begun {
		if resent {
			return
		}
		r.begun, r.base, r.top = true, 1<<16+uint32(seq), 1<<16+uint32(seq) // room to go below
		r.lastTS, r.lastAt = ts, at
		r.count = 1
		return
	}
	if !resent {
		r.count++
		d := (at-r.lastAt).Seconds()*r.rate - float64(int32(ts-r.lastTS))
		r.jitter += (max(d, -d) - r.jitter) / 16
		r.lastTS, r.lastAt = ts, at
	}
	ahead := int16(seq - uint16(r.top))
	if ahead <= 0 {
		r.found(seq)
		return
	}
	if ask {
		for n := max(ahead-maxMissing, 1); n < ahead; n++ {
			r.missing = append(r.missing, missing{seq: uint16(r.top) + uint16(n)})
		}
		if over := len(r.missing) - maxMissing; over > 0 {
			r.missing = append(r.missing[:0], r.missing[over:]...)
		}
	}
	r.top += uint32(ahead)
}

func (r *reception) found(seq uint16) {
	for i, m := range r.missing {
		if m.seq == seq {
			r.missing = append(r.missing[:i], r.missing[i+1:]...)
			return
		}
	}
}

// nacks gives what is to be asked for now.
func (r *reception) nacks() []uint16 {
	if len(r.missing) == 0 {
		return nil
	}
	var ask []uint16
	rest := r.missing[:0]
	for _, m := range r.missing {
		if uint16(r.top)-m.seq > nackReach {
			continue
		}
		ask = append(ask, m.seq)
		if m.asked++; m.asked < maxNacks {
			rest = append(rest, m)
		}
	}
	r.missing = rest
	return ask
}

// reported notes a sender report.
func (r *reception) reported(ntp uint64, at time.Duration) {
	r.senderReport, r.reportAt = uint32(ntp>>16), at
}

// block is the report; ok is false before the first packet.
func (r *reception) block(ssrc uint32, now time.Duration) (b rtcp.ReceptionReport, ok bool) {
	if !r.begun {
		return b, false
	}
	expected := r.top - r.base + 1
	lost := max(int64(expected)-int64(r.count), 0)
	since := expected - r.told.expected
	lostSince := int64(since) - int64(r.count-r.told.count)
	r.told.expected, r.told.count = expected, r.count
	b = rtcp.ReceptionReport{SSRC: ssrc, TotalLost: uint32(min(lost, 1<<23-1)), LastSequenceNumber: r.top - 1<<16, Jitter: uint32(r.jitter), LastSenderReport: r.senderReport}
	if since > 0 && lostSince > 0 {
		b.FractionLost = uint8(min(lostSince*256/int64(since), 255))
	}
	if r.senderReport != 0 {
		b.Delay = uint32((now - r.reportAt).Seconds() * 65536)
	}
	return b, true
}
