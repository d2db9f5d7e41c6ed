package congestion

import "time"

const (
	// historySize is how many packets may be on their way, a power of two.
	historySize = 512
	// least is what the estimate never goes below, in bit/s.
	least = 5_000
)

// Estimate is the estimate for one path.
type Estimate struct {
	bitrate int
	sent    [historySize]packet
	acks    []ack // of the report that is being judged, reused
	report  reportClock
	rate    receivedRate
	delay   delay
	control control
	loss    loss
	lately  lately
}

// packet is one that was sent; size 0 is none.
type packet struct {
	number    uint16
	size      int32
	departure time.Duration
}

// ack is what a report says of one packet.
type ack struct {
	size               int
	departure, arrival time.Duration // arrival by the receiver's clock
	arrived            bool
}

// New begins with a bitrate and never goes above another, in bit/s.
func New(start, most int) *Estimate {
	return &Estimate{bitrate: start, delay: newDelay(), control: control{target: start, most: most}, loss: loss{bitrate: start}}
}

// Sent notes a packet that leaves now, with its transport-wide number and its size without UDP and IP.
func (e *Estimate) Sent(number uint16, size int, now time.Duration) {
	e.sent[number%historySize] = packet{number: number, size: int32(size), departure: now}
}

// Bitrate is the estimate, in bit/s.
func (e *Estimate) Bitrate() int { return e.bitrate }

// Report judges one RTCP packet of transport-wide feedback.
func (e *Estimate) Report(raw []byte, now time.Duration) error {
	acks, err := e.parse(raw)
	if err != nil || len(acks) == 0 {
		return err
	}
	if rtt, ok := roundTrip(acks, now); ok {
		e.control.rtt = rtt
	}
	e.loss.update(acks, now)
	e.lately.update(acks, now)
	for _, a := range acks {
		if a.arrived {
			e.rate.add(a)
		}
	}
	for _, a := range acks {
		if !a.arrived {
			continue
		}
		use, ok := e.delay.add(a, now)
		if !ok {
			continue
		}
		if target, ok := e.control.update(use, e.rate.rate, now); ok {
			e.bitrate = e.loss.limit(target)
		}
	}
	return nil
}

// roundTrip is the least one of the packets of a report, without the time that the report waited for.
func roundTrip(acks []ack, now time.Duration) (least time.Duration, ok bool) {
	var last time.Duration
	for _, a := range acks {
		if a.arrived && (!ok || a.arrival > last) {
			last, ok = a.arrival, true
		}
	}
	first := true
	for _, a := range acks {
		if !a.arrived {
			continue
		}
		if rtt := now - a.departure - (last - a.arrival); first || rtt < least {
			least, first = rtt, false
		}
	}
	return least, ok
}
