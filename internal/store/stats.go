package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// What charts show is counted from the rows themselves, along indexes that are
// there for other reasons and hold all that is asked for: a span of time is a
// span of ids. Nothing is added up on the way of a session or a delivery.

// countStatuses counts one span, each status along sessions_by_status.
var countStatuses = func() string {
	var parts []string
	for i, s := range kyc.Statuses {
		parts = append(parts, fmt.Sprintf("SELECT '%s', COUNT(*) FROM (SELECT 1 AS n FROM sessions WHERE status = '%s' AND account = $1 AND live = $2"+
			" AND id >= $3 AND id < $4 LIMIT %d) AS c%d", s, s, kyc.MaxCounted, i))
	}
	return strings.Join(append(parts, fmt.Sprintf("SELECT 'needs_review', COUNT(*) FROM (SELECT 1 AS n FROM sessions WHERE outcome = 'needs_review'"+
		" AND account = $1 AND live = $2 AND id >= $3 AND id < $4 LIMIT %d) AS r", kyc.MaxCounted)), " UNION ALL ")
}()

// CountSessions counts a scope's sessions by the span in which they were created.
func (s *Store) CountSessions(ctx context.Context, scope kyc.Scope, spans []kyc.Span) ([]kyc.SessionCount, error) {
	out := make([]kyc.SessionCount, len(spans))
	for i, span := range spans {
		c := &out[i]
		c.Status = map[kyc.Status]int{}
		err := s.query(ctx, "count sessions", func(rows *sql.Rows) error {
			var status string
			var n int
			if err := rows.Scan(&status, &n); err != nil {
				return err
			}
			c.More = c.More || n == kyc.MaxCounted
			if status == string(kyc.NeedsReview) {
				c.NeedsReview = n
			} else if n > 0 {
				c.Status[kyc.Status(status)] = n
			}
			return nil
		}, countStatuses, scope.Account, mode(scope.Live), kyc.IDFloor(kyc.PrefixSession, span.From), kyc.IDFloor(kyc.PrefixSession, span.To))
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// CountDeliveries counts the deliveries of a scope, or of one of its endpoints,
// by the span in which they were made, and samples how long attempts took.
func (s *Store) CountDeliveries(ctx context.Context, scope kyc.Scope, endpoint string, spans []kyc.Span) ([]kyc.DeliveryCount, error) {
	where := "d.account = $1 AND d.live = $2 AND d.id >= $3 AND d.id < $4"
	args := []any{scope.Account, mode(scope.Live), "", ""}
	if endpoint != "" {
		where += " AND d.endpoint = $5"
		args = append(args, endpoint)
	}
	var parts []string
	for _, state := range []string{"", " AND d.state <> 'succeeded' AND d.state = 'pending'", " AND d.state <> 'succeeded' AND d.state = 'failed'"} {
		parts = append(parts, fmt.Sprintf("SELECT %d, COUNT(*) FROM (SELECT 1 AS n FROM deliveries AS d WHERE %s%s LIMIT %d) AS c%d",
			len(parts), where, state, kyc.MaxCounted, len(parts)))
	}
	count := strings.Join(parts, " UNION ALL ")
	sample := fmt.Sprintf("SELECT a.latency FROM (SELECT d.account, d.live, d.id FROM deliveries AS d WHERE %s ORDER BY d.id DESC LIMIT %d) AS n"+
		" JOIN attempts AS a ON a.account = n.account AND a.live = n.live AND a.delivery = n.id LIMIT %d", where, kyc.MaxSampled, kyc.MaxSampled)

	out := make([]kyc.DeliveryCount, len(spans))
	for i, span := range spans {
		c := &out[i]
		args[2], args[3] = kyc.IDFloor(kyc.PrefixDelivery, span.From), kyc.IDFloor(kyc.PrefixDelivery, span.To)
		err := s.query(ctx, "count deliveries", func(rows *sql.Rows) error {
			var which, n int
			err := rows.Scan(&which, &n)
			*[]*int{&c.Made, &c.Pending, &c.Failed}[which] = n
			c.More = c.More || n == kyc.MaxCounted
			return err
		}, count, args...)
		if err == nil && c.Made > 0 {
			err = s.query(ctx, "sample attempts", func(rows *sql.Rows) error {
				var us int64
				err := rows.Scan(&us)
				c.Latency = append(c.Latency, time.Duration(us)*time.Microsecond)
				return err
			}, sample, args...)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// CountPaths counts how far the sessions came that were created in a span, along
// sessions_by_path, and no more than kyc.MaxCounted of them.
func (s *Store) CountPaths(ctx context.Context, scope kyc.Scope, span kyc.Span) (paths []kyc.PathCount, more bool, err error) {
	all := 0
	err = s.query(ctx, "count paths", func(rows *sql.Rows) error {
		var p kyc.PathCount
		var status string
		err := rows.Scan(&p.Reached, &status, &p.N)
		p.Status = kyc.Status(status)
		paths, all = append(paths, p), all+p.N
		return err
	}, "SELECT reached, status, COUNT(*) FROM (SELECT reached, status FROM sessions WHERE account = $1 AND live = $2 AND id >= $3 AND id < $4"+
		fmt.Sprintf(" LIMIT %d) AS c GROUP BY reached, status", kyc.MaxCounted),
		scope.Account, mode(scope.Live), firstID(kyc.PrefixSession, span.From), firstID(kyc.PrefixSession, span.To))
	return paths, all == kyc.MaxCounted, err
}
