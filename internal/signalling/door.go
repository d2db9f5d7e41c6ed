package signalling

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/coder/websocket"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/token"
)

// ServeHTTP is the door /realtime. It returns when the socket has ended.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{subprotocol},
		OriginPatterns: h.Origins, CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		return // Accept has answered
	}
	conn.SetReadLimit(maxMessage)
	s := newSocket(conn)
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		_ = conn.Close(closeRestart, "restarting")
		return
	}
	h.wg.Add(2)
	h.mu.Unlock()
	defer h.wg.Done()
	written := make(chan struct{})
	go func() {
		defer h.wg.Done()
		defer close(written)
		s.write()
	}()
	h.serve(s)
	s.end(websocket.StatusNormalClosure, "")
	<-written
}

// serve says hello and then listens until the socket ends.
func (h *Hub) serve(s *socket) {
	m, err := s.read(h.ctx, h.Timing.Hello)
	if err != nil {
		return
	}
	switch {
	case m.Type != "hello":
		s.end(closeBad, "hello first")
	case m.Device != "":
		h.customer(s, m)
	default:
		h.officer(s, m)
	}
}

// customer serves the party who is verified.
func (h *Hub) customer(s *socket, m incoming) {
	v, err := h.Sessions.Authenticate(h.ctx, m.Token, m.Device)
	if err != nil {
		h.refuse(s, err)
		return
	}
	h.join(s, v, media.Customer, "")
}

// officer serves a member of staff: in a call, or watching the line.
func (h *Hub) officer(s *socket, m incoming) {
	t, err := h.Staff.VerifyStaff(m.Token)
	if err != nil {
		code := "token_invalid"
		if errors.Is(err, token.ErrExpired) {
			code = "token_expired"
		}
		h.refuse(s, kyc.Errorf(kyc.Unauthenticated, code, "The staff token is not valid."))
		return
	}
	if !slices.Contains(t.Roles, string(kyc.Agent)) {
		h.refuse(s, kyc.Errorf(kyc.Forbidden, "role_required", "Only agents conduct calls."))
		return
	}
	scope := kyc.Scope{Account: t.Account, Live: t.Live}
	if m.SessionID == "" {
		h.watch(s, scope, t.Officer)
		return
	}
	v, err := h.Sessions.Get(h.ctx, scope, m.SessionID)
	if err == nil && (v.Officer == nil || v.Officer.ID != t.Officer) {
		err = kyc.Errorf(kyc.Forbidden, "not_your_session", "Another officer conducts this session, or nobody does.")
	}
	if err != nil {
		h.refuse(s, err)
		return
	}
	h.join(s, v, media.Agent, t.Officer)
}

func (h *Hub) refuse(s *socket, err error) {
	s.send(refusal(err))
	code := closeForbid
	if kyc.IsKind(err, kyc.Unauthenticated) {
		code = closeDenied
	}
	var e *kyc.Error
	if !errors.As(err, &e) {
		h.Log.Error("open socket", "error", err)
		code = websocket.StatusInternalError
	}
	s.end(code, "refused")
}

// join brings a party into its call and listens to it.
func (h *Hub) join(s *socket, v *kyc.Session, role media.Role, officer string) {
	if v.Status.Final() {
		s.send(h.welcome(v, role, officer, 0))
		s.end(closeEnded, "session ended")
		return
	}
	c, err := h.enter(kyc.Ref{Scope: v.Scope, Session: v.ID})
	if err != nil {
		s.end(closeRestart, "restarting")
		return
	}
	defer h.release(c)
	c.enter(s, role, officer)
	defer c.leave(s, role)
	c.refresh()
	for {
		m, err := s.read(h.ctx, 3*h.Timing.Heartbeat)
		if err != nil {
			return
		}
		if err := c.hear(h.ctx, s, role, m); err != nil {
			if errors.Is(err, context.Canceled) {
				return
			}
			s.send(refusal(err))
		}
	}
}

func (h *Hub) welcome(v *kyc.Session, role media.Role, officer string, place int) welcome {
	w := welcome{Type: "welcome", Role: string(role), Heartbeat: max(1, int(h.Timing.Heartbeat.Seconds())), ICEServers: []any{}}
	w.Session = h.show(v, role, officer, place)
	return w
}

// show is what the role may see of a session.
func (h *Hub) show(v *kyc.Session, role media.Role, officer string, place int) any {
	if role == media.Customer {
		return h.Views.View(v, place)
	}
	return h.Views.Case(v, place, officer)
}
