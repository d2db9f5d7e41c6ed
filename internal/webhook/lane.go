package webhook

import (
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// parcel is a leased delivery until its attempt is recorded.
type parcel struct {
	due   *kyc.DueDelivery
	until time.Time // when the lease ends
	lane  *lane
	msg   *message
	crawl bool // began while its lane crawled
}

// message is the body of one event, built once for all endpoints of a lease
// that are pinned to the same version.
type message struct {
	once sync.Once
	body []byte
	err  error
}

// Widths of a lane.
const (
	crawlWidth = 1 // of an endpoint that fails
	startWidth = 2
	// backlogPerSlot times its width is how much of a lane's work is leased ahead:
	// enough to bridge the next lease, little enough to be done within this one.
	backlogPerSlot = 8
	// handoverAhead and handoverMost bound what new deliveries may wait in a lane
	// that keeps up: far less than a lease, and a share of maxHeld.
	handoverAhead = time.Second
	handoverMost  = 1024
	// slowReply is from when on a reply narrows the lane.
	slowReply = time.Second
)

// lane is one endpoint's share of the dispatcher. Its width is how many attempts
// it may have at work: it widens with each quick acknowledgement and falls to
// one with a failure, so that a dead endpoint holds next to nothing. Owned by
// the loop; exists while the endpoint has work.
type lane struct {
	id        string
	waiting   []*parcel // leased, not begun; bounded by the lease's limit on top of room()
	atWork    int
	unsettled int // attempted, not yet recorded
	width     int
	widest    int
	listed    bool          // is in one of the loop's lists of lanes that can begin
	skipped   bool          // was left out of the last lease because it had enough to do
	pace      time.Duration // of its replies, smoothed; 0 while unknown or failing
	failingAt time.Time     // kyc.Endpoint.FailingAt as we last knew or set it
}

func newLane(e *kyc.Endpoint, widest int) *lane {
	l := &lane{id: e.ID, width: min(startWidth, widest), widest: widest, failingAt: e.FailingAt}
	if !e.FailingAt.IsZero() {
		l.width = crawlWidth
	}
	return l
}

// busy tells whether the lane has enough to do.
func (l *lane) busy() bool { return len(l.waiting) >= backlogPerSlot*l.width }

// crawls tells whether the lane is narrowed down.
func (l *lane) crawls() bool { return l.width == crawlWidth }

// learn adapts the width to a reply.
func (l *lane) learn(r *Reply) {
	switch {
	case !r.OK():
		l.width, l.pace = crawlWidth, 0
		return
	case r.Latency >= slowReply:
		l.width = max(l.width/2, crawlWidth)
	default:
		l.width = min(l.width+1, l.widest)
	}
	if l.pace == 0 {
		l.pace = r.Latency
	}
	l.pace = max((7*l.pace+r.Latency)/8, 1)
}

// depth is how many deliveries may wait in the lane: what it will have begun
// within handoverAhead, if it goes on as it does.
func (l *lane) depth() int {
	least := backlogPerSlot * l.width
	if l.pace == 0 {
		return least
	}
	return min(max(int(handoverAhead/l.pace)*l.width, least), handoverMost)
}

// idle tells whether nothing of the lane is left.
func (l *lane) idle() bool { return len(l.waiting)+l.atWork+l.unsettled == 0 }

// pop takes the oldest waiting parcel.
func (l *lane) pop() *parcel {
	p := l.waiting[0]
	l.waiting[0] = nil
	l.waiting = l.waiting[1:]
	return p
}
