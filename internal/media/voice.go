package media

import (
	"errors"
	"sync/atomic"
	"time"
)

// watcherKeyApart is the least distance of a key frame for a watcher from the one before it: a watcher with a bad line must
// not cost the parties their picture. What comes sooner waits for the room's tick.
const watcherKeyApart = 2 * time.Second

// Errors of Speak.
var (
	// ErrVoiceTaken: another watcher speaks. One is heard at a time.
	ErrVoiceTaken = errors.New("media: another watcher speaks")
	// ErrUnheard: a party that should hear it is not there, or offered no second sound.
	ErrUnheard = errors.New("media: nobody would hear it")
)

// Audience is who hears a watcher.
type Audience int

const (
	// Nobody: a watcher is silent until Speak.
	Nobody Audience = iota
	// OnlyAgent is a whisper. It is not recorded.
	OnlyAgent
	// Everybody are both parties and the recording.
	Everybody
)

// includes tells whether the party of an index is in the audience.
func (a Audience) includes(party int) bool {
	return a == Everybody || a == OnlyAgent && party == iAgent
}

// speech is who speaks now; guarded by the room's mu.
type speech struct {
	of *Peer
	to Audience
	id uint64
}

// voice is a speech as packets see it, part of the routing table: nil while nobody speaks, and then what a watcher
// sends ends there.
type voice struct {
	of   *Peer
	id   uint64 // as of an up track, new with each speech: behind a silence the numbers go on where they stood
	down []*downTrack
	taps []tap
}

// MaySpeak tells whether an audience would hear a watcher now.
func (p *Peer) MaySpeak(to Audience) error {
	r := p.room
	if p.role != Watcher {
		return ErrUnheard
	}
	for i, role := range parties {
		if to.includes(i) && !r.hears(role) {
			return ErrUnheard
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.maySpeak(p, to)
}

// maySpeak: the caller holds mu.
func (r *Room) maySpeak(p *Peer, to Audience) error {
	switch {
	case r.closed:
		return ErrClosed
	case to != Nobody && r.speech.of != nil && r.speech.of != p:
		return ErrVoiceTaken
	}
	return nil
}

// Speak says who hears a watcher from now on. It forgets nothing: a party that reconnects goes on hearing him.
func (p *Peer) Speak(to Audience) error {
	if err := p.MaySpeak(to); err != nil {
		return err
	}
	r := p.room
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.maySpeak(p, to); err != nil { // another one was faster
		return err
	}
	switch {
	case r.speech.of == p && r.speech.to == to, r.speech.of != p && to == Nobody:
		return nil
	case to == Nobody:
		r.speech = speech{}
	default:
		r.speech = speech{of: p, to: to, id: r.srv.ids.Add(1)}
	}
	r.reroute()
	return nil
}

// hears tells whether a party has a second sound, on which watchers are heard.
func (r *Room) hears(role Role) bool {
	p := r.party(role)
	if p == nil {
		return false
	}
	p.link.out.Lock()
	defer p.link.out.Unlock()
	d := p.ear()
	return d != nil && d.how.ssrc != 0
}

// ear is the track on which a party hears watchers.
func (p *Peer) ear() *downTrack {
	for _, d := range p.down {
		if d.from == Watcher {
			return d
		}
	}
	return nil
}

// voice for the routing table; the caller holds mu.
func (r *Room) voice() *voice {
	if r.speech.of == nil {
		return nil
	}
	v := &voice{of: r.speech.of, id: r.speech.id}
	for i, p := range r.parties {
		if p != nil && r.speech.to.includes(i) {
			v.down = append(v.down, p.ear())
		}
	}
	if r.speech.to == Everybody {
		v.taps = append(v.taps, r.ears...)
	}
	return v
}

// speak gives a watcher's packet to who hears him now.
func (u *upTrack) speak(p *packet, r *round) {
	v := u.peer.room.routes.Load().voice
	if v == nil || v.of != u.peer {
		return
	}
	p.source = v.id
	for _, d := range v.down {
		if d.forward(p, r) {
			u.peer.room.srv.counts.out.Add(1)
		}
	}
	for _, t := range v.taps {
		t.push(p)
	}
}

// wish is a key frame that watchers want of a party.
type wish struct{ since atomic.Int64 }

// wishKey notes that a watcher wants a key frame of a party.
func (r *Room) wishKey(role Role) {
	r.wishes[role.party()].since.CompareAndSwap(0, max(int64(r.now()), 1))
}

// grant asks for the key frame that watchers wait for, when the last one was asked for long enough ago.
func (w *wish) grant(u *upTrack, now time.Duration) {
	since := w.since.Load()
	switch {
	case since == 0:
	case u.lastKey.Load() > since: // one has passed meanwhile
		w.since.Store(0)
	case now-time.Duration(u.lastPLI.Load()) >= watcherKeyApart:
		w.since.Store(0)
		u.requestKey()
	}
}
