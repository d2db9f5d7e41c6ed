package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// The feed is the list of all events of a scope in the order of their writing.
// Positions come from a counter that is raised in the transaction of the
// events: until it is committed nobody else gets the next one. So whoever has
// read up to a position has seen everything before it.

var (
	counterTable = &table{name: "counters", key: 3, columns: []column{
		{"account", text}, {"live", integer}, {"name", text}, {"value", integer}}}
	chainTable = &table{name: "account_chains", key: 2, columns: []column{
		{"account", text}, {"live", integer}, {"sequence", integer}, {"head", octets}}}
)

// counter is a key of counterTable: the feed's when name is "", else that of an
// endpoint's deliveries.
type counter struct {
	kyc.Scope
	name string
}

// number gives the batch's events their positions and deliveries their order.
func (b *batch) number(deliveries []*kyc.Delivery) error {
	count := map[counter]int64{}
	for i := range b.events {
		count[counter{b.events[i].Scope, ""}]++
	}
	for _, d := range deliveries {
		count[counter{d.Scope, d.Endpoint}]++
	}
	if len(count) == 0 {
		return nil
	}
	var rows [][]any
	for c, n := range count {
		rows = append(rows, []any{c.Account, mode(c.Live), c.name, n})
	}
	// One order for all processes, so that they never wait in a circle.
	slices.SortFunc(rows, func(a, b []any) int {
		return cmp.Or(cmp.Compare(a[0].(string), b[0].(string)), cmp.Compare(a[1].(int64), b[1].(int64)), cmp.Compare(a[2].(string), b[2].(string)))
	})
	next := map[counter]int64{}
	err := b.store.dialect.raise(b.writer, counterTable, rows, func(rows *sql.Rows) error {
		var c counter
		var live, value int64
		err := rows.Scan(&c.Account, &live, &c.name, &value)
		c.Live = live != 0
		next[c] = value - count[c]
		return err
	})
	if err != nil {
		return err
	}
	take := func(c counter) int64 { next[c]++; return next[c] }
	for i := range b.events {
		e := &b.events[i]
		e.Position = take(counter{e.Scope, ""})
	}
	for _, t := range b.told {
		*t.out = slices.Clone(b.events[t.from:t.to])
	}
	for _, d := range deliveries {
		d.Order = take(counter{d.Scope, d.Endpoint})
	}
	return nil
}

// told is where the caller of announce finds its events once they are sealed.
type told struct {
	from, to int // of batch.events
	out      *[]kyc.Event
}

// announce adds events to the account's chain. They come out sealed.
func (b *batch) announce(scope kyc.Scope, events []kyc.Event, out *[]kyc.Event) {
	*out = nil
	if len(events) == 0 {
		return
	}
	from := len(b.events)
	b.events = append(b.events, events...)
	for i := from; i < len(b.events); i++ {
		b.events[i].Ref = kyc.Ref{Scope: scope}
	}
	b.told = append(b.told, told{from, len(b.events), out})
}

// seal links what was announced to the chains of its accounts. The row of a
// chain is locked until the commit, so that another process links behind it.
func (b *batch) seal() error {
	const match = " WHERE account = $1 AND live = $2"
	for _, t := range b.told {
		events := b.events[t.from:t.to]
		chain := kyc.AccountChain{Scope: events[0].Scope}
		key := []any{chain.Account, mode(chain.Live)}
		if _, err := b.exec("begin an account's chain", "INSERT INTO account_chains (account, live, sequence, head) VALUES ($1, $2, 0, $3) ON CONFLICT (account, live) DO NOTHING",
			append(key, []byte{})...); err != nil {
			return err
		}
		err := b.writer.query("read an account's chain", func(rows *sql.Rows) error {
			var head []byte
			err := rows.Scan(&chain.Sequence, &head)
			chain.Head = hash(head)
			return err
		}, "SELECT sequence, head FROM account_chains"+match+b.store.dialect.forUpdate(), key...)
		if err != nil {
			return err
		}
		chain.Seal(events)
		if err := b.store.dialect.update(b.writer, chainTable, [][]any{append(key, chain.Sequence, chain.Head[:])}); err != nil {
			return err
		}
	}
	return nil
}

// writtenWithin is how much later than its own time an event may have been
// written, however long it waited and however wrong another node's clock is. It
// only bounds walks: what is shown goes by the event's time exactly.
const writtenWithin = time.Minute

// Feed reads a page of a scope's events in the order of their positions. Each
// wanted type is walked on its own index and the walks are merged, so that a
// page costs the same however long the feed is.
func (s *Store) Feed(ctx context.Context, scope kyc.Scope, q kyc.EventQuery) (page []kyc.Event, more bool, err error) {
	limit := pageLimit(q.Limit)
	args := []any{scope.Account, mode(scope.Live), int64(limit + 1)}
	where := "account = $1 AND live = $2"
	param := func(condition string, v any) {
		args = append(args, v)
		where += fmt.Sprintf(condition, len(args))
	}
	along, direction := "position", ""
	if q.Newest {
		direction = " DESC"
	}
	after, end := bounds(q)
	if q.Session != "" {
		param(" AND session = $%d", q.Session)
		along = "sequence" // the same, along the chain's index
	} else if after, end, err = s.span(ctx, scope, q); err != nil {
		return nil, false, err
	}
	order := " ORDER BY " + along + direction + " LIMIT $3"
	if after > 0 {
		param(" AND position > $%d", after)
	}
	if end > 0 {
		param(" AND position < $%d", end)
	}
	if !q.From.IsZero() {
		param(" AND at >= $%d", micros(q.From))
	}
	if !q.Before.IsZero() {
		param(" AND at < $%d", micros(q.Before))
	}
	head := "SELECT " + eventTable.names("") + " FROM "
	query := head + "events WHERE " + where + order
	if len(q.Types) > 0 {
		var walks []string
		wanted := slices.Clone(q.Types)
		slices.Sort(wanted)
		for _, t := range slices.Compact(wanted) {
			args = append(args, string(t))
			walks = append(walks, fmt.Sprintf("SELECT * FROM (%sevents WHERE %s AND type = $%d%s) AS w%d", head, where, len(args), order, len(args)))
		}
		query = head + "(" + strings.Join(walks, " UNION ALL ") + ") AS walks" + order
	}
	page, err = s.events(ctx, query, args...)
	if err != nil {
		return nil, false, err
	}
	page, more = cut(page, limit)
	return page, more, nil
}

// bounds are the positions that a page begins behind: the last one's is the end
// when the newest come first.
func bounds(q kyc.EventQuery) (after, end int64) {
	if q.Newest {
		return 0, q.After
	}
	return q.After, 0
}

// span gives the positions between which a query's time lies, both exclusive; an
// end of 0 is none. Ids begin with the event's time, so their index finds them.
func (s *Store) span(ctx context.Context, scope kyc.Scope, q kyc.EventQuery) (after, end int64, err error) {
	bound := func(at time.Time, condition string) (position int64, err error) {
		err = s.query(ctx, "look for a time in the feed", func(rows *sql.Rows) error { return rows.Scan(&position) },
			"SELECT position FROM events WHERE account = $1 AND live = $2 AND id "+condition+" LIMIT 1",
			scope.Account, mode(scope.Live), firstID(kyc.PrefixEvent, at))
		return position, err
	}
	after, end = bounds(q)
	if !q.From.IsZero() {
		from, err := bound(q.From.Add(-writtenWithin), "< $3 ORDER BY id DESC")
		if err != nil {
			return 0, 0, err
		}
		after = max(after, from)
	}
	if !q.Before.IsZero() {
		before, err := bound(q.Before.Add(writtenWithin), ">= $3 ORDER BY id")
		if err != nil {
			return 0, 0, err
		}
		if before > 0 && (end == 0 || before < end) {
			end = before
		}
	}
	return after, end, err
}

// firstID is before every id that was made at an instant or later.
func firstID(prefix string, at time.Time) string {
	if at.Before(time.Unix(0, 0)) {
		at = time.Unix(0, 0) // ids know no time before
	}
	return kyc.ID(prefix, at, kyc.Entropy{})
}

// FeedPosition is the position of the newest event of a scope; 0 before the first.
func (s *Store) FeedPosition(ctx context.Context, scope kyc.Scope) (position int64, err error) {
	err = s.query(ctx, "read the feed's position", func(rows *sql.Rows) error { return rows.Scan(&position) },
		"SELECT value FROM counters WHERE "+counterTable.matches(3), scope.Account, mode(scope.Live), "")
	return position, err
}
