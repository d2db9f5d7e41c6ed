package signalling_test

import (
	"strings"
	"testing"
)

// Both parties see what was written, who comes back sees it again, and what was
// refused is known by its id.
func TestPartiesWrite(t *testing.T) {
	w := open(t, patient)
	g := w.taken()
	customer, agent := w.customer(g), w.agent(g)
	customer.of("welcome")
	agent.of("welcome")
	says := func(n int) func(message) bool {
		return func(m message) bool { return m.Type == "session" && len(m.Session.Messages)+len(m.Session.Said) == n }
	}
	customer.send(fields{"type": "chat", "id": "customer-1", "text": "I cannot speak."})
	if m := customer.until("session", says(1)).Session.Messages[0]; m.ID != "customer-1" || m.From != "customer" {
		t.Errorf("%+v", m)
	}
	if m := agent.until("session", says(1)).Session.Said[0]; m.Text != "I cannot speak." || m.At.IsZero() {
		t.Errorf("%+v", m)
	}
	agent.send(fields{"type": "chat", "id": "officer-1", "phrase": "answer"})
	seen := agent.until("session", says(2)).Session
	if m := seen.Said[1]; m.Officer != ravi.Name || m.Phrase != "answer" || len(seen.Phrases) == 0 {
		t.Errorf("%+v", m)
	}
	if m := customer.until("session", says(2)).Session.Messages[1]; m.Text != "Please write your answer here." {
		t.Errorf("%+v", m)
	}
	customer.send(fields{"type": "chat", "id": "customer-2", "text": strings.Repeat("a", 301)})
	if m := customer.of("error"); m.ID != "customer-2" || m.Code != "invalid_parameters" {
		t.Errorf("%+v", m)
	}
	again := w.customer(g)
	if m := again.of("welcome"); len(m.Session.Messages) != 2 {
		t.Errorf("after a reload: %+v", m.Session.Messages)
	}
}

// The officer is shown what a device said of its camera; the customer is not, and
// nobody else may say it.
func TestCamerasAreReported(t *testing.T) {
	w := open(t, patient)
	g := w.taken()
	customer, agent := w.customer(g), w.agent(g)
	if m := agent.of("welcome").Session.Signals[0]; m.ID != "camera" || m.Level != "unavailable" {
		t.Errorf("%+v", m)
	}
	customer.send(fields{"type": "camera", "camera": fields{"label": "OBS Virtual Camera", "purpose": "face", "width": 640, "height": 480}})
	m := agent.until("session", func(m message) bool { return m.Type == "session" && m.Session.Signals[0].Level == "high" })
	if f := m.Session.Signals[0].Findings; len(f) != 1 || f[0].Code != "virtual_camera" {
		t.Errorf("%+v", f)
	}
	if m := customer.until("session", func(m message) bool { return m.Type == "session" }); len(m.Session.Signals) > 0 {
		t.Errorf("the customer sees %+v", m.Session.Signals)
	}
	agent.send(fields{"type": "camera", "camera": fields{"purpose": "face"}})
	agent.refusal("not_allowed")
	customer.send(fields{"type": "camera"})
	customer.refusal("invalid_parameters")
}

// What a phone took away is told to the other party, once, and is forgotten with the connection.
func TestAPartyWhosePhoneRingsIsSaidToBeHeld(t *testing.T) {
	w := open(t, patient)
	g := w.taken()
	customer, agent := w.customer(g), w.agent(g)
	customer.of("welcome")
	agent.of("welcome")
	for _, held := range []bool{true, true, false, true} {
		customer.send(fields{"type": "held", "held": held})
	}
	for _, held := range []bool{true, false, true} {
		if m := agent.until("held", func(m message) bool { return m.Type == "peer" && m.Held == held }); !m.Present {
			t.Errorf("%+v", m)
		}
	}
	w.customer(g).of("welcome")
	agent.until("another connection", func(m message) bool { return m.Type == "peer" && m.Present && !m.Held })
}
