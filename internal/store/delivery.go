package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

var (
	deliveryTable = &table{name: "deliveries", key: 3, columns: []column{
		{"account", text}, {"live", integer}, {"id", text}, {"endpoint", text}, {"event", text}, {"type", text},
		{"state", text}, {"attempts", integer}, {"next_at", integer}, {"created_at", integer}, {"ended_at", integer},
		{"ordinal", integer}}}
	// progressTable is what an attempt changes of a delivery.
	progressTable = &table{name: "deliveries", key: 3, columns: []column{
		{"account", text}, {"live", integer}, {"id", text},
		{"state", text}, {"attempts", integer}, {"next_at", integer}, {"ended_at", integer}}}
	// leaseTable is what a lease changes of a delivery.
	leaseTable = &table{name: "deliveries", key: 3, columns: []column{
		{"account", text}, {"live", integer}, {"id", text}, {"next_at", integer}}}
	attemptTable = &table{name: "attempts", key: 4, columns: []column{
		{"account", text}, {"live", integer}, {"delivery", text}, {"number", integer}, {"at", integer},
		{"latency", integer}, {"status", integer}, {"error", text}, {"excerpt", text}}}
)

// deliveryKey identifies a delivery.
type deliveryKey struct {
	kyc.Scope
	id string
}

func deliveryValues(d *kyc.Delivery) []any {
	return []any{d.Account, mode(d.Live), d.ID, d.Endpoint, d.Event, string(d.Type),
		string(d.State), int64(d.Attempts), micros(d.NextAt), micros(d.CreatedAt), micros(d.EndedAt), d.Order}
}

func progressValues(d *kyc.Delivery) []any {
	return []any{d.Account, mode(d.Live), d.ID, string(d.State), int64(d.Attempts), micros(d.NextAt), micros(d.EndedAt)}
}

// deliveryTargets are what a row of deliveryTable is scanned into; done puts it in d.
func deliveryTargets(d *kyc.Delivery) (targets []any, done func()) {
	var live, next, created, ended int64
	return []any{&d.Account, &live, &d.ID, &d.Endpoint, &d.Event, &d.Type, &d.State, &d.Attempts, &next, &created, &ended, &d.Order}, func() {
		d.Live, d.NextAt, d.CreatedAt, d.EndedAt = live != 0, instant(next), instant(created), instant(ended)
	}
}

func scanDelivery(rows *sql.Rows, d *kyc.Delivery) error {
	targets, done := deliveryTargets(d)
	if err := rows.Scan(targets...); err != nil {
		return err
	}
	done()
	return nil
}

func (s *Store) deliveries(ctx context.Context, where string, args ...any) ([]kyc.Delivery, error) {
	var found []kyc.Delivery
	err := s.query(ctx, "read deliveries", func(rows *sql.Rows) error {
		var d kyc.Delivery
		err := scanDelivery(rows, &d)
		found = append(found, d)
		return err
	}, "SELECT "+deliveryTable.names("")+" FROM deliveries WHERE "+where, args...)
	return found, err
}

// Deliveries reads a page of the history, newest first.
func (s *Store) Deliveries(ctx context.Context, scope kyc.Scope, q kyc.DeliveryQuery) (page []kyc.Delivery, more bool, err error) {
	limit := pageLimit(q.Limit)
	args := []any{scope.Account, mode(scope.Live), int64(limit + 1)}
	where := "account = $1 AND live = $2"
	param := func(condition, v string) {
		if v != "" {
			args = append(args, v)
			where += fmt.Sprintf(condition, len(args))
		}
	}
	// Ids begin with the millisecond in which they were made: they bound the
	// walk, the column is exact.
	if !q.From.IsZero() {
		args = append(args, micros(q.From))
		where += fmt.Sprintf(" AND created_at >= $%d", len(args))
		param(" AND id >= $%d", firstID(kyc.PrefixDelivery, q.From))
	}
	if !q.Before.IsZero() {
		args = append(args, micros(q.Before))
		where += fmt.Sprintf(" AND created_at < $%d", len(args))
		param(" AND id < $%d", firstID(kyc.PrefixDelivery, q.Before.Add(time.Millisecond)))
	}
	param(" AND endpoint = $%d", q.Endpoint)
	param(" AND event = $%d", q.Event)
	param(" AND event IN (SELECT id FROM events WHERE account = $1 AND live = $2 AND session = $%d)", q.Session)
	param(" AND state = $%d", string(q.State))
	if q.State == kyc.DeliveryPending || q.State == kyc.DeliveryFailed {
		where += " AND state <> 'succeeded'" // says what the partial index needs to hear
	}
	param(" AND id < $%d", q.After)
	page, err = s.deliveries(ctx, where+" ORDER BY id DESC LIMIT $3", args...)
	if err != nil {
		return nil, false, err
	}
	page, more = cut(page, limit)
	return page, more, nil
}

// Delivery reads one delivery.
func (s *Store) Delivery(ctx context.Context, scope kyc.Scope, id string) (*kyc.Delivery, error) {
	found, err := s.deliveries(ctx, deliveryTable.matches(3), scope.Account, mode(scope.Live), id)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, errNoDelivery
	}
	return &found[0], nil
}

var errNoDelivery = missing("delivery_not_found", "webhook delivery")

// Attempts lists the tries of a delivery, first to last. Their number is
// bounded by the retry schedule.
func (s *Store) Attempts(ctx context.Context, scope kyc.Scope, delivery string) ([]kyc.Attempt, error) {
	var found []kyc.Attempt
	err := s.query(ctx, "read attempts", func(rows *sql.Rows) error {
		var a kyc.Attempt
		var at, latency int64
		err := rows.Scan(&a.Delivery, &a.Number, &at, &latency, &a.Status, &a.Error, &a.Excerpt)
		a.At, a.Latency = instant(at), time.Duration(latency)*time.Microsecond
		found = append(found, a)
		return err
	}, "SELECT delivery, number, at, latency, status, error, excerpt FROM attempts WHERE "+attemptTable.matches(3)+" ORDER BY number",
		scope.Account, mode(scope.Live), delivery)
	if err == nil && len(found) == 0 { // none yet, or no such delivery
		_, err = s.Delivery(ctx, scope, delivery)
	}
	return found, err
}

// NextDelivery tells when the next pending delivery will be due.
func (s *Store) NextDelivery(ctx context.Context) (time.Time, bool, error) {
	return s.soonest(ctx, "SELECT next_at FROM deliveries WHERE state = 'pending' ORDER BY next_at LIMIT 1")
}
