package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

var keyTable = &table{name: "api_keys", key: 3, columns: []column{
	{"account", text}, {"live", integer}, {"id", text}, {"kind", text}, {"name", text}, {"hash", octets},
	{"hint", text}, {"created_at", integer}, {"last_used", integer}, {"revoked_at", integer},
	{"permissions", text}, {"origins", text}, {"expires_at", integer}, {"replaced_by", text}}}

// CreateKey adds a credential, if the scope has room for it.
func (s *Store) CreateKey(ctx context.Context, k kyc.APIKey) error {
	row, err := keyRow(&k)
	if err != nil {
		return err
	}
	return s.submit(ctx, needs{object: k.ID}, func(b *batch) error {
		if err := b.roomForKey(&k, kyc.RoomForKey); err != nil {
			return err
		}
		return b.add(keyTable, "key", row)
	})
}

func keyRow(k *kyc.APIKey) ([]any, error) {
	permissions, err := list(k.Permissions)
	if err != nil {
		return nil, err
	}
	origins, err := list(k.Origins)
	return []any{k.Account, mode(k.Live), k.ID, string(k.Kind), k.Name, k.Hash[:],
		k.Hint, micros(k.CreatedAt), micros(k.LastUsed), micros(k.RevokedAt),
		permissions, origins, micros(k.ExpiresAt), k.ReplacedBy}, err
}

// KeyByHash finds the key of a credential, also a revoked one: the caller
// looks at RevokedAt. Answers are kept for keyAge, so a revocation by another
// process takes that long; one by this process is seen at once.
func (s *Store) KeyByHash(ctx context.Context, h kyc.Hash) (*kyc.APIKey, error) {
	now := s.Now()
	if k, ok := s.keys.get(h, now); ok {
		return &k, nil
	}
	seen := s.keys.generation()
	found, err := s.apiKeys(ctx, "hash = $1", h[:])
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, kyc.Errorf(kyc.NotFound, "key_not_found", "No such API key.")
	}
	s.keys.put(h, found[0], now, seen)
	return &found[0], nil
}

// Keys lists the keys of a scope, oldest first.
func (s *Store) Keys(ctx context.Context, scope kyc.Scope) ([]kyc.APIKey, error) {
	return s.apiKeys(ctx, "account = $1 AND live = $2 ORDER BY id", scope.Account, mode(scope.Live))
}

// Key reads one key of a scope.
func (s *Store) Key(ctx context.Context, scope kyc.Scope, id string) (*kyc.APIKey, error) {
	found, err := s.apiKeys(ctx, keyTable.matches(3), scope.Account, mode(scope.Live), id)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, errNoKey
	}
	return &found[0], nil
}

var errNoKey = missing("key_not_found", "API key")

// KeyPage reads a page of the keys of a scope, newest first.
func (s *Store) KeyPage(ctx context.Context, scope kyc.Scope, q kyc.PageQuery) (page []kyc.APIKey, more bool, err error) {
	limit := pageLimit(q.Limit)
	where, args := "account = $1 AND live = $2", []any{scope.Account, mode(scope.Live), int64(limit + 1)}
	if q.After != "" {
		where, args = where+" AND id < $4", append(args, q.After)
	}
	if page, err = s.apiKeys(ctx, where+" ORDER BY id DESC LIMIT $3", args...); err != nil {
		return nil, false, err
	}
	page, more = cut(page, limit)
	return page, more, nil
}

// ChangeKey lets change act on a key inside a transaction; it may run more than
// once. A key that it answers with is new and written in the same transaction.
// This process sees the change at once.
func (s *Store) ChangeKey(ctx context.Context, scope kyc.Scope, id string, change func(*kyc.APIKey) (next *kyc.APIKey, err error)) (*kyc.APIKey, error) {
	var changed *kyc.APIKey
	err := s.submit(ctx, needs{}, func(b *batch) error {
		var k *kyc.APIKey
		err := b.writer.query("read an API key", func(rows *sql.Rows) error {
			k = &kyc.APIKey{}
			return scanKey(rows, k)
		}, "SELECT "+keyTable.names("")+" FROM api_keys WHERE "+keyTable.matches(3)+s.dialect.forUpdate(), scope.Account, mode(scope.Live), id)
		if err != nil {
			return err
		}
		if k == nil {
			return errNoKey
		}
		next, err := change(k)
		if err != nil {
			return err
		}
		if k.Scope != scope || k.ID != id {
			return fmt.Errorf("change of key %s moved it to another identity", id)
		}
		row, err := keyRow(k)
		if err != nil {
			return err
		}
		var more []any
		if next != nil {
			if more, err = keyRow(next); err != nil {
				return err
			}
			if err := b.roomForKey(next, kyc.RoomForSuccessor); err != nil {
				return err
			}
		}
		b.wrote = true
		if err := s.dialect.update(b.writer, keyTable, [][]any{row}); err != nil {
			return err
		}
		if next != nil {
			if _, err := b.exec("insert a key", "INSERT INTO api_keys ("+keyTable.names("")+") VALUES ("+placeholders(1, len(keyTable.columns))+")", more...); err != nil {
				return err
			}
		}
		changed = k
		b.after = append(b.after, s.keys.forget)
		return nil
	})
	return changed, err
}

// RevokeKey ends a key. A key that was revoked before keeps its first instant.
func (s *Store) RevokeKey(ctx context.Context, scope kyc.Scope, id string, at time.Time) error {
	return s.submit(ctx, needs{}, func(b *batch) error {
		n, err := b.exec("revoke a key", "UPDATE api_keys SET revoked_at = CASE WHEN revoked_at = 0 THEN $4 ELSE revoked_at END WHERE "+
			keyTable.matches(3), scope.Account, mode(scope.Live), id, micros(at))
		if err != nil {
			return err
		}
		if n == 0 {
			return errNoKey
		}
		b.after = append(b.after, s.keys.forget)
		return b.endInvitesOf(scope.Account, id)
	})
}

func (s *Store) apiKeys(ctx context.Context, where string, args ...any) ([]kyc.APIKey, error) {
	var found []kyc.APIKey
	err := s.query(ctx, "read API keys", func(rows *sql.Rows) error {
		var k kyc.APIKey
		err := scanKey(rows, &k)
		if at := s.touched.of(k.ID); at.After(k.LastUsed) {
			k.LastUsed = at
		}
		found = append(found, k)
		return err
	}, "SELECT "+keyTable.names("")+" FROM api_keys WHERE "+where, args...)
	return found, err
}

func scanKey(rows *sql.Rows, k *kyc.APIKey) error {
	var live, created, used, revoked, expires int64
	var h []byte
	var permissions, origins string
	if err := rows.Scan(&k.Account, &live, &k.ID, &k.Kind, &k.Name, &h, &k.Hint, &created, &used, &revoked,
		&permissions, &origins, &expires, &k.ReplacedBy); err != nil {
		return err
	}
	k.Live, k.Hash = live != 0, hash(h)
	k.CreatedAt, k.LastUsed, k.RevokedAt, k.ExpiresAt = instant(created), instant(used), instant(revoked), instant(expires)
	var err error
	if k.Permissions, err = unlist[kyc.Permission](permissions); err != nil {
		return err
	}
	k.Origins, err = unlist[string](origins)
	return err
}
