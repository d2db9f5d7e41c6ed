package media

import (
	"encoding/binary"
	"maps"
	"slices"
	"time"

	"github.com/pion/rtcp"
)

const (
	// beat is how often a link asks for what is missing; reportEvery how often both ends of a track are reported on.
	beat        = 100 * time.Millisecond
	reportEvery = time.Second

	// Payload type and format of transport-wide feedback.
	transportFeedback, transportWide = 205, 15
)

// listenEvery is how often what a client loses is looked for in its feedback on all packets.
const listenEvery = 500 * time.Millisecond

// sendReport sends one RTCP packet to the client, now.
func (p *Peer) sendReport(q rtcp.Packet) {
	p.link.sendReports([]rtcp.Packet{q}, nil)
}

// takeReports does what the client's reports ask for: one or more RTCP packets in one datagram (RFC 3550, 6.1). The link's in
// lock is held.
func (p *Peer) takeReports(b []byte, r *round) {
	for len(b) >= 4 {
		n := 4 + 4*int(binary.BigEndian.Uint16(b[2:]))
		if n > len(b) {
			return
		}
		if b[1] == transportFeedback && b[0]&0x1f == transportWide {
			p.link.judge(b[:n], r)
		} else if pkts, err := rtcp.Unmarshal(b[:n]); err == nil {
			p.takeReport(pkts[0], r)
		}
		b = b[n:]
	}
}

// judge reckons what the downlink carries. Most reports are of this kind, so they are not unpacked first.
func (l *link) judge(raw []byte, r *round) {
	l.out.Lock()
	defer l.out.Unlock()
	if l.est == nil {
		return
	}
	now := r.now.Sub(l.peer.room.origin)
	_ = l.est.Report(raw, now) // a damaged one says nothing
	if now-l.listened < listenEvery {
		return
	}
	l.listened = now
	if lost := l.est.Lost(now); lost > 0 { // only to begin with: what it lost of each track the client says itself, later
		for _, d := range l.peer.down {
			if d.twice != nil {
				d.hears(uint8(lost*255), 0)
			}
		}
	}
}

func (p *Peer) takeReport(q rtcp.Packet, r *round) {
	now := r.now.Sub(p.room.origin)
	switch q := q.(type) {
	case *rtcp.TransportLayerNack:
		if d := p.downOf(q.MediaSSRC); d != nil {
			d.repeat(q, now, r)
		}
	case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
		for _, ssrc := range q.DestinationSSRC() {
			d := p.downOf(ssrc)
			switch {
			case d == nil || d.from == Watcher:
			case p.role == Watcher:
				p.room.wishKey(d.from)
			default:
				p.room.requestKey(d.from)
			}
		}
	case *rtcp.SenderReport:
		p.reported(q, now)
		p.roundTrips(q.Reports, r.now)
	case *rtcp.ReceiverReport:
		p.roundTrips(q.Reports, r.now)
	}
}

func (p *Peer) downOf(ssrc uint32) *downTrack {
	for _, d := range p.down {
		if ssrc != 0 && d.how.ssrc == ssrc {
			return d
		}
	}
	return nil
}

// reported passes a sender report on to the taps.
func (p *Peer) reported(sr *rtcp.SenderReport, now time.Duration) {
	for _, kind := range kinds {
		u := p.track(kind)
		if u == nil || u.ssrc != sr.SSRC {
			continue
		}
		u.got.reported(sr.NTPTime, now)
		if p.role == Watcher { // nothing is shown beside his voice: its place in the recording is that of its arrival
			continue
		}
		for _, t := range p.room.routes.Load().taps[p.role.party()][kind.index()] {
			t.report(u.id, p.id, sr.NTPTime, sr.RTPTime)
		}
	}
}

// roundTrips learns from reception reports how much a receiver loses and how long a repair takes (RFC 3550, 6.4.1).
func (p *Peer) roundTrips(blocks []rtcp.ReceptionReport, now time.Time) {
	l := p.link
	l.out.Lock()
	defer l.out.Unlock()
	for _, b := range blocks {
		d := p.downOf(b.SSRC)
		if d == nil {
			continue
		}
		var trip time.Duration
		if rtt := uint32(toNTP(now)>>16) - b.LastSenderReport - b.Delay; b.LastSenderReport != 0 && rtt < 1<<31 {
			trip = time.Duration(rtt) * time.Second >> 16
		}
		d.hears(b.FractionLost, trip)
		if d.again != nil && trip > 0 {
			d.again.took(trip)
		}
	}
}

// beats drives the links until there are none, or the server is closed.
func (s *Server) beats() {
	defer s.running.Done()
	t := time.NewTicker(beat)
	defer t.Stop()
	for {
		select {
		case <-s.done:
			return
		case <-t.C:
		}
		links := s.connected()
		if links == nil {
			return
		}
		s.do(func(r *round) {
			for _, l := range links {
				l.beat(r)
			}
		})
	}
}

// connect adds a link to those that beat.
func (s *Server) connect(l *link) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.live[l] = struct{}{}
	if !s.beating && !s.closed {
		s.beating = true
		s.running.Add(1)
		go s.beats()
	}
}

func (s *Server) disconnect(l *link) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.live, l)
}

// connected are the links that beat; without any nothing beats until the next one connects.
func (s *Server) connected() []*link {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.beating = len(s.live) > 0; !s.beating {
		return nil
	}
	return slices.Collect(maps.Keys(s.live))
}

// beat asks for what is missing and, every second, reports on the tracks of both directions.
func (l *link) beat(r *round) {
	now := r.now.Sub(l.peer.room.origin)
	var pkts []rtcp.Packet
	l.in.Lock()
	due := !r.now.Before(l.due)
	if due {
		l.due = r.now.Add(reportEvery)
		if blocks := l.peer.blocks(now); blocks != nil {
			pkts = append(pkts, &rtcp.ReceiverReport{SSRC: l.ssrc, Reports: blocks})
		}
	}
	if u := l.peer.video.Load(); u != nil {
		if ask := u.got.nacks(); ask != nil {
			pkts = append(pkts, &rtcp.TransportLayerNack{SenderSSRC: l.ssrc, MediaSSRC: u.ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers(ask)})
		}
	}
	l.in.Unlock()
	if due {
		l.out.Lock()
		for _, d := range l.peer.down {
			if sr, ok := d.report(now, r.now); ok {
				pkts = append(pkts, sr)
			}
		}
		l.out.Unlock()
	}
	if len(pkts) > 0 {
		l.sendReports(pkts, r)
	}
}

// blocks report on what the client sends.
func (p *Peer) blocks(now time.Duration) (b []rtcp.ReceptionReport) {
	for _, kind := range kinds {
		if u := p.track(kind); u != nil {
			if x, ok := u.got.block(u.ssrc, now); ok {
				if kind == Audio {
					x.FractionLost = max(x.FractionLost, p.room.lostOf(p.role, kind))
				}
				b = append(b, x)
			}
		}
	}
	return b
}
