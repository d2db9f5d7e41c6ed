package signalling

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// lineShown bounds how much of a line is read and shown. Who stands further
// back has no place yet.
const lineShown = 100

// lineEvery is how often a line is read at most, however fast sessions change.
const lineEvery = 100 * time.Millisecond

// line is who waits in one scope, and the officers who watch it. One goroutine
// (run) reads it.
type line struct {
	h     *Hub
	scope kyc.Scope
	hint  chan struct{} // capacity 1

	mu       sync.Mutex
	socks    map[*socket]struct{}
	people   int            // of socks, those of persons
	attended bool           // what frame says
	places   map[string]int // from 1; nil before the first reading
	frame    []byte         // the queue message of these places
}

// line of a scope, made on first use and kept: there are as many as accounts.
// It is nil after Close.
func (h *Hub) line(scope kyc.Scope) *line {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil
	}
	if l := h.lines[scope]; l != nil {
		return l
	}
	l := &line{h: h, scope: scope, hint: make(chan struct{}, 1), socks: map[*socket]struct{}{}}
	h.lines[scope] = l
	h.wg.Add(1)
	go func() {
		defer h.wg.Done()
		l.run()
	}()
	l.refresh()
	return l
}

// watch shows the line to an officer until the socket ends.
func (h *Hub) watch(s *socket, scope kyc.Scope, person bool) {
	l := h.line(scope)
	if l == nil {
		s.end(closeRestart, "restarting")
		return
	}
	s.send(welcome{Type: "welcome", Role: "agent", Heartbeat: h.heartbeat(), ICEServers: []any{}})
	l.mu.Lock()
	l.socks[s] = struct{}{}
	if person {
		l.people++
		l.refresh()
	}
	if l.frame != nil {
		s.sendRaw(l.frame)
	}
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		delete(l.socks, s)
		if person {
			l.people--
			l.refresh()
		}
		l.mu.Unlock()
	}()
	for {
		m, err := s.read(3 * h.Timing.Heartbeat)
		if err != nil {
			return
		}
		if m.Type == "ping" {
			s.reply(h.pong(m))
		} else {
			s.reply(refusal(errUnknownMessage))
		}
	}
}

// refresh asks for a new look at the line; many hints make one look.
func (l *line) refresh() {
	select {
	case l.hint <- struct{}{}:
	default:
	}
}

func (l *line) run() {
	for {
		select {
		case <-l.h.ctx.Done():
			return
		case <-l.hint:
		}
		pause := lineEvery
		if err := l.look(); err != nil {
			if l.h.ctx.Err() != nil {
				return
			}
			l.h.Log.Error("read the line", "error", err)
			l.refresh()
			pause = lookAgain
		}
		select {
		case <-l.h.ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

func (l *line) look() error {
	page, _, err := l.h.Sessions.List(l.h.ctx, l.scope, kyc.SessionQuery{Status: []kyc.Status{kyc.Waiting}, Oldest: true, Limit: lineShown})
	if err != nil {
		return err
	}
	slices.SortStableFunc(page, func(a, b *kyc.Session) int { return a.QueuedAt.Compare(b.QueuedAt) })
	return l.publish(page)
}

// publish tells officers the line and waiting customers their places, when
// either has changed.
func (l *line) publish(page []*kyc.Session) error {
	places := make(map[string]int, len(page))
	for i, s := range page {
		places[s.ID] = i + 1
	}
	l.mu.Lock()
	attended := l.people > 0
	changed := l.places == nil || len(places) != len(l.places) || attended != l.attended
	var moved []string
	for id, p := range places {
		if l.places[id] != p {
			changed = true
			moved = append(moved, id)
		}
	}
	l.mu.Unlock()
	if !changed {
		return nil
	}
	frame, err := l.message(page, attended)
	if err != nil {
		return err
	}
	l.mu.Lock()
	l.places, l.frame, l.attended = places, frame, attended
	for s := range l.socks {
		s.sendRaw(frame)
	}
	l.mu.Unlock()
	for _, id := range moved {
		if c := l.h.live(kyc.Ref{Scope: l.scope, Session: id}); c != nil {
			c.refresh()
		}
	}
	return nil
}

// message for every officer alike: nobody conducts a session that waits. It
// shows the front of the line, as much as one message holds.
func (l *line) message(page []*kyc.Session, attended bool) ([]byte, error) {
	m := queueMessage{Type: "queue", Attended: attended, Cases: []json.RawMessage{}}
	left := maxMessage - 64 // for what stands around the cases
	for i, s := range page {
		raw, err := json.Marshal(l.h.Views.Case(s, i+1, ""))
		if err != nil {
			return nil, fmt.Errorf("show session %s: %w", s.ID, err)
		}
		if left -= len(raw) + 1; left < 0 {
			break
		}
		m.Cases = append(m.Cases, raw)
	}
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("show the line: %w", err)
	}
	return raw, nil
}

// Place of a session in its line from 1; 0 when it does not wait, or when its
// place is not known yet.
func (h *Hub) Place(scope kyc.Scope, session string) int {
	l := h.line(scope)
	if l == nil {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.places[session]
}

// placeOf a session that may wait.
func (h *Hub) placeOf(v *kyc.Session) int {
	if v.Status != kyc.Waiting {
		return 0
	}
	return h.Place(v.Scope, v.ID)
}
