package signalling

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// lineShown bounds how much of a line is shown to officers. Everybody in it has a
// place.
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
	socks    map[*socket]person // the empty one is a program
	attended bool               // what frame says
	places   map[string]int     // from 1; nil before the first reading
	shown    map[string]int64   // what frame shows: of each session the instant of its last change
	frame    []byte             // the queue message of these places
	ends     *time.Timer        // of the next first claim
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
	l := &line{h: h, scope: scope, hint: make(chan struct{}, 1), socks: map[*socket]person{}}
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
func (h *Hub) watch(s *socket, scope kyc.Scope, who person) {
	l := h.line(scope)
	if l == nil {
		s.end(closeRestart, "restarting")
		return
	}
	s.send(welcome{Type: "welcome", Role: "agent", Heartbeat: h.heartbeat(), ICEServers: []any{}})
	l.mu.Lock()
	l.socks[s] = who
	l.refresh()
	if l.frame != nil {
		s.sendRaw(l.frame)
	}
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		delete(l.socks, s)
		l.refresh()
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
	ids, err := l.h.Sessions.Places(l.h.ctx, l.scope)
	if err != nil {
		return err
	}
	var page []*kyc.Session
	if len(ids) > 0 {
		if page, _, err = l.h.Sessions.Line(l.h.ctx, l.scope, nil, lineShown); err != nil {
			return err
		}
	}
	return l.publish(ids, page)
}

// publish tells officers the line and waiting customers their places, when
// either has changed.
func (l *line) publish(ids []string, page []*kyc.Session) error {
	places, shown := make(map[string]int, len(ids)), make(map[string]int64, len(page))
	for i, id := range ids {
		places[id] = i + 1
	}
	now, ends := l.h.Now(), time.Time{}
	for _, s := range page {
		shown[s.ID] = s.UpdatedAt.UnixMicro()
		if held := s.HeldFor(now); held != nil {
			shown[s.ID]++ // till its end
			if ends.IsZero() || held.Until.Before(ends) {
				ends = held.Until
			}
		}
	}
	l.mu.Lock()
	l.wakeAt(ends, now)
	attended := l.attendedNow()
	changed := l.places == nil || len(places) != len(l.places) || attended != l.attended || !maps.Equal(shown, l.shown)
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
	l.places, l.shown, l.frame, l.attended = places, shown, frame, attended
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

// wakeAt looks again when a first claim ends, which no commit tells of. The caller
// holds mu.
func (l *line) wakeAt(ends, now time.Time) {
	if l.ends != nil {
		l.ends.Stop()
		l.ends = nil
	}
	if !ends.IsZero() {
		l.ends = time.AfterFunc(ends.Sub(now), l.refresh)
	}
}

// attendedNow tells whether a person watches. The caller holds mu.
func (l *line) attendedNow() bool {
	for _, who := range l.socks {
		if who != (person{}) {
			return true
		}
	}
	return false
}

// Waiting counts who stands in the lines that this process has read.
func (h *Hub) Waiting() int {
	h.mu.Lock()
	lines := slices.Collect(maps.Values(h.lines))
	h.mu.Unlock()
	n := 0
	for _, l := range lines {
		l.mu.Lock()
		n += len(l.places)
		l.mu.Unlock()
	}
	return n
}

// Staffed tells whether anybody, a program too, watches the line or conducts a call.
func (h *Hub) Staffed(scope kyc.Scope) bool {
	h.mu.Lock()
	l := h.lines[scope]
	h.mu.Unlock()
	if l != nil {
		l.mu.Lock()
		watched := len(l.socks) > 0
		l.mu.Unlock()
		if watched {
			return true
		}
	}
	return len(h.AtDesk(scope)) > 0
}

// AtDesk names the persons who are at the desk: free ones watch the line, the
// others are in a call. Officers who are connected to another process are not known.
func (h *Hub) AtDesk(scope kyc.Scope) map[string]bool {
	h.mu.Lock()
	l := h.lines[scope]
	calls := make([]*call, 0, len(h.calls))
	for ref, c := range h.calls {
		if ref.Scope == scope {
			calls = append(calls, c)
		}
	}
	h.mu.Unlock()
	there := map[string]bool{}
	for _, c := range calls {
		if who := c.conductor(); who != "" {
			there[who] = false
		}
	}
	if l == nil {
		return there
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, who := range l.socks {
		if _, talks := there[who.officer]; who != (person{}) && !talks {
			there[who.officer] = true
		}
	}
	return there
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
