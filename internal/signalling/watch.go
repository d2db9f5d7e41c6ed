package signalling

import (
	"encoding/json"
	"errors"
	"hash/maphash"
	"slices"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/token"
)

var (
	errVoiceTaken = kyc.Errorf(kyc.Conflict, "voice_taken", "Another supervisor speaks.")
	errUnheard    = kyc.Errorf(kyc.Conflict, "unheard", "A party that should hear it is not there, or its page cannot.")
	errHearers    = kyc.Errorf(kyc.Invalid, "invalid_parameters", "to must be nobody, officer or both.")
)

// audiences of the room by their names in the language.
var audiences = map[kyc.Hearers]media.Audience{kyc.HeardByNobody: media.Nobody, kyc.HeardByOfficer: media.OnlyAgent, kyc.HeardByBoth: media.Everybody}

// watcher is a supervisor at a call. He is no party: his coming and going changes
// nothing in it. Guarded by the call's mu.
type watcher struct {
	sock   *socket
	seat   seat
	name   string
	visit  int
	told   kyc.Told
	heard  kyc.Hearers
	noted  map[kyc.Hearers]bool // what the session has of this visit; the reader's alone
	offers int
	peer   *media.Peer
	shown  uint64
}

// watchCall serves a supervisor at a running call.
func (h *Hub) watchCall(s *socket, t *token.Staff, session string) {
	scope := kyc.Scope{Account: t.Account, Live: t.Live}
	v, err := h.Sessions.Get(h.ctx, scope, session)
	if err != nil {
		h.refuse(s, err)
		return
	}
	o, err := h.Members.Officer(h.ctx, t.Account, t.Officer)
	if err != nil {
		h.refuse(s, err)
		return
	}
	c, err := h.enter(kyc.Ref{Scope: scope, Session: v.ID})
	if err != nil {
		s.end(closeRestart, "restarting")
		return
	}
	defer h.release(c)
	w, err := c.admit(s, o, slices.Contains(t.Roles, string(kyc.Simulated)))
	if err != nil {
		h.refuse(s, err)
		return
	}
	defer c.dismiss(w)
	for {
		m, err := s.read(3 * h.Timing.Heartbeat)
		if err != nil {
			return
		}
		if err := c.hearWatcher(w, m); err != nil {
			c.report("act on a watcher's message", err)
			s.reply(refusal(err))
		}
	}
}

// admit begins a visit, if the law lets him. A window of his that is open ends.
func (c *call) admit(s *socket, o *kyc.Officer, simulated bool) (*watcher, error) {
	v, err := c.h.Sessions.Watch(c.h.ctx, c.ref, o, simulated)
	if err != nil {
		return nil, err
	}
	visit := v.Conduct.Watches[len(v.Conduct.Watches)-1]
	w := &watcher{sock: s, seat: seat{role: media.Watcher, officer: o.ID}, name: o.Name, visit: visit.ID, told: visit.Told,
		heard: kyc.HeardByNobody, noted: map[kyc.Hearers]bool{kyc.HeardByNobody: true}}
	hello, err := c.h.welcome(v, w.seat, 0)
	if err != nil {
		c.endVisit(w)
		return nil, err
	}
	w.shown = maphash.Bytes(seed, hello.Session)
	s.relays = c.h.Now()
	s.send(hello)
	c.mu.Lock()
	for _, old := range c.watchers {
		if old.seat.officer == o.ID {
			old.sock.end(closeReplaced, "replaced by a newer connection")
		}
	}
	c.watchers = append(c.watchers, w)
	c.tellWatched()
	c.mu.Unlock()
	c.refresh() // the call may have ended meanwhile
	return w, nil
}

// dismiss ends a visit. The parties' own streams go on as they were.
func (c *call) dismiss(w *watcher) {
	c.mu.Lock()
	if i := slices.Index(c.watchers, w); i >= 0 {
		c.watchers = slices.Delete(c.watchers, i, i+1)
	}
	peer := w.peer
	w.peer, w.heard = nil, kyc.HeardByNobody
	c.tellWatched()
	c.mu.Unlock()
	if peer != nil {
		peer.Close()
	}
	c.endVisit(w)
}

func (c *call) endVisit(w *watcher) {
	if _, err := c.h.Sessions.Unwatch(c.h.ctx, c.ref, w.visit); err != nil {
		c.report("end a visit", err) // the next start of the node ends it
	}
}

// hearWatcher acts on one message of a watcher.
func (c *call) hearWatcher(w *watcher, m incoming) error {
	switch m.Type {
	case "ping":
		c.ping(w.sock, media.Watcher, m)
		return nil
	case "offer":
		return c.watcherOffer(w, m.SDP)
	case "candidate":
		c.mu.Lock()
		peer := w.peer
		c.mu.Unlock()
		return addCandidate(peer, string(m.Candidate))
	case "speak":
		return c.speak(w, kyc.Hearers(m.To))
	case "leave":
		w.sock.end(closeNormal, "left")
		return nil
	}
	return errUnknownMessage
}

// watcherOffer answers a watcher's PeerConnection. It opens no room: a call begins
// with its parties.
func (c *call) watcherOffer(w *watcher, sdp string) error {
	c.mu.Lock()
	room := c.room
	if room != nil {
		w.offers++
	}
	many, former := w.offers > maxOffers, w.peer
	if room != nil && !many {
		w.peer, w.heard = nil, kyc.HeardByNobody
	}
	c.tellWatched()
	c.mu.Unlock()
	switch {
	case room == nil:
		return errNoCall
	case many:
		return errManyOffers
	}
	if former != nil {
		former.Close()
	}
	peer, err := room.Join(media.Watcher)
	switch {
	case errors.Is(err, media.ErrClosed):
		return errNoCall
	case errors.Is(err, media.ErrRoomFull): // by one whose connection has not ended yet
		return kyc.Errorf(kyc.Conflict, "too_many_watchers", "At most %d watch a call at the same time.", kyc.MaxWatchers)
	case err != nil:
		return err
	}
	answer, err := peer.Answer(c.h.ctx, sdp)
	if err != nil {
		peer.Close()
		return offerRefusal(err)
	}
	c.mu.Lock()
	w.peer = peer
	c.mu.Unlock()
	w.sock.reply(answerMessage{"answer", answer})
	return nil
}

// speak lets a watcher be heard. The session knows it before anybody hears him,
// and so do the parties.
func (c *call) speak(w *watcher, to kyc.Hearers) error {
	audience, ok := audiences[to]
	if !ok {
		return errHearers
	}
	c.mu.Lock()
	peer, was := w.peer, w.heard
	c.mu.Unlock()
	if peer == nil {
		return errNoOffer
	}
	if err := peer.MaySpeak(audience); err != nil {
		return speakRefusal(err)
	}
	if !w.noted[to] {
		if _, err := c.h.Sessions.Speak(c.h.ctx, c.ref, w.visit, to); err != nil {
			return err
		}
		w.noted[to] = true
	}
	c.hearable(w, to)
	if err := peer.Speak(audience); err != nil {
		c.hearable(w, was)
		return speakRefusal(err)
	}
	w.sock.reply(speakingMessage{"speaking", to})
	return nil
}

func (c *call) hearable(w *watcher, to kyc.Hearers) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w.heard = to
	c.tellWatched()
}

func speakRefusal(err error) error {
	switch {
	case errors.Is(err, media.ErrVoiceTaken):
		return errVoiceTaken
	case errors.Is(err, media.ErrUnheard):
		return errUnheard
	case errors.Is(err, media.ErrClosed):
		return errNoCall
	}
	return err
}

// supervisorMessage tells a party of those who watch, as far as it is told.
type supervisorMessage struct {
	Type  string `json:"type"`
	State string `json:"state"`          // absent, listening, whispering (to this officer), speaking (to both)
	Name  string `json:"name,omitempty"` // for the officer
}

// speakingMessage tells a watcher who hears him.
type speakingMessage struct {
	Type string      `json:"type"`
	To   kyc.Hearers `json:"to"`
}

var nobodyWatches = supervisorMessage{Type: "supervisor", State: "absent"}

// watchedBy is what a party may know: of several watchers the one who is heard
// most. The caller holds mu.
func (c *call) watchedBy(role media.Role) supervisorMessage {
	m, best := nobodyWatches, 0
	for _, w := range c.watchers {
		told, rank, state := w.told.TellsCustomer(w.heard), 1, "listening"
		if role == media.Agent {
			told = w.told.TellsOfficer(w.heard)
		}
		switch {
		case w.heard == kyc.HeardByBoth:
			rank, state = 3, "speaking"
		case w.heard == kyc.HeardByOfficer && role == media.Agent:
			rank, state = 2, "whispering"
		}
		if told && rank > best {
			m, best = supervisorMessage{Type: "supervisor", State: state}, rank
			if role == media.Agent {
				m.Name = w.name
			}
		}
	}
	return m
}

// tellWatched tells the parties what has changed for them. The caller holds mu.
func (c *call) tellWatched() {
	for role, p := range c.parties {
		if m := c.watchedBy(role); p.sock != nil && m != p.watched {
			p.watched = m
			p.sock.send(m)
		}
	}
}

// showWatchers sends the session to its watchers; one that is no call any more
// ends their visits.
func (c *call) showWatchers(v *kyc.Session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range c.watchers {
		raw, err := json.Marshal(c.h.show(v, w.seat, 0))
		if err != nil {
			c.h.Log.Error("show session", "session", v.ID, "error", err)
			continue
		}
		if sum := maphash.Bytes(seed, raw); sum != w.shown {
			w.shown = sum
			w.sock.send(sessionMessage{"session", raw})
		}
		if !v.Status.InCall() {
			w.sock.end(closeEnded, "call ended")
		}
	}
}
