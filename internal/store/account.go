package store

import (
	"context"
	"database/sql"

	"github.com/basekyc/basekyc/internal/kyc"
)

// add inserts one row unless a unique key exists already.
func (s *Store) add(ctx context.Context, t *table, what string, row []any) error {
	return s.submit(ctx, needs{}, func(b *batch) error {
		n, err := b.exec("insert into "+t.name, "INSERT INTO "+t.name+" ("+t.names("")+") VALUES ("+
			placeholders(1, len(t.columns))+") ON CONFLICT DO NOTHING", row...)
		if err == nil && n == 0 {
			return kyc.Errorf(kyc.Conflict, what+"_exists", "This %s exists already.", what)
		}
		return err
	})
}

var accountTable = &table{name: "accounts", key: 1, columns: []column{{"id", text}, {"name", text}, {"created_at", integer}}}

// CreateAccount adds a tenant; a Conflict when the id is taken.
func (s *Store) CreateAccount(ctx context.Context, a kyc.Account) error {
	return s.add(ctx, accountTable, "account", []any{a.ID, a.Name, micros(a.CreatedAt)})
}

// Account reads one tenant.
func (s *Store) Account(ctx context.Context, id string) (*kyc.Account, error) {
	found, err := s.accounts(ctx, " WHERE id = $1", id)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, kyc.Errorf(kyc.NotFound, "account_not_found", "No such account.")
	}
	return &found[0], nil
}

// Accounts lists all tenants, oldest first.
func (s *Store) Accounts(ctx context.Context) ([]kyc.Account, error) {
	return s.accounts(ctx, " ORDER BY id")
}

func (s *Store) accounts(ctx context.Context, which string, args ...any) ([]kyc.Account, error) {
	var found []kyc.Account
	err := s.query(ctx, "read accounts", func(rows *sql.Rows) error {
		var a kyc.Account
		var created int64
		err := rows.Scan(&a.ID, &a.Name, &created)
		a.CreatedAt = instant(created)
		found = append(found, a)
		return err
	}, "SELECT "+accountTable.names("")+" FROM accounts"+which, args...)
	return found, err
}
