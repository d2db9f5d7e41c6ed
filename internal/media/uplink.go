package media

import (
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
)

const (
	// keyApart is the least distance of two key frame requests to one sender; Chromium answers only every second one
	// when they come closer.
	keyApart = 300 * time.Millisecond
	// gapNeedsKey is the silence after which the picture is only whole again from a key frame on.
	gapNeedsKey = 600 * time.Millisecond
)

// upTrack is one track a party publishes. Its read loop is the forward path.
type upTrack struct {
	id        uint64
	peer      *Peer
	kind      Kind
	ssrc      uint32
	last      atomic.Int64 // arrival of the last packet, ns since the room's origin
	lastPLI   atomic.Int64
	lastKey   atomic.Int64 // start of the last key frame
	keyWanted atomic.Bool  // until a key frame passes
}

// onTrack runs on a goroutine of pion that ends with the track.
func (p *Peer) onTrack(remote *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return
	}
	p.wg.Add(2)
	p.mu.Unlock()
	defer p.wg.Done()

	u := &upTrack{id: p.room.srv.ids.Add(1), peer: p, kind: Audio, ssrc: uint32(remote.SSRC())}
	at := &p.audio
	if remote.Kind() == webrtc.RTPCodecTypeVideo {
		u.kind, at = Video, &p.video
	}
	first := at.CompareAndSwap(nil, u)
	go func() {
		defer p.wg.Done()
		u.readReports(receiver, first)
	}()
	if !first { // one camera and one microphone per party; whatever else is sent is read and dropped
		u.discard(remote)
		return
	}
	u.lastPLI.Store(int64(-keyApart))
	u.forward(remote)
}

// forward reads until the track ends. One packet: parse, note the arrival, write to the receivers, hand to the taps.
func (u *upTrack) forward(remote *webrtc.TrackRemote) {
	room, i, k := u.peer.room, u.peer.role.party(), u.kind.index()
	counts := &room.srv.counts
	buf := make([]byte, maxPacket)
	p := packet{source: u.id, peer: u.peer.id}
	for {
		n, _, err := remote.Read(buf)
		if err != nil {
			return
		}
		if !p.parse(buf[:n]) {
			continue
		}
		p.at = room.now()
		counts.in.Add(1)
		counts.inBytes.Add(uint64(n))
		u.arrived(&p)
		to := room.routes.Load()
		for _, d := range to.down[i][k] {
			if d.forward(&p) {
				counts.out.Add(1)
			}
		}
		for _, t := range to.taps[i][k] {
			t.push(&p)
		}
	}
}

func (u *upTrack) discard(remote *webrtc.TrackRemote) {
	buf := make([]byte, maxPacket)
	for {
		if _, _, err := remote.Read(buf); err != nil {
			return
		}
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
	_ = u.peer.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: u.ssrc}})
}

// readReports passes sender reports on to the taps; it must read in any case, or pion's buffer fills.
func (u *upTrack) readReports(receiver *webrtc.RTPReceiver, pass bool) {
	room, i, k := u.peer.room, u.peer.role.party(), u.kind.index()
	for {
		pkts, _, err := receiver.ReadRTCP()
		if err != nil {
			return
		}
		for _, q := range pkts {
			sr, ok := q.(*rtcp.SenderReport)
			if !ok || !pass || sr.SSRC != u.ssrc {
				continue
			}
			for _, t := range room.routes.Load().taps[i][k] {
				t.report(u.id, u.peer.id, sr.NTPTime, sr.RTPTime)
			}
		}
	}
}
