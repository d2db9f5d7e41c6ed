package congestion

import (
	"math"
	"time"
)

const (
	// backOff is the part of what arrives that is left of the target when delay grows.
	backOff = 0.85
	// averaging is the weight of the newest bitrate at which delay grew.
	averaging = 0.95
)

// control is the part of the estimate that follows delay (draft, section 5.5).
type control struct {
	target, most int
	begun        bool
	rtt          time.Duration
	at           time.Duration // of the last change
	changed      bool
	limit        movingAverage // bitrates at which delay grew
}

// update says where the bitrate goes to; ok is false when it stays.
func (c *control) update(use usage, received int, now time.Duration) (target int, ok bool) {
	if !c.begun {
		c.begun = true
		return 0, false
	}
	switch use {
	case under: // queues drain: wait
		return 0, false
	case over:
		c.target = int(backOff * float64(received))
		c.limit.add(float64(received))
	default:
		c.target = c.increase(received, now)
	}
	c.at, c.changed = now, true
	c.target = clamp(c.target, least, c.most)
	return c.target, true
}

// increase is by a few packets a round trip near the limit, by 8 % a second away from it, and never far above what arrives.
func (c *control) increase(received int, now time.Duration) int {
	passed := time.Hour
	if c.changed {
		passed = now - c.at
	}
	if c.limit.near(float64(received)) {
		bits := float64(c.target) / 30
		size := bits / math.Ceil(bits/(1200*8))
		response := 100*time.Millisecond + c.rtt
		alpha := 0.5 * min(float64(passed.Milliseconds())/float64(response.Milliseconds()), 1)
		return int(min(float64(c.target+int(max(1000, alpha*size))), 1.5*float64(received)))
	}
	rate := int(math.Pow(1.08, min(float64(passed.Milliseconds())/1000, 1)) * float64(c.target))
	if most := int(1.5 * float64(received)); rate > most && most > c.target {
		return most
	}
	return max(rate, c.target)
}

// movingAverage knows where a value usually is.
type movingAverage struct{ average, variance float64 }

func (m *movingAverage) add(v float64) {
	if m.average == 0 {
		m.average = v
		return
	}
	x := v - m.average
	m.average += averaging * x
	m.variance = (1 - averaging) * (m.variance + averaging*x*x)
}

// near says that a value is within three deviations.
func (m *movingAverage) near(v float64) bool {
	return m.average > 0 && math.Abs(v-m.average) < 3*math.Sqrt(m.variance)
}
