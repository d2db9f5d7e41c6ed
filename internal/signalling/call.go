package signalling

import (
	"encoding/json"
	"errors"
	"hash/maphash"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/media"
)

// call is the live side of one session: two sockets, one room. One goroutine
// at a time (run) looks at the session and acts on it; everybody else only
// notes what has happened and asks for a look.
type call struct {
	h    *Hub
	ref  kyc.Ref
	asks atomic.Int64 // for a look, since the last one began; 0 when nobody looks

	users int // sockets that enter or are in; guarded by the hub's mu

	mu       sync.Mutex
	stopped  bool // forgotten or shut down: nothing is done for it any more
	over     bool // no room opens any more
	parties  map[media.Role]*party
	watchers []*watcher
	room     *media.Room
	written  chan struct{} // closed when the recording is on disk; nil before the room closes
}

func newCall(h *Hub, ref kyc.Ref) *call {
	return &call{h: h, ref: ref, parties: map[media.Role]*party{
		media.Customer: {flows: map[media.Kind]bool{}, watched: nobodyWatches}, media.Agent: {flows: map[media.Kind]bool{}, watched: nobodyWatches}}}
}

// refresh asks for a look at the session: the session or the presence may have
// changed. Many asks make one look. It never blocks; mu must not be held.
func (c *call) refresh() {
	if c.asks.Add(1) == 1 && c.h.begin() {
		go c.run()
	}
}

// run looks until nobody has asked meanwhile. An idle call has no goroutine:
// most sessions wait for most of their time.
func (c *call) run() {
	defer c.h.wg.Done()
	for {
		asks := c.asks.Load()
		if err := c.look(); err != nil {
			c.report("look at live session", err)
			time.AfterFunc(lookAgain, c.refresh)
		}
		if c.asks.CompareAndSwap(asks, 0) {
			break
		}
	}
	c.h.forget(c)
}

// look reads the session, shows it and does what the presence asks for. An
// error is worth another try.
func (c *call) look() error {
	late, live := c.late()
	if !live {
		return nil
	}
	v, err := c.h.Sessions.Get(c.h.ctx, c.ref.Scope, c.ref.Session)
	if err != nil {
		return err
	}
	c.show(v)
	c.showWatchers(v)
	switch { // one look at a time, each at a fresh reading: the last word is that of the newest
	case v.Status == kyc.Decided, v.Status == kyc.InAudit, v.Status == kyc.RecaptureRequired, v.Status.Final():
		c.closeRoom()
	case (v.Status == kyc.Waiting || v.Status == kyc.Scheduled) && v.Epoch > 0: // handed back, given an appointment, or an auditor asked for another call
		c.closeRoom()
		c.reopen()
	}
	return c.act(v, late)
}

var seed = maphash.MakeSeed()

// show sends the session to each party that does not know it yet; a final one
// ends their sockets, and so does a link that was given to another device.
func (c *call) show(v *kyc.Session) {
	place := c.h.placeOf(v)
	c.mu.Lock()
	now := make(map[media.Role]party, len(c.parties))
	for role, p := range c.parties {
		now[role] = *p
	}
	c.mu.Unlock()
	for role, p := range now {
		if p.sock == nil {
			continue
		}
		if role == media.Customer && p.device != v.Link.Device {
			c.expel(p.sock, role)
			continue
		}
		raw, err := json.Marshal(c.h.show(v, p.seat, place))
		if err != nil {
			c.h.Log.Error("show session", "session", v.ID, "error", err)
			continue
		}
		c.mu.Lock()
		if sum, p := maphash.Bytes(seed, raw), c.parties[role]; p.sock == now[role].sock && p.shown != sum {
			p.shown = sum
			p.sock.send(sessionMessage{"session", raw})
		}
		c.mu.Unlock()
		if v.Status.Final() {
			p.sock.end(closeEnded, "session ended")
		}
	}
}

// enter makes the socket the party's one connection. The session is read after
// the call is known to the hub, so that no change is missed in between.
func (c *call) enter(s *socket, at seat) error {
	v, err := c.h.Sessions.Get(c.h.ctx, c.ref.Scope, c.ref.Session)
	if err != nil {
		return err
	}
	w, err := c.h.welcome(v, at, c.h.placeOf(v))
	if err != nil {
		return err
	}
	c.mu.Lock()
	p, o := c.parties[at.role], c.parties[other(at.role)]
	if p.sock != nil {
		p.sock.end(closeReplaced, "replaced by a newer connection")
	}
	p.enter(s, at, w.Session)
	s.relays = c.h.Now()
	s.send(w)
	s.send(o.seen())
	p.watched = nobodyWatches
	c.tellWatched()
	if o.sock != nil {
		o.sock.send(p.seen())
	}
	c.mu.Unlock()
	c.refresh()
	return nil
}

// leave starts the clock of a party whose socket ended, unless it has a newer
// one.
func (c *call) leave(s *socket, role media.Role) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.depart(s, role) {
		c.expect(role)
	}
}

// expel ends a party that may not be here any more, at once.
func (c *call) expel(s *socket, role media.Role) {
	s.send(errorMessage{Type: "error", Code: "token_invalid", Message: "The session was given to another device."})
	s.end(closeDenied, "credential refused")
	c.goAway(s, role)
}

// goAway is leave without a clock: the party will not come back with this
// connection, and its picture ends with it.
func (c *call) goAway(s *socket, role media.Role) {
	c.mu.Lock()
	var peer *media.Peer
	if p := c.parties[role]; c.depart(s, role) {
		p.absence = overdue
		peer, p.peer = p.peer, nil
	}
	c.mu.Unlock()
	if peer != nil {
		peer.Close()
	}
	c.refresh()
}

// depart takes a socket out; false when it was not the party's newest. The
// caller holds mu.
func (c *call) depart(s *socket, role media.Role) bool {
	p := c.parties[role]
	if p.sock != s {
		return false
	}
	p.sock = nil
	if o := c.parties[other(role)]; o.sock != nil {
		o.sock.send(p.seen())
	}
	return true
}

// hold tells the other party that this one's phone took camera or microphone away, for a call of its own, or gave them back.
func (c *call) hold(s *socket, role media.Role, held bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, o := c.parties[role], c.parties[other(role)]
	if p.sock != s || p.held == held {
		return
	}
	p.held = held
	if o.sock != nil {
		o.sock.send(p.seen())
	}
}

// expect starts the clock of a party without a socket. The caller holds mu.
func (c *call) expect(role media.Role) {
	p := c.parties[role]
	if c.stopped || p.sock != nil || p.absence == away {
		return
	}
	var clock *time.Timer
	clock = time.AfterFunc(c.h.Timing.Away, func() {
		c.mu.Lock()
		if p.clock == clock && p.absence == away {
			p.absence = overdue
		}
		c.mu.Unlock()
		c.refresh()
	})
	p.absence, p.clock = away, clock
}

// report logs what is not a law's refusal: the state moved on in the meantime,
// and the next look sees it.
func (c *call) report(doing string, err error) {
	var e *kyc.Error
	if errors.As(err, &e) || c.h.ctx.Err() != nil {
		return
	}
	c.h.Log.Error(doing, "session", c.ref.Session, "error", err)
}

// stopIfIdle ends a call in which nothing is live; false when something is.
func (c *call) stopIfIdle() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped || c.asks.Load() != 0 || c.room != nil || c.written != nil && !isClosed(c.written) {
		return false
	}
	for p := range maps.Values(c.parties) {
		if p.sock != nil || p.absence == away || p.absence == overdue {
			return false
		}
	}
	c.stop()
	return true
}

// stop ends the clocks and what they ask for. The caller holds mu.
func (c *call) stop() {
	c.stopped = true
	for _, p := range c.parties {
		p.stopClock()
	}
}

// shutDown ends the call's part in this node; its recording is on disk then.
func (c *call) shutDown() {
	c.mu.Lock()
	c.stop()
	c.mu.Unlock()
	c.closeRoom()
}

// hear acts on one message of a party.
func (c *call) hear(s *socket, role media.Role, m incoming) error {
	switch m.Type {
	case "ping":
		c.ping(s, role, m)
		return nil
	case "ready":
		if role != media.Customer {
			return kyc.Errorf(kyc.Forbidden, "not_allowed", "Only the customer is queued.")
		}
		_, err := c.h.Sessions.Queue(c.h.ctx, c.ref)
		return err
	case "offer":
		return c.offer(s, role, m.SDP)
	case "candidate":
		return c.candidate(s, role, string(m.Candidate))
	case "camera":
		return c.tookCamera(role, m.Camera)
	case "position":
		return c.tookPosition(role, m.Position)
	case "held":
		c.hold(s, role, m.Held)
		return nil
	case "chat":
		return c.chat(s, role, m)
	case "leave":
		s.end(closeNormal, "left")
		c.goAway(s, role)
		return nil
	}
	return errUnknownMessage
}

// ping answers a heartbeat, and gives the next credentials for relays behind it.
func (c *call) ping(s *socket, role media.Role, m incoming) {
	s.reply(c.h.pong(m))
	if now := c.h.Now(); c.h.Relays != nil && now.Sub(s.relays) >= c.h.Timing.Relays {
		s.relays = now
		s.send(iceMessage{"ice_servers", c.h.relays(c.ref.Session, role)})
	}
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
