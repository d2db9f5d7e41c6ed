package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

var (
	claimTable = &table{name: "claims", key: 3, columns: []column{
		{"account", text}, {"live", integer}, {"key_hash", octets}, {"fingerprint", octets}, {"node", text},
		{"object", text}, {"at", integer}, {"status", integer}, {"reply", octets}}}
	// answerTable is what keeping a reply changes of a claim.
	answerTable = &table{name: "claims", key: 3, columns: []column{
		{"account", text}, {"live", integer}, {"key_hash", octets}, {"status", integer}, {"reply", octets}}}
)

// claimKey identifies a claim.
type claimKey struct {
	kyc.Scope
	hash kyc.Hash
}

func (k claimKey) values() []any { return []any{k.Account, mode(k.Live), k.hash[:]} }

// claimOf is the claim that a write of this context has to make. There is none
// in most contexts, and none behind the first write.
func claimOf(ctx context.Context) *kyc.Claim {
	if c, ok := ctx.Value(kyc.ClaimContext{}).(*kyc.Claim); ok && !c.Written {
		return c
	}
	return nil
}

func claimValues(c *kyc.Claim) []any {
	return []any{c.Account, mode(c.Live), c.Key[:], c.Fingerprint[:], c.Node, c.Object, micros(c.At), int64(c.Status), nonNil(c.Reply)}
}

// nonNil keeps the empty reply apart from NULL, which no column takes.
func nonNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func scanClaim(rows *sql.Rows, c *kyc.Claim) error {
	var live, at int64
	var key, fingerprint []byte
	err := rows.Scan(&c.Account, &live, &key, &fingerprint, &c.Node, &c.Object, &at, &c.Status, &c.Reply)
	c.Live, c.Key, c.Fingerprint, c.At, c.Written = live != 0, hash(key), hash(fingerprint), instant(at), true
	return err
}

// claim notes that the batch has to insert a claim, once its member has acted.
func (b *batch) claim(c kyc.Claim) {
	b.claims = append(b.claims, claimValues(&c))
	b.wrote = true
}

// Claim finds the claim of an idempotency key; ok is false when there is none.
func (s *Store) Claim(ctx context.Context, scope kyc.Scope, key kyc.Hash) (c kyc.Claim, ok bool, err error) {
	err = s.query(ctx, "read a claim", func(rows *sql.Rows) error {
		ok = true
		return scanClaim(rows, &c)
	}, "SELECT "+claimTable.names("")+" FROM claims WHERE "+claimTable.matches(3), scope.Account, mode(scope.Live), key[:])
	return c, ok && err == nil, err
}

// Answer keeps the reply of a claim: Status and Reply are set. A claim that
// nothing was written under yet is inserted with it. kyc.ErrClaimed when the
// claim is somebody else's by now: then the reply must not leave.
func (s *Store) Answer(ctx context.Context, c kyc.Claim) error {
	key := claimKey{c.Scope, c.Key}
	return s.send(ctx, &write{needs: needs{claims: []claimKey{key}}, apply: func(b *batch) error {
		kept := b.held[key]
		switch {
		case kept == nil && !c.Written:
			b.held[key] = &c
			b.claim(c)
		case kept == nil || kept.Node != c.Node || kept.Status != 0:
			return kyc.ErrClaimed
		default:
			kept.Status = c.Status
			b.answers = append(b.answers, append(key.values(), int64(c.Status), nonNil(c.Reply)))
			b.wrote = true
		}
		return nil
	}})
}

// TakeOver gives a claim without a reply to another node, which from then on
// alone may answer. kyc.ErrClaimed when it is not as it was found.
func (s *Store) TakeOver(ctx context.Context, found kyc.Claim, node string, at time.Time) error {
	return s.send(ctx, &write{apply: func(b *batch) error {
		n, err := b.exec("take a claim over", "UPDATE claims SET node = $4, at = $5 WHERE "+claimTable.matches(3)+
			" AND node = $6 AND at = $7 AND status = 0", found.Account, mode(found.Live), found.Key[:], node, micros(at), found.Node, micros(found.At))
		if err == nil && n == 0 {
			return kyc.ErrClaimed
		}
		return err
	}})
}

// DropClaim forgets a claim that has outlived its time.
func (s *Store) DropClaim(ctx context.Context, c kyc.Claim) error {
	return s.send(ctx, &write{apply: func(b *batch) error {
		_, err := b.exec("drop a claim", "DELETE FROM claims WHERE "+claimTable.matches(3)+" AND at = $4",
			c.Account, mode(c.Live), c.Key[:], micros(c.At))
		return err
	}})
}

// SweepClaims forgets claims from before an instant, at most limit of them, and
// tells how many. Callers of other writes wait for it, so limit is small.
func (s *Store) SweepClaims(ctx context.Context, before time.Time, limit int) (int, error) {
	var n int64
	err := s.send(ctx, &write{apply: func(b *batch) (err error) {
		key := &table{columns: claimTable.columns[:claimTable.key]}
		n, err = b.exec("sweep claims", fmt.Sprintf("DELETE FROM claims WHERE (%s) IN (SELECT %s FROM claims WHERE at < $1 ORDER BY at LIMIT $2)",
			key.names(""), key.names("")), micros(before), int64(limit))
		return err
	}})
	return int(n), err
}
