package signalling

import "time"

const (
	// burst and perSecond are how many messages a client may send at once and
	// in the long run. A call needs about 40 at its start and one in five
	// seconds after that.
	burst     = 200
	perSecond = 50
	// priced is how many bytes cost as much as one more message: the longest
	// message costs 17, and a client cannot make us parse more than 200 KiB a
	// second.
	priced = 4 << 10
)

// pace is a client's allowance: a bucket that fills with time. It belongs to
// one goroutine.
type pace struct {
	left float64
	at   time.Time
}

func newPace(now time.Time) pace { return pace{burst, now} }

// allow takes the price of a message of so many bytes; false when it cannot be
// paid.
func (p *pace) allow(now time.Time, bytes int) bool {
	p.left = min(burst, p.left+max(0, now.Sub(p.at).Seconds())*perSecond)
	p.at = now
	price := 1 + float64(bytes/priced)
	if p.left < price {
		return false
	}
	p.left -= price
	return true
}
