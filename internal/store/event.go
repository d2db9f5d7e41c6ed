package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/basekyc/basekyc/internal/kyc"
)

var eventTable = &table{name: "events", key: 4, columns: []column{
	{"account", text}, {"live", integer}, {"session", text}, {"sequence", integer},
	{"id", text}, {"type", text}, {"at", integer}, {"data", text},
	{"data_hash", octets}, {"prev", octets}, {"hash", octets}, {"position", integer}}}

func eventValues(e *kyc.Event) []any {
	return []any{e.Account, mode(e.Live), e.Session, e.Sequence, e.ID, string(e.Type), micros(e.At), string(e.Data),
		e.DataHash[:], e.Prev[:], e.Hash[:], e.Position}
}

// eventTargets are what a row of eventTable is scanned into; done puts it in e.
func eventTargets(e *kyc.Event) (targets []any, done func()) {
	var live, at int64
	var kind, data string
	var dataHash, prev, own []byte
	return []any{&e.Account, &live, &e.Session, &e.Sequence, &e.ID, &kind, &at, &data, &dataHash, &prev, &own, &e.Position}, func() {
		e.Live, e.At, e.Type = live != 0, instant(at), kyc.EventType(kind)
		e.DataHash, e.Prev, e.Hash = hash(dataHash), hash(prev), hash(own)
		if data != "" {
			e.Data = json.RawMessage(data)
		}
	}
}

func (s *Store) events(ctx context.Context, query string, args ...any) ([]kyc.Event, error) {
	var found []kyc.Event
	err := s.query(ctx, "read events", func(rows *sql.Rows) error {
		var e kyc.Event
		targets, done := eventTargets(&e)
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		done()
		found = append(found, e)
		return nil
	}, query, args...)
	return found, err
}

// SessionEvents reads a page of a session's chain, in order, behind sequence
// after (0 for the start). kyc.ErrNoSession when the scope has no such session.
func (s *Store) SessionEvents(ctx context.Context, scope kyc.Scope, session string, after int64, limit int) (page []kyc.Event, more bool, err error) {
	limit = pageLimit(limit)
	page, err = s.events(ctx, "SELECT "+eventTable.names("")+" FROM events WHERE "+eventTable.matches(3)+
		" AND sequence > $4 ORDER BY sequence LIMIT $5", scope.Account, mode(scope.Live), session, after, int64(limit+1))
	if err != nil {
		return nil, false, err
	}
	if len(page) == 0 { // the end of the chain, or no chain at all
		if _, err := s.Session(ctx, scope, session); err != nil {
			return nil, false, err
		}
	}
	page, more = cut(page, limit)
	return page, more, nil
}

// Event reads one event by its id.
func (s *Store) Event(ctx context.Context, scope kyc.Scope, id string) (*kyc.Event, error) {
	found, err := s.events(ctx, "SELECT "+eventTable.names("")+" FROM events WHERE account = $1 AND live = $2 AND id = $3",
		scope.Account, mode(scope.Live), id)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, missing("event_not_found", "event")
	}
	return &found[0], nil
}
