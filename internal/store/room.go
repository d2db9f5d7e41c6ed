package store

import (
	"database/sql"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Some things an account has only so many of. Who adds one counts in the
// transaction that writes it, behind a lock of the account: two at once, be it
// from two processes, do not both get the last place.

// room lets law judge how many there are. query counts, with the account as its
// first argument.
func (b *batch) room(law func(have int) error, doing, query, account string, more ...any) error {
	if err := b.writer.query("lock an account", func(*sql.Rows) error { return nil },
		"SELECT id FROM accounts WHERE id = $1"+b.store.dialect.forUpdate(), account); err != nil {
		return err
	}
	var have int64
	if err := b.writer.query(doing, func(rows *sql.Rows) error { return rows.Scan(&have) }, query, append([]any{account}, more...)...); err != nil {
		return err
	}
	return law(int(have))
}

func (b *batch) roomForKey(k *kyc.APIKey, law func(alive int) error) error {
	return b.room(law, "count API keys",
		"SELECT COUNT(*) FROM api_keys WHERE account = $1 AND live = $2 AND (revoked_at = 0 OR revoked_at > $3) AND (expires_at = 0 OR expires_at > $3)",
		k.Account, mode(k.Live), micros(k.CreatedAt))
}
