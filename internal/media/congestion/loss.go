package congestion

import (
	"math"
	"time"
)

// The bitrate grows by a twentieth while less than growBelow is lost, and shrinks by half of the part that is lost when it is
// more than shrinkAbove, each at most every lossStep (draft, section 6).
const (
	growBelow   = 0.02
	shrinkAbove = 0.1
	lossStep    = 200 * time.Millisecond
	growth      = 1.05
	leastByLoss = 100_000
	mostByLoss  = 100_000_000
)

// loss is the part of the estimate that follows what is lost.
type loss struct {
	bitrate       int
	average       float64
	last          time.Duration
	grown, shrunk time.Duration
	begun         bool
	hasGrown      bool
	hasShrunk     bool
}

func (l *loss) update(acks []ack, now time.Duration) {
	lost := 0
	for _, a := range acks {
		if !a.arrived {
			lost++
		}
	}
	ratio := float64(lost) / float64(len(acks))
	keep := 0.0 // of the average so far
	if l.begun {
		keep = math.Exp(-float64((now - l.last).Milliseconds()) / 200)
	}
	l.average = ratio + keep*(l.average-ratio)
	l.last, l.begun = now, true
	switch {
	case max(l.average, ratio) < growBelow && (!l.hasGrown || now-l.grown > lossStep):
		l.grown, l.hasGrown = now, true
		l.bitrate = clamp(int(growth*float64(l.bitrate)), leastByLoss, mostByLoss)
	case min(l.average, ratio) > shrinkAbove && (!l.hasShrunk || now-l.shrunk > lossStep):
		l.shrunk, l.hasShrunk = now, true
		l.bitrate = clamp(int(float64(l.bitrate)*(1-0.5*min(l.average, ratio))), leastByLoss, mostByLoss)
	}
}

// limit holds what delay allows against what loss allows. What delay does not allow is not grown into either.
func (l *loss) limit(target int) int {
	if l.bitrate <= 0 {
		l.bitrate = clamp(target, leastByLoss, mostByLoss)
	}
	l.bitrate = min(target, l.bitrate)
	return l.bitrate
}

func clamp(v, low, high int) int { return max(low, min(high, v)) }
