package signalling_test

import "testing"

// The officer is shown where a device says it is, held against borders and clock; nobody else may say it.
func TestPositionsAreReported(t *testing.T) {
	w := open(t, patient)
	g := w.taken()
	customer, agent := w.customer(g), w.agent(g)
	if m := agent.of("welcome").Session.Signals[1]; m.ID != "location" || m.Level != "unavailable" {
		t.Errorf("%+v", m)
	}
	customer.send(fields{"type": "position", "position": fields{"latitude": 51.5, "longitude": -0.1, "accuracy": 30, "clock": "Asia/Calcutta"}})
	m := agent.until("session", func(m message) bool { return m.Type == "session" && m.Session.Signals[1].Level == "high" })
	if f := m.Session.Signals[1].Findings; len(f) != 2 || f[0].Code != "outside_india" || f[1].Code != "other_clock" {
		t.Errorf("%+v", f)
	}
	customer.send(fields{"type": "position", "position": fields{"latitude": 18.9, "longitude": 72.8, "accuracy": 12, "clock": "Asia/Calcutta"}})
	agent.until("session", func(m message) bool { return m.Type == "session" && m.Session.Signals[1].Level == "none" })
	agent.send(fields{"type": "position", "position": fields{"latitude": 1}})
	agent.refusal("not_allowed")
	customer.send(fields{"type": "position"})
	customer.refusal("invalid_parameters")
	customer.send(fields{"type": "position", "position": fields{"latitude": 500}})
	customer.refusal("invalid_parameters")
}
