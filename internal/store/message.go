package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

var messageTable = &table{name: "messages", key: 3, columns: []column{
	{"account", text}, {"live", integer}, {"id", text}, {"session", text}, {"channel", text}, {"state", text}, {"attempts", integer},
	{"next_at", integer}, {"created_at", integer}, {"ended_at", integer}, {"error", text}, {"sealed", octets}}}

func messageValues(m *kyc.Message) []any {
	sealed := m.Sealed
	if sealed == nil {
		sealed = []byte{} // the column is NOT NULL
	}
	return []any{m.Account, mode(m.Live), m.ID, m.Session, string(m.Channel), string(m.State), int64(m.Attempts),
		micros(m.NextAt), micros(m.CreatedAt), micros(m.EndedAt), m.Error, sealed}
}

func scanMessage(rows *sql.Rows, m *kyc.Message) error {
	var live, attempts, next, created, ended int64
	err := rows.Scan(&m.Account, &live, &m.ID, &m.Session, &m.Channel, &m.State, &attempts, &next, &created, &ended, &m.Error, &m.Sealed)
	m.Live, m.Attempts = live != 0, int(attempts)
	m.NextAt, m.CreatedAt, m.EndedAt = instant(next), instant(created), instant(ended)
	if len(m.Sealed) == 0 {
		m.Sealed = nil
	}
	return err
}

// SendSession is ChangeSession that also puts messages into the outbox: with
// the change, or not at all.
func (s *Store) SendSession(ctx context.Context, scope kyc.Scope, id string, messages []kyc.Message, change func(*kyc.Session) ([]kyc.Event, error)) (*kyc.Session, error) {
	ref := kyc.Ref{Scope: scope, Session: id}
	var changed *kyc.Session
	err := s.submit(ctx, needs{sessions: []kyc.Ref{ref}}, func(b *batch) (err error) {
		if changed, err = b.change(ref, change); err == nil {
			b.messages = append(b.messages, messages...)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

// PostMessage puts a message into the outbox.
func (s *Store) PostMessage(ctx context.Context, m kyc.Message) error {
	return s.submit(ctx, needs{}, func(b *batch) error {
		b.messages, b.wrote = append(b.messages, m), true
		return nil
	})
}

// LeaseMessages takes pending messages that are due, as lease does.
func (s *Store) LeaseMessages(ctx context.Context, now, until time.Time, limit int) ([]kyc.Message, error) {
	return lease(ctx, s, messageTable, now, limit, scanMessage, func(m *kyc.Message) ([]any, error) {
		m.NextAt = until
		return messageValues(m), nil
	})
}

// FinishMessage writes what a try came to.
func (s *Store) FinishMessage(ctx context.Context, m kyc.Message) error {
	return s.submit(ctx, needs{}, func(b *batch) error {
		b.wrote = true
		return s.dialect.update(b.writer, messageTable, [][]any{messageValues(&m)})
	})
}

// NextMessage is when the earliest pending message is due, false for none.
func (s *Store) NextMessage(ctx context.Context) (time.Time, bool, error) {
	return s.soonest(ctx, "SELECT next_at FROM messages WHERE state = 'pending' ORDER BY next_at LIMIT 1")
}

// Messages lists the messages of a scope, newest first, behind after.
func (s *Store) Messages(ctx context.Context, scope kyc.Scope, after string, limit int) (page []kyc.Message, more bool, err error) {
	limit = pageLimit(limit)
	page, err = s.messages(ctx, "account = $1 AND live = $2 AND ($3 = '' OR id < $3) ORDER BY id DESC LIMIT $4",
		scope.Account, mode(scope.Live), after, int64(limit+1))
	page, more = cut(page, limit)
	return page, more, err
}

// SessionMessages lists what was sent of one session, oldest first.
func (s *Store) SessionMessages(ctx context.Context, scope kyc.Scope, session string) ([]kyc.Message, error) {
	return s.messages(ctx, "account = $1 AND live = $2 AND session = $3 ORDER BY id LIMIT 100", scope.Account, mode(scope.Live), session)
}

func (s *Store) messages(ctx context.Context, where string, args ...any) ([]kyc.Message, error) {
	var found []kyc.Message
	err := s.query(ctx, "read messages", func(rows *sql.Rows) error {
		var m kyc.Message
		err := scanMessage(rows, &m)
		found = append(found, m)
		return err
	}, "SELECT "+messageTable.names("")+" FROM messages WHERE "+where, args...)
	return found, err
}
