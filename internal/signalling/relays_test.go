package signalling_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/basekyc/basekyc/internal/signalling"
)

// A party is told of relays when it comes, and again before their credentials end: who waits long in line calls with
// fresh ones.
func TestRelaysAreTold(t *testing.T) {
	t.Parallel()
	var given atomic.Int64
	w := openWith(t, patient, func(c *signalling.Config) { // patient renews with every ping
		c.Relays = func(session, role string) []any { return []any{fmt.Sprint(session, role, given.Add(1))} }
	})
	g := w.taken()
	for role, c := range map[string]*client{"customer": w.customer(g), "agent": w.agent(g)} {
		first := c.of("welcome")
		if len(first.ICEServers) != 1 {
			t.Fatalf("the %s was welcomed with %v", role, first.ICEServers)
		}
		c.say(`{"type":"ping","t":1}`)
		if next := c.of("ice_servers"); len(next.ICEServers) != 1 || next.ICEServers[0] == first.ICEServers[0] {
			t.Errorf("the %s was given %v after %v", role, next.ICEServers, first.ICEServers)
		}
	}
}

func TestWithoutRelaysTheListIsEmpty(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	c := w.customer(w.guest())
	if m := c.of("welcome"); m.ICEServers == nil || len(m.ICEServers) != 0 {
		t.Errorf("%v", m.ICEServers)
	}
	c.lives() // and no ping brings any
}
