package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/basekyc/basekyc/internal/kyc"
)

// add inserts one row unless a unique key exists already.
func (s *Store) add(ctx context.Context, t *table, what string, row []any) error {
	return s.submit(ctx, needs{object: t.id(row)}, func(b *batch) error { return b.add(t, what, row) })
}

// add is the same as a part of a larger change, which must not have written yet:
// a Conflict leaves no trace.
func (b *batch) add(t *table, what string, row []any) error {
	n, err := b.exec("insert into "+t.name, "INSERT INTO "+t.name+" ("+t.names("")+") VALUES ("+
		placeholders(1, len(t.columns))+") ON CONFLICT DO NOTHING", row...)
	if err == nil && n == 0 {
		return kyc.Errorf(kyc.Conflict, what+"_exists", "This %s exists already.", what)
	}
	return err
}

var accountTable = &table{name: "accounts", key: 1, columns: []column{{"id", text}, {"name", text}, {"created_at", integer},
	{"color", text}, {"logo", text}, {"security", text}, {"line", text}}}

func accountValues(a *kyc.Account) ([]any, error) {
	logo := ""
	if a.Branding.Logo != nil {
		raw, err := json.Marshal(a.Branding.Logo)
		if err != nil {
			return nil, fmt.Errorf("encode the logo of account %s: %w", a.ID, err)
		}
		logo = string(raw)
	}
	security, err := json.Marshal(a.Security)
	if err != nil {
		return nil, fmt.Errorf("encode the security of account %s: %w", a.ID, err)
	}
	line, err := json.Marshal(a.Line)
	if err != nil {
		return nil, fmt.Errorf("encode the line of account %s: %w", a.ID, err)
	}
	color, err := encodeColors(&a.Branding)
	if err != nil {
		return nil, fmt.Errorf("encode the looks of account %s: %w", a.ID, err)
	}
	return []any{a.ID, a.Name, micros(a.CreatedAt), color, logo, string(security), string(line)}, nil
}

// encodeColors gives what the column color holds: the accent as it is, as it was before accounts could choose more,
// or the accent and the rest as JSON.
func encodeColors(b *kyc.Branding) (string, error) {
	if b.Look == (kyc.Look{}) {
		return b.Color, nil
	}
	raw, err := json.Marshal(colors{b.Color, b.Look})
	return string(raw), err
}

type colors struct {
	Color string `json:"color"`
	kyc.Look
}

func decodeColors(column string, b *kyc.Branding) error {
	if !strings.HasPrefix(column, "{") {
		b.Color = column
		return nil
	}
	var c colors
	err := json.Unmarshal([]byte(column), &c)
	b.Color, b.Look = c.Color, c.Look
	return err
}

func scanAccount(rows *sql.Rows, a *kyc.Account) error {
	var created int64
	var color, logo, security, line string
	if err := rows.Scan(&a.ID, &a.Name, &created, &color, &logo, &security, &line); err != nil {
		return err
	}
	a.CreatedAt = instant(created)
	if err := decodeColors(color, &a.Branding); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(security), &a.Security); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(line), &a.Line); err != nil {
		return err
	}
	if logo == "" {
		return nil
	}
	a.Branding.Logo = &kyc.Logo{}
	return json.Unmarshal([]byte(logo), a.Branding.Logo)
}

// CreateAccount adds a tenant; a Conflict when the id is taken.
func (s *Store) CreateAccount(ctx context.Context, a kyc.Account) error {
	row, err := accountValues(&a)
	if err != nil {
		return err
	}
	return s.add(ctx, accountTable, "account", row)
}

// ChangeAccount lets change act on the account inside a transaction. It must be
// pure: it may run more than once.
func (s *Store) ChangeAccount(ctx context.Context, id string, change func(*kyc.Account) error) (*kyc.Account, error) {
	var changed *kyc.Account
	err := s.submit(ctx, needs{}, func(b *batch) error {
		changed = nil
		if err := b.writer.query("read an account", func(rows *sql.Rows) error {
			changed = &kyc.Account{}
			return scanAccount(rows, changed)
		}, "SELECT "+accountTable.names("")+" FROM accounts WHERE id = $1"+s.dialect.forUpdate(), id); err != nil {
			return err
		}
		if changed == nil {
			return errNoAccount
		}
		if err := change(changed); err != nil {
			return err
		}
		row, err := accountValues(changed)
		if err != nil {
			return err
		}
		b.wrote = true
		return s.dialect.update(b.writer, accountTable, [][]any{row})
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

var errNoAccount = kyc.Errorf(kyc.NotFound, "account_not_found", "No such account.")

// Account reads one tenant.
func (s *Store) Account(ctx context.Context, id string) (*kyc.Account, error) {
	found, err := s.accounts(ctx, " WHERE id = $1", id)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, errNoAccount
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
		err := scanAccount(rows, &a)
		found = append(found, a)
		return err
	}, "SELECT "+accountTable.names("")+" FROM accounts"+which, args...)
	return found, err
}
