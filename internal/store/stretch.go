package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Sign notes a sign of life of an officer's console. Nothing waits for the disk: a
// crash of the machine takes seconds of a stretch back, and the next sign brings them.
func (s *Store) Sign(ctx context.Context, scope kyc.Scope, officer string, state kyc.Presence, at time.Time) error {
	return s.submit(ctx, needs{lazy: true}, func(b *batch) error {
		var last *kyc.Stretch
		err := b.writer.query("read a stretch", func(rows *sql.Rows) error {
			last = &kyc.Stretch{Officer: officer}
			var from, until int64
			err := rows.Scan(&from, &until, &last.State)
			last.From, last.Until = instant(from), instant(until)
			return err
		}, "SELECT from_at, until_at, state FROM stretches WHERE account = $1 AND live = $2 AND officer = $3 ORDER BY from_at DESC LIMIT 1", scope.Account, mode(scope.Live), officer)
		if err != nil {
			return err
		}
		for _, n := range kyc.Sign(last, officer, state, at) {
			// Of two processes that begin the same one, either is right.
			if _, err := b.exec("write a stretch", "INSERT INTO stretches (account, live, officer, from_at, until_at, state) VALUES ($1, $2, $3, $4, $5, $6) "+
				"ON CONFLICT (account, live, officer, from_at) DO UPDATE SET until_at = excluded.until_at WHERE stretches.until_at < excluded.until_at",
				scope.Account, mode(scope.Live), officer, micros(n.From), micros(n.Until), string(n.State)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Stretches reads those that touch a span, and no more than kyc.MaxCounted of them.
func (s *Store) Stretches(ctx context.Context, scope kyc.Scope, span kyc.Span) (list []kyc.Stretch, more bool, err error) {
	err = s.query(ctx, "read stretches", func(rows *sql.Rows) error {
		var one kyc.Stretch
		var from, until int64
		err := rows.Scan(&one.Officer, &from, &until, &one.State)
		one.From, one.Until = instant(from), instant(until)
		list = append(list, one)
		return err
	}, "SELECT officer, from_at, until_at, state FROM stretches WHERE account = $1 AND live = $2 AND until_at >= $3 AND from_at < $4 ORDER BY until_at, officer LIMIT $5",
		scope.Account, mode(scope.Live), bound(span.From), bound(span.To), int64(kyc.MaxCounted+1))
	if len(list) > kyc.MaxCounted {
		return list[:kyc.MaxCounted], true, err
	}
	return list, false, err
}
