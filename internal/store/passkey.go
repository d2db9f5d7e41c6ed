package store

import (
	"context"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

var (
	passkeyTable  = &table{name: "passkeys", key: 1, columns: []column{{"credential", octets}, {"account", text}, {"officer", text}}}
	answeredTable = &table{name: "answered", key: 1, columns: []column{{"question", octets}, {"until", integer}}}
)

// clocksDiffer is by how much clocks of processes may: an answer stays known so
// long after the question has run out.
const clocksDiffer = time.Hour

// OfficerByPasskey finds whose a passkey is, among all accounts.
func (s *Store) OfficerByPasskey(ctx context.Context, credential kyc.Hash) (*kyc.Officer, error) {
	return one(s.officers(ctx, "(account, id) IN (SELECT account, officer FROM passkeys WHERE credential = $1)", credential[:]))
}

// replacePasskeys keeps whose each passkey is. Nobody has another's:
// kyc.ErrPasskeyTaken.
func (b *batch) replacePasskeys(before, after *kyc.Officer) error {
	had, has := credentialsOf(before), credentialsOf(after)
	for c := range has {
		if had[c] {
			continue
		}
		err := b.add(passkeyTable, "passkey", []any{c[:], before.Account, before.ID})
		if kyc.IsKind(err, kyc.Conflict) {
			return kyc.ErrPasskeyTaken
		}
		if err != nil {
			return err
		}
	}
	for c := range had {
		if has[c] {
			continue
		}
		if _, err := b.exec("forget a passkey", "DELETE FROM passkeys WHERE credential = $1 AND account = $2 AND officer = $3", c[:], before.Account, before.ID); err != nil {
			return err
		}
	}
	return nil
}

func credentialsOf(o *kyc.Officer) map[kyc.Hash]bool {
	if o == nil || len(o.Passkeys()) == 0 {
		return nil
	}
	all := map[kyc.Hash]bool{}
	for _, p := range o.Passkeys() {
		all[kyc.CredentialHash(p.Credential)] = true
	}
	return all
}

// AnswerOnce uses a question to an authenticator up, until it has run out anyway:
// kyc.ErrPasskeyStale when it was answered before, here or by another process.
func (s *Store) AnswerOnce(ctx context.Context, question kyc.Hash, now, until time.Time) error {
	return s.submit(ctx, needs{}, func(b *batch) error {
		err := b.add(answeredTable, "answer", []any{question[:], micros(until)})
		if kyc.IsKind(err, kyc.Conflict) {
			return kyc.ErrPasskeyStale
		}
		if err != nil {
			return err
		}
		_, err = b.exec("sweep answers", "DELETE FROM answered WHERE until <= $1", micros(now.Add(-clocksDiffer)))
		return err
	})
}
