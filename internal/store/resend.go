package store

import (
	"context"
	"database/sql"

	"github.com/basekyc/basekyc/internal/kyc"
)

// RetryDelivery makes a delivery due now, whatever came of it before. It is
// refused when the endpoint is gone or disabled.
func (s *Store) RetryDelivery(ctx context.Context, scope kyc.Scope, id string) (*kyc.Delivery, error) {
	key := deliveryKey{scope, id}
	var retried kyc.Delivery
	err := s.submit(ctx, needs{deliveries: []deliveryKey{key}}, func(b *batch) error {
		d := b.tried[key]
		if d == nil {
			return errNoDelivery
		}
		if err := b.deliverable(scope, d.Endpoint); err != nil {
			return err
		}
		d.Retry(s.Now())
		b.progressed(d)
		b.due++
		retried = *d
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &retried, nil
}

// Redeliver makes a new delivery to one endpoint of each of the events, which
// are written already, due now. It is refused when the endpoint is gone or disabled.
func (s *Store) Redeliver(ctx context.Context, scope kyc.Scope, endpoint string, events []kyc.Event) error {
	return s.submit(ctx, needs{}, func(b *batch) error {
		if err := b.deliverable(scope, endpoint); err != nil {
			return err
		}
		now := s.Now()
		list := make([]*kyc.Delivery, len(events))
		for i := range events {
			id, err := s.deliveryID(now)
			if err != nil {
				return err
			}
			list[i] = &kyc.Delivery{Scope: scope, ID: id, Endpoint: endpoint, Event: events[i].ID, Type: events[i].Type,
				State: kyc.DeliveryPending, NextAt: now, CreatedAt: now}
		}
		b.resent = append(b.resent, list...)
		b.wrote = b.wrote || len(list) > 0
		return nil
	})
}

// deliverable refuses an endpoint that nothing is sent to.
func (b *batch) deliverable(scope kyc.Scope, endpoint string) error {
	e, err := b.endpoint(scope, endpoint)
	if err != nil {
		return err
	}
	if !e.DisabledAt.IsZero() {
		return kyc.ErrEndpointDisabled
	}
	return nil
}

// Undelivered tells which of the events failed to reach an endpoint: a delivery
// has failed, and no other has succeeded or is on its way. At most maxPage ids.
func (s *Store) Undelivered(ctx context.Context, scope kyc.Scope, endpoint string, events []string) (map[string]bool, error) {
	if len(events) == 0 {
		return nil, nil
	}
	args := []any{scope.Account, mode(scope.Live), endpoint}
	for i := range maxPage { // always as many, so that there is one statement
		args = append(args, events[min(i, len(events)-1)])
	}
	failed := map[string]bool{}
	err := s.query(ctx, "look for failed deliveries", func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		failed[id] = true
		return err
	}, "SELECT event FROM deliveries WHERE account = $1 AND live = $2 AND endpoint = $3 AND event IN ("+placeholders(4, maxPage)+
		") GROUP BY event HAVING MIN(CASE WHEN state = 'failed' THEN 1 ELSE 0 END) = 1", args...)
	return failed, err
}
