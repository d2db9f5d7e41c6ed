package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// errExists: ids are random, so only a request that is sent twice meets it.
var errExists = kyc.Errorf(kyc.Conflict, "session_exists", "A session with this id exists already.")

// CreateSession writes a new session with its first events, and seals both in
// place. Messages go into the outbox with it. The caller may not modify them afterwards: followers share them.
func (s *Store) CreateSession(ctx context.Context, v *kyc.Session, events []kyc.Event, messages ...kyc.Message) error {
	// Sealed on copies, so that a failed creation leaves the arguments alone.
	made, sealed := *v, slices.Clone(events)
	made.Seal(sealed)
	row, err := rowOf(&made)
	if err != nil {
		return err
	}
	if err := s.submit(ctx, needs{object: v.ID}, func(b *batch) error {
		err := b.create(row, &made, sealed)
		if err == nil {
			b.messages = append(b.messages, messages...)
		}
		return err
	}); err != nil {
		return err
	}
	v.Sequence, v.Head = made.Sequence, made.Head
	copy(events, sealed)
	return nil
}

// ChangeSession lets change act on the session inside a transaction and writes
// the new state together with the events. When change fails nothing is written
// and its error is returned. change must be pure: it may run more than once.
// The result is shared with followers; do not modify it.
func (s *Store) ChangeSession(ctx context.Context, scope kyc.Scope, id string, change func(*kyc.Session) ([]kyc.Event, error)) (*kyc.Session, error) {
	return s.SendSession(ctx, scope, id, nil, change)
}

// Session reads one session; kyc.ErrNoSession when the scope has none of that id.
func (s *Store) Session(ctx context.Context, scope kyc.Scope, id string) (*kyc.Session, error) {
	found, err := s.sessions(ctx, "SELECT "+sessionTable.names("")+" FROM sessions WHERE "+sessionTable.matches(3),
		scope.Account, mode(scope.Live), id)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, kyc.ErrNoSession
	}
	return found[0], nil
}

// FindSession looks in every scope: only for a customer's link, which does not
// know its account, and for recovery. The link's code decides what is shown.
func (s *Store) FindSession(ctx context.Context, id string) (*kyc.Session, error) {
	found, err := s.sessions(ctx, "SELECT "+sessionTable.names("")+" FROM sessions WHERE id = $1", id)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, kyc.ErrNoSession
	}
	return found[0], nil
}

func (s *Store) sessions(ctx context.Context, query string, args ...any) ([]*kyc.Session, error) {
	var found []*kyc.Session
	err := s.query(ctx, "read sessions", func(rows *sql.Rows) error {
		var row sessionRow
		if err := row.scan(rows); err != nil {
			return err
		}
		v, err := row.session()
		found = append(found, v)
		return err
	}, query, args...)
	return found, err
}

// Sessions reads a page. The order is that of the ids, which is the order of
// creation. Each wanted status is walked on its own index and the walks are
// merged, so that a page costs the same however many sessions there are. With
// metadata the walk goes over the sessions that have the first of the pairs.
func (s *Store) Sessions(ctx context.Context, scope kyc.Scope, q kyc.SessionQuery) (page []*kyc.Session, more bool, err error) {
	limit := pageLimit(q.Limit)
	args := []any{scope.Account, mode(scope.Live), int64(limit + 1)}
	from, id, of := "sessions", "id", ""
	if len(q.Metadata) > 0 {
		from, id, of = "session_tags AS m CROSS JOIN sessions AS s", "m.session", "s."
	}
	where := of + "account = $1 AND " + of + "live = $2"
	param := func(condition string, v any) {
		args = append(args, v)
		where += " AND " + condition + " $" + strconv.Itoa(len(args))
	}
	order, beyond := " ORDER BY "+id+" DESC LIMIT $3", " <"
	if q.Oldest {
		order, beyond = " ORDER BY "+id+" LIMIT $3", " >"
	}
	if q.After != "" {
		param(id+beyond, q.After)
	}
	if q.Reference != "" {
		where += " AND " + of + "reference <> ''" // says what the partial index needs to hear
		param(of+"reference =", q.Reference)
	}
	if q.Mobile != "" {
		where += " AND " + of + "mobile <> ''"
		param(of+"mobile =", mobileOf(q.Mobile))
	}
	if q.Officer != "" {
		where += " AND " + of + "officer <> ''"
		param(of+"officer =", q.Officer)
	}
	if !q.From.IsZero() { // the ids are in the order of creation, so they bound the walk
		param(id+" >=", firstID(kyc.PrefixSession, q.From))
		param(of+"created_at >=", micros(q.From))
	}
	if !q.Before.IsZero() {
		param(id+" <", firstID(kyc.PrefixSession, q.Before.Add(time.Millisecond)))
		param(of+"created_at <", micros(q.Before))
	}
	wanted := slices.Clone(q.Status)
	slices.Sort(wanted)
	wanted = slices.Compact(wanted)
	head := "SELECT " + sessionTable.names(of) + " FROM " + from + " WHERE "
	query := head + where + order
	switch {
	case len(q.Metadata) > 0:
		if n := len(wanted); n > 0 {
			where += " AND s.status IN (" + placeholders(len(args)+1, n) + ")"
			for _, status := range wanted {
				args = append(args, string(status))
			}
		}
		query = head + where + tagged(q.Metadata, &args) + order
	case len(wanted) > 0:
		var walks []string
		for _, status := range wanted {
			args = append(args, string(status))
			walks = append(walks, fmt.Sprintf("SELECT * FROM (%s%s AND status = $%d%s) AS w%d", head, where, len(args), order, len(args)))
		}
		query = "SELECT " + sessionTable.names("") + " FROM (" + strings.Join(walks, " UNION ALL ") + ") AS walks" + order
	}
	page, err = s.sessions(ctx, query, args...)
	if err != nil {
		return nil, false, err
	}
	page, more = cut(page, limit)
	return page, more, nil
}

// SessionRefs lists the sessions of all tenants in the given statuses, oldest
// first: for recovery after a start.
func (s *Store) SessionRefs(ctx context.Context, status ...kyc.Status) ([]kyc.Ref, error) {
	if len(status) == 0 {
		return nil, nil
	}
	args := make([]any, len(status))
	for i, v := range status {
		args[i] = string(v)
	}
	return s.refs(ctx, "SELECT account, live, id FROM sessions WHERE status IN ("+placeholders(1, len(args))+") ORDER BY id", args...)
}

// DueSessions lists sessions of all tenants whose deadline has come, the
// longest overdue first.
func (s *Store) DueSessions(ctx context.Context, now time.Time, limit int) ([]kyc.Ref, error) {
	return s.refs(ctx, "SELECT account, live, id FROM sessions WHERE deadline > 0 AND deadline <= $1 ORDER BY deadline, id LIMIT $2",
		micros(now), int64(limit))
}

// NextDeadline tells when the next session will be due, if any timer runs.
func (s *Store) NextDeadline(ctx context.Context) (time.Time, bool, error) {
	return s.soonest(ctx, "SELECT deadline FROM sessions WHERE deadline > 0 ORDER BY deadline LIMIT 1")
}

func (s *Store) soonest(ctx context.Context, query string) (time.Time, bool, error) {
	var us int64
	err := s.query(ctx, "read the next due time", func(rows *sql.Rows) error { return rows.Scan(&us) }, query)
	return instant(us), us != 0, err
}

func (s *Store) refs(ctx context.Context, query string, args ...any) ([]kyc.Ref, error) {
	var found []kyc.Ref
	err := s.query(ctx, "read sessions", func(rows *sql.Rows) error {
		var r kyc.Ref
		var live int64
		err := rows.Scan(&r.Account, &live, &r.Session)
		r.Live = live != 0
		found = append(found, r)
		return err
	}, query, args...)
	return found, err
}

// maxPage bounds every page.
const maxPage = 100

// pageLimit bounds what a caller asks for to 1..maxPage.
func pageLimit(n int) int { return min(max(n, 1), maxPage) }

// cut takes the row that was read beyond the page and tells whether it was there.
func cut[T any](page []T, limit int) ([]T, bool) {
	if len(page) > limit {
		return page[:limit], true
	}
	return page, false
}
