package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/basekyc/basekyc/internal/kyc"
)

var officerTable = &table{name: "officers", key: 2, columns: []column{
	{"account", text}, {"id", text}, {"email", text}, {"email_key", text}, {"name", text},
	{"roles", text}, {"password", text}, {"created_at", integer}, {"epoch", integer},
	{"second_factor", text}, {"subject", text}, {"qualification", text}}}

// emailKey is the form in which an address is compared: people do not mind the
// case of theirs.
func emailKey(email string) string { return strings.ToLower(email) }

func officerValues(o *kyc.Officer) ([]any, error) {
	roles, err := json.Marshal(o.Roles)
	if err != nil {
		return nil, fmt.Errorf("encode the roles of officer %s: %w", o.ID, err)
	}
	factor, err := optionalJSON(o.SecondFactor)
	if err != nil {
		return nil, fmt.Errorf("encode the second factor of officer %s: %w", o.ID, err)
	}
	qualification, err := json.Marshal(o.Qualification)
	if err != nil {
		return nil, fmt.Errorf("encode the qualification of officer %s: %w", o.ID, err)
	}
	return []any{o.Account, o.ID, o.Email, emailKey(o.Email), o.Name, string(roles), o.Password, micros(o.CreatedAt), o.Epoch,
		factor, o.Subject, string(qualification)}, nil
}

// officerTargets are where a row is scanned to; done finishes the officer.
func officerTargets(o *kyc.Officer) (targets []any, done func() error) {
	var key, roles, factor, qualification string
	var created int64
	return []any{&o.Account, &o.ID, &o.Email, &key, &o.Name, &roles, &o.Password, &created, &o.Epoch,
			&factor, &o.Subject, &qualification}, func() error {
			o.CreatedAt = instant(created)
			if factor != "" {
				o.SecondFactor = &kyc.SecondFactor{}
				if err := json.Unmarshal([]byte(factor), o.SecondFactor); err != nil {
					return err
				}
			}
			if err := json.Unmarshal([]byte(qualification), &o.Qualification); err != nil {
				return err
			}
			return json.Unmarshal([]byte(roles), &o.Roles)
		}
}

// optionalJSON is a value as text; "" for nil.
func optionalJSON[T any](v *T) (string, error) {
	if v == nil {
		return "", nil
	}
	raw, err := json.Marshal(v)
	return string(raw), err
}

func scanOfficer(rows *sql.Rows, o *kyc.Officer) error {
	targets, done := officerTargets(o)
	if err := rows.Scan(targets...); err != nil {
		return err
	}
	return done()
}

// CreateOfficer adds a member of staff. The e-mail address is the log-in, so it
// is unique among all accounts; a Conflict when it is taken.
func (s *Store) CreateOfficer(ctx context.Context, o kyc.Officer) error {
	row, err := officerValues(&o)
	if err != nil {
		return err
	}
	return s.add(ctx, officerTable, "officer", row)
}

// OfficerByEmail finds who logs in.
func (s *Store) OfficerByEmail(ctx context.Context, email string) (*kyc.Officer, error) {
	return one(s.officers(ctx, "email_key = $1", emailKey(email)))
}

// Officer reads a member of an account's staff.
func (s *Store) Officer(ctx context.Context, account, id string) (*kyc.Officer, error) {
	return one(s.officers(ctx, "account = $1 AND id = $2", account, id))
}

// Officers lists an account's staff, oldest first.
func (s *Store) Officers(ctx context.Context, account string) ([]kyc.Officer, error) {
	return s.officers(ctx, "account = $1 ORDER BY id", account)
}

// ChangeOfficer lets change act on a member inside a transaction, with all of
// the account's staff in view; nil from change removes him with his logins. It
// must be pure: it may run more than once. Logins of a former epoch go too, and
// with other roles the invitations of his that nobody has accepted.
func (s *Store) ChangeOfficer(ctx context.Context, account, id string, change func(o kyc.Officer, staff []kyc.Officer) (*kyc.Officer, error)) (*kyc.Officer, error) {
	var changed *kyc.Officer
	err := s.submit(ctx, needs{}, func(b *batch) error {
		var staff []kyc.Officer
		if err := b.writer.query("read the staff", func(rows *sql.Rows) error {
			var o kyc.Officer
			err := scanOfficer(rows, &o)
			staff = append(staff, o)
			return err
		}, "SELECT "+officerTable.names("")+" FROM officers WHERE account = $1 ORDER BY id"+s.dialect.forUpdate(), account); err != nil {
			return err
		}
		var before *kyc.Officer
		for i := range staff {
			if staff[i].ID == id {
				before = &staff[i]
			}
		}
		if before == nil {
			return errNoOfficer
		}
		var err error
		if changed, err = change(*before, staff); err != nil {
			return err
		}
		return b.replaceOfficer(before, changed)
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

// replaceOfficer writes what has become of a member; nothing when he was removed.
// The passkeys come first: one that is somebody's already leaves no trace.
func (b *batch) replaceOfficer(before, after *kyc.Officer) error {
	if err := b.replacePasskeys(before, after); err != nil {
		return err
	}
	if after == nil || !slices.Equal(after.Roles, before.Roles) {
		if err := b.endInvitesOf(before.Account, before.ID); err != nil {
			return err
		}
	}
	if after == nil {
		if _, err := b.exec("remove an officer", "DELETE FROM officers WHERE account = $1 AND id = $2", before.Account, before.ID); err != nil {
			return err
		}
	} else {
		row, err := officerValues(after)
		if err != nil {
			return err
		}
		b.wrote = true
		if err := b.store.dialect.update(b.writer, officerTable, [][]any{row}); err != nil {
			return err
		}
	}
	if after != nil && after.Epoch == before.Epoch {
		return nil
	}
	_, err := b.exec("end logins", "DELETE FROM logins WHERE account = $1 AND officer = $2", before.Account, before.ID)
	return err
}

var errNoOfficer = kyc.Errorf(kyc.NotFound, "officer_not_found", "No such officer.")

func (s *Store) officers(ctx context.Context, where string, args ...any) ([]kyc.Officer, error) {
	var found []kyc.Officer
	err := s.query(ctx, "read officers", func(rows *sql.Rows) error {
		var o kyc.Officer
		err := scanOfficer(rows, &o)
		found = append(found, o)
		return err
	}, "SELECT "+officerTable.names("")+" FROM officers WHERE "+where, args...)
	return found, err
}

func one(found []kyc.Officer, err error) (*kyc.Officer, error) {
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, errNoOfficer
	}
	return &found[0], nil
}
