package media

import (
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
)

// downTrack is what one peer receives of one party, with our own numbering. It belongs to the receiving peer; whoever reads
// the packets of the sending party writes to it. Everything below is guarded by the out lock of the receiver's link.
type downTrack struct {
	from Role
	kind Kind
	link *link

	how    agreed // nothing until the answer is made
	rw     rewriter
	again  *resend     // video that the client may ask for again
	twice  *redundancy // sound, to a client that takes it
	repair uint16      // number of the next packet that is sent again on a stream of its own

	packets, octets uint32
	ts              uint32 // of the last picture or sound, and when it began to leave
	at              time.Duration

	lost atomic.Uint32 // part of the packets that the client last said it lost and that we do not make good, of 256; not guarded
}

func newDownTrack(l *link, from Role, kind Kind) *downTrack {
	return &downTrack{link: l, from: from, kind: kind, rw: rewriter{clock: kind.clockRate()}}
}

// offered is what the negotiation knows of it. Its stream is the role of the party, so that a client knows whom it shows.
func (d *downTrack) offered() (webrtc.TrackLocal, error) {
	c := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: d.kind.clockRate(), Channels: 2}
	if d.kind == Video {
		c = webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: d.kind.clockRate()}
	}
	return webrtc.NewTrackLocalStaticRTP(c, d.id(), string(d.from))
}

func (d *downTrack) id() string { return string(d.from) + "-" + string(d.kind) }

// begin lets packets through under the numbers that were agreed.
func (d *downTrack) begin(how agreed) {
	d.how = how
	if d.kind == Video && how.nack {
		d.again = &resend{}
	}
	if d.kind == Audio && how.red != 0 {
		d.twice = &redundancy{}
	}
}

// end gives back what is kept.
func (d *downTrack) end() { d.again = nil }

// forward sends the packet under this track's numbering, without its header extensions. What cannot be sent is the receiver's
// trouble (its transport is gone or not up yet) and never the sender's.
func (d *downTrack) forward(p *packet, r *round) bool {
	l := d.link
	l.out.Lock()
	defer l.out.Unlock()
	if l.enc == nil || d.how.ssrc == 0 {
		return false
	}
	seq, ts, ok := d.rw.rewrite(p.source, p.seq, p.ts, p.at)
	if !ok {
		return false
	}
	if d.packets == 0 || ts != d.ts {
		d.ts, d.at = ts, p.at
	}
	d.packets++
	d.octets += uint32(len(p.payload))
	if d.again != nil {
		d.again.add(seq, ts, p.marker, p.at, p.payload)
	}
	h, payload := head{ssrc: d.how.ssrc, ts: ts, seq: seq, payload: d.how.payload, marker: p.marker, transport: d.how.transport}, p.payload
	if d.twice != nil {
		if b := d.twice.wrap(seq, ts, d.how.payload, payload); b != nil {
			h.payload, payload = d.how.red, b
		}
		d.twice.add(seq, ts, p.payload)
	}
	return l.sendRTP(&h, payload, -1, r)
}

// repeat sends again what the client misses.
func (d *downTrack) repeat(n *rtcp.TransportLayerNack, now time.Duration, r *round) {
	l := d.link
	l.out.Lock()
	defer l.out.Unlock()
	if d.again == nil {
		return
	}
	rate := l.rate()
	for _, pair := range n.Nacks {
		pair.Range(func(seq uint16) bool {
			k := d.again.find(seq, now, rate)
			if k == nil {
				return true
			}
			h := head{ssrc: d.how.ssrc, ts: k.ts, seq: k.seq, payload: d.how.payload, marker: k.marker, transport: d.how.transport}
			original := -1
			if d.how.repair != 0 && d.how.repairSSRC != 0 {
				h.ssrc, h.payload, h.seq, original = d.how.repairSSRC, d.how.repair, d.repair, int(k.seq)
				d.repair++
			}
			l.sendRTP(&h, d.again.payload(k), original, r)
			return true
		})
	}
}

// report is the sender's side of the track: what its clock shows now.
func (d *downTrack) report(now time.Duration, clock time.Time) (*rtcp.SenderReport, bool) {
	if d.packets == 0 {
		return nil, false
	}
	ticks := uint32(int64((now - d.at).Seconds() * float64(d.kind.clockRate())))
	return &rtcp.SenderReport{SSRC: d.how.ssrc, NTPTime: toNTP(clock), RTPTime: d.ts + ticks, PacketCount: d.packets, OctetCount: d.octets}, true
}

// toNTP is 32.32 fixed point since 1900 (RFC 3550, 4).
func toNTP(t time.Time) uint64 {
	s := uint64(t.Unix()) + 2208988800
	return s<<32 | uint64(t.Nanosecond())<<32/uint64(time.Second)
}
