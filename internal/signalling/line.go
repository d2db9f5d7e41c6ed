package signalling

import (
	"sync"

	"github.com/basekyc/basekyc/internal/kyc"
)

// lineShown bounds how much of a line is read and shown.
const lineShown = 100

// line is who waits in one scope, and the officers who watch it.
type line struct {
	h     *Hub
	scope kyc.Scope
	hint  chan struct{} // capacity 1
	quit  chan struct{}

	mu      sync.Mutex
	socks   map[*socket]string // officer's id
	places  map[string]int
	waiting []*kyc.Session
}

// line of a scope, made on first use and kept: there are as many as accounts.
func (h *Hub) line(scope kyc.Scope) *line {
	h.mu.Lock()
	defer h.mu.Unlock()
	l := h.lines[scope]
	if l == nil {
		l = &line{h: h, scope: scope, hint: make(chan struct{}, 1), quit: make(chan struct{}), socks: map[*socket]string{}}
		h.lines[scope] = l
		h.wg.Add(1)
		go func() {
			defer h.wg.Done()
			l.run()
		}()
		l.refresh()
	}
	return l
}

// watch shows the line to an officer until the socket ends.
func (h *Hub) watch(s *socket, scope kyc.Scope, officer string) {
	l := h.line(scope)
	s.send(welcome{Type: "welcome", Role: "agent", Heartbeat: max(1, int(h.Timing.Heartbeat.Seconds())), ICEServers: []any{}})
	l.mu.Lock()
	l.socks[s] = officer
	if l.places != nil {
		s.send(l.message(officer))
	}
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		delete(l.socks, s)
		l.mu.Unlock()
	}()
	for {
		m, err := s.read(h.ctx, 3*h.Timing.Heartbeat)
		if err != nil {
			return
		}
		if m.Type == "ping" {
			s.send(pong(m))
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
		case <-l.quit:
			return
		case <-l.hint:
		}
		page, _, err := l.h.Sessions.List(l.h.ctx, l.scope, kyc.SessionQuery{Status: []kyc.Status{kyc.Waiting}, Oldest: true, Limit: lineShown})
		if err != nil {
			l.h.Log.Error("read the line", "error", err)
			continue
		}
		l.publish(page)
	}
}

// publish tells officers the line and waiting customers their places, when
// either has changed.
func (l *line) publish(page []*kyc.Session) {
	places := make(map[string]int, len(page))
	for i, s := range page {
		places[s.ID] = i + 1
	}
	l.mu.Lock()
	changed := l.places == nil || len(places) != len(l.places)
	var moved []string
	for id, p := range places {
		if l.places[id] != p {
			changed = true
			moved = append(moved, id)
		}
	}
	l.places, l.waiting = places, page
	if changed {
		for s, officer := range l.socks {
			s.send(l.message(officer))
		}
	}
	l.mu.Unlock()
	for _, id := range moved {
		if c := l.h.live(kyc.Ref{Scope: l.scope, Session: id}); c != nil {
			c.refresh()
		}
	}
}

// message for one officer. The caller holds mu.
func (l *line) message(officer string) queueMessage {
	m := queueMessage{Type: "queue", Cases: []any{}}
	for i, s := range l.waiting {
		m.Cases = append(m.Cases, l.h.Views.Case(s, i+1, officer))
	}
	return m
}

func (l *line) place(session string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.places[session]
}

// Place of a session in its line from 1; 0 when it does not wait, or when its
// place is not known yet.
func (h *Hub) Place(scope kyc.Scope, session string) int { return h.line(scope).place(session) }

func (l *line) shutDown() {
	close(l.quit)
	l.mu.Lock()
	defer l.mu.Unlock()
	for s := range l.socks {
		s.end(closeRestart, "restarting")
	}
}
