// Package store owns the database: one set of SQL for SQLite and PostgreSQL,
// in which a session's state, its sealed events and the webhook deliveries that
// follow from them are written together or not at all.
//
// Every write goes through one committer that gathers what waits and commits it
// together (see commit.go); a caller gets its answer after the commit is
// durable. Reads run beside it on connections of their own. Everything but
// recovery, timers and log-in is scoped: another tenant's object is not found.
package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// readers is how many connections read at the same time. With one writer it
// was the best of the measured: worst write 0.28 s, p99 of reads 0.55 ms; one
// pool of 16 for both had a worst write of 4.1 s.
const readers = 8

// Options of a store. Only DSN is required.
type Options struct {
	DSN     string           // "sqlite:PATH" or "postgres://..."
	Now     func() time.Time // when deliveries are made and caches age
	Entropy io.Reader        // for the ids of deliveries; read by one goroutine only
	Log     *slog.Logger
	// OnCommit is told what each commit brought, in the order of commits and
	// before the writers get their answers. It must not block.
	OnCommit func(Commit)
	// Handover is asked, before a commit, how many of its n new deliveries of an
	// endpoint this process takes at once. Those are written as leased until then
	// and come with the Commit, or with nobody when the commit fails; the rest is
	// due now for whoever leases it. It must not block. nil takes none.
	Handover func(endpoint string, n int) (taken int, until time.Time)
}

// Commit is what one commit brought. Followers share it with the callers of
// the changes: nobody may modify it.
type Commit struct {
	Sessions   []*kyc.Session    // final state of each session that was changed
	Events     []kyc.Event       // in the order of their writing
	Handed     []kyc.DueDelivery // new deliveries that Handover took
	Deliveries int               // new deliveries that are due now, besides those
	Messages   int               // new messages in the outbox
	Composites int               // new ones to be made
	Ended      []string          // endpoints that were disabled or deleted, and their deliveries with them
}

// Store is the database of one process.
type Store struct {
	Options
	dialect dialect
	write   *sql.DB // one connection, the committer's
	read    *sql.DB
	plans   sync.Map // query -> *sql.Stmt, of the readers; as many as this package has queries

	queue   chan *write   // see commit.go
	closing chan struct{} // closed by Close: nothing more is accepted
	stopped chan struct{} // closed by the committer after its last commit
	once    sync.Once
	closed  error
	full    atomic.Bool // the last write found no room

	grown    chan struct{} // one token: something was committed; see survey.go
	surveyed chan struct{} // closed when the survey has ended
	unsurvey context.CancelFunc

	keys    credentials[kyc.Hash, kyc.APIKey]
	grants  credentials[string, kyc.OAuthClient] // jti of an access token -> whose it is
	touched touches
}

// Full tells whether the last write found no room. Callers were answered
// kyc.ErrStorageFull, and nothing of theirs was written.
func (s *Store) Full() bool { return s.full.Load() }

// Open opens the database, brings its schema up to date and starts the
// committer. Close ends it.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Entropy == nil {
		o.Entropy = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.OnCommit == nil {
		o.OnCommit = func(Commit) {}
	}
	if o.Handover == nil {
		o.Handover = func(string, int) (int, time.Time) { return 0, time.Time{} }
	}
	d, err := newDialect(o.DSN)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, d); err != nil {
		return nil, err
	}
	s := &Store{Options: o, dialect: d, queue: make(chan *write, queueLength),
		closing: make(chan struct{}), stopped: make(chan struct{}), grown: make(chan struct{}, 1), surveyed: make(chan struct{})}
	if s.write, err = d.open(1, false); err != nil {
		return nil, err
	}
	if s.read, err = d.open(readers, true); err != nil {
		s.write.Close()
		return nil, err
	}
	if err := s.Ping(ctx); err != nil {
		s.write.Close()
		s.read.Close()
		return nil, err
	}
	go s.work()
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	s.unsurvey = end
	go s.survey(life)
	return s, nil
}

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.read.PingContext(ctx); err != nil {
		return fmt.Errorf("reach the database: %w", err)
	}
	return nil
}

// Close commits what was accepted and closes the database. Writes that come
// later are refused.
func (s *Store) Close() error {
	s.once.Do(func() {
		flushed := s.flushTouches()
		close(s.closing)
		<-s.stopped
		s.unsurvey()
		<-s.surveyed
		s.plans.Range(func(_, p any) bool { p.(*sql.Stmt).Close(); return true })
		s.closed = errors.Join(flushed, s.read.Close(), s.write.Close())
	})
	return s.closed
}

// query runs a prepared read and hands every row to scan.
func (s *Store) query(ctx context.Context, doing string, scan func(*sql.Rows) error, query string, args ...any) error {
	for try := 0; ; try++ {
		rows, err := s.ask(ctx, query, args)
		if err == nil {
			return each(doing, rows, scan)
		}
		// After an outage every reader in the pool may be a broken one.
		if try == readers || ctx.Err() != nil || !s.dialect.lost(err) {
			return broken(doing, err)
		}
	}
}

// ask prepares a read when it is the first of its kind.
func (s *Store) ask(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	p, ok := s.plans.Load(query)
	if !ok {
		made, err := s.read.PrepareContext(ctx, query)
		if err != nil {
			return nil, err
		}
		var loaded bool
		if p, loaded = s.plans.LoadOrStore(query, made); loaded {
			made.Close()
		}
	}
	return p.(*sql.Stmt).QueryContext(ctx, args...)
}

// missing is the answer for what is not in the scope, with the object's name.
func missing(code, what string) error {
	return kyc.Errorf(kyc.NotFound, code, "No such %s in this mode of this account.", what)
}
