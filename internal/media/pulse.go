package media

import (
	"time"

	"github.com/pion/rtcp"
)

const (
	// rembMargin is taken off a receiver's downlink estimate, in bit/s: room for its audio and for RTCP.
	rembMargin = 60_000
	// rembFloor is the least a sender is throttled to, in bit/s.
	rembFloor = 60_000
	// keyEvery is the distance of key frames while recording, so that the file can be sought in.
	keyEvery = 7 * time.Second
)

// flow is what the room knows of one party's track.
type flow struct {
	seen    bool
	stalled bool
	last    time.Duration // arrival of the last packet that a tick saw
}

// run is the room's own goroutine.
func (r *Room) run() {
	t := time.NewTicker(tick)
	defer t.Stop()
	for {
		select {
		case <-r.done:
			return
		case <-t.C:
			r.relayBitrate()
			r.askKeys()
			r.watchFlows()
		}
	}
}

// relayBitrate tells each party how much the other one's downlink carries. Watchers have no say.
func (r *Room) relayBitrate() {
	r.mu.Lock()
	peers := r.parties
	r.mu.Unlock()
	for i, p := range peers {
		other := peers[1-i]
		if p == nil || other == nil {
			continue
		}
		up := p.video.Load()
		if up == nil || !other.up.Load() {
			continue
		}
		rate := max(other.estimate()-rembMargin, rembFloor)
		p.sendReport(&rtcp.ReceiverEstimatedMaximumBitrate{SenderSSRC: p.link.ssrc, Bitrate: float32(rate), SSRCs: []uint32{up.ssrc}})
	}
}

// askKeys sends the requests that came too soon after another one, those that were not answered, those of watchers and
// the regular ones of a recording.
func (r *Room) askKeys() {
	r.mu.Lock()
	peers, recording := r.parties, r.rec != nil
	r.mu.Unlock()
	now := r.now()
	for i, p := range peers {
		if p == nil {
			continue
		}
		up := p.video.Load()
		if up == nil {
			continue
		}
		r.wishes[i].grant(up, now)
		if up.keyWanted.Load() || (recording && now-time.Duration(up.lastKey.Load()) >= keyEvery) {
			up.requestKey()
		}
	}
}

// watchFlows finds tracks that stopped. The return of packets is seen at once, in upTrack.arrived.
func (r *Room) watchFlows() {
	now := r.now()
	for i, role := range parties {
		for k, kind := range kinds {
			r.mu.Lock()
			f := &r.flows[i][k]
			if p := r.parties[i]; p != nil {
				if up := p.track(kind); up != nil {
					f.last = max(f.last, time.Duration(up.last.Load()))
				}
			}
			gap := now - f.last
			stalled := f.seen && !f.stalled && gap >= r.cfg.StallAfter
			if stalled {
				f.stalled = true
			}
			r.mu.Unlock()
			if stalled {
				r.tell(Event{Type: Stalled, Role: role, Kind: kind, Gap: gap})
			}
		}
	}
}

// flowing is called by an up track for its first packet and for the first one after a silence.
func (r *Room) flowing(role Role, kind Kind, at time.Duration, first bool) {
	r.mu.Lock()
	f := &r.flows[role.party()][kind.index()]
	fresh := first || f.stalled
	var gap time.Duration
	if f.seen {
		gap = at - f.last
	}
	f.seen, f.stalled, f.last = true, false, at
	r.mu.Unlock()
	if fresh {
		r.tell(Event{Type: Flowing, Role: role, Kind: kind, Gap: gap})
	}
}

// Flowing says whether packets of the track arrived within RoomConfig.StallAfter.
func (r *Room) Flowing(role Role, kind Kind) bool {
	i := role.party()
	if i < 0 {
		return false
	}
	now := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.parties[i]
	if p == nil {
		return false
	}
	up := p.track(kind)
	return up != nil && now-time.Duration(up.last.Load()) < r.cfg.StallAfter
}

// tell queues an event; a full queue drops it (see eventQueue).
func (r *Room) tell(e Event) {
	if e.At.IsZero() {
		e.At = r.srv.cfg.Now()
	}
	select {
	case r.events <- e:
	default:
		r.srv.counts.eventsDropped.Add(1)
		r.srv.log.Warn("media event dropped: its receiver is too slow", "room", r.id, "event", string(e.Type), "role", string(e.Role))
	}
}

// deliver passes events on until the room is closed and the queue is empty.
func (r *Room) deliver() {
	pass := func(e Event) {
		if r.cfg.OnEvent != nil {
			r.cfg.OnEvent(e)
		}
	}
	for {
		select {
		case e := <-r.events:
			pass(e)
		case <-r.done:
			for {
				select {
				case e := <-r.events:
					pass(e)
				default:
					return
				}
			}
		}
	}
}
