package signalling

import (
	"errors"
	"net/http"
	"runtime/debug"
	"slices"

	"github.com/coder/websocket"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/token"
)

// ServeHTTP is the door /realtime. It returns after the upgrade, so that the
// request can be forgotten while the socket lives; Close ends the socket.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	near := ""
	if h.Near != nil {
		near = h.Near(r)
	}
	s, err := accept(w, r, h.Origins, h.Now)
	if err != nil {
		return // accept has answered
	}
	if !h.admit(s) {
		s.end(closeRestart, "restarting")
		s.write()
		return
	}
	go func() {
		defer h.wg.Done()
		s.write()
		h.dismiss(s)
	}()
	go func() {
		defer h.wg.Done()
		h.serve(s, near)
	}()
}

// serve says hello and then listens until the socket ends.
func (h *Hub) serve(s *socket, near string) {
	defer s.end(websocket.StatusNormalClosure, "")
	defer func() { // one client's message must not end the calls of the others
		if p := recover(); p != nil {
			h.Log.Error("serve socket", "panic", p, "stack", string(debug.Stack()))
			s.end(websocket.StatusInternalError, "internal error")
		}
	}()
	leave := h.strangers.enter(s, near)
	m, err := s.read(h.Timing.Hello)
	leave()
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
	h.join(s, v, seat{role: media.Customer, device: v.Link.Device})
}

// officer serves a member of staff: in a call, watching one, or watching the line.
func (h *Hub) officer(s *socket, m incoming) {
	t, err := h.Staff.VerifyStaff(m.Token)
	if err == nil { // known first and judged then: a dismissal in between is not missed
		h.know(s, person{t.Account, t.Officer})
		t, err = h.Staff.VerifyStaff(m.Token)
	}
	if err != nil {
		code := "token_invalid"
		if errors.Is(err, token.ErrExpired) {
			code = "token_expired"
		}
		h.refuse(s, kyc.Errorf(kyc.Unauthenticated, code, "The staff token is not valid."))
		return
	}
	if m.Watch {
		h.watchCall(s, t, m.SessionID)
		return
	}
	if !slices.Contains(t.Roles, string(kyc.Agent)) {
		h.refuse(s, kyc.Errorf(kyc.Forbidden, "role_required", "Only agents conduct calls."))
		return
	}
	scope := kyc.Scope{Account: t.Account, Live: t.Live}
	if m.SessionID == "" {
		who := person{t.Account, t.Officer}
		if slices.Contains(t.Roles, string(kyc.Simulated)) {
			who = person{}
		}
		h.watch(s, scope, who)
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
	h.join(s, v, seat{role: media.Agent, officer: t.Officer})
}

// refuse ends a socket that may not enter.
func (h *Hub) refuse(s *socket, err error) {
	var e *kyc.Error
	switch {
	case h.ctx.Err() != nil:
		s.end(closeRestart, "restarting")
		return
	case !errors.As(err, &e):
		h.Log.Error("open socket", "error", err)
		s.send(refusal(err))
		s.end(websocket.StatusInternalError, "internal error")
		return
	}
	s.send(refusal(err))
	code := closeForbid
	if e.Kind == kyc.Unauthenticated {
		code = closeDenied
	}
	s.end(code, "refused")
}

// join brings a party into its call and listens to it.
func (h *Hub) join(s *socket, v *kyc.Session, at seat) {
	if v.Status.Final() {
		w, err := h.welcome(v, at, 0)
		if err != nil {
			h.refuse(s, err)
			return
		}
		s.send(w)
		s.end(closeEnded, "session ended")
		return
	}
	c, err := h.enter(kyc.Ref{Scope: v.Scope, Session: v.ID})
	if err != nil {
		s.end(closeRestart, "restarting")
		return
	}
	defer h.release(c)
	if err := c.enter(s, at); err != nil {
		h.refuse(s, err)
		return
	}
	defer c.leave(s, at.role)
	for {
		m, err := s.read(3 * h.Timing.Heartbeat)
		if err != nil {
			return
		}
		if err := c.hear(s, at.role, m); err != nil {
			c.report("act on a message", err)
			no := refusal(err)
			no.ID = m.ID
			s.reply(no)
		}
	}
}
