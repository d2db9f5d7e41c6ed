package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// A search is one walk or several, each along the index of the rarest thing that is
// asked for, in the order of the ids, and no further than a page. What else is asked
// for is looked up for each row. The walks are merged here.

// walk is what one of them goes along, besides what all of them ask for.
type walk struct {
	column, value string   // of sessions, with an index of its own; "" is none
	status        string   // along its index
	tag           []byte   // along the tags
	tags          [][]byte // that are looked up
}

// Search reads a page of sessions, newest first. q has been checked.
func (s *Store) Search(ctx context.Context, scope kyc.Scope, q kyc.Search) (page []*kyc.Session, more bool, err error) {
	limit := pageLimit(q.Limit)
	for _, w := range walks(&q) {
		query, args := w.query(sessionTable.names("s."), scope, &q, limit+1)
		found, err := s.searched(ctx, query, args)
		if err != nil {
			return nil, false, err
		}
		page = append(page, found...)
	}
	slices.SortFunc(page, func(a, b *kyc.Session) int { return cmp.Compare(b.ID, a.ID) })
	page = slices.CompactFunc(page, func(a, b *kyc.Session) bool { return a.ID == b.ID })
	page, more = cut(page, limit)
	return page, more, nil
}

// CountSearch counts what a search finds, and no further than a limit. What several
// walks find counts with each: a person's name and reference can be the same.
func (s *Store) CountSearch(ctx context.Context, scope kyc.Scope, q kyc.Search, limit int) (int, error) {
	all := 0
	for _, w := range walks(&q) {
		query, args := w.query("s.id", scope, &q, limit)
		var n int
		if err := s.read.QueryRowContext(ctx, "SELECT COUNT(*) FROM ("+query+") AS c", args...).Scan(&n); err != nil {
			return 0, broken("count a search", err)
		}
		if all += n; all >= limit {
			return limit, nil
		}
	}
	return all, nil
}

// walks that a search needs.
func walks(q *kyc.Search) []walk {
	var rare [][]byte // what few sessions have
	if q.Flag != "" {
		rare = append(rare, markTag(kyc.Mark{Kind: kyc.MarkFlag, Value: string(q.Flag)}))
	}
	if q.Rule != "" {
		rare = append(rare, markTag(kyc.Mark{Kind: kyc.MarkRule, Value: q.Rule}))
	}
	var usual [][]byte // what most have
	if q.Profile != "" {
		usual = append(usual, markTag(kyc.Mark{Kind: kyc.MarkProfile, Value: q.Profile}))
	}
	along := func(tags ...[]byte) walk { return walk{tag: tags[0], tags: tags[1:]} }
	all := slices.Concat(rare, usual)
	switch w := q.Wanted(); {
	case w.Reference != "":
		list := []walk{{column: "reference", value: w.Reference, tags: all}}
		if w.ID != "" {
			list = append(list, walk{column: "id", value: w.ID, tags: all})
		}
		if w.Mobile != "" {
			list = append(list, walk{column: "mobile", value: mobileOf(w.Mobile), tags: all})
		}
		if len(w.Words) > 0 {
			var words [][]byte
			// The longest is the rarest, as far as anybody knows.
			slices.SortStableFunc(w.Words, func(a, b string) int { return len(b) - len(a) })
			for _, word := range w.Words {
				words = append(words, markTag(kyc.Mark{Kind: kyc.MarkWord, Value: word}))
			}
			list = append(list, along(slices.Concat(words, all)...))
		}
		return list
	case len(rare) > 0:
		return []walk{along(all...)}
	case q.Officer != "":
		return []walk{{column: "officer", value: q.Officer, tags: all}}
	case q.Outcome == kyc.NeedsReview:
		return []walk{{column: "outcome", value: string(kyc.NeedsReview), tags: all}}
	case len(usual) > 0 && len(statuses(q)) == 0:
		return []walk{along(usual...)}
	}
	wanted := statuses(q)
	if len(wanted) == 0 {
		return []walk{{}}
	}
	list := make([]walk, len(wanted))
	for i, status := range wanted {
		list[i] = walk{status: string(status), tags: all}
	}
	return list
}

// statuses that a search means: outcomes are known by them.
func statuses(q *kyc.Search) []kyc.Status {
	wanted := slices.Clone(q.Status)
	slices.Sort(wanted)
	wanted = slices.Compact(wanted)
	ended := map[kyc.Outcome]kyc.Status{kyc.Approved: kyc.Completed, kyc.NeedsReview: kyc.Completed, kyc.Refused: kyc.Rejected}[q.Outcome]
	switch {
	case ended == "":
		return wanted
	case len(wanted) > 0 && !slices.Contains(wanted, ended):
		return []kyc.Status{"none"}
	}
	return []kyc.Status{ended}
}

// query of a walk. Conditions that another index serves are written so that no
// planner takes that one: it would have to sort all that it finds.
func (w *walk) query(columns string, scope kyc.Scope, q *kyc.Search, limit int) (string, []any) {
	args := []any{scope.Account, mode(scope.Live), int64(limit)}
	from, id, where := "sessions AS s", "s.id", "s.account = $1 AND s.live = $2"
	param := func(condition string, v any) {
		args = append(args, v)
		where += fmt.Sprintf(" AND "+condition, "$"+strconv.Itoa(len(args)))
	}
	switch {
	case w.tag != nil:
		from, id = "session_tags AS m CROSS JOIN sessions AS s", "m.session"
		where += " AND m.account = s.account AND m.live = s.live AND m.session = s.id AND m.account = $1 AND m.live = $2"
		param("m.tag = %s", w.tag)
	case w.column != "":
		if w.column != "id" {
			where += " AND s." + w.column + " <> ''" // says what the partial index needs to hear
		}
		if w.column == "outcome" {
			where += " AND s.outcome = 'needs_review'"
		} else {
			param("s."+w.column+" = %s", w.value)
		}
	case w.status != "":
		param("s.status = %s", w.status)
	}
	if q.After != "" {
		param(id+" < %s", q.After)
	}
	if !q.From.IsZero() {
		param(id+" >= %s", firstID(kyc.PrefixSession, q.From))
		param("s.created_at >= %s", micros(q.From))
	}
	if !q.Before.IsZero() {
		param(id+" < %s", firstID(kyc.PrefixSession, q.Before.Add(time.Millisecond)))
		param("s.created_at < %s", micros(q.Before))
	}
	if q.Officer != "" && w.column != "officer" {
		param("s.officer || '' = %s", q.Officer)
	}
	if q.Outcome != "" && w.column != "outcome" {
		outcome := ""
		if q.Outcome == kyc.NeedsReview {
			outcome = string(kyc.NeedsReview)
		}
		param("s.outcome || '' = %s", outcome)
	}
	if list := statuses(q); len(list) > 0 && w.status == "" {
		in := placeholders(len(args)+1, len(list))
		for _, status := range list {
			args = append(args, string(status))
		}
		where += " AND s.status || '' IN (" + in + ")"
	}
	for _, tag := range w.tags {
		param("EXISTS (SELECT 1 FROM session_tags AS o WHERE o.account = s.account AND o.live = s.live AND o.tag = %s AND o.session = s.id)", tag)
	}
	return "SELECT " + columns + " FROM " + from + " WHERE " + where + " ORDER BY " + id + " DESC LIMIT $3", args
}

// searched runs a query that is not kept as a plan: there are more of them than
// plans are worth.
func (s *Store) searched(ctx context.Context, query string, args []any) ([]*kyc.Session, error) {
	const doing = "search sessions"
	var found []*kyc.Session
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, broken(doing, err)
	}
	err = each(doing, rows, func(rows *sql.Rows) error {
		var row sessionRow
		if err := row.scan(rows); err != nil {
			return err
		}
		v, err := row.session()
		found = append(found, v)
		return err
	})
	return found, err
}

// MarkSessions writes the marks of sessions from before there were any, as many as
// a limit says, and tells how many it found.
func (s *Store) MarkSessions(ctx context.Context, limit int) (int, error) {
	refs, err := s.refs(ctx, "SELECT account, live, id FROM sessions WHERE marked = 0 ORDER BY id DESC LIMIT $1", int64(limit))
	for _, r := range refs {
		_, err := s.ChangeSession(ctx, r.Scope, r.Session, func(*kyc.Session) ([]kyc.Event, error) { return nil, nil })
		if err != nil && !kyc.IsKind(err, kyc.NotFound) {
			return 0, err
		}
	}
	return len(refs), err
}
