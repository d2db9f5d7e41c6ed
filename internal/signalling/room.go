package signalling

import (
	"context"
	"errors"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/media"
)

// offer answers a party's PeerConnection. The first one opens the room and
// starts the recording.
func (c *call) offer(ctx context.Context, s *socket, role media.Role, sdp string) error {
	v, err := c.h.Sessions.Get(ctx, c.ref.Scope, c.ref.Session)
	if err != nil {
		return err
	}
	if !v.Status.InCall() {
		return kyc.Errorf(kyc.Conflict, "wrong_state", "The session is %s; there is no call.", v.Status)
	}
	room, err := c.openRoom(v)
	if err != nil {
		return err
	}
	peer, err := room.Join(role)
	if errors.Is(err, media.ErrClosed) {
		return kyc.Errorf(kyc.Conflict, "wrong_state", "The call has just ended.")
	}
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.parties[role].peer = peer
	c.mu.Unlock()
	answer, err := peer.Answer(ctx, sdp)
	if err != nil {
		peer.Close()
		if errors.Is(err, media.ErrBadOffer) {
			return kyc.Errorf(kyc.Invalid, "offer_invalid", "The SDP offer cannot be used.")
		}
		return err
	}
	s.send(answerMessage{"answer", answer})
	return nil
}

func (c *call) candidate(role media.Role, raw string) error {
	c.mu.Lock()
	peer := c.parties[role].peer
	c.mu.Unlock()
	if peer == nil {
		return kyc.Errorf(kyc.Conflict, "wrong_state", "Send an offer first.")
	}
	if err := peer.AddCandidate(raw); err != nil {
		if errors.Is(err, media.ErrBadCandidate) {
			return kyc.Errorf(kyc.Invalid, "candidate_invalid", "The ICE candidate cannot be used.")
		}
		if errors.Is(err, media.ErrClosed) {
			return kyc.Errorf(kyc.Conflict, "wrong_state", "The connection was replaced.")
		}
		return err
	}
	return nil
}

// openRoom gives the call's room, recording from its first moment.
func (c *call) openRoom(v *kyc.Session) (*media.Room, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.room != nil {
		return c.room, nil
	}
	path, err := c.h.segment(v.ID, v.Epoch)
	if err != nil {
		return nil, err
	}
	room := c.h.Media.Room(v.ID, media.RoomConfig{OnEvent: c.heard})
	if _, err := room.Record(path, media.RecordOptions{}); err != nil {
		room.Close()
		return nil, err // no call without a recording
	}
	c.room = room
	return room, nil
}

func (c *call) currentRoom() *media.Room {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.room
}

// closeRoom ends the call's media; the recording is on disk when it returns.
func (c *call) closeRoom() {
	c.mu.Lock()
	room := c.room
	c.room = nil
	for _, p := range c.parties {
		p.peer = nil
		clear(p.flows)
	}
	c.mu.Unlock()
	if room != nil {
		room.Close()
	}
}

// heard follows the room: who flows, who is lost.
func (c *call) heard(e media.Event) {
	if e.Type == media.RecordingFailed {
		c.h.Log.Error("record call", "session", c.ref.Session, "error", e.Err)
		return
	}
	c.mu.Lock()
	p := c.parties[e.Role]
	if p == nil { // a watcher
		c.mu.Unlock()
		return
	}
	was := p.media()
	lost := false
	switch e.Type {
	case media.Flowing:
		p.flows[e.Kind] = true
	case media.Stalled:
		delete(p.flows, e.Kind)
		lost = len(p.flows) == 0 // a camera that was switched off is no loss while the voice is there
	case media.Disconnected:
		clear(p.flows)
		lost = true
	}
	now, open := p.media(), c.room != nil
	if o := c.parties[other(e.Role)]; was != now && o.sock != nil {
		o.sock.send(peerMessage{"peer", p.sock != nil, now})
	}
	c.mu.Unlock()
	if lost && open && c.h.ctx.Err() == nil {
		_, err := c.h.Sessions.Interrupt(c.h.ctx, c.ref, string(e.Role)+"_lost")
		c.report("interrupt", err)
	}
	c.refresh()
}
