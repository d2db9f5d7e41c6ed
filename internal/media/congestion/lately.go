package congestion

import "time"

const (
	// span is the time of one count; four of them are looked at.
	span   = 500 * time.Millisecond
	counts = 4
	// seldom is how many lost packets are too few to tell loss from bad luck.
	seldom = 2
)

// lately counts what was lost in the last two seconds: a receiver's own reports on a track of sound come every five.
type lately struct {
	lost, all [counts]int
	turn      int64 // of the last count
}

func (l *lately) update(acks []ack, now time.Duration) {
	l.pass(now)
	n := l.turn % counts
	for _, a := range acks {
		l.all[n]++
		if !a.arrived {
			l.lost[n]++
		}
	}
}

// pass empties the counts whose time is over.
func (l *lately) pass(now time.Duration) {
	turn := int64(now / span)
	for t := max(l.turn+1, turn-counts+1); t <= turn; t++ {
		l.lost[t%counts], l.all[t%counts] = 0, 0
	}
	l.turn = max(l.turn, turn)
}

// Lost is the part of the packets sent in the last two seconds that did not arrive, from 0 to 1.
func (e *Estimate) Lost(now time.Duration) float64 {
	l := &e.lately
	l.pass(now)
	lost, all := 0, 0
	for n := range counts {
		lost, all = lost+l.lost[n], all+l.all[n]
	}
	if lost < seldom {
		return 0
	}
	return float64(lost) / float64(all)
}
