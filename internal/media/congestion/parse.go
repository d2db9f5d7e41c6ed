package congestion

import (
	"encoding/binary"
	"errors"
	"time"
)

const (
	headSize = 20 // up to the first chunk
	// referenceUnit and deltaUnit are what times are counted in.
	referenceUnit = 64 * time.Millisecond
	deltaUnit     = 250 * time.Microsecond
	// maxStatuses bounds the packets of one report; more than history holds say nothing.
	maxStatuses = 1 << 13
)

// What a report says of a packet.
const (
	notReceived = iota
	smallDelta
	largeDelta
	withoutDelta
)

var errReport = errors.New("congestion: damaged report")

// reportClock unwraps the 24 bits of a report's time.
type reportClock struct {
	last  int64
	begun bool
}

func (c *reportClock) unwrap(t uint32) int64 {
	v := int64(t)
	if c.begun {
		v = c.last + ((v-c.last+1<<23)&(1<<24-1) - 1<<23) // the nearest
	}
	c.last, c.begun = v, true
	return v
}

// parse reads a report, RTCP header included. What it gives is valid until the next one. Packets that nothing is known of are
// left out.
func (e *Estimate) parse(b []byte) ([]ack, error) {
	e.acks = e.acks[:0]
	if len(b) < headSize {
		return nil, errReport
	}
	number, count := binary.BigEndian.Uint16(b[12:]), int(binary.BigEndian.Uint16(b[14:]))
	if count > maxStatuses {
		return nil, errReport
	}
	reference := uint32(b[16])<<16 | uint32(b[17])<<8 | uint32(b[18])
	at := headSize
	for seen := 0; seen < count; at += 2 { // past the chunks, to the deltas
		if at+2 > len(b) {
			return nil, errReport
		}
		_, n := chunk(binary.BigEndian.Uint16(b[at:]))
		seen += n
	}
	deltas := b[at:]
	clock := time.Duration(e.report.unwrap(reference)) * referenceUnit
	for at := headSize; count > 0; at += 2 {
		c := binary.BigEndian.Uint16(b[at:])
		kind, n := chunk(c)
		for i := range min(n, count) {
			a := ack{arrived: true}
			switch kind(c, i) {
			case smallDelta:
				if len(deltas) < 1 {
					return nil, errReport
				}
				clock += time.Duration(deltas[0]) * deltaUnit
				deltas = deltas[1:]
			case largeDelta:
				if len(deltas) < 2 {
					return nil, errReport
				}
				clock += time.Duration(int16(binary.BigEndian.Uint16(deltas))) * deltaUnit
				deltas = deltas[2:]
			default:
				a.arrived = false
			}
			if p := e.sent[number%historySize]; p.size > 0 && p.number == number {
				a.size, a.departure = int(p.size), p.departure
				if a.arrived {
					a.arrival = clock
				}
				e.acks = append(e.acks, a)
			}
			number++
		}
		count -= min(n, count)
	}
	return e.acks, nil
}

// chunk says how many packets one describes and how to ask for one of them.
func chunk(c uint16) (kind func(c uint16, i int) int, n int) {
	switch c >> 14 {
	case 0, 1:
		return run, int(c & 0x1fff)
	case 2:
		return oneBit, 14
	default:
		return twoBits, 7
	}
}

func run(c uint16, _ int) int     { return int(c >> 13 & 3) }
func oneBit(c uint16, i int) int  { return int(c >> (13 - i) & 1) }
func twoBits(c uint16, i int) int { return int(c >> (12 - 2*i) & 3) }
