package store

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// needs names rows that a member is going to change.
type needs struct {
	// lazy: its answer promises nothing that a crash of the machine may not take
	// back. What is known of a delivery's way is such: lost, it is made again.
	lazy bool

	sessions   []kyc.Ref
	deliveries []deliveryKey
	claims     []claimKey
	object     string // id of what is going to be made
}

// about is the id of what a member makes or changes, as far as it says so.
func (n *needs) about() string {
	switch {
	case n.object != "":
		return n.object
	case len(n.sessions) > 0:
		return n.sessions[0].Session
	case len(n.deliveries) > 0:
		return n.deliveries[0].id
	}
	return ""
}

// batch is one transaction. Its members see each other's changes through the
// drafts; flush writes what has become of them, many rows at once.
type batch struct {
	store  *Store
	writer *writer
	wrote  bool // something has to be committed

	drafts map[kyc.Ref]*draft
	order  []*draft    // of drafts, as they were made
	events []kyc.Event // those of an account are sealed in flush
	told   []told      // who waits for the seal of such events

	tried    map[deliveryKey]*kyc.Delivery // read for members that finish attempts
	progress []*kyc.Delivery               // of tried, those that were changed, in order
	moved    map[*kyc.Delivery]bool        // the same as a set
	attempts [][]any
	messages []kyc.Message
	turns    [][]any // that changes have ended

	composites [][]any // ordered with the recordings that changes have sealed

	held    map[claimKey]*kyc.Claim // read for members that answer
	claims  [][]any                 // new ones
	answers [][]any                 // of claims

	resent []*kyc.Delivery   // made by members, of events that are written already
	handed []kyc.DueDelivery // new deliveries that this process takes
	due    int               // deliveries that have become due, besides those
	ended  []string          // endpoints that were disabled or deleted
	after  []func()          // once committed
}

// draft is a session within the batch: what is stored or will be.
type draft struct {
	row     sessionRow
	session *kyc.Session // as the last change left it; nil while unchanged
	fresh   bool         // not in the database yet
	marks   []kyc.Mark   // that are written
}

// exec writes directly, for members that are rare.
func (b *batch) exec(doing, query string, args ...any) (int64, error) {
	b.wrote = true
	return b.writer.exec(doing, query, args...)
}

// run reads what the members need, lets each do its work, and writes.
func (b *batch) run(group []*write) error {
	if err := b.fetch(group); err != nil {
		return err
	}
	for _, m := range group {
		m.attempt(b)
		var db *databaseError
		if errors.As(m.err, &db) {
			return m.err
		}
	}
	return b.flush()
}

func (b *batch) fetch(group []*write) error {
	b.drafts = map[kyc.Ref]*draft{}
	b.tried, b.moved = map[deliveryKey]*kyc.Delivery{}, map[*kyc.Delivery]bool{}
	b.held = map[claimKey]*kyc.Claim{}
	var sessions, deliveries, claims [][]any
	asked := map[any]bool{}
	for _, m := range group {
		for _, r := range m.needs.sessions {
			if !asked[r] {
				asked[r] = true
				sessions = append(sessions, []any{r.Account, mode(r.Live), r.Session})
			}
		}
		for _, k := range m.needs.deliveries {
			if !asked[k] {
				asked[k] = true
				deliveries = append(deliveries, []any{k.Account, mode(k.Live), k.id})
			}
		}
		for _, k := range m.needs.claims {
			if !asked[k] {
				asked[k] = true
				claims = append(claims, k.values())
			}
		}
	}
	if len(claims) > 0 {
		err := b.store.dialect.fetch(b.writer, claimTable, claims, true, func(rows *sql.Rows) error {
			c := &kyc.Claim{}
			if err := scanClaim(rows, c); err != nil {
				return err
			}
			b.held[claimKey{c.Scope, c.Key}] = c
			return nil
		})
		if err != nil {
			return err
		}
	}
	if len(sessions) > 0 {
		err := b.store.dialect.fetch(b.writer, sessionTable, sessions, true, func(rows *sql.Rows) error {
			d := &draft{}
			if err := d.row.scan(rows); err != nil {
				return err
			}
			b.drafts[d.row.ref] = d
			b.order = append(b.order, d)
			return nil
		})
		if err != nil {
			return err
		}
	}
	if len(deliveries) > 0 {
		return b.store.dialect.fetch(b.writer, deliveryTable, deliveries, true, func(rows *sql.Rows) error {
			d := &kyc.Delivery{}
			if err := scanDelivery(rows, d); err != nil {
				return err
			}
			b.tried[deliveryKey{d.Scope, d.ID}] = d
			return nil
		})
	}
	return nil
}

// create adds a session that is sealed and encoded already.
func (b *batch) create(row sessionRow, s *kyc.Session, events []kyc.Event) error {
	if b.drafts[row.ref] != nil {
		return errExists
	}
	if err := b.reseat(row.ref.Scope, time.Time{}, s.Seat()); err != nil {
		return err
	}
	d := &draft{row: row, session: s, fresh: true}
	b.drafts[row.ref] = d
	b.order = append(b.order, d)
	b.events = append(b.events, events...)
	b.wrote = true
	return nil
}

// change runs a pure function on a fresh copy of the session, so that a
// function that fails half-way leaves no trace.
func (b *batch) change(ref kyc.Ref, change func(*kyc.Session) ([]kyc.Event, error)) (*kyc.Session, error) {
	d := b.drafts[ref]
	if d == nil {
		return nil, kyc.ErrNoSession
	}
	s, err := d.row.session()
	if err != nil {
		return nil, err
	}
	seat, had, visit := s.Seat(), s.Recording, s.Visit()
	var marks []kyc.Mark
	if d.session == nil && d.row.marked == 1 {
		marks = s.Marks()
	}
	events, err := change(s)
	if err != nil {
		return nil, err
	}
	if s.Scope != ref.Scope || s.ID != ref.Session {
		return nil, fmt.Errorf("change of session %s moved it to another identity", ref.Session)
	}
	s.Seal(events)
	row, err := rowOf(s)
	if err != nil {
		return nil, err
	}
	if err := b.reseat(ref.Scope, seat, s.Seat()); err != nil {
		return nil, err
	}
	if err := b.sealed(had, s); err != nil {
		return nil, err
	}
	if d.session == nil {
		d.marks = marks
	}
	row.reached = max(row.reached, d.row.reached)
	d.row, d.session = row, s
	if t := s.Turned(visit); t != nil {
		b.turns = append(b.turns, turnValues(ref.Scope, t))
	}
	b.events = append(b.events, events...)
	b.wrote = true
	return s, nil
}

// flush writes the drafts, their events and the deliveries that follow.
func (b *batch) flush() error {
	var created, changed, tags [][]any
	for _, d := range b.order {
		switch {
		case d.session == nil:
		case d.fresh:
			created = append(created, d.row.values())
			tags = append(tags, tagRows(d.session)...)
		default:
			changed = append(changed, d.row.values())
		}
		if d.session != nil {
			marks, err := b.remark(d)
			if err != nil {
				return err
			}
			tags = append(tags, marks...)
		}
	}
	if err := b.seal(); err != nil {
		return err
	}
	deliveries, fresh, err := b.deliveries()
	if err != nil {
		return err
	}
	if err := b.number(deliveries); err != nil {
		return err
	}
	b.due += len(deliveries) - len(fresh)
	b.handover(fresh)
	events := make([][]any, len(b.events))
	for i := range b.events {
		events[i] = eventValues(&b.events[i])
	}
	posts := make([][]any, len(deliveries))
	for i, d := range deliveries {
		posts[i] = deliveryValues(d)
	}
	progress := make([][]any, len(b.progress))
	for i, d := range b.progress {
		progress[i] = progressValues(d)
	}
	messages := make([][]any, len(b.messages))
	for i := range b.messages {
		messages[i] = messageValues(&b.messages[i])
	}
	d := b.store.dialect
	for _, bulk := range []struct {
		do   func(*writer, *table, [][]any) error
		t    *table
		rows [][]any
	}{
		{d.insert, claimTable, b.claims}, {d.update, answerTable, b.answers}, // the claims first: they are what may be refused
		{d.insert, sessionTable, created}, {d.insert, tagTable, tags}, {d.update, sessionTable, changed}, {d.insert, eventTable, events}, {d.insert, turnTable, b.turns},
		{d.insert, deliveryTable, posts}, {d.update, progressTable, progress}, {d.insert, attemptTable, b.attempts},
		{d.insert, messageTable, messages}, {d.insert, compositeTable, b.composites},
	} {
		if len(bulk.rows) == 0 {
			continue
		}
		if err := bulk.do(b.writer, bulk.t, bulk.rows); err != nil {
			switch {
			case bulk.t == sessionTable && d.duplicate(err):
				return errors.Join(errExists, err)
			case bulk.t == claimTable && d.duplicate(err):
				return errors.Join(kyc.ErrClaimed, err)
			}
			return err
		}
	}
	return nil
}

// commit is what followers are told.
func (b *batch) commit() Commit {
	c := Commit{Events: b.events, Handed: b.handed, Deliveries: b.due, Messages: len(b.messages), Composites: len(b.composites), Ended: b.ended}
	for _, d := range b.order {
		if d.session != nil {
			c.Sessions = append(c.Sessions, d.session)
		}
	}
	return c
}
