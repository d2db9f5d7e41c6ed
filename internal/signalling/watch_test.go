package signalling_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/media/mediatest"
)

// member puts somebody on the staff of an account.
func (w *world) member(account string, roles ...kyc.Role) string {
	w.t.Helper()
	o := kyctest.Ravi(account)
	o.ID = kyctest.ID(kyc.PrefixOfficer)
	o.Email, o.Name, o.Roles = o.ID+"@sunrise.test", "Kiran "+o.ID, roles
	if err := w.store.CreateOfficer(context.Background(), o); err != nil {
		w.t.Fatal(err)
	}
	return o.ID
}

func (w *world) watching(g guest, token string) *client {
	w.t.Helper()
	c := w.connect()
	c.send(fields{"type": "hello", "token": token, "session_id": g.ref.Session, "watch": true})
	return c
}

// supervisor opens the socket of a new supervisor at a call.
func (w *world) supervisor(g guest) *client {
	w.t.Helper()
	return w.watching(g, w.staff(w.member(w.scope.Account, kyc.Supervisor), string(kyc.Supervisor)))
}

// watched waits until the client is told that of supervisors.
func (c *client) watched(state string) message {
	c.t.Helper()
	return c.until("supervisor "+state, func(m message) bool { return m.Type == "supervisor" && m.State == state })
}

func (c *client) speak(to string) {
	c.t.Helper()
	c.send(fields{"type": "speak", "to": to})
	if m := c.of("speaking"); m.To != to {
		c.t.Errorf("heard by %q, wanted %q", m.To, to)
	}
}

// deaf tells that nothing of the watcher arrives while more of another track does.
func (p *phone) deaf(other string) {
	p.t.Helper()
	select {
	case <-p.seen["watcher/audio"]: // what was on its way
	default:
	}
	for range 10 {
		p.sees(other)
	}
	select {
	case <-p.seen["watcher/audio"]:
		p.t.Error("hears a watcher who does not speak to him")
	default:
	}
}

func (w *world) events(g guest) (out []kyc.EventType) {
	w.t.Helper()
	list, _, err := w.store.Feed(context.Background(), g.ref.Scope, kyc.EventQuery{Session: g.ref.Session, Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range list {
		if len(e.Type) > 11 && e.Type[:11] == "supervisor." {
			out = append(out, e.Type)
		}
	}
	return out
}

func TestASupervisorWatchesWhispersAndBargesIn(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g := w.taken()
	a, c := w.agent(g), w.customer(g)
	early := w.supervisor(g) // before there is a picture
	if m := early.of("welcome"); m.Role != "watcher" || m.Session == nil || len(m.Session.Watches) != 1 || m.Session.Mine {
		t.Errorf("welcome: %+v", m)
	}
	early.send(fields{"type": "offer", "sdp": "v=0"})
	early.refusal("wrong_state") // a call begins with its parties
	early.say(`{"type":"leave"}`)
	early.closed(1000)
	pa, pc := a.call(), c.call()
	pa.sees("customer/video")
	pc.sees("agent/video")

	s := w.supervisor(g)
	s.of("welcome")
	ps := s.dial(mediatest.Options{Watch: true, Mic: true})
	for _, track := range []string{"customer/video", "customer/audio", "agent/video", "agent/audio"} {
		ps.sees(track)
	}
	if m := a.watched("listening"); m.Name == "" {
		t.Error("the officer is not told who watches")
	}
	if m := c.watched("listening"); m.Name != "" {
		t.Error("the customer is told the name")
	}
	ps.talk(mediatest.Stream{Audio: mediatest.Sine()})
	pa.deaf("customer/audio")
	pc.deaf("agent/audio")

	s.speak("officer")
	a.watched("whispering")
	pa.sees("watcher/audio")
	pc.deaf("agent/audio")
	again := w.customer(g) // comes back in the middle of it, and is told no more than before
	again.of("welcome")
	if m := again.of("supervisor"); m.State != "listening" {
		t.Errorf("the customer is told that he is %s", m.State)
	}
	c = again

	s.speak("both")
	a.watched("speaking")
	c.watched("speaking")
	pa.sees("watcher/audio")
	pc.sees("watcher/audio")
	s.speak("nobody")
	c.watched("listening")

	other := w.supervisor(g)
	other.of("welcome")
	po := other.dial(mediatest.Options{Watch: true, Mic: true})
	s.speak("both")
	other.send(fields{"type": "speak", "to": "officer"})
	other.refusal("voice_taken")
	other.send(fields{"type": "speak", "to": "everybody"})
	other.refusal("invalid_parameters")
	po.hang()
	other.say(`{"type":"leave"}`)
	other.closed(1000)

	s.say(`{"type":"leave"}`)
	s.closed(1000)
	a.watched("absent")
	c.watched("absent")
	pa.sees("customer/video")
	pc.sees("agent/video")
	pa.deaf("customer/audio")
	last := w.supervisor(g) // is there when it ends
	last.of("welcome")
	w.decide(g)
	last.status(kyc.Decided)
	last.closed(4410)
	want := []kyc.EventType{kyc.EventWatching, kyc.EventWatchLeft, kyc.EventWatching, kyc.EventWhispered, kyc.EventBargedIn,
		kyc.EventWatching, kyc.EventWatchLeft, kyc.EventWatchLeft, kyc.EventWatching}
	got := w.events(g)
	if a, b := text(t, got), text(t, want); a != b {
		t.Errorf("on the chain: %s, want %s", a, b)
	}
}

func text(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestWhoIsRefusedToWatch(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g, idle := w.taken(), w.waiting()
	stranger := kyctest.Lender()
	stranger.ID = kyctest.ID(kyc.PrefixAccount)
	if err := w.store.CreateAccount(context.Background(), stranger); err != nil {
		t.Fatal(err)
	}
	here := w.scope.Account
	token := func(account string, roles ...kyc.Role) string {
		id := w.member(account, roles...)
		names := make([]string, len(roles))
		for i, r := range roles {
			names[i] = string(r)
		}
		return w.staffOf(account, id, w.scope.Live, names...)
	}
	for _, c := range []struct {
		name, token string
		of          guest
		code        string
	}{
		{"an agent", token(here, kyc.Agent), g, "role_required"},
		{"an auditor", token(here, kyc.Auditor), g, "role_required"},
		{"another account's supervisor", token(stranger.ID, kyc.Supervisor), g, "session_not_found"},
		{"a supervisor in the other mode", w.staffOf(here, w.member(here, kyc.Supervisor), !w.scope.Live, string(kyc.Supervisor)), g, "session_not_found"},
		{"one whose token says more than he is", w.staff(w.member(here, kyc.Agent), string(kyc.Supervisor)), g, "role_required"},
		{"a supervisor while nobody talks", token(here, kyc.Supervisor), idle, "wrong_state"},
	} {
		s := w.watching(c.of, c.token)
		m := s.of("error")
		if m.Code != c.code {
			t.Errorf("%s: refused with %q, want %q", c.name, m.Code, c.code)
		}
		s.closed(4403)
	}
	if got := w.events(g); len(got) > 0 {
		t.Errorf("who was refused is on the chain: %v", got)
	}
}

// A newer window of a supervisor takes the place of the older one; a dismissal and the end of the socket end his visit.
func TestAVisitEndsWithItsSocket(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g := w.taken()
	id := w.member(w.scope.Account, kyc.Supervisor)
	first := w.watching(g, w.staff(id, string(kyc.Supervisor)))
	first.of("welcome")
	second := w.watching(g, w.staff(id, string(kyc.Supervisor)))
	if v := second.of("welcome").Session.Watches; len(v) != 2 || v[0].Until == nil || v[1].Until != nil {
		t.Errorf("visits: %+v", v)
	}
	first.closed(4409)
	second.lives()
	w.hub.Dismiss(w.scope.Account, id)
	second.closed(4401)
	third := w.supervisor(g)
	third.until("a visit that is over", func(m message) bool {
		return m.Session != nil && len(m.Session.Watches) == 3 && m.Session.Watches[1].Until != nil
	})
	_ = third.conn.CloseNow() // his network is gone
	fourth := w.supervisor(g)
	fourth.until("a visit that ended without a word", func(m message) bool {
		return m.Session != nil && len(m.Session.Watches) == 4 && m.Session.Watches[2].Until != nil
	})
}
