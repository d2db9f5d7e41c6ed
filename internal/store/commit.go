package store

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Group commit. One goroutine, the committer, owns the writing connection. It
// takes what waits in the queue, runs every member in order inside one
// transaction, and commits once for all: a durable commit costs the same for
// one change as for two hundred. With nothing waiting it starts at once, so an
// idle store answers as fast as without.
//
// A member that is refused (a domain error) has written nothing and does not
// disturb the others. When the database itself refuses, the whole transaction
// is rolled back and every member is tried again alone, so that only the
// culprit fails.
const (
	// queueLength bounds the writes that wait. When it is full the next caller
	// waits too, until there is room or its context ends.
	queueLength = 1024
	// batchLength bounds one transaction, and so how long its first member waits.
	batchLength = 256
)

// ErrClosed is the answer to a write after Close.
var ErrClosed = errors.New("the store is closed")

// write is one member of a batch.
type write struct {
	// apply does its work in the batch. It may run more than once, after a
	// roll-back. Any error but a databaseError means that it wrote nothing.
	apply func(*batch) error
	needs needs      // what the batch must have read and locked before
	claim *kyc.Claim // to be inserted with what apply does; nil for most

	taken    atomic.Bool // by the committer, or given up by the caller: whoever was first
	err      error
	panicked any
	done     chan struct{}
}

// submit hands a write to the committer and waits for its fate. The first one
// under a claim takes it along: both are written, or neither.
func (s *Store) submit(ctx context.Context, needs needs, apply func(*batch) error) error {
	w := &write{apply: apply, needs: needs}
	claim := claimOf(ctx)
	if claim != nil {
		own := *claim
		own.Object = needs.about()
		w.claim = &own
	}
	err := s.send(ctx, w)
	if claim != nil && err == nil {
		claim.Object, claim.Written = w.claim.Object, true
	}
	return err
}

// send is submit for writes that belong to no claim. An error of the context
// means that nothing was written: a write that the committer has taken already
// is waited for.
func (s *Store) send(ctx context.Context, w *write) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("write to the database: %w", err)
	}
	w.done = make(chan struct{})
	select {
	case <-s.closing:
		return ErrClosed
	default:
	}
	select {
	case s.queue <- w:
	case <-ctx.Done():
		return fmt.Errorf("wait for room in the write queue: %w", ctx.Err())
	case <-s.closing:
		return ErrClosed
	}
	var given error
	select {
	case <-w.done:
	case <-ctx.Done():
		given = fmt.Errorf("wait for the database: %w", ctx.Err())
	case <-s.stopped:
		given = ErrClosed
	}
	if given != nil {
		if w.taken.CompareAndSwap(false, true) {
			return given
		}
		<-w.done
	}
	if w.panicked != nil {
		panic(w.panicked) // where the caller's own recovery sees it
	}
	return w.err
}

// work is the committer. After Close it empties the queue and stops.
func (s *Store) work() {
	defer close(s.stopped)
	w := &writer{db: s.write}
	defer w.drop()
	for {
		select {
		case first := <-s.queue:
			s.gather(w, first)
		case <-s.closing:
			for {
				select {
				case first := <-s.queue:
					s.gather(w, first)
				default:
					return
				}
			}
		}
	}
}

// gather takes what waits behind first, without waiting for more, and commits.
func (s *Store) gather(w *writer, first *write) {
	group := make([]*write, 0, batchLength)
	take := func(m *write) {
		if m.taken.CompareAndSwap(false, true) {
			group = append(group, m)
		}
	}
	take(first)
	for len(group) < batchLength {
		select {
		case m := <-s.queue:
			take(m)
			continue
		default:
		}
		break
	}
	if len(group) == 0 {
		return
	}
	if err := s.commit(w, group); err != nil {
		s.Log.Warn("batch rolled back", "members", len(group), "error", err)
		alone := len(group) > 1 && !errors.Is(err, errUnknown)
		for _, m := range group {
			alone = alone && !errors.Is(err, errUnreached)
			if alone {
				err = s.commit(w, []*write{m})
			}
			if err != nil {
				m.err = err
			}
		}
	}
	for _, m := range group {
		close(m.done)
	}
}

var (
	// errUnknown: the connection broke during COMMIT. Trying again might do
	// everything twice.
	errUnknown = errors.New("it is not known whether the change was written")
	// errUnreached: there was no transaction at all. Trying each member alone
	// would only make everybody wait longer.
	errUnreached = errors.New("the database cannot be reached")
)

// commit runs one transaction for the group. When it returns an error nothing
// was written (or errUnknown); otherwise each member has its own answer.
func (s *Store) commit(w *writer, group []*write) (err error) {
	lazy := true
	for _, m := range group {
		lazy = lazy && m.needs.lazy
	}
	if err := w.start(s.dialect.begin(lazy)); err != nil {
		return errors.Join(errUnreached, err)
	}
	defer func() {
		if s.dialect.full(err) {
			s.full.Store(true)
			err = errors.Join(kyc.ErrStorageFull, err)
		}
	}()
	b := &batch{store: s, writer: w}
	if err := b.run(group); err != nil {
		s.rollback(w)
		return err
	}
	if !b.wrote {
		s.rollback(w)
		return nil
	}
	if err := w.plain("COMMIT"); err != nil {
		w.drop()
		if !s.dialect.rolledBack(err) {
			return errors.Join(errUnknown, broken("commit", err))
		}
		return broken("commit", err)
	}
	s.full.Store(false)
	s.grew()
	for _, seen := range b.after {
		seen()
	}
	if c := b.commit(); len(c.Events) > 0 || len(c.Sessions) > 0 || c.Deliveries > 0 || c.Messages > 0 || len(c.Handed) > 0 || len(c.Ended) > 0 {
		s.OnCommit(c)
	}
	return nil
}

func (s *Store) rollback(w *writer) {
	if err := w.plain("ROLLBACK"); err != nil {
		s.Log.Warn("roll back", "error", err)
		w.drop() // the engine rolls back what a lost connection left open
	}
}

// attempt runs a member; its panic belongs to its caller.
func (m *write) attempt(b *batch) {
	defer func() {
		if p := recover(); p != nil {
			m.panicked = p
			m.err = fmt.Errorf("change panicked: %v", p)
		}
	}()
	m.panicked = nil
	m.err = m.apply(b)
	if m.err == nil && m.claim != nil {
		b.claim(*m.claim)
	}
}
