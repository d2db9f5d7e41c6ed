package signalling

import (
	"errors"
	"syscall"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/media"
)

// maxOffers bounds the PeerConnections that one socket may cost. A client needs
// one.
const maxOffers = 8

var (
	errNoCall     = kyc.Errorf(kyc.Conflict, "wrong_state", "There is no call.")
	errReplaced   = kyc.Errorf(kyc.Conflict, "wrong_state", "The connection was replaced.")
	errNoOffer    = kyc.Errorf(kyc.Conflict, "wrong_state", "Send an offer first.")
	errManyOffers = kyc.Errorf(kyc.Conflict, "too_many_offers", "Open a new connection for another offer.")
	errOffer      = kyc.Errorf(kyc.Invalid, "offer_invalid", "The SDP offer cannot be used.")
	errCandidate  = kyc.Errorf(kyc.Invalid, "candidate_invalid", "The ICE candidate cannot be used.")
)

// offer answers a party's PeerConnection. The first one opens the room and
// starts the recording.
func (c *call) offer(s *socket, role media.Role, sdp string) error {
	v, err := c.h.Sessions.Get(c.h.ctx, c.ref.Scope, c.ref.Session)
	if err != nil {
		return err
	}
	if !v.Status.InCall() {
		return errNoCall
	}
	peer, err := c.seatPeer(s, role, v)
	if errors.Is(err, media.ErrClosed) {
		return errNoCall // it has just ended
	}
	if err != nil {
		return err
	}
	answer, err := peer.Answer(c.h.ctx, sdp)
	if err != nil {
		c.unseatPeer(role, peer)
		return offerRefusal(err)
	}
	s.reply(answerMessage{"answer", answer})
	return nil
}

func offerRefusal(err error) error {
	switch {
	case errors.Is(err, media.ErrBadOffer):
		return errOffer
	case errors.Is(err, media.ErrClosed):
		return errReplaced
	}
	return err
}

// seatPeer gives the party a place in the room, if the socket is still the
// party's.
func (c *call) seatPeer(s *socket, role media.Role, v *kyc.Session) (*media.Peer, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.parties[role]
	if p.sock != s {
		return nil, errReplaced
	}
	if p.offers++; p.offers > maxOffers {
		return nil, errManyOffers
	}
	room, err := c.openRoom(v)
	if err != nil {
		return nil, err
	}
	peer, err := room.Join(role)
	if err == nil {
		p.peer = peer
	}
	return peer, err
}

func (c *call) unseatPeer(role media.Role, peer *media.Peer) {
	c.mu.Lock()
	if p := c.parties[role]; p.peer == peer {
		p.peer = nil
	}
	c.mu.Unlock()
	peer.Close()
}

func (c *call) candidate(s *socket, role media.Role, raw string) error {
	c.mu.Lock()
	p := c.parties[role]
	peer := p.peer
	if p.sock != s {
		peer = nil
	}
	c.mu.Unlock()
	return addCandidate(peer, raw)
}

func addCandidate(peer *media.Peer, raw string) error {
	if peer == nil {
		return errNoOffer
	}
	switch err := peer.AddCandidate(raw); {
	case errors.Is(err, media.ErrBadCandidate):
		return errCandidate
	case errors.Is(err, media.ErrClosed):
		return errReplaced
	default:
		return err
	}
}

// openRoom gives the call's room, recording from its first moment. The caller
// holds mu.
func (c *call) openRoom(v *kyc.Session) (*media.Room, error) {
	if c.over {
		return nil, media.ErrClosed
	}
	if c.room != nil {
		return c.room, nil
	}
	path, err := c.h.segment(v.ID, v.Epoch)
	if err != nil {
		return nil, orFull(err)
	}
	room := c.h.Media.Room(v.ID, media.RoomConfig{OnEvent: c.heard})
	if _, err := room.Record(path, media.RecordOptions{}); err != nil {
		room.Close()
		return nil, orFull(err) // no call without a recording
	}
	c.room = room
	return room, nil
}

// orFull says what a full disk means to who asked for a call.
func orFull(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return errors.Join(kyc.ErrStorageFull, err)
	}
	return err
}

func (c *call) currentRoom() *media.Room {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.room
}

// closeRoom ends the call's media for good. The recording is on disk when it
// returns, also when somebody else closes the room at the same time.
func (c *call) closeRoom() {
	c.mu.Lock()
	c.over = true
	room := c.room
	if room != nil {
		c.room, c.written = nil, make(chan struct{})
	}
	written := c.written
	for _, p := range c.parties {
		p.peer, p.lost = nil, false
		clear(p.flows)
	}
	c.mu.Unlock()
	if room != nil {
		room.Close()
		close(written)
	}
	if written != nil {
		<-written
	}
}

// reopen lets a session that is captured again have another room.
func (c *call) reopen() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.stopped && c.room == nil {
		c.over, c.written = false, nil
	}
}

// heard follows the room: who flows, who is lost. It only takes notes, so that
// the room's events never wait for a database.
func (c *call) heard(e media.Event) {
	if e.Type == media.RecordingFailed {
		c.h.Log.Error("record call", "session", c.ref.Session, "error", e.Err)
		return
	}
	if e.Type == media.RecordingResumed {
		c.h.Log.Warn("a call is recorded again", "session", c.ref.Session)
		return
	}
	c.mu.Lock()
	p := c.parties[e.Role]
	if p == nil || c.room == nil { // a watcher, or the last words of a room that closes
		c.mu.Unlock()
		return
	}
	was := p.media()
	switch e.Type {
	case media.Flowing:
		p.flows[e.Kind] = true
		p.lost = false
	case media.Stalled:
		delete(p.flows, e.Kind)
		p.lost = len(p.flows) == 0 // a camera that was switched off is no loss while the voice is there
	case media.Disconnected:
		clear(p.flows)
		p.lost = true
	}
	if o := c.parties[other(e.Role)]; was != p.media() && o.sock != nil {
		o.sock.send(p.seen())
	}
	c.mu.Unlock()
	c.refresh()
}
