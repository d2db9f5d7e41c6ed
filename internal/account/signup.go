package account

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/basekyc/basekyc/internal/kyc"
)

var (
	errSignUpClosed = &kyc.Error{Kind: kyc.Forbidden, Code: "sign_up_closed", Message: "This installation takes no sign-ups.", Hint: "Ask its operator for an account."}
	errNotInvited   = &kyc.Error{Kind: kyc.Forbidden, Code: "invitation_required", Message: "Signing up here needs an invitation.", Hint: "Ask the operator of this installation for one."}
	errSignUpTries  = &kyc.Error{Kind: kyc.TooMany, Code: "rate_limited", Message: "Too many sign-ups from this address.", Hint: "Wait a minute."}
)

// SignUpMode is what the operator configured.
func (s *Service) SignUpMode() kyc.SignUp {
	if s.signUp == "" {
		return kyc.SignUpClosed
	}
	return s.signUp
}

// SignUp founds an account. That an e-mail address has a log-in already cannot
// be hidden from who signs up with it, since a success logs in; attempts are
// limited by address instead.
func (s *Service) SignUp(ctx context.Context, f kyc.Founding, ip string) (*kyc.Founded, error) {
	mode := s.SignUpMode()
	if mode == kyc.SignUpClosed {
		return nil, errSignUpClosed
	}
	f.Email = canonical(f.Email)
	if err := f.Check(); err != nil {
		return nil, err
	}
	if err := s.tries.take(ctx, "sign-up\x00"+ip); err != nil {
		return nil, errSignUpTries
	}
	var code kyc.Hash
	if f.Code != "" {
		code = sha256.Sum256([]byte(f.Code))
		i, err := s.store.InviteByHash(ctx, code)
		if err != nil {
			return nil, fmt.Errorf("look up an invitation: %w", err)
		}
		if !i.Good(s.now()) || i.Account != "" || i.Email != "" && i.Email != f.Email {
			return nil, kyc.ErrNoInvite
		}
	} else if mode == kyc.SignUpInvite {
		return nil, errNotInvited
	}
	return s.found(ctx, f, code)
}

func (s *Service) found(ctx context.Context, f kyc.Founding, code kyc.Hash) (*kyc.Founded, error) {
	at := s.moment()
	out := &kyc.Founded{Account: kyc.Account{Name: f.AccountName, CreatedAt: at},
		Officer: kyc.Officer{Email: f.Email, Name: f.Name, Roles: kyc.FoundingRoles, CreatedAt: at}}
	var err error
	if out.Account.ID, err = s.id(kyc.PrefixAccount, at); err != nil {
		return nil, err
	}
	if out.Officer.ID, err = s.id(kyc.PrefixOfficer, at); err != nil {
		return nil, err
	}
	out.Officer.Account = out.Account.ID
	if out.Officer.Password, err = s.hashPassword(ctx, f.Password); err != nil {
		return nil, err
	}
	if err := s.store.Welcome(ctx, code, out.Officer, &out.Account, at); err != nil {
		return nil, fmt.Errorf("found an account: %w", err)
	}
	// Keys are made after the account, not with it: if that fails, its founder
	// makes them in the dashboard.
	scope := kyc.Scope{Account: out.Account.ID}
	if out.PublicKey, _, err = s.MintKey(ctx, scope, kyc.PublicKey, "first public key"); err != nil {
		return nil, err
	}
	if out.SecretKey, _, err = s.MintKey(ctx, scope, kyc.SecretKey, "first secret key"); err != nil {
		return nil, err
	}
	return out, nil
}
