package main

import (
	"runtime"
	"runtime/debug"
	"time"
)

// How far the heap may grow before it is collected, in percent of what lives. A
// busy server lets it grow fivefold: that saves a sixth of its processor. The
// same room in a quiet one would be filled by heartbeats, minute by minute, and
// never be given back.
const (
	busyPercent  = 400
	quietPercent = 50
	// Collections that follow so closely mean a busy server, so rarely a quiet one.
	busyWithin = 500 * time.Millisecond
	quietAfter = 10 * time.Second
)

// nextPercent says how to go on after a collection.
func nextPercent(percent int, since time.Duration) int {
	switch {
	case since < busyWithin:
		return busyPercent
	case since > quietAfter:
		return quietPercent
	}
	return percent
}

// collector follows the collections of this process.
type collector struct {
	percent int
	last    time.Time
}

// adapt starts with a busy server's room: starting is work.
func adapt() {
	debug.SetGCPercent(busyPercent)
	(&collector{percent: busyPercent, last: time.Now()}).wait()
}

// wait leaves something for the next collection to find.
func (c *collector) wait() {
	type mark struct{ c *collector }
	runtime.SetFinalizer(&mark{c}, func(m *mark) { m.c.collected(time.Now()) })
}

// collected runs after each collection, one at a time.
func (c *collector) collected(now time.Time) {
	if next := nextPercent(c.percent, now.Sub(c.last)); next != c.percent {
		c.percent = next
		debug.SetGCPercent(next)
	}
	c.last = now
	c.wait()
}
