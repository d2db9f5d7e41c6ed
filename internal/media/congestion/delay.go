package congestion

import (
	"math"
	"time"
)

const (
	// burst is the time within which packets that leave one after the other are judged together.
	burst = 5 * time.Millisecond
	// overuseTime is how long a delay must grow before it counts.
	overuseTime = 10 * time.Millisecond
	// maxDeltas bounds the number of groups by which a small growth is multiplied.
	maxDeltas = 60
)

// Of the adaptive threshold (draft, section 5.4).
const (
	firstThreshold = 12500 * time.Microsecond
	leastThreshold = 6 * time.Millisecond
	mostThreshold  = 600 * time.Millisecond
	thresholdUp    = 0.01
	thresholdDown  = 0.00018
	outlier        = 15 * time.Millisecond
	thresholdStep  = 100 * time.Millisecond
)

// usage is what delay says of a path.
type usage int

const (
	normal usage = iota
	over
	under
)

// group is a burst of packets: when its first one left, when its last one arrived.
type group struct{ departure, arrival time.Duration }

// delay watches how the time that packets are on their way changes.
type delay struct {
	open, last           group
	begun, compared      bool
	filter               kalman
	threshold            time.Duration
	thresholdAt          time.Duration
	adapted              bool
	deltas               int
	growing              time.Duration
	grown                int
	lastTrend, updatedAt time.Duration
	updated              bool
}

func newDelay() delay {
	return delay{filter: kalman{processUncertainty: 1e-3, estimateError: 0.1}, threshold: firstThreshold}
}

// add takes one packet that arrived; ok is true when that ends a burst, and use is what it showed.
func (d *delay) add(a ack, now time.Duration) (use usage, ok bool) {
	if !d.begun {
		d.open, d.begun = group{a.departure, a.arrival}, true
		return 0, false
	}
	if a.arrival < d.open.arrival || a.departure <= d.open.departure { // out of order
		return 0, false
	}
	left, came := a.departure-d.open.departure, a.arrival-d.open.arrival
	if left <= burst || (came <= burst && came < left) {
		d.open.arrival = a.arrival
		return 0, false
	}
	g := d.open
	d.open = group{a.departure, a.arrival}
	if !d.compared {
		d.last, d.compared = g, true
		return 0, false
	}
	change := (g.arrival - d.last.arrival) - (g.departure - d.last.departure)
	d.last = g
	return d.judge(d.filter.update(change), now), true
}

// judge says what a trend of the delay means.
func (d *delay) judge(trend, now time.Duration) usage {
	since := time.Duration(0)
	if d.updated {
		since = now - d.updatedAt
	}
	d.updatedAt, d.updated = now, true
	use, trend := d.compare(trend, now)
	rising := trend > d.lastTrend
	d.lastTrend = trend
	if use != over {
		d.growing, d.grown = 0, 0
		return use
	}
	if d.growing == 0 {
		d.growing = since / 2
	} else {
		d.growing += since
	}
	d.grown++
	if d.growing > overuseTime && d.grown > 1 && rising {
		return over
	}
	return normal
}

// compare holds a trend against the threshold, which adapts to it.
func (d *delay) compare(trend, now time.Duration) (usage, time.Duration) {
	if d.deltas++; d.deltas < 2 {
		return normal, trend
	}
	t := time.Duration(min(d.deltas, maxDeltas)) * trend
	use := normal
	switch {
	case t > d.threshold:
		use = over
	case t < -d.threshold:
		use = under
	}
	if !d.adapted {
		d.thresholdAt, d.adapted = now, true
	}
	size := t.Abs().Truncate(time.Microsecond)
	if size <= d.threshold+outlier {
		k := thresholdUp
		if size < d.threshold {
			k = thresholdDown
		}
		passed := min(now-d.thresholdAt, thresholdStep)
		add := k * float64((size - d.threshold).Milliseconds()) * float64(passed.Milliseconds())
		d.threshold = min(max(d.threshold+time.Duration(add*1000)*time.Microsecond, leastThreshold), mostThreshold)
	}
	d.thresholdAt = now
	return use, t
}

// kalman filters the changes of the delay (draft, section 5.3).
type kalman struct {
	estimate                          time.Duration
	processUncertainty, estimateError float64
	measurementUncertainty            float64
}

// forgetting is how slowly the uncertainty of measurements follows: (1 - chi) to the power of 30 over 1,000 times the rate of
// measurements, as pion has it.
var forgetting = math.Pow(1-0.001, 30/(1000*5*float64(time.Millisecond)))

func (k *kalman) update(change time.Duration) time.Duration {
	z := float64((change - k.estimate).Microseconds()) / 1000
	bound := min(z, 3*math.Sqrt(k.measurementUncertainty)) // an outlier counts as three deviations
	k.measurementUncertainty = max(forgetting*k.measurementUncertainty+(1-forgetting)*bound*bound, 1)
	uncertainty := k.estimateError + k.processUncertainty
	gain := uncertainty / (uncertainty + k.measurementUncertainty)
	k.estimate += time.Duration(gain * z * float64(time.Millisecond))
	k.estimateError = (1 - gain) * uncertainty
	return k.estimate
}
