package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

var turnTable = &table{name: "turns", key: 4, columns: []column{
	{"account", text}, {"live", integer}, {"ended_at", integer}, {"session", text},
	{"officer", text}, {"queued_at", integer}, {"started_at", integer}, {"again", integer}, {"ending", text}}}

func turnValues(scope kyc.Scope, t *kyc.Turn) []any {
	return []any{scope.Account, mode(scope.Live), micros(t.EndedAt), t.Session,
		t.Officer, micros(t.QueuedAt), micros(t.StartedAt), mode(t.Again), string(t.Ending)}
}

// Turns reads those that ended in a span, oldest first, and no more than
// kyc.MaxCounted of them.
func (s *Store) Turns(ctx context.Context, scope kyc.Scope, span kyc.Span) (list []kyc.Turn, more bool, err error) {
	err = s.query(ctx, "read turns", func(rows *sql.Rows) error {
		var t kyc.Turn
		var ended, queued, started, again int64
		var ending string
		err := rows.Scan(&ended, &t.Session, &t.Officer, &queued, &started, &again, &ending)
		t.EndedAt, t.QueuedAt, t.StartedAt, t.Again, t.Ending = instant(ended), instant(queued), instant(started), again != 0, kyc.Ending(ending)
		list = append(list, t)
		return err
	}, "SELECT ended_at, session, officer, queued_at, started_at, again, ending FROM turns"+
		" WHERE account = $1 AND live = $2 AND ended_at >= $3 AND ended_at < $4 ORDER BY ended_at, session LIMIT $5",
		scope.Account, mode(scope.Live), bound(span.From), bound(span.To), int64(kyc.MaxCounted+1))
	if len(list) > kyc.MaxCounted {
		return list[:kyc.MaxCounted], true, err
	}
	return list, false, err
}

// maxRunning bounds how many calls of a scope are looked at.
const maxRunning = 1000

// Running gives the calls that go on, as turns up to now: what will be a turn at
// their end. Whoever wants both asks for these first, so that a call that ends in
// between is among one of them at least.
func (s *Store) Running(ctx context.Context, scope kyc.Scope, at time.Time) (list []kyc.Turn, more bool, err error) {
	found, err := s.sessions(ctx, "SELECT "+sessionTable.names("")+" FROM sessions WHERE status IN ($1, $2) AND account = $3 AND live = $4 ORDER BY id LIMIT $5",
		string(kyc.InProgress), string(kyc.Interrupted), scope.Account, mode(scope.Live), int64(maxRunning+1))
	found, more = cut(found, maxRunning)
	for _, v := range found {
		if t := v.Running(at); t != nil {
			list = append(list, *t)
		}
	}
	return list, more, err
}

// bound of a walk: micros, but for the zero time it is the beginning.
func bound(t time.Time) int64 { return max(micros(t), 0) }
