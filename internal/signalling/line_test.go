package signalling_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
)

// shows tells whether a queue message lists these guests in this order, each
// with its place.
func shows(m message, want ...guest) bool {
	if m.Type != "queue" || len(m.Cases) != len(want) {
		return false
	}
	for i, c := range m.Cases {
		if c.ID != want[i].ref.Session || c.Queue == nil || c.Queue.Place != i+1 {
			return false
		}
	}
	return true
}

func TestReadyQueuesAndTheLineIsShown(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	o := w.watcher()
	if m := o.of("welcome"); m.Role != "agent" || m.Session != nil {
		t.Errorf("watcher's welcome is %+v", m)
	}
	o.until("an empty line", func(m message) bool { return shows(m) })

	a, b := w.guest(), w.guest()
	ca := w.customer(a)
	ca.of("welcome")
	ca.say(`{"type":"ready"}`)
	ca.refusal("consent_required")
	w.consent(a)
	w.consent(b)
	ca.say(`{"type":"ready"}`)
	ca.until("first place", func(m message) bool { return m.Session != nil && m.Session.Queue != nil && m.Session.Queue.Place == 1 })
	o.until("one in line", func(m message) bool { return shows(m, a) })

	cb := w.customer(b)
	cb.say(`{"type":"ready"}`)
	cb.say(`{"type":"ready"}`) // a second click changes nothing
	cb.until("second place", func(m message) bool { return m.Session != nil && m.Session.Queue != nil && m.Session.Queue.Place == 2 })
	o.until("two in line", func(m message) bool { return shows(m, a, b) })

	late := w.watcher()
	late.until("the line at once", func(m message) bool { return shows(m, a, b) })
	late.say(`{"type":"ready"}`)
	late.refusal("unknown_message")
	late.lives()

	if _, err := w.Start(context.Background(), a.ref, ravi); err != nil {
		t.Fatal(err)
	}
	ca.status(kyc.InProgress)
	cb.until("first place", func(m message) bool { return m.Session != nil && m.Session.Queue != nil && m.Session.Queue.Place == 1 })
	o.until("one in line", func(m message) bool { return shows(m, b) })
	if got := w.hub.Place(b.ref.Scope, b.ref.Session); got != 1 {
		t.Errorf("place is %d", got)
	}
}

func TestWelcomeKnowsThePlace(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g := w.waiting()
	o := w.watcher()
	o.until("the line", func(m message) bool { return shows(m, g) })
	if m := w.customer(g).of("welcome"); m.Session.Queue == nil || m.Session.Queue.Place != 1 {
		t.Errorf("queue of the welcome is %+v", m.Session.Queue)
	}
}

func TestOtherTenantsAndModesHaveTheirOwnLine(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	o := w.watcher()
	o.until("an empty line", func(m message) bool { return shows(m) })
	other, live := kyctest.PutAccount(t, w.store), kyc.Scope{Account: w.scope.Account, Live: true}
	for _, scope := range []kyc.Scope{other, live} {
		g := w.guestIn(scope)
		w.consent(g)
		c := w.customer(g)
		c.say(`{"type":"ready"}`)
		c.until("first place", func(m message) bool { return m.Session != nil && m.Session.Queue != nil && m.Session.Queue.Place == 1 })
	}
	own := w.waiting()
	o.until("the own line", func(m message) bool {
		if len(m.Cases) > 0 && !shows(m, own) {
			t.Errorf("the line shows %+v", m.Cases)
		}
		return shows(m, own)
	})
}

func TestWhoGoesAwayLeavesTheLine(t *testing.T) {
	t.Parallel()
	timing := patient
	timing.Away = 10 * time.Millisecond
	for name, goAway := range map[string]func(*client){
		"drops":  func(c *client) { _ = c.conn.CloseNow() },
		"leaves": func(c *client) { c.say(`{"type":"leave"}`); c.closed(1000) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, timing)
			g := w.guest()
			w.consent(g)
			o := w.watcher()
			c := w.customer(g)
			c.say(`{"type":"ready"}`)
			o.until("one in line", func(m message) bool { return shows(m, g) })
			goAway(c)
			w.until(g.ref.Session, kyc.Joined)
			o.until("an empty line", func(m message) bool { return shows(m) })
			again := w.customer(g)
			again.of("welcome")
			again.say(`{"type":"ready"}`)
			again.status(kyc.Waiting)
		})
	}
}

// The state in which a customer leaves may be so new that nobody was told yet.
func TestLeavingRightAfterReady(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	for range 20 {
		g := w.guest()
		w.consent(g)
		c := w.customer(g)
		c.say(`{"type":"ready"}`)
		c.say(`{"type":"leave"}`)
		c.closed(1000)
		w.until(g.ref.Session, kyc.Joined)
	}
}

func TestWhoComesBackInTimeStaysInLine(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g := w.guest()
	w.consent(g)
	c := w.customer(g)
	c.say(`{"type":"ready"}`)
	c.status(kyc.Waiting)
	_ = c.conn.CloseNow()
	again := w.customer(g)
	if m := again.of("welcome"); m.Session.Status != "waiting" {
		t.Errorf("session is %s", m.Session.Status)
	}
}

func TestALongLineFitsIntoOneMessage(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	first := w.waiting()
	for i := range 99 {
		o := kyctest.Asha()
		o.Customer.Name = strings.Repeat("अ", kyc.MaxNameRunes-3) + fmt.Sprint(i)
		s, events := kyctest.Ordered(t, w.scope, o)
		for _, do := range []func() ([]kyc.Event, error){
			func() ([]kyc.Event, error) { return s.Join(kyc.Hash{1}, kyctest.Noon) },
			func() ([]kyc.Event, error) { return s.RecordConsent(kyc.Consent{Version: "1"}, kyctest.Noon) },
			func() ([]kyc.Event, error) { return s.Queue(kyctest.Noon) },
		} {
			more, err := do()
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, more...)
		}
		if err := w.store.CreateSession(context.Background(), s, events); err != nil {
			t.Fatal(err)
		}
	}
	o := w.watcher() // reads 64 KiB at most, as every client may
	m := o.until("the line", func(m message) bool { return m.Type == "queue" && len(m.Cases) > 1 })
	raw, err := json.Marshal(m.Cases)
	if err != nil {
		t.Fatal(err)
	}
	if len(raw) < 50<<10 || len(m.Cases) >= 100 {
		t.Errorf("%d cases in %d bytes: the test does not fill a message", len(m.Cases), len(raw))
	}
	_ = first
	o.lives()
}

// Who watches the line is free, who is in a call is not, and a program is nobody.
func TestWhoIsAtTheDesk(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	if w.hub.Staffed(w.scope) || len(w.hub.AtDesk(w.scope)) > 0 {
		t.Error("somebody is there before anybody came")
	}
	o := w.watcher()
	o.until("an empty line", func(m message) bool { return shows(m) })
	there := w.hub.AtDesk(w.scope)
	if len(there) != 1 || !w.hub.Staffed(w.scope) {
		t.Errorf("watching: %v", there)
	}
	for who, free := range there {
		if !free {
			t.Errorf("%s watches the line and is not free", who)
		}
	}
	g := w.taken()
	w.agent(g).of("welcome")
	if free, here := w.hub.AtDesk(w.scope)[ravi.ID]; !here || free {
		t.Errorf("in a call: here %v, free %v", here, free)
	}
	if other := (kyc.Scope{Account: w.scope.Account, Live: true}); w.hub.Staffed(other) {
		t.Error("in the other mode too")
	}
}

// An appointment that is made out of the call ends its room, and the customer stays.
func TestAnAppointmentEndsTheCall(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g := w.taken()
	c := w.customer(g)
	c.of("welcome")
	_, slots, err := w.Slots(context.Background(), w.scope, "", 7)
	if err != nil || len(slots) == 0 {
		t.Fatal(err)
	}
	if _, err := w.Book(context.Background(), g.ref, ravi, slots[len(slots)-1].Start); err != nil {
		t.Fatal(err)
	}
	c.status(kyc.Scheduled)
	c.lives()
}
