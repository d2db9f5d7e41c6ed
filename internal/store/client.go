package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

var clientTable = &table{name: "oauth_clients", key: 3, columns: []column{
	{"account", text}, {"live", integer}, {"id", text}, {"name", text}, {"permissions", text}, {"hash", octets}, {"hint", text},
	{"former_hash", octets}, {"former_until", integer}, {"created_at", integer}, {"last_used", integer}}}

func clientRow(c *kyc.OAuthClient) ([]any, error) {
	permissions, err := list(c.Permissions)
	return []any{c.Account, mode(c.Live), c.ID, c.Name, permissions, c.Hash[:], c.Hint,
		c.Former[:], micros(c.FormerUntil), micros(c.CreatedAt), micros(c.LastUsed)}, err
}

// scanClient reads a row of clientTable, and what is selected after it into more.
func scanClient(rows *sql.Rows, c *kyc.OAuthClient, more ...any) error {
	var live, until, created, used int64
	var h, former []byte
	var permissions string
	err := rows.Scan(append([]any{&c.Account, &live, &c.ID, &c.Name, &permissions, &h, &c.Hint, &former, &until, &created, &used}, more...)...)
	if err != nil {
		return err
	}
	c.Live, c.Hash, c.Former = live != 0, hash(h), hash(former)
	c.FormerUntil, c.CreatedAt, c.LastUsed = instant(until), instant(created), instant(used)
	c.Permissions, err = unlist[kyc.Permission](permissions)
	return err
}

// CreateClient adds an OAuth client, if the scope has room for it.
func (s *Store) CreateClient(ctx context.Context, c kyc.OAuthClient) error {
	row, err := clientRow(&c)
	if err != nil {
		return err
	}
	return s.submit(ctx, needs{object: c.ID}, func(b *batch) error {
		if err := b.room(kyc.RoomForClient, "count OAuth clients", "SELECT COUNT(*) FROM oauth_clients WHERE account = $1 AND live = $2", c.Account, mode(c.Live)); err != nil {
			return err
		}
		return b.add(clientTable, "client", row)
	})
}

var errNoClient = missing("client_not_found", "OAuth client")

// ClientByID finds the client of a client_id, which knows no account.
func (s *Store) ClientByID(ctx context.Context, id string) (*kyc.OAuthClient, error) {
	return oneClient(s.clients(ctx, "id = $1", id))
}

// Client reads one client of a scope.
func (s *Store) Client(ctx context.Context, scope kyc.Scope, id string) (*kyc.OAuthClient, error) {
	return oneClient(s.clients(ctx, clientTable.matches(3), scope.Account, mode(scope.Live), id))
}

func oneClient(found []kyc.OAuthClient, err error) (*kyc.OAuthClient, error) {
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, errNoClient
	}
	return &found[0], nil
}

// ClientPage reads a page of the clients of a scope, newest first.
func (s *Store) ClientPage(ctx context.Context, scope kyc.Scope, q kyc.PageQuery) (page []kyc.OAuthClient, more bool, err error) {
	limit := pageLimit(q.Limit)
	where, args := "account = $1 AND live = $2", []any{scope.Account, mode(scope.Live), int64(limit + 1)}
	if q.After != "" {
		where, args = where+" AND id < $4", append(args, q.After)
	}
	if page, err = s.clients(ctx, where+" ORDER BY id DESC LIMIT $3", args...); err != nil {
		return nil, false, err
	}
	page, more = cut(page, limit)
	return page, more, nil
}

func (s *Store) clients(ctx context.Context, where string, args ...any) ([]kyc.OAuthClient, error) {
	var found []kyc.OAuthClient
	err := s.query(ctx, "read OAuth clients", func(rows *sql.Rows) error {
		var c kyc.OAuthClient
		err := scanClient(rows, &c)
		if at := s.touched.of(c.ID); at.After(c.LastUsed) {
			c.LastUsed = at
		}
		found = append(found, c)
		return err
	}, "SELECT "+clientTable.names("")+" FROM oauth_clients WHERE "+where, args...)
	return found, err
}

// ChangeClient lets change act on a client inside a transaction; it may run
// more than once.
func (s *Store) ChangeClient(ctx context.Context, scope kyc.Scope, id string, change func(*kyc.OAuthClient) error) (*kyc.OAuthClient, error) {
	var changed *kyc.OAuthClient
	err := s.submit(ctx, needs{}, func(b *batch) error {
		var c *kyc.OAuthClient
		err := b.writer.query("read an OAuth client", func(rows *sql.Rows) error {
			c = &kyc.OAuthClient{}
			return scanClient(rows, c)
		}, "SELECT "+clientTable.names("")+" FROM oauth_clients WHERE "+clientTable.matches(3)+s.dialect.forUpdate(), scope.Account, mode(scope.Live), id)
		if err != nil {
			return err
		}
		if c == nil {
			return errNoClient
		}
		if err := change(c); err != nil {
			return err
		}
		if c.Scope != scope || c.ID != id {
			return fmt.Errorf("change of client %s moved it to another identity", id)
		}
		row, err := clientRow(c)
		if err != nil {
			return err
		}
		b.wrote = true
		changed = c
		b.after = append(b.after, s.grants.forget)
		return s.dialect.update(b.writer, clientTable, [][]any{row})
	})
	return changed, err
}

// DeleteClient removes a client, and with it every access token that it holds.
func (s *Store) DeleteClient(ctx context.Context, scope kyc.Scope, id string) error {
	return s.submit(ctx, needs{}, func(b *batch) error {
		n, err := b.exec("delete an OAuth client", "DELETE FROM oauth_clients WHERE "+clientTable.matches(3), scope.Account, mode(scope.Live), id)
		if err != nil {
			return err
		}
		if n == 0 {
			return errNoClient
		}
		b.after = append(b.after, s.grants.forget)
		return b.endInvitesOf(scope.Account, id)
	})
}

// AccessClient finds whose an access token is, by its scope, client and jti. Not
// found when the client was deleted or the token revoked. Answers are kept for
// keyAge, so another process sees either that much later, this one at once.
func (s *Store) AccessClient(ctx context.Context, scope kyc.Scope, client, jti string) (*kyc.OAuthClient, error) {
	now := s.Now()
	if c, ok := s.grants.get(jti, now); ok && c.Scope == scope && c.ID == client {
		return &c, nil
	}
	seen := s.grants.generation()
	var found *kyc.OAuthClient
	var revoked int64
	err := s.query(ctx, "read the client of an access token", func(rows *sql.Rows) error {
		found = &kyc.OAuthClient{}
		return scanClient(rows, found, &revoked)
	}, "SELECT "+clientTable.names("")+", (SELECT COUNT(*) FROM oauth_revocations AS r WHERE r.account = $1 AND r.live = $2 AND r.id = $4) FROM oauth_clients WHERE "+
		clientTable.matches(3), scope.Account, mode(scope.Live), client, jti)
	if err != nil {
		return nil, err
	}
	if found == nil || revoked > 0 {
		return nil, errNoClient
	}
	s.grants.put(jti, *found, now, seen)
	return found, nil
}

// RevokeAccess ends an access token before its time, and forgets those whose
// time is over anyway.
func (s *Store) RevokeAccess(ctx context.Context, scope kyc.Scope, client, jti string, ends time.Time) error {
	return s.submit(ctx, needs{}, func(b *batch) error {
		if _, err := b.exec("revoke an access token", "INSERT INTO oauth_revocations (account, live, id, client, ends_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
			scope.Account, mode(scope.Live), jti, client, micros(ends)); err != nil {
			return err
		}
		b.after = append(b.after, s.grants.forget)
		_, err := b.exec("forget ended revocations", "DELETE FROM oauth_revocations WHERE ends_at < $1", micros(s.Now()))
		return err
	})
}
