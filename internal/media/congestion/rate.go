package congestion

import "time"

const (
	// rateWindow is the time over which the received bitrate is measured, maxSamples bounds the packets in it.
	rateWindow = 500 * time.Millisecond
	maxSamples = 500
	// maxReordering is a step back in the receiver's clock that means that it began again.
	maxReordering = time.Second
)

// receivedRate measures what arrives, by the receiver's clock.
type receivedRate struct {
	samples []sample // in the order of arrival, from first on
	first   int
	sum     int // bytes
	rate    int // bit/s
	begun   bool
}

type sample struct {
	arrival time.Duration
	size    int
}

// add takes one packet that arrived.
func (r *receivedRate) add(a ack) {
	latest := a.arrival
	if n := len(r.samples); n > r.first {
		if last := r.samples[n-1].arrival; last-a.arrival > maxReordering {
			r.samples, r.first, r.sum = r.samples[:0], 0, 0
		} else {
			latest = max(latest, last)
		}
	}
	from := latest - rateWindow
	if a.arrival < from {
		return
	}
	for r.first < len(r.samples) && r.samples[r.first].arrival < from {
		r.drop()
	}
	if len(r.samples)-r.first == maxSamples {
		if a.arrival < r.samples[r.first].arrival {
			return
		}
		r.drop()
	}
	if r.first > maxSamples/2 {
		r.samples, r.first = append(r.samples[:0], r.samples[r.first:]...), 0
	}
	r.samples = append(r.samples, sample{a.arrival, a.size})
	for i := len(r.samples) - 1; i > r.first && r.samples[i-1].arrival > a.arrival; i-- {
		r.samples[i-1], r.samples[i] = r.samples[i], r.samples[i-1]
	}
	r.sum += a.size
	if !r.begun { // one packet has no duration
		r.begun, r.rate = true, a.size*8
		return
	}
	if d := r.samples[len(r.samples)-1].arrival - r.samples[r.first].arrival; d > 0 {
		r.rate = int(float64(8*r.sum) / d.Seconds())
	}
}

func (r *receivedRate) drop() {
	r.sum -= r.samples[r.first].size
	r.first++
}
