package account

import (
	"context"
	"fmt"
	"slices"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Members lists an account's staff, oldest first, without its simulated officer.
func (s *Service) Members(ctx context.Context, account string) ([]kyc.Officer, error) {
	list, err := s.store.Officers(ctx, account)
	if err != nil {
		return nil, fmt.Errorf("read the staff: %w", err)
	}
	return slices.DeleteFunc(list, func(o kyc.Officer) bool { return s.Simulated(&o) }), nil
}

// ChangeMember renames a member, enters his qualification or gives him other roles. With other roles all
// his logins, tokens and sockets end, so that the change holds at once.
func (s *Service) ChangeMember(ctx context.Context, by *kyc.Principal, id string, c kyc.MemberChange) (*kyc.Officer, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	ended := false
	o, err := s.store.ChangeOfficer(ctx, by.Account, id, func(o kyc.Officer, staff []kyc.Officer) (*kyc.Officer, error) {
		if s.Simulated(&o) {
			return nil, errNoMember
		}
		epoch := o.Epoch
		if c.Name != nil {
			o.Name = *c.Name
		}
		o.Requalify(c.Certificate, c.Languages, c.Skills)
		if c.Roles != nil {
			if err := o.Reassign(c.Roles, staff, by); err != nil {
				return nil, err
			}
		}
		ended = o.Epoch != epoch
		return &o, nil
	})
	if err != nil {
		return nil, fmt.Errorf("change a member: %w", err)
	}
	if ended {
		s.dismissed(by.Account, id)
	}
	return o, nil
}

// ResetPassword gives a member a new password that the operator hands over, and
// ends whatever the former one let in.
func (s *Service) ResetPassword(ctx context.Context, email string) (string, error) {
	o, err := s.store.OfficerByEmail(ctx, canonical(email))
	if err != nil {
		return "", fmt.Errorf("look up a member: %w", err)
	}
	if s.Simulated(o) {
		return "", errNoMember
	}
	password, err := s.secret(passwordBytes)
	if err != nil {
		return "", err
	}
	hash, err := s.hashPassword(ctx, password)
	if err != nil {
		return "", err
	}
	if _, err := s.store.ChangeOfficer(ctx, o.Account, o.ID, func(o kyc.Officer, _ []kyc.Officer) (*kyc.Officer, error) {
		o.Password = hash
		o.Epoch++
		return &o, nil
	}); err != nil {
		return "", fmt.Errorf("reset a password: %w", err)
	}
	s.dismissed(o.Account, o.ID)
	return password, nil
}

// passwordBytes of entropy are in a password that we choose.
const passwordBytes = 15

// RemoveMember takes a member off the staff; whatever let him in ends at once.
func (s *Service) RemoveMember(ctx context.Context, by *kyc.Principal, id string) error {
	_, err := s.store.ChangeOfficer(ctx, by.Account, id, func(o kyc.Officer, staff []kyc.Officer) (*kyc.Officer, error) {
		if s.Simulated(&o) {
			return nil, errNoMember
		}
		return nil, o.MayLeave(staff, by)
	})
	if err != nil {
		return fmt.Errorf("remove a member: %w", err)
	}
	s.dismissed(by.Account, id)
	return nil
}
