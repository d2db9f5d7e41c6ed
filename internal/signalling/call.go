package signalling

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/media"
)

// call is the live side of one session: two sockets, one room.
type call struct {
	h    *Hub
	ref  kyc.Ref
	hint chan struct{} // capacity 1: the session may have changed
	quit chan struct{}
	end  sync.Once

	users int // sockets that enter or are in; guarded by the hub's mu

	mu      sync.Mutex
	parties map[media.Role]*party
	room    *media.Room
	seen    *kyc.Session // newest state shown
	place   int
}

// party is one side of a call.
type party struct {
	sock    *socket
	officer string // id, of an agent
	peer    *media.Peer
	flows   map[media.Kind]bool // which tracks arrive now
	away    *time.Timer         // runs while the party has no socket
}

// media tells whether the party's picture arrives.
func (p *party) media() bool { return p.flows[media.Video] }

func newCall(h *Hub, ref kyc.Ref) *call {
	c := &call{h: h, ref: ref, hint: make(chan struct{}, 1), quit: make(chan struct{}), parties: map[media.Role]*party{
		media.Customer: {flows: map[media.Kind]bool{}}, media.Agent: {flows: map[media.Kind]bool{}}}}
	h.wg.Add(1)
	go func() {
		defer h.wg.Done()
		c.run()
	}()
	return c
}

func other(r media.Role) media.Role {
	if r == media.Customer {
		return media.Agent
	}
	return media.Customer
}

// refresh asks for a new look at the session; many hints make one look.
func (c *call) refresh() {
	select {
	case c.hint <- struct{}{}:
	default:
	}
}

func (c *call) run() {
	for {
		select {
		case <-c.quit:
			return
		case <-c.hint:
		}
		v, err := c.h.Sessions.Get(c.h.ctx, c.ref.Scope, c.ref.Session)
		if err != nil {
			if c.h.ctx.Err() == nil {
				c.h.Log.Error("read live session", "session", c.ref.Session, "error", err)
			}
			continue
		}
		place := 0
		if v.Status == kyc.Waiting {
			place = c.h.Place(c.ref.Scope, c.ref.Session)
		}
		c.show(v, place)
		c.presence(v)
		c.h.forget(c)
	}
}

// show sends a changed session to both parties; a final one ends their sockets.
func (c *call) show(v *kyc.Session, place int) {
	c.mu.Lock()
	c.seen, c.place = v, place
	for role, p := range c.parties {
		if p.sock == nil {
			continue
		}
		p.sock.send(sessionMessage{"session", c.h.show(v, role, p.officer, place)})
		if v.Status.Final() {
			p.sock.end(closeEnded, "session ended")
		}
	}
	c.mu.Unlock()
	if v.Status == kyc.Decided || v.Status.Final() { // never back from there, so an old reading does no harm
		c.closeRoom()
	}
}

// enter makes the socket the party's one connection.
func (c *call) enter(s *socket, role media.Role, officer string) {
	v, err := c.h.Sessions.Get(c.h.ctx, c.ref.Scope, c.ref.Session)
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.parties[role]
	if p.sock != nil {
		p.sock.end(closeReplaced, "replaced by a newer connection")
	}
	if p.away != nil {
		p.away.Stop()
		p.away = nil
	}
	p.sock, p.officer = s, officer
	if err == nil {
		s.send(c.h.welcome(v, role, officer, c.place))
	}
	o := c.parties[other(role)]
	s.send(peerMessage{"peer", o.sock != nil, o.media()})
	if o.sock != nil {
		o.sock.send(peerMessage{"peer", true, p.media()})
	}
}

// leave starts the clock of a party whose socket ended, unless it has a newer one.
func (c *call) leave(s *socket, role media.Role) {
	c.mu.Lock()
	p := c.parties[role]
	if p.sock == s {
		p.sock = nil
		if o := c.parties[other(role)]; o.sock != nil {
			o.sock.send(peerMessage{"peer", false, p.media()})
		}
		p.away = time.AfterFunc(c.h.Timing.Away, func() { c.gone(role) })
	}
	c.mu.Unlock()
}

// gone acts on a party that stayed away: out of the line, or an interruption.
func (c *call) gone(role media.Role) {
	c.mu.Lock()
	c.parties[role].away = nil
	back := c.parties[role].sock != nil
	status := kyc.Status("")
	if c.seen != nil {
		status = c.seen.Status
	}
	c.mu.Unlock()
	if back || c.h.ctx.Err() != nil {
		return
	}
	var err error
	switch {
	case status == kyc.Waiting && role == media.Customer:
		_, err = c.h.Sessions.Unqueue(c.h.ctx, c.ref)
	case status == kyc.InProgress:
		_, err = c.h.Sessions.Interrupt(c.h.ctx, c.ref, string(role)+"_lost")
	}
	c.report("act on absence", err)
	c.h.forget(c)
}

func (c *call) report(doing string, err error) {
	var e *kyc.Error
	if err == nil || errors.As(err, &e) || c.h.ctx.Err() != nil {
		return // a law refused: the state moved on in the meantime
	}
	c.h.Log.Error(doing, "session", c.ref.Session, "error", err)
}

// presence resumes an interrupted call once both pictures arrive again, and
// gives a party that has not come to a running one its time.
func (c *call) presence(v *kyc.Session) {
	if !v.Status.InCall() {
		return
	}
	c.mu.Lock()
	both := true
	for role, p := range c.parties {
		both = both && p.sock != nil && p.media()
		if v.Status == kyc.InProgress && p.sock == nil && p.away == nil {
			p.away = time.AfterFunc(c.h.Timing.Away, func() { c.gone(role) })
		}
	}
	c.mu.Unlock()
	if both && v.Status == kyc.Interrupted {
		_, err := c.h.Sessions.Resume(c.h.ctx, c.ref)
		c.report("resume", err)
	}
}

// idle tells whether nothing live is left.
func (c *call) idle() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.room != nil {
		return false
	}
	for _, p := range c.parties {
		if p.sock != nil || p.away != nil {
			return false
		}
	}
	return true
}

func (c *call) stop() { c.end.Do(func() { close(c.quit) }) }

// shutDown ends the sockets so that clients come back, and the recording.
func (c *call) shutDown() {
	c.mu.Lock()
	for _, p := range c.parties {
		if p.sock != nil {
			p.sock.end(closeRestart, "restarting")
		}
		if p.away != nil {
			p.away.Stop()
		}
	}
	c.mu.Unlock()
	c.closeRoom()
	c.stop()
}

// hear acts on one message of a party.
func (c *call) hear(ctx context.Context, s *socket, role media.Role, m incoming) error {
	switch m.Type {
	case "ping":
		s.send(pong(m))
		return nil
	case "ready":
		if role != media.Customer {
			return kyc.Errorf(kyc.Forbidden, "not_allowed", "Only the customer is queued.")
		}
		_, err := c.h.Sessions.Queue(ctx, c.ref)
		return err
	case "offer":
		return c.offer(ctx, s, role, m.SDP)
	case "candidate":
		return c.candidate(role, string(m.Candidate))
	case "leave":
		c.leave(s, role)
		c.gone(role)
		s.end(1000, "left")
		return nil
	}
	return kyc.Errorf(kyc.Invalid, "unknown_message", "This message type is not known.")
}

func pong(m incoming) pongMessage { return pongMessage{"pong", m.T, time.Now().UTC()} }
