package webhook_test

import (
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/webhook"
)

// clock stands still until it is advanced. A wait that is over when it is asked
// for ends at once, so advancing before the loop sets its timer is no race.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	waits []wait
}

type wait struct {
	at time.Time
	c  chan time.Time
}

func newClock() *clock { return &clock{now: start} }

func (c *clock) Clock() webhook.Clock { return webhook.Clock{Now: c.Now, After: c.After} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := wait{c.now.Add(d), make(chan time.Time, 1)}
	if d <= 0 {
		w.c <- c.now
	} else {
		c.waits = append(c.waits, w)
	}
	return w.c
}

// Set moves the clock forward.
func (c *clock) Set(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = to
	var left []wait
	for _, w := range c.waits {
		if w.at.After(to) {
			left = append(left, w)
		} else {
			w.c <- to
		}
	}
	c.waits = left
}
