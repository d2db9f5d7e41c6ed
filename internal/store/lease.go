package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// lease takes up to limit rows of a table that are pending and due, of all tenants,
// and puts off their due time to until: whoever dies while it works on one gives
// it back by doing nothing, and several processes never get the same one. later
// puts one off and gives its row.
func lease[T any](ctx context.Context, s *Store, t *table, now time.Time, limit int, scan func(*sql.Rows, *T) error, later func(*T) ([]any, error)) ([]T, error) {
	query := "SELECT " + t.names("d.") + " FROM " + t.name + " AS d WHERE d.state = 'pending' AND d.next_at <= $1 ORDER BY d.next_at LIMIT $2" + s.dialect.skipLocked()
	var due []T
	err := s.submit(ctx, needs{}, func(b *batch) error {
		due = nil
		err := b.writer.query("lease "+t.name, func(rows *sql.Rows) error {
			var one T
			err := scan(rows, &one)
			due = append(due, one)
			return err
		}, query, micros(now), int64(limit))
		if err != nil || len(due) == 0 {
			return err
		}
		rows := make([][]any, len(due))
		for i := range due {
			if rows[i], err = later(&due[i]); err != nil {
				return err
			}
		}
		b.wrote = true
		return s.dialect.update(b.writer, t, rows)
	})
	return due, err
}

// LeaseDeliveries takes up to limit pending deliveries of all tenants that are
// due, the longest due first, and puts off their due time to until: whoever
// dies while it works on one gives it back by doing nothing. Several processes
// never get the same one. skip names endpoints that are busy. drained, unless
// nil, hears within the transaction that nothing else of the others is due.
//
// A delivery whose endpoint is gone or disabled ends as failed instead.
func (s *Store) LeaseDeliveries(ctx context.Context, now, until time.Time, limit int, skip []string, drained func()) ([]kyc.DueDelivery, error) {
	args := []any{micros(now), int64(limit)}
	where := "d.state = 'pending' AND d.next_at <= $1"
	if len(skip) > 0 {
		// Rounded up, so that there are few different statements.
		room := 4
		for room < len(skip) {
			room *= 2
		}
		for i := range room {
			args = append(args, skip[min(i, len(skip)-1)])
		}
		where += " AND d.endpoint NOT IN (" + placeholders(3, room) + ")"
	}
	query := "SELECT " + deliveryTable.names("d.") + ", " + nullable(endpointTable, "p.") + ", " + eventTable.names("e.") +
		" FROM deliveries AS d JOIN events AS e ON e.account = d.account AND e.live = d.live AND e.id = d.event" +
		" LEFT JOIN endpoints AS p ON p.account = d.account AND p.live = d.live AND p.id = d.endpoint" +
		" WHERE " + where + " ORDER BY d.next_at LIMIT $2" + s.dialect.skipLocked()

	var due []kyc.DueDelivery
	err := s.submit(ctx, needs{lazy: true}, func(b *batch) error {
		due = nil
		var leased, dead [][]any
		err := b.writer.query("lease deliveries", func(rows *sql.Rows) error {
			var d kyc.DueDelivery
			targets, done := deliveryTargets(&d.Delivery)
			more, doneEndpoint := endpointTargets(&d.Endpoint)
			targets = append(targets, more...)
			more, doneEvent := eventTargets(&d.Event)
			if err := rows.Scan(append(targets, more...)...); err != nil {
				return err
			}
			done()
			doneEvent()
			if err := doneEndpoint(); err != nil {
				return err
			}
			if d.Endpoint.ID == "" || !d.Endpoint.DisabledAt.IsZero() {
				d.Delivery.State, d.Delivery.NextAt, d.Delivery.EndedAt = kyc.DeliveryFailed, time.Time{}, now
				dead = append(dead, progressValues(&d.Delivery))
				return nil
			}
			d.Delivery.NextAt = until
			leased = append(leased, []any{d.Delivery.Account, mode(d.Delivery.Live), d.Delivery.ID, micros(until)})
			due = append(due, d)
			return nil
		}, query, args...)
		if err != nil {
			return err
		}
		if drained != nil && len(leased)+len(dead) < limit {
			drained()
		}
		for _, bulk := range []struct {
			t    *table
			rows [][]any
		}{{leaseTable, leased}, {progressTable, dead}} {
			if len(bulk.rows) == 0 {
				continue
			}
			b.wrote = true
			if err := s.dialect.update(b.writer, bulk.t, bulk.rows); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return due, nil
}

// ReturnDeliveries makes leased deliveries due at once that were not attempted.
// One that is no longer in that lease, by its NextAt, is left alone.
func (s *Store) ReturnDeliveries(ctx context.Context, leased []kyc.Delivery, now time.Time) error {
	n := needs{lazy: true}
	for i := range leased {
		n.deliveries = append(n.deliveries, deliveryKey{leased[i].Scope, leased[i].ID})
	}
	return s.submit(ctx, n, func(b *batch) error {
		for i := range leased {
			d := b.tried[deliveryKey{leased[i].Scope, leased[i].ID}]
			if d == nil || d.State != kyc.DeliveryPending || micros(d.NextAt) != micros(leased[i].NextAt) {
				continue
			}
			d.NextAt = now
			b.progressed(d)
		}
		return nil
	})
}

// progressed notes that a delivery has changed.
func (b *batch) progressed(d *kyc.Delivery) {
	b.wrote = true
	if !b.moved[d] {
		b.moved[d] = true
		b.progress = append(b.progress, d)
	}
}

// nullable lists the columns of a table that an outer join may leave without a
// row, with the zero value of their form instead of NULL.
func nullable(t *table, prefix string) string {
	list := make([]string, len(t.columns))
	for i, c := range t.columns {
		switch {
		case c.form == integer:
			list[i] = "COALESCE(" + prefix + c.name + ", 0)"
		case c.form == octets:
			list[i] = prefix + c.name // a NULL is read as no octets
		case c.name == "events":
			list[i] = "COALESCE(" + prefix + c.name + ", 'null')"
		default:
			list[i] = "COALESCE(" + prefix + c.name + ", '')"
		}
	}
	return strings.Join(list, ", ")
}

// FinishAttempts writes what attempts came to, all of them or, when one of the
// deliveries does not exist in its scope, none. Attempts are numbered here, in
// the order of writing. A delivery that has ended meanwhile (its endpoint was
// disabled) keeps its state, unless the attempt succeeded after all.
func (s *Store) FinishAttempts(ctx context.Context, results []kyc.AttemptResult) error {
	n := needs{lazy: true}
	for i := range results {
		n.deliveries = append(n.deliveries, deliveryKey{results[i].Scope, results[i].Delivery})
	}
	return s.submit(ctx, n, func(b *batch) error { return b.finish(results) })
}

func (b *batch) finish(results []kyc.AttemptResult) error {
	for i := range results {
		if b.tried[deliveryKey{results[i].Scope, results[i].Delivery}] == nil {
			return errNoDelivery
		}
	}
	for i := range results {
		r := &results[i]
		d := b.tried[deliveryKey{r.Scope, r.Delivery}]
		b.progressed(d)
		d.Attempts++
		if d.State == kyc.DeliveryPending || r.State == kyc.DeliverySucceeded {
			d.State, d.NextAt, d.EndedAt = r.State, r.NextAt, time.Time{}
			if r.State != kyc.DeliveryPending {
				d.NextAt, d.EndedAt = time.Time{}, r.At.Add(r.Latency)
			}
		}
		b.attempts = append(b.attempts, []any{r.Account, mode(r.Live), r.Delivery, int64(d.Attempts), micros(r.At),
			r.Latency.Microseconds(), int64(r.Status), r.Error, r.Excerpt})
	}
	return nil
}
