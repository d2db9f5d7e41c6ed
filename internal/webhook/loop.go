package webhook

import (
	"context"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// loop is the dispatcher's state. Run's goroutine steps it; the store's, which
// hands over deliveries, shares what mu guards.
type loop struct {
	Options
	stored   context.Context // of calls to the store; outlives a stop
	stopping context.Context // ends with the stop: no more waiting for better times
	attempts context.Context // of attempts; ends when they are cut

	mu    sync.Mutex // never held while anything blocks
	lanes map[string]*lane
	// Lanes that can begin an attempt, each at most once, in turn. Narrowed ones
	// are kept apart so that they never take more than half of Total.
	quick, crawl []*lane
	atWork       int
	crawling     int
	held         int // leased and not yet recorded or let go
	backlog          // what keeps new deliveries from being handed over

	want    bool // there may be something to lease
	leasing bool
	looking bool
	stale   bool // the list has changed since the last look
	due     time.Time
	timer   <-chan time.Time

	done     []outcome // attempted, waiting for the recorder; bounded by held
	settling bool

	surplus   []kyc.Delivery // to be returned to the list; bounded by held
	returning bool

	leased   chan lease
	looked   chan nextDue
	replied  chan reply
	settled  chan []outcome
	returned chan int
}

type lease struct {
	items []kyc.DueDelivery
	full  bool
	err   error
}

type nextDue struct {
	at  time.Time
	any bool
	err error
}

type reply struct {
	parcel *parcel
	Reply
	cut bool // we ended it; nothing is recorded
}

func newLoop(o Options, stored, stopping, attempts context.Context) *loop {
	return &loop{Options: o, stored: stored, stopping: stopping, attempts: attempts,
		lanes: map[string]*lane{}, stale: true, backlog: backlog{behind: map[string]bool{}},
		leased: make(chan lease, 1), looked: make(chan nextDue, 1),
		replied: make(chan reply, o.Total), // nobody blocks: as many as can be at work
		settled: make(chan []outcome, 1), returned: make(chan int, 1)}
}

// step does everything that can be done without waiting.
func (l *loop) step() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.begin()
	l.record()
	l.giveBack()
	switch {
	case l.want && !l.leasing && l.held < maxHeld:
		l.lease()
	case l.want || l.leasing || l.looking || !l.stale:
	default:
		l.looking, l.stale = true, false
		go func() {
			ctx, cancel := context.WithTimeout(l.stored, storeLimit)
			defer cancel()
			at, some, err := l.Queue.NextDelivery(ctx)
			l.looked <- nextDue{at, some, err}
		}()
	}
}

// lookAgain makes the next step lease.
func (l *loop) lookAgain() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.want = true
}

// lease asks for due deliveries of endpoints that are not busy.
func (l *loop) lease() {
	l.leasing, l.want, l.stale = true, false, true
	var skip []string
	for id, n := range l.lanes {
		if n.skipped = n.busy(); n.skipped {
			skip = append(skip, id)
		}
	}
	now := l.Clock.Now()
	until := now.Add(l.Client.Timeout() + leaseMargin)
	go func() {
		ctx, cancel := context.WithTimeout(l.stored, storeLimit)
		defer cancel()
		items, err := l.Queue.LeaseDeliveries(ctx, now, until, l.Batch, skip, func() { l.drained(skip) })
		l.leased <- lease{items, len(items) >= l.Batch, err}
	}()
}

// take sorts leased deliveries into the lanes of their endpoints.
func (l *loop) take(in lease) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leasing = false
	if in.err != nil {
		l.Log.Error("lease webhook deliveries", "error", in.err)
		l.open = false // whatever it seemed to have drained is still there
		l.dueAt(l.Clock.Now().Add(hiddenLook))
		return
	}
	l.want = l.want || in.full
	l.sort(in.items)
}

// sort puts deliveries into the lanes of their endpoints.
func (l *loop) sort(items []kyc.DueDelivery) {
	type content struct{ event, version string }
	messages := make(map[content]*message, len(items))
	for i := range items {
		it := &items[i]
		says := content{it.Event.ID, it.Endpoint.APIVersion}
		msg := messages[says]
		if msg == nil {
			msg = &message{}
			messages[says] = msg
		}
		n := l.lanes[it.Endpoint.ID]
		if n == nil {
			n = newLane(&it.Endpoint, l.PerEndpoint)
			l.lanes[n.id] = n
		}
		l.held++
		n.waiting = append(n.waiting, &parcel{due: it, until: it.Delivery.NextAt, lane: n, msg: msg})
		l.list(n)
	}
}

// list puts a lane that can begin an attempt where begin finds it.
func (l *loop) list(n *lane) {
	if n.listed || len(n.waiting) == 0 || n.atWork >= n.width {
		return
	}
	n.listed = true
	if n.crawls() {
		l.crawl = append(l.crawl, n)
	} else {
		l.quick = append(l.quick, n)
	}
}

// begin starts attempts, one of each lane in turn, while there is room.
func (l *loop) begin() {
	for len(l.crawl) > 0 && l.crawling < l.Total/2 && l.atWork < l.Total {
		l.crawl = l.start(l.crawl)
	}
	for len(l.quick) > 0 && l.atWork < l.Total {
		l.quick = l.start(l.quick)
	}
}

// start begins one attempt of the first lane of a list and gives back the rest.
func (l *loop) start(lanes []*lane) []*lane {
	n := lanes[0]
	lanes[0] = nil
	rest := lanes[1:]
	n.listed = false
	now := l.Clock.Now()
	for len(n.waiting) > 0 && n.atWork < n.width {
		p := n.pop()
		if now.Add(l.Client.Timeout() + recordMargin).After(p.until) {
			l.held-- // too late to end within the lease: it comes due by itself
			l.dueAt(p.until)
			continue
		}
		p.crawl = n.crawls()
		if p.crawl {
			l.crawling++
		}
		n.atWork++
		l.atWork++
		go l.attempt(p)
		break
	}
	if n.skipped && !n.busy() {
		n.skipped, l.want = false, true
	}
	if len(n.waiting) > 0 && n.atWork < n.width {
		n.listed = true
		rest = append(rest, n)
	}
	if n.idle() {
		delete(l.lanes, n.id)
	}
	return rest
}

// attempt runs beside the loop.
func (l *loop) attempt(p *parcel) {
	e := &p.due.Event
	p.msg.once.Do(func() { p.msg.body, p.msg.err = l.Body(e, p.due.Endpoint.APIVersion) })
	if p.msg.err != nil {
		l.Log.Error("write webhook body", "event", e.ID, "error", p.msg.err)
		l.replied <- reply{parcel: p, Reply: Reply{At: l.Clock.Now(), Err: "event: its body could not be written"}}
		return
	}
	to := &p.due.Endpoint
	secrets, err := open(l.Secrets, to, to.Secrets(l.Clock.Now()))
	if err != nil {
		l.Log.Error("sign webhook", "error", err)
		l.replied <- reply{parcel: p, Reply: Reply{At: l.Clock.Now(), Err: "secret: it could not be opened"}}
		return
	}
	r := l.Client.Post(l.attempts, Letter{URL: to.URL, Secrets: secrets, ID: e.ID, Order: p.due.Delivery.Order, Body: p.msg.body})
	l.replied <- reply{parcel: p, Reply: r, cut: !r.OK() && l.attempts.Err() != nil}
}

// hear takes a reply: the lane's slot is free at once, the outcome waits for
// the recorder.
func (l *loop) hear(r reply) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := r.parcel.lane
	n.atWork--
	l.atWork--
	if r.parcel.crawl {
		l.crawling--
	}
	if r.cut {
		l.held--
		return
	}
	now := l.Clock.Now()
	before := n.width
	n.learn(&r.Reply)
	n.unsettled++
	l.done = append(l.done, judge(r.parcel, &r.Reply, l.Schedule, now, l.Random()))
	if n.crawls() && before != n.width {
		l.narrow(n)
	}
	l.list(n)
}

// look learns when the next delivery is due. A time that has passed belongs to
// busy endpoints, or to another node.
func (l *loop) look(next nextDue) {
	l.looking = false
	now := l.Clock.Now()
	switch {
	case next.err != nil:
		l.Log.Error("look for the next webhook delivery", "error", next.err)
		l.dueAt(now.Add(hiddenLook))
	case next.any && next.at.After(now):
		l.dueAt(next.at)
	case next.any:
		l.dueAt(now.Add(hiddenLook))
	}
	l.dueAt(now.Add(idleLook))
}

// dueAt sets the timer unless it rings earlier anyway.
func (l *loop) dueAt(at time.Time) {
	if !l.due.IsZero() && !at.Before(l.due) {
		return
	}
	l.due = at
	l.timer = l.Clock.After(max(at.Sub(l.Clock.Now()), 0))
}
