package webhook

import (
	"context"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// New deliveries of an endpoint that keeps up are handed over in the commit that
// makes them, leased already: nobody has to look for them. What the dispatcher
// has no room for stays in the list, and so does everything after it, until a
// lease has found the list empty: nothing overtakes a backlog for good.

// backlog knows which endpoints have, or may have, due deliveries in the list.
type backlog struct {
	open   bool // what a former process left has been leased
	closed bool // the dispatcher stops: nothing is taken any more
	behind map[string]bool
}

// drained hears from the store that a lease left nothing in the list but what
// the skipped endpoints may have: what the same transaction makes, or a later
// one, can be handed over again.
func (l *loop) drained(skipped []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = !l.closed
	clear(l.behind)
	for _, id := range skipped {
		l.behind[id] = true
	}
}

// offer answers how many of n new deliveries are taken, and until when.
func (l *loop) offer(endpoint string, n int) (taken int, until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open && !l.behind[endpoint] {
		room := startWidth * backlogPerSlot
		if n := l.lanes[endpoint]; n != nil {
			room = n.depth() - len(n.waiting)
		}
		taken = max(min(n, room, maxHeld-l.held), 0)
	}
	if taken < n {
		l.behind[endpoint] = true
	}
	return taken, l.Clock.Now().Add(l.Client.Timeout() + leaseMargin)
}

// receive takes what offer accepted.
func (l *loop) receive(items []kyc.DueDelivery) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sort(items)
}

// drop empties lanes without a trace: nothing of them is due any more.
func (l *loop) drop(endpoints []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range endpoints {
		if n := l.lanes[id]; n != nil {
			l.held -= len(n.waiting)
			n.waiting = nil
		}
		delete(l.behind, id)
	}
}

// narrow returns what a lane that begins to fail cannot do within its leases.
func (l *loop) narrow(n *lane) {
	if keep := n.depth(); len(n.waiting) > keep {
		for _, p := range n.waiting[keep:] {
			l.surplus = append(l.surplus, p.due.Delivery)
		}
		clear(n.waiting[keep:])
		n.waiting = n.waiting[:keep]
	}
}

// close stops taking, and returns what has not begun.
func (l *loop) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open, l.closed = false, true
	for _, n := range l.lanes {
		for _, p := range n.waiting {
			l.surplus = append(l.surplus, p.due.Delivery)
		}
		n.waiting = nil
	}
}

// giveBack returns surplus deliveries to the list, unless it is at work. When it
// fails they come due as their leases end.
func (l *loop) giveBack() {
	if l.returning || len(l.surplus) == 0 {
		return
	}
	batch := l.surplus
	l.surplus, l.returning = nil, true
	now := l.Clock.Now()
	go func() {
		ctx, cancel := context.WithTimeout(l.stored, storeLimit)
		defer cancel()
		if err := l.Queue.ReturnDeliveries(ctx, batch, now); err != nil {
			l.Log.Error("return webhook deliveries", "deliveries", len(batch), "error", err)
		}
		l.returned <- len(batch)
	}()
}

// unload forgets n deliveries that were returned.
func (l *loop) unload(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.returning, l.want = false, true
	l.held -= n
}
