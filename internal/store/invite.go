package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

var inviteTable = &table{name: "invites", key: 2, columns: []column{
	{"account", text}, {"id", text}, {"email", text}, {"email_key", text}, {"roles", text}, {"hash", octets}, {"by_id", text},
	{"created_at", integer}, {"expires_at", integer}, {"accepted_at", integer}}}

// CreateInvite adds an invitation in place of a former one to the same address,
// and sweeps those that have run out.
func (s *Store) CreateInvite(ctx context.Context, i kyc.Invite) error {
	roles, err := json.Marshal(i.Roles)
	if err != nil {
		return fmt.Errorf("encode the roles of invitation %s: %w", i.ID, err)
	}
	return s.submit(ctx, needs{}, func(b *batch) error {
		if err := b.room(kyc.RoomForInvite, "count invitations", "SELECT COUNT(*) FROM invites WHERE account = $1 AND accepted_at = 0 AND expires_at > $2",
			i.Account, micros(i.CreatedAt)); err != nil {
			return err
		}
		if _, err := b.exec("replace invitations", "DELETE FROM invites WHERE account = $1 AND accepted_at = 0 AND (expires_at <= $2 OR email_key = $3 AND email_key <> '')",
			i.Account, micros(i.CreatedAt), emailKey(i.Email)); err != nil {
			return err
		}
		return s.dialect.insert(b.writer, inviteTable, [][]any{{i.Account, i.ID, i.Email, emailKey(i.Email), string(roles), i.Hash[:], i.By,
			micros(i.CreatedAt), micros(i.ExpiresAt), micros(i.AcceptedAt)}})
	})
}

// Invites lists an account's invitations, newest first.
func (s *Store) Invites(ctx context.Context, account string) ([]kyc.Invite, error) {
	var found []kyc.Invite
	err := s.query(ctx, "read invitations", scanInvites(&found),
		"SELECT "+inviteTable.names("")+" FROM invites WHERE account = $1 ORDER BY id DESC LIMIT 1000", account)
	return found, err
}

// InviteByHash finds the invitation of a code, also one that is no longer good.
func (s *Store) InviteByHash(ctx context.Context, h kyc.Hash) (*kyc.Invite, error) {
	var found []kyc.Invite
	err := s.query(ctx, "read an invitation", scanInvites(&found), "SELECT "+inviteTable.names("")+" FROM invites WHERE hash = $1", h[:])
	if err == nil && len(found) == 0 {
		err = kyc.ErrNoInvite
	}
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}

// EndInvite takes an invitation back.
func (s *Store) EndInvite(ctx context.Context, account, id string) error {
	return s.submit(ctx, needs{}, func(b *batch) error {
		n, err := b.exec("end an invitation", "DELETE FROM invites WHERE account = $1 AND id = $2", account, id)
		if err == nil && n == 0 {
			return kyc.Errorf(kyc.NotFound, "invitation_not_found", "No such invitation.")
		}
		return err
	})
}

// endInvitesOf takes back what nobody has accepted of a member's, key's or
// client's invitations: whoever cannot invite any more has left no door open.
func (b *batch) endInvitesOf(account, by string) error {
	_, err := b.exec("end invitations", "DELETE FROM invites WHERE account = $1 AND by_id = $2 AND accepted_at = 0", account, by)
	return err
}

// Welcome makes the officer who accepts an invitation, with his account when he
// founds one; without a code nobody was invited. All or nothing: a code makes
// one officer, also when it comes twice at the same time. email_taken when the
// address logs in somewhere already.
func (s *Store) Welcome(ctx context.Context, code kyc.Hash, o kyc.Officer, founded *kyc.Account, at time.Time) error {
	officer, err := officerValues(&o)
	if err != nil {
		return err
	}
	var account []any
	if founded != nil {
		if account, err = accountValues(founded); err != nil {
			return err
		}
	}
	return s.submit(ctx, needs{}, func(b *batch) error {
		var found []kyc.Invite
		if code != (kyc.Hash{}) {
			if err := b.writer.query("read an invitation", scanInvites(&found), "SELECT "+inviteTable.names("")+" FROM invites WHERE hash = $1"+s.dialect.forUpdate(), code[:]); err != nil {
				return err
			}
			if len(found) == 0 || !found[0].Good(at) || found[0].Account != "" && found[0].Account != o.Account {
				return kyc.ErrNoInvite
			}
		}
		err := b.add(officerTable, "officer", officer)
		if kyc.IsKind(err, kyc.Conflict) {
			return kyc.Errorf(kyc.Conflict, "email_taken", "This e-mail address has a log-in already.")
		}
		if err != nil {
			return err
		}
		if founded != nil {
			if err := s.dialect.insert(b.writer, accountTable, [][]any{account}); err != nil {
				return err
			}
		}
		if len(found) == 0 {
			return nil
		}
		_, err = b.exec("accept an invitation", "UPDATE invites SET accepted_at = $3 WHERE "+inviteTable.matches(2),
			found[0].Account, found[0].ID, micros(at))
		return err
	})
}

func scanInvites(found *[]kyc.Invite) func(*sql.Rows) error {
	*found = nil
	return func(rows *sql.Rows) error {
		var i kyc.Invite
		var key, roles string
		var h []byte
		var created, expires, accepted int64
		if err := rows.Scan(&i.Account, &i.ID, &i.Email, &key, &roles, &h, &i.By, &created, &expires, &accepted); err != nil {
			return err
		}
		i.Hash, i.CreatedAt, i.ExpiresAt, i.AcceptedAt = hash(h), instant(created), instant(expires), instant(accepted)
		*found = append(*found, i)
		return json.Unmarshal([]byte(roles), &(*found)[len(*found)-1].Roles)
	}
}
