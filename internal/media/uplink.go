package media

import (
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
)

const (
	// keyApart is the least distance of two key frame requests to one sender; Chromium answers only every second one
	// when they come closer.
	keyApart = 300 * time.Millisecond
	// gapNeedsKey is the silence after which the picture is only whole again from a key frame on.
	gapNeedsKey = 600 * time.Millisecond
)

// upTrack is one track a party publishes, or a watcher's voice.
type upTrack struct {
	id        uint64
	peer      *Peer
	kind      Kind
	ssrc      uint32
	last      atomic.Int64 // arrival of the last packet, ns since the room's origin
	lastPLI   atomic.Int64
	lastKey   atomic.Int64 // start of the last key frame
	keyWanted atomic.Bool  // until a key frame passes
	got       reception    // guarded by the link's in lock, as is
	heard     heard        // sound only
}

// take gives a packet to its track. The link's in lock is held: packets of a peer come one by one.
func (p *Peer) take(q *packet, as *payload, size int, r *round) {
	if p.role == Watcher && (as.kind != Audio || as.repair) {
		return
	}
	at := &p.audio
	if as.kind == Video {
		at = &p.video
	}
	u := at.Load()
	if as.repair {
		if u == nil || !q.unpack() {
			return
		}
		u.take(q, size, true, as.nack, r)
		return
	}
	if u == nil {
		u = newUpTrack(p, as.kind, q.ssrc)
		at.Store(u)
	}
	if q.ssrc != u.ssrc { // one camera and one microphone per party; whatever else is sent is dropped
		return
	}
	if as.kind == Video {
		u.take(q, size, false, as.nack, r)
		return
	}
	if !as.red {
		u.hear(q, size, false, r)
		return
	}
	var room [maxBlocks + 1]packet
	all := q.parts(room[:0])
	for i := range all {
		u.hear(&all[i], size, i < len(all)-1, r)
		size = 0 // it came once
	}
}

// hear takes sound, once.
func (u *upTrack) hear(p *packet, size int, again bool, r *round) {
	if u.heard.first(p.seq) {
		u.take(p, size, again, false, r)
	}
}

func newUpTrack(p *Peer, kind Kind, ssrc uint32) *upTrack {
	u := &upTrack{id: p.room.srv.ids.Add(1), peer: p, kind: kind, ssrc: ssrc, got: reception{rate: float64(kind.clockRate())}}
	u.lastPLI.Store(int64(-keyApart))
	return u
}

// take notes the arrival, sends to the receivers, hands to the taps. What a watcher says is heard by whom Speak said.
func (u *upTrack) take(p *packet, size int, resent, nack bool, r *round) {
	room := u.peer.room
	counts := &room.srv.counts
	p.source, p.peer, p.at = u.id, u.peer.id, r.now.Sub(room.origin)
	counts.in.Add(1)
	counts.inBytes.Add(uint64(size))
	u.got.arrived(p.seq, p.ts, p.at, resent, nack)
	if u.peer.role == Watcher {
		u.speak(p, r)
		return
	}
	if u.kind == Video && p.unfit() { // as if it were lost, for everybody alike: what the officer sees is what is recorded
		return
	}
	u.arrived(p)
	i, k := u.peer.role.party(), u.kind.index()
	to := room.routes.Load()
	for _, d := range to.down[i][k] {
		if d.forward(p, r) {
			counts.out.Add(1)
		}
	}
	for _, t := range to.taps[i][k] {
		t.push(p)
	}
}

// arrived keeps the times that stalls and key frames are judged by.
func (u *upTrack) arrived(p *packet) {
	last := time.Duration(u.last.Swap(int64(p.at)))
	gap := p.at - last
	if last == 0 || gap > gapNeedsKey {
		u.peer.room.flowing(u.peer.role, u.kind, p.at, last == 0)
	}
	if last != 0 && gap > gapNeedsKey { // its link was away: what it receives has a hole too, which it would notice a second later
		for _, from := range parties {
			if from != u.peer.role {
				u.peer.room.requestKey(from)
			}
		}
	}
	if u.kind != Video {
		return
	}
	if p.keyStart() {
		u.lastKey.Store(int64(p.at))
		u.keyWanted.Store(false)
		return
	}
	if last == 0 || gap > gapNeedsKey {
		u.requestKey()
	}
}

// requestKey asks the sender for a key frame, at once or, when one was asked for just now, with the room's next tick.
// The wish is repeated until a key frame passes.
func (u *upTrack) requestKey() {
	u.keyWanted.Store(true)
	now := int64(u.peer.room.now())
	last := u.lastPLI.Load()
	if now-last < int64(keyApart) || !u.lastPLI.CompareAndSwap(last, now) {
		return
	}
	u.peer.room.srv.counts.pli.Add(1)
	u.peer.sendReport(&rtcp.PictureLossIndication{MediaSSRC: u.ssrc})
}
