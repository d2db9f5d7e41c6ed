package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

var loginTable = &table{name: "logins", key: 3, columns: []column{
	{"account", text}, {"officer", text}, {"id", text}, {"hash", octets}, {"epoch", integer},
	{"created_at", integer}, {"seen_at", integer}, {"address", text}, {"agent", text}, {"method", text}}}

// CreateLogin adds a login and sweeps those of the same member that have run
// out or are too many, the ones longest unseen first.
func (s *Store) CreateLogin(ctx context.Context, l kyc.Login) error {
	return s.submit(ctx, needs{}, func(b *batch) error {
		if err := b.add(loginTable, "login", []any{l.Account, l.Officer, l.ID, l.Hash[:], l.Epoch, micros(l.CreatedAt),
			micros(l.SeenAt), l.Address, l.Agent, string(l.Method)}); err != nil {
			return err
		}
		_, err := b.exec("sweep logins", "DELETE FROM logins WHERE account = $1 AND officer = $2 AND (created_at <= $3 OR seen_at <= $4 OR epoch <> $5"+
			" OR id NOT IN (SELECT id FROM logins WHERE account = $1 AND officer = $2 ORDER BY seen_at DESC, id DESC LIMIT $6))",
			l.Account, l.Officer, micros(l.CreatedAt.Add(-kyc.LoginLife)), micros(l.CreatedAt.Add(-kyc.LoginIdle)), l.Epoch, int64(kyc.MaxLogins))
		return err
	})
}

// LoginByHash finds the login of a cookie with its officer, who decides whether
// it is still good.
func (s *Store) LoginByHash(ctx context.Context, h kyc.Hash) (*kyc.Login, *kyc.Officer, error) {
	var login *kyc.Login
	var officer *kyc.Officer
	err := s.query(ctx, "read a login", func(rows *sql.Rows) error {
		login, officer = &kyc.Login{}, &kyc.Officer{}
		targets, done := loginTargets(login)
		more, doneOfficer := officerTargets(officer)
		if err := rows.Scan(append(targets, more...)...); err != nil {
			return err
		}
		done()
		return doneOfficer()
	}, "SELECT "+loginTable.names("l.")+", "+officerTable.names("o.")+
		" FROM logins AS l JOIN officers AS o ON o.account = l.account AND o.id = l.officer WHERE l.hash = $1", h[:])
	if err == nil && login == nil {
		err = errNoLogin
	}
	return login, officer, err
}

// Logins lists a member's logins, newest first.
func (s *Store) Logins(ctx context.Context, account, officer string) ([]kyc.Login, error) {
	var found []kyc.Login
	err := s.query(ctx, "read logins", func(rows *sql.Rows) error {
		var l kyc.Login
		targets, done := loginTargets(&l)
		err := rows.Scan(targets...)
		done()
		found = append(found, l)
		return err
	}, "SELECT "+loginTable.names("")+" FROM logins WHERE account = $1 AND officer = $2 ORDER BY id DESC", account, officer)
	return found, err
}

// SeeLogin notes that a login was used.
func (s *Store) SeeLogin(ctx context.Context, l *kyc.Login, at time.Time) error {
	return s.submit(ctx, needs{}, func(b *batch) error {
		_, err := b.exec("see a login", "UPDATE logins SET seen_at = $4 WHERE "+loginTable.matches(3)+" AND seen_at < $4",
			l.Account, l.Officer, l.ID, micros(at))
		return err
	})
}

// EndLogin ends one login.
func (s *Store) EndLogin(ctx context.Context, account, officer, id string) error {
	return s.submit(ctx, needs{}, func(b *batch) error {
		n, err := b.exec("end a login", "DELETE FROM logins WHERE "+loginTable.matches(3), account, officer, id)
		if err == nil && n == 0 {
			return errNoLogin
		}
		return err
	})
}

var errNoLogin = kyc.Errorf(kyc.NotFound, "login_not_found", "No such login.")

// loginTargets are where a row is scanned to; done finishes the login.
func loginTargets(l *kyc.Login) (targets []any, done func()) {
	var h []byte
	var created, seen int64
	return []any{&l.Account, &l.Officer, &l.ID, &h, &l.Epoch, &created, &seen, &l.Address, &l.Agent, &l.Method}, func() {
		l.Hash, l.CreatedAt, l.SeenAt = hash(h), instant(created), instant(seen)
	}
}
