package account

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/basekyc/basekyc/internal/kyc"
)

// codeBytes of entropy are in an invitation's code.
const codeBytes = 20

// Invite asks somebody onto the staff of the principal's account and answers
// with the code of the link, which is kept nowhere. Whether the address logs in
// to another account is not told here: only its owner learns it, on accepting.
func (s *Service) Invite(ctx context.Context, by *kyc.Principal, email string, roles []kyc.Role) (string, *kyc.Invite, error) {
	email = canonical(email)
	if err := kyc.CheckInvite(email, roles); err != nil {
		return "", nil, err
	}
	if err := by.MayGrant(roles); err != nil {
		return "", nil, err
	}
	known, err := s.store.OfficerByEmail(ctx, email)
	if err != nil && !kyc.IsKind(err, kyc.NotFound) {
		return "", nil, fmt.Errorf("look up a member: %w", err)
	}
	if err == nil && known.Account == by.Account {
		return "", nil, kyc.Errorf(kyc.Conflict, "already_member", "Somebody with this e-mail address is on the staff already.")
	}
	return s.invite(ctx, kyc.Invite{Account: by.Account, Email: email, Roles: roles, By: by.ID})
}

// InviteFounder lets somebody found an account where sign-up is by invitation.
// It is for the operator.
func (s *Service) InviteFounder(ctx context.Context, email string) (string, *kyc.Invite, error) {
	if email = canonical(email); email != "" {
		if err := kyc.Refuse(kyc.CheckEmail(email)); err != nil {
			return "", nil, err
		}
	}
	return s.invite(ctx, kyc.Invite{Email: email, Roles: kyc.FoundingRoles, By: "operator"})
}

func (s *Service) invite(ctx context.Context, i kyc.Invite) (string, *kyc.Invite, error) {
	code, err := s.secret(codeBytes)
	if err != nil {
		return "", nil, err
	}
	i.CreatedAt = s.moment()
	i.ExpiresAt = i.CreatedAt.Add(kyc.InviteLife)
	i.Hash = sha256.Sum256([]byte(code))
	if i.ID, err = s.id(kyc.PrefixInvite, i.CreatedAt); err != nil {
		return "", nil, err
	}
	if err := s.store.CreateInvite(ctx, i); err != nil {
		return "", nil, fmt.Errorf("invite: %w", err)
	}
	return code, &i, nil
}

// Invites lists an account's invitations, newest first.
func (s *Service) Invites(ctx context.Context, account string) ([]kyc.Invite, error) {
	list, err := s.store.Invites(ctx, account)
	if err != nil {
		return nil, fmt.Errorf("read invitations: %w", err)
	}
	return list, nil
}

// EndInvite takes an invitation back.
func (s *Service) EndInvite(ctx context.Context, account, id string) error {
	if err := s.store.EndInvite(ctx, account, id); err != nil {
		return fmt.Errorf("take an invitation back: %w", err)
	}
	return nil
}

// Invited shows an invitation to whoever holds its code, with the account that
// invites; the account is nil when one is to be founded.
func (s *Service) Invited(ctx context.Context, code string) (*kyc.Invite, *kyc.Account, error) {
	i, err := s.store.InviteByHash(ctx, sha256.Sum256([]byte(code)))
	if err != nil {
		return nil, nil, fmt.Errorf("look up an invitation: %w", err)
	}
	if !i.Good(s.now()) {
		return nil, nil, kyc.ErrNoInvite
	}
	if i.Account == "" {
		return i, nil, nil
	}
	a, err := s.Account(ctx, i.Account)
	return i, a, err
}

// Accept makes the guest a member of staff.
func (s *Service) Accept(ctx context.Context, code, name, password string) (*kyc.Officer, error) {
	i, _, err := s.Invited(ctx, code)
	if err != nil {
		return nil, err
	}
	if i.Account == "" { // its holder founds an account, by signing up
		return nil, kyc.ErrNoInvite
	}
	if err := kyc.Refuse(append(kyc.CheckName("name", name), kyc.CheckPassword(password, i.Email)...)); err != nil {
		return nil, err
	}
	at := s.moment()
	o := kyc.Officer{Account: i.Account, Email: i.Email, Name: name, Roles: i.Roles, CreatedAt: at}
	if o.ID, err = s.id(kyc.PrefixOfficer, at); err != nil {
		return nil, err
	}
	if o.Password, err = s.hashPassword(ctx, password); err != nil {
		return nil, err
	}
	if err := s.store.Welcome(ctx, i.Hash, o, nil, at); err != nil {
		return nil, fmt.Errorf("accept an invitation: %w", err)
	}
	return &o, nil
}
