package store

import (
	"context"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// WaitingSessions lists sessions of a scope for which a timer runs, in order,
// behind after.
func (s *Store) WaitingSessions(ctx context.Context, scope kyc.Scope, after string, limit int) ([]kyc.Ref, error) {
	return s.refs(ctx, "SELECT account, live, id FROM sessions WHERE account = $1 AND live = $2 AND deadline > 0 AND id > $3 ORDER BY id LIMIT $4",
		scope.Account, mode(scope.Live), after, int64(limit))
}

// HastenDeliveries makes retries of a scope due sooner by d, and endpoints fail
// for that much longer. First attempts are left alone: they are due, or at work.
func (s *Store) HastenDeliveries(ctx context.Context, scope kyc.Scope, d time.Duration) (int, error) {
	var hastened int64
	err := s.submit(ctx, needs{}, func(b *batch) (err error) {
		if hastened, err = b.exec("hasten deliveries", "UPDATE deliveries SET next_at = CASE WHEN next_at > $3 THEN next_at - $3 ELSE 1 END "+
			"WHERE account = $1 AND live = $2 AND state = 'pending' AND attempts > 0", scope.Account, mode(scope.Live), d.Microseconds()); err != nil {
			return err
		}
		_, err = b.exec("hasten failing endpoints", "UPDATE endpoints SET failing_at = CASE WHEN failing_at > $3 THEN failing_at - $3 ELSE 1 END "+
			"WHERE account = $1 AND live = $2 AND failing_at > 0", scope.Account, mode(scope.Live), d.Microseconds())
		return err
	})
	return int(hastened), err
}

// AddEvent writes an event that stands beside the chains, and the deliveries
// that follow from it. It learns its position in the feed. For an event to one
// endpoint alone, that must be there and enabled.
func (s *Store) AddEvent(ctx context.Context, e *kyc.Event) error {
	return s.submit(ctx, needs{}, func(b *batch) error {
		if e.To != "" {
			if err := b.deliverable(e.Scope, e.To); err != nil {
				return err
			}
		}
		i := len(b.events)
		b.events = append(b.events, *e)
		b.after = append(b.after, func() { e.Position = b.events[i].Position })
		b.wrote = true
		return nil
	})
}
