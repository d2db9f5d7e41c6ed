package webhook

import (
	"context"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// recordTries is how often recording is tried before the attempts are let go.
// Their deliveries then come due again when the lease ends.
const recordTries = 5

// record hands everything that was attempted to the recorder, unless it is at
// work: what gathers meanwhile is the next group.
func (l *loop) record() {
	if l.settling || len(l.done) == 0 {
		return
	}
	batch := l.done
	l.done, l.settling = nil, true
	go func() {
		l.settle(batch)
		l.settled <- batch
	}()
}

// settle writes attempts in one group, then what they mean for endpoints. A
// crash between the two only delays a mark until the next attempt.
func (l *loop) settle(batch []outcome) {
	results := make([]kyc.AttemptResult, len(batch))
	for i := range batch {
		results[i] = batch[i].result
	}
	if err := l.finish(results); err != nil {
		l.Log.Error("record webhook attempts; they will be repeated", "attempts", len(results), "error", err)
		return
	}
	for i := range batch {
		if batch[i].mark != nil {
			l.mark(&batch[i])
		}
	}
}

func (l *loop) finish(results []kyc.AttemptResult) error {
	for try := 1; ; try++ {
		ctx, cancel := context.WithTimeout(l.stored, storeLimit)
		err := l.Queue.FinishAttempts(ctx, results)
		cancel()
		if err == nil || try == recordTries || l.stopping.Err() != nil {
			return err
		}
		l.Log.Warn("record webhook attempts", "attempts", len(results), "error", err)
		select {
		case <-l.Clock.After(time.Second):
		case <-l.stopping.Done():
		}
	}
}

func (l *loop) mark(o *outcome) {
	disabled := false
	e, _, err := l.Registry.ChangeEndpoint(l.stored, o.result.Scope, o.lane.id, func(e *kyc.Endpoint) ([]kyc.Event, error) {
		before := e.DisabledAt
		events := o.mark(e)
		disabled = before.IsZero() && !e.DisabledAt.IsZero()
		return events, nil
	})
	switch {
	case err != nil && !gone(err):
		l.Log.Error("mark webhook endpoint", "endpoint", o.lane.id, "error", err)
	case err == nil && disabled:
		l.Log.Warn("webhook endpoint disabled", "account", e.Account, "endpoint", e.ID, "because", e.DisabledBy)
		if l.OnDisabled != nil {
			l.OnDisabled(*e)
		}
	}
}

// forget lets go of what the recorder has settled.
func (l *loop) forget(batch []outcome) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.settling = false
	l.held -= len(batch)
	for i := range batch {
		o := &batch[i]
		o.lane.unsettled--
		if o.lane.idle() {
			delete(l.lanes, o.lane.id)
		}
		if o.result.State == kyc.DeliveryPending {
			l.dueAt(o.result.NextAt)
		}
	}
}

// wind ends the loop: nothing new begins, attempts at work get stopGrace, then
// they are cut, everything that was attempted is recorded, and what was not is
// returned.
func (l *loop) wind(cut context.CancelFunc) {
	l.close()
	grace := l.Clock.After(stopGrace)
	for l.atWork > 0 || l.settling || l.leasing || l.looking || l.returning || len(l.done) > 0 || len(l.surplus) > 0 {
		l.record()
		l.giveBack()
		select {
		case r := <-l.replied:
			l.hear(r)
		case s := <-l.settled:
			l.forget(s)
		case in := <-l.leased:
			l.leasing = false
			for i := range in.items {
				l.surplus = append(l.surplus, in.items[i].Delivery)
			}
		case <-l.looked:
			l.looking = false
		case n := <-l.returned:
			l.unload(n)
		case <-grace:
			cut()
		}
	}
}
