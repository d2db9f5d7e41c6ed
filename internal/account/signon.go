package account

import (
	"context"
	"fmt"

	"github.com/basekyc/basekyc/internal/kyc"
)

// SignOn finds the member whom the operator's provider of sign-on has identified,
// or makes one where the operator says so: sso_refused, sso_not_member, sso_no_role.
func (s *Service) SignOn(ctx context.Context, i kyc.Identity) (*kyc.Officer, error) {
	i.Email = canonical(i.Email)
	if err := s.signOn.Admits(i); err != nil {
		return nil, err
	}
	known, err := s.store.OfficerByEmail(ctx, i.Email)
	if kyc.IsKind(err, kyc.NotFound) {
		return s.provision(ctx, i)
	}
	if err != nil {
		return nil, fmt.Errorf("look up a member: %w", err)
	}
	ended := false
	o, err := s.store.ChangeOfficer(ctx, known.Account, known.ID, func(o kyc.Officer, staff []kyc.Officer) (*kyc.Officer, error) {
		epoch := o.Epoch
		err := o.SignOn(&s.signOn, i, staff)
		ended = o.Epoch != epoch
		return &o, err
	})
	if err != nil {
		return nil, fmt.Errorf("sign a member on: %w", err)
	}
	if ended {
		s.dismissed(o.Account, o.ID)
	}
	return o, nil
}

func (s *Service) provision(ctx context.Context, i kyc.Identity) (*kyc.Officer, error) {
	o, err := s.signOn.Welcome(i)
	if err != nil {
		return nil, err
	}
	o.CreatedAt = s.moment()
	if o.ID, err = s.id(kyc.PrefixOfficer, o.CreatedAt); err != nil {
		return nil, err
	}
	if err := s.store.CreateOfficer(ctx, *o); err != nil {
		return nil, fmt.Errorf("make a member of who signed on: %w", err)
	}
	return o, nil
}
