package signalling

import (
	"errors"
	"hash/maphash"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/media"
)

// seat is whose place a socket takes in a call.
type seat struct {
	role    media.Role
	officer string   // id, of an agent
	device  kyc.Hash // of a customer
}

// absence of a party that has no socket.
type absence int

const (
	never   absence = iota // has not come, and no clock runs
	away                   // its clock runs
	overdue                // its clock ran out; run acts on it
	gone                   // acted on
)

// party is one side of a call. Guarded by the call's mu.
type party struct {
	seat
	sock    *socket
	absence absence // while sock is nil
	clock   *time.Timer
	shown   uint64 // hash of the session that sock has seen last
	offers  int    // of sock
	peer    *media.Peer
	flows   map[media.Kind]bool // which tracks arrive now
	lost    bool                // they all stopped arriving
	held    bool                // its phone took camera or microphone away, says sock
	watched supervisorMessage   // what sock was told of watchers last
}

// conductor is the officer who is connected to the call; "" without one.
func (c *call) conductor() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.parties[media.Agent]; p.sock != nil {
		return p.officer
	}
	return ""
}

// media tells whether the party's picture arrives.
func (p *party) media() bool { return p.flows[media.Video] }

// seen is what the other party is told of this one.
func (p *party) seen() peerMessage {
	return peerMessage{"peer", p.sock != nil, p.media(), p.held && p.sock != nil}
}

func (p *party) presence() string {
	switch {
	case p.sock == nil:
		return "away"
	case p.media():
		return "picture"
	}
	return "no_picture"
}

// left tells whether the party has been without a socket for too long.
func (p *party) left() bool { return p.sock == nil && (p.absence == overdue || p.absence == gone) }

// missing tells whether a running call cannot go on without the party.
func (p *party) missing() bool { return p.lost || p.left() }

// late lists the parties whose absence waits for an answer; live is false when
// the call is not this hub's any more.
func (c *call) late() (late map[media.Role]bool, live bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	late = map[media.Role]bool{}
	for role, p := range c.parties {
		late[role] = p.absence == overdue
	}
	return late, !c.stopped
}

// enter gives the party its connection, which has been shown a session.
func (p *party) enter(s *socket, at seat, shown []byte) {
	p.stopClock()
	p.sock, p.seat, p.absence, p.offers, p.held = s, at, never, 0, false
	p.shown = maphash.Bytes(seed, shown)
}

func (p *party) stopClock() {
	if p.clock != nil {
		p.clock.Stop()
		p.clock = nil
	}
}

func other(r media.Role) media.Role {
	if r == media.Customer {
		return media.Agent
	}
	return media.Customer
}

// act does what the parties' presence asks of the session: a customer who went
// away leaves the line, a running call without a party is interrupted, one with
// both pictures is resumed. Parties who have not come get their time.
//
// late are the parties who were overdue before v was read: what v shows is the
// answer to their absence, and need not be looked for again.
func (c *call) act(v *kyc.Session, late map[media.Role]bool) error {
	do := c.wish(v, late)
	if do == nil {
		return nil
	}
	err := do()
	var law *kyc.Error
	if errors.As(err, &law) {
		return nil // the law refused, as at the end of the grace period: the change that follows is a hint
	}
	if err == nil {
		c.refresh() // until the session is as the presence wants it
	}
	return err
}

func officerOf(v *kyc.Session) string {
	if v.Officer == nil {
		return ""
	}
	return v.Officer.ID
}

// wish is the next change to the session, or nil when none is due.
func (c *call) wish(v *kyc.Session, late map[media.Role]bool) func() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	both := true
	for _, role := range []media.Role{media.Customer, media.Agent} {
		p := c.parties[role]
		both = both && p.sock != nil && p.media()
		if role == media.Agent && p.sock == nil && p.officer != officerOf(v) {
			p.stopClock() // it was another one who left: whoever takes the customer next has a time of his own
			p.absence, p.officer = never, officerOf(v)
		}
		switch {
		case v.Status == kyc.Waiting && role == media.Customer && p.left():
			return func() error { _, err := c.h.Sessions.Unqueue(c.h.ctx, c.ref); return err }
		case v.Status == kyc.InProgress && p.missing():
			return func() error {
				_, err := c.h.Sessions.Interrupt(c.h.ctx, c.ref, string(role)+"_lost")
				return err
			}
		case v.Status == kyc.InProgress && p.sock == nil && p.absence == never:
			c.expect(role)
		case p.absence == overdue && late[role]:
			p.absence = gone
		}
	}
	if both && v.Status == kyc.Interrupted {
		return func() error { _, err := c.h.Sessions.Resume(c.h.ctx, c.ref); return err }
	}
	return nil
}
