package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/basekyc/basekyc/internal/kyc"
)

var officerTable = &table{name: "officers", key: 2, columns: []column{
	{"account", text}, {"id", text}, {"email", text}, {"email_key", text}, {"name", text},
	{"roles", text}, {"password", text}, {"created_at", integer}}}

// emailKey is the form in which an address is compared: people do not mind the
// case of theirs.
func emailKey(email string) string { return strings.ToLower(email) }

// CreateOfficer adds a member of staff. The e-mail address is the log-in, so it
// is unique among all accounts; a Conflict when it is taken.
func (s *Store) CreateOfficer(ctx context.Context, o kyc.Officer) error {
	roles, err := json.Marshal(o.Roles)
	if err != nil {
		return fmt.Errorf("encode the roles of officer %s: %w", o.ID, err)
	}
	return s.add(ctx, officerTable, "officer", []any{o.Account, o.ID, o.Email, emailKey(o.Email), o.Name,
		string(roles), o.Password, micros(o.CreatedAt)})
}

// OfficerByEmail finds who logs in.
func (s *Store) OfficerByEmail(ctx context.Context, email string) (*kyc.Officer, error) {
	return s.officer(ctx, "email_key = $1", emailKey(email))
}

// Officer reads a member of an account's staff.
func (s *Store) Officer(ctx context.Context, account, id string) (*kyc.Officer, error) {
	return s.officer(ctx, "account = $1 AND id = $2", account, id)
}

func (s *Store) officer(ctx context.Context, where string, args ...any) (*kyc.Officer, error) {
	var found *kyc.Officer
	err := s.query(ctx, "read an officer", func(rows *sql.Rows) error {
		var o kyc.Officer
		var key, roles string
		var created int64
		if err := rows.Scan(&o.Account, &o.ID, &o.Email, &key, &o.Name, &roles, &o.Password, &created); err != nil {
			return err
		}
		o.CreatedAt = instant(created)
		found = &o
		return json.Unmarshal([]byte(roles), &o.Roles)
	}, "SELECT "+officerTable.names("")+" FROM officers WHERE "+where, args...)
	if err == nil && found == nil {
		err = kyc.Errorf(kyc.NotFound, "officer_not_found", "No such officer.")
	}
	return found, err
}
