package media

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// maxWatchers bounds the supervisors of one room.
	maxWatchers = 3
	// tick drives what a room does by itself: bitrate relay, stalls, key frames that are due.
	tick = 300 * time.Millisecond
)

// ErrRoomFull is returned by Join when a room has its three watchers.
var ErrRoomFull = errors.New("media: room is full")

// RoomConfig says how a room treats its owner.
type RoomConfig struct {
	// OnEvent is told what happens, in order, from one goroutine. It may block (see eventQueue) and may call anything on
	// the room; it must not call Server.Close.
	OnEvent func(Event)
	// StallAfter is the silence after which a track counts as stalled. Default 3 s.
	StallAfter time.Duration
}

// Room is the call of one session. It outlives its peers: only Close ends it.
type Room struct {
	id     string
	srv    *Server
	cfg    RoomConfig
	origin time.Time // zero of every time.Duration in this room
	events chan Event
	done   chan struct{} // closed when nothing more is recorded
	gone   chan struct{} // closed when Close has done everything
	wg     sync.WaitGroup
	routes atomic.Pointer[routes]

	mu       sync.Mutex
	closed   bool
	parties  [2]*Peer
	watchers []*Peer
	taps     [2][2][]tap
	ears     []tap // on what is said to everybody
	speech   speech
	rec      *Recording
	flows    [2][2]flow

	wishes [2]wish
}

// routes is an immutable snapshot of who receives what: one atomic load per packet.
type routes struct {
	down  [2][2][]*downTrack
	taps  [2][2][]tap
	voice *voice
}

// tap listens to one published track. Neither method may block; push copies what it keeps.
type tap interface {
	push(p *packet)
	// report passes on an RTCP sender report: at RTP time ts the sender's clock showed ntp (seconds in 32.32).
	report(source, peer uint64, ntp uint64, ts uint32)
}

func newRoom(s *Server, id string, cfg RoomConfig) *Room {
	if cfg.StallAfter <= 0 {
		cfg.StallAfter = 3 * time.Second
	}
	r := &Room{id: id, srv: s, cfg: cfg, origin: s.cfg.Now(), events: make(chan Event, eventQueue), done: make(chan struct{}), gone: make(chan struct{})}
	r.routes.Store(&routes{})
	return r
}

func (r *Room) start() {
	r.srv.running.Add(2)
	r.wg.Add(1)
	go func() {
		defer r.srv.running.Done()
		defer r.wg.Done()
		r.run()
	}()
	go func() {
		defer r.srv.running.Done()
		r.deliver()
	}()
}

// ID is the session's id.
func (r *Room) ID() string { return r.id }

// now is the position on the room's time line.
func (r *Room) now() time.Duration { return r.srv.cfg.Now().Sub(r.origin) }

func (r *Room) peerCount() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := len(r.watchers)
	for _, p := range r.parties {
		if p != nil {
			n++
		}
	}
	return n
}

// Join gives the role a new peer. A customer or agent that was there before is closed: that is how a client comes back,
// and the other side's picture and sound go on without a new negotiation. Watchers are added, up to three.
func (r *Room) Join(role Role) (*Peer, error) {
	party := role.party()
	if party < 0 && role != Watcher {
		return nil, fmt.Errorf("media: no role %q in a room", role)
	}
	p, err := newPeer(r, role)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	var old *Peer
	switch {
	case r.closed:
		err = ErrClosed
	case party >= 0:
		old, r.parties[party] = r.parties[party], p
	case len(r.watchers) >= maxWatchers:
		err = ErrRoomFull
	default:
		r.watchers = append(r.watchers, p)
	}
	if err == nil {
		r.reroute()
	}
	r.mu.Unlock()
	if err != nil {
		p.stop()
		return nil, err
	}
	if old != nil {
		r.srv.running.Add(1)
		go func() { // closing waits for the old transport; the new offer does not
			defer r.srv.running.Done()
			old.stop()
		}()
	}
	return p, nil
}

// leave takes a peer out, if it is still in.
func (r *Room) leave(p *Peer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if i := p.role.party(); i >= 0 {
		if r.parties[i] != p {
			return
		}
		r.parties[i] = nil
	}
	if r.speech.of == p {
		r.speech = speech{}
	}
	for i, w := range r.watchers {
		if w == p {
			r.watchers = append(r.watchers[:i:i], r.watchers[i+1:]...)
			break
		}
	}
	r.reroute()
}

// reroute makes the next snapshot. The caller holds mu.
func (r *Room) reroute() {
	n := &routes{voice: r.voice()}
	add := func(p *Peer) {
		for _, d := range p.down {
			if d.from == Watcher {
				continue // see voice
			}
			i, k := d.from.party(), d.kind.index()
			n.down[i][k] = append(n.down[i][k], d)
		}
	}
	for _, p := range r.parties {
		if p != nil {
			add(p)
		}
	}
	for _, p := range r.watchers {
		add(p)
	}
	for i := range r.taps {
		for k := range r.taps[i] {
			n.taps[i][k] = append([]tap(nil), r.taps[i][k]...)
		}
	}
	r.routes.Store(n)
}

func (r *Room) removeTap(role Role, kind Kind, t tap) {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := &r.ears
	if i := role.party(); i >= 0 {
		l = &r.taps[i][kind.index()]
	}
	for i, x := range *l {
		if x == t {
			*l = append((*l)[:i:i], (*l)[i+1:]...)
			break
		}
	}
	r.reroute()
}

// party gives the current peer of a sending role, or nil.
func (r *Room) party(role Role) *Peer {
	i := role.party()
	if i < 0 {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.parties[i]
}

// maxLost bounds the loss at a receiver that its sender is told of, of 256: an encoder that believes in more spends all it has on
// repair.
const maxLost = 64

// lostOf is the part of a track's packets, of 256, that the other party loses behind us and that we cannot make good. An encoder that knows it puts so much of
// what it said before into each packet that a lost one can be made good (in-band FEC of Opus); that is decided by this number
// alone, while the total of lost packets, by which a sender judges its own path, stays what is lost on it. Watchers have no say.
func (r *Room) lostOf(role Role, kind Kind) (most uint8) {
	to := r.routes.Load()
	var down []*downTrack
	if i := role.party(); i >= 0 {
		down = to.down[i][kind.index()]
	} else if to.voice != nil {
		down = to.voice.down
	}
	for _, d := range down {
		if d.link.peer.role.party() >= 0 {
			most = max(most, uint8(min(d.lost.Load(), maxLost)))
		}
	}
	return most
}

// requestKey asks the party for a key frame; see upTrack.requestKey.
func (r *Room) requestKey(role Role) {
	if p := r.party(role); p != nil {
		p.requestKey()
	}
}

// Close disconnects everyone, finishes the recording and takes the room off the server. It may be called more than
// once; it returns when all is written.
func (r *Room) Close() {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		<-r.gone
		return
	}
	r.closed = true
	peers := append([]*Peer(nil), r.watchers...)
	for _, p := range r.parties {
		if p != nil {
			peers = append(peers, p)
		}
	}
	rec := r.rec
	r.mu.Unlock()

	var wg sync.WaitGroup
	for _, p := range peers {
		wg.Add(1)
		go func() { defer wg.Done(); p.Close() }()
	}
	wg.Wait()
	if rec != nil {
		_ = rec.Close() // its error is kept in the recording and was told as an event
	}
	close(r.done)
	r.wg.Wait()
	r.srv.mu.Lock()
	if r.srv.rooms[r.id] == r {
		delete(r.srv.rooms, r.id)
	}
	r.srv.mu.Unlock()
	close(r.gone)
}
