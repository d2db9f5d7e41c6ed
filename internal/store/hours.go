package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Hours reads when an account takes appointments.
func (s *Store) Hours(ctx context.Context, account string) (kyc.Hours, error) {
	h := kyc.DefaultHours()
	var raw string
	err := s.query(ctx, "read hours", func(rows *sql.Rows) error { return rows.Scan(&raw) }, "SELECT document FROM hours WHERE account = $1", account)
	if err != nil || raw == "" {
		return h, err
	}
	h = kyc.Hours{}
	if err := json.Unmarshal([]byte(raw), &h); err != nil {
		return h, fmt.Errorf("decode the hours of account %s: %w", account, err)
	}
	return h, nil
}

// SetHours replaces them. Appointments that stand already stay.
func (s *Store) SetHours(ctx context.Context, account string, h kyc.Hours) error {
	raw, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("encode hours: %w", err)
	}
	return s.submit(ctx, needs{}, func(b *batch) error {
		_, err := b.exec("set hours", "INSERT INTO hours (account, document, capacity) VALUES ($1, $2, $3) "+
			"ON CONFLICT (account) DO UPDATE SET document = excluded.document, capacity = excluded.capacity", account, string(raw), int64(h.Capacity))
		return err
	})
}

// Seats tells how many places are taken of the slots that begin within [from, to).
func (s *Store) Seats(ctx context.Context, scope kyc.Scope, from, to time.Time) (map[time.Time]int, error) {
	taken := map[time.Time]int{}
	err := s.query(ctx, "read seats", func(rows *sql.Rows) error {
		var at, n int64
		err := rows.Scan(&at, &n)
		taken[instant(at)] = int(n)
		return err
	}, "SELECT starts_at, taken FROM seats WHERE account = $1 AND live = $2 AND starts_at >= $3 AND starts_at < $4",
		scope.Account, mode(scope.Live), micros(from), micros(to))
	return taken, err
}

var errFull = &kyc.Error{Kind: kyc.Conflict, Code: "slot_full", Message: "Every place in this slot is taken.", Hint: "GET /v1/slots lists those that are free."}

// reseat gives a session its place in a slot, and the one that it had back. The
// statement that takes a place counts and compares in one go under the slot's
// lock, so the last place is given once, whoever else asks for it.
func (b *batch) reseat(scope kyc.Scope, from, to time.Time) error {
	if from.Equal(to) {
		return nil
	}
	if !to.IsZero() {
		n, err := b.exec("take a seat", "INSERT INTO seats (account, live, starts_at, taken) VALUES ($1, $2, $3, 1) "+
			"ON CONFLICT (account, live, starts_at) DO UPDATE SET taken = seats.taken + 1 WHERE seats.taken < "+
			"COALESCE((SELECT h.capacity FROM hours AS h WHERE h.account = $1), $4)",
			scope.Account, mode(scope.Live), micros(to), int64(kyc.DefaultHours().Capacity))
		if err != nil {
			return err
		}
		if n == 0 {
			return errFull
		}
	}
	if from.IsZero() {
		return nil
	}
	_, err := b.exec("give a seat back", "UPDATE seats SET taken = taken - 1 WHERE account = $1 AND live = $2 AND starts_at = $3 AND taken > 0",
		scope.Account, mode(scope.Live), micros(from))
	return err
}
