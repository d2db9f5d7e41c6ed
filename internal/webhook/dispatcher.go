package webhook

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Queue is the list of deliveries that the dispatcher works off.
type Queue interface {
	// LeaseDeliveries takes up to limit pending deliveries due at now, longest due
	// first, of enabled endpoints that are not in skip, and makes them due again at
	// until. drained hears, before anything else can be written, that nothing else
	// of them is due.
	LeaseDeliveries(ctx context.Context, now, until time.Time, limit int, skip []string, drained func()) ([]kyc.DueDelivery, error)
	// FinishAttempts records attempts and moves their deliveries on, all or none.
	FinishAttempts(ctx context.Context, results []kyc.AttemptResult) error
	// ReturnDeliveries makes leased deliveries due at now that were not attempted,
	// those that still are in the lease that their NextAt names.
	ReturnDeliveries(ctx context.Context, leased []kyc.Delivery, now time.Time) error
	// NextDelivery is when the earliest pending delivery is due, false for none.
	NextDelivery(ctx context.Context) (time.Time, bool, error)
}

// Registry is where the dispatcher marks endpoints as failing or disabled, and
// writes the events of it.
// Disabling ends the endpoint's pending deliveries as failed.
type Registry interface {
	ChangeEndpoint(ctx context.Context, scope kyc.Scope, id string, change func(*kyc.Endpoint) ([]kyc.Event, error)) (*kyc.Endpoint, []kyc.Event, error)
}

// Options are what a Dispatcher needs. Zero bounds take their defaults.
type Options struct {
	Queue    Queue
	Registry Registry
	Client   *Client
	// Body writes an event as an API version has it: the same bytes for the same
	// two, always.
	Body     func(e *kyc.Event, version string) ([]byte, error)
	Secrets  Secrets // as those of Endpoints; nil when they are kept as they are
	Clock    Clock
	Random   func() float64  // in [0,1), for jitter; called by the loop alone
	Schedule []time.Duration // nil takes DefaultSchedule
	Log      *slog.Logger
	// OnDisabled hears of every endpoint that the dispatcher disabled, after it
	// was recorded. It must not block. May be nil.
	OnDisabled func(kyc.Endpoint)

	PerEndpoint int // attempts at work for one endpoint; default 16
	Total       int // attempts at work altogether; default 256, of which narrowed endpoints get half
	Batch       int // deliveries a lease takes; default 256
}

const (
	// maxHeld bounds leased and unrecorded deliveries in memory, some 2 KB each.
	// When it is reached nothing is leased until attempts are recorded.
	maxHeld = 8192
	// leaseMargin is how much longer than an attempt a lease lasts: the time in
	// which it must begin. After a crash deliveries are due again after both.
	leaseMargin = 10 * time.Second
	// recordMargin is kept for recording an attempt before its lease ends.
	recordMargin = 2 * time.Second
	// idleLook is how often the list is looked at though nobody woke us: another
	// node may have written.
	idleLook = 10 * time.Second
	// hiddenLook is how often it is looked at while busy endpoints hide when the
	// others' next delivery is due, and after an error.
	hiddenLook = time.Second
	// storeLimit ends a call to the store that hangs.
	storeLimit = 30 * time.Second
	// stopGrace is what attempts at work get to end when the dispatcher stops.
	stopGrace = 3 * time.Second
)

// Dispatcher follows due deliveries and attempts them. One loop owns its state,
// which it shares only with Handover and Take; leases, attempts and records run
// beside it and report by channel.
type Dispatcher struct {
	o       Options
	wake    chan struct{} // of one: a second wake-up before the first is seen adds nothing
	given   chan struct{} // the same, for what Take brought
	stop    chan struct{}
	stopped sync.Once
	mu      sync.Mutex
	ended   chan struct{} // made by Run
	loop    *loop         // made by Run
}

// New makes a dispatcher that does nothing until Run.
func New(o Options) *Dispatcher {
	def := func(p *int, v int) {
		if *p <= 0 {
			*p = v
		}
	}
	def(&o.PerEndpoint, 16)
	def(&o.Total, 256)
	def(&o.Batch, 256)
	o.Secrets = orUnsealed(o.Secrets)
	if o.Schedule == nil {
		o.Schedule = DefaultSchedule
	}
	return &Dispatcher{o: o, wake: make(chan struct{}, 1), given: make(chan struct{}, 1), stop: make(chan struct{})}
}

// Wake says that deliveries have become due. It never blocks; the store's
// OnCommit calls it.
func (d *Dispatcher) Wake() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Handover tells how many of n new deliveries of an endpoint the dispatcher
// takes at once, and until when those are leased to it. It takes none while older
// ones of the endpoint wait in the list. It never blocks; the store's Handover.
func (d *Dispatcher) Handover(endpoint string, n int) (taken int, until time.Time) {
	if l := d.running(); l != nil {
		return l.offer(endpoint, n)
	}
	return 0, time.Time{}
}

// Take brings what Handover accepted, once it is committed. It never blocks;
// the store's OnCommit calls it.
func (d *Dispatcher) Take(items []kyc.DueDelivery) {
	l := d.running()
	if l == nil || len(items) == 0 {
		return
	}
	l.receive(items)
	select {
	case d.given <- struct{}{}:
	default:
	}
}

// Drop forgets what waits for endpoints that were disabled or deleted; the store
// has ended it. It never blocks; the store's OnCommit calls it.
func (d *Dispatcher) Drop(endpoints []string) {
	if l := d.running(); l != nil && len(endpoints) > 0 {
		l.drop(endpoints)
	}
}

func (d *Dispatcher) running() *loop {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.loop
}

// Close ends Run and waits for it: attempts at work get a moment to end, what
// they came to is recorded, the rest is due again when its lease ends.
func (d *Dispatcher) Close() {
	d.stopped.Do(func() { close(d.stop) })
	d.mu.Lock()
	ended := d.ended
	d.mu.Unlock()
	if ended != nil {
		<-ended
	}
}

// Run follows deliveries until ctx ends or Close is called. Call it once.
func (d *Dispatcher) Run(ctx context.Context) {
	stored := context.WithoutCancel(ctx)
	stopping, windUp := context.WithCancel(stored)
	defer windUp()
	attempts, cut := context.WithCancel(stored)
	defer cut()
	l := newLoop(d.o, stored, stopping, attempts)
	l.want = true // what a former process left
	d.mu.Lock()
	d.ended, d.loop = make(chan struct{}), l
	d.mu.Unlock()
	defer close(d.ended)
	for {
		l.step()
		select {
		case <-ctx.Done():
			windUp()
			l.wind(cut)
			return
		case <-d.stop:
			windUp()
			l.wind(cut)
			return
		case <-d.wake:
			l.lookAgain()
		case <-d.given: // step begins it
		case <-l.timer:
			l.timer, l.due = nil, time.Time{}
			l.lookAgain()
		case in := <-l.leased:
			l.take(in)
		case next := <-l.looked:
			l.look(next)
		case r := <-l.replied:
			l.hear(r)
		case s := <-l.settled:
			l.forget(s)
		case n := <-l.returned:
			l.unload(n)
		}
	}
}
