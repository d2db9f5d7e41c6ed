package account

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/basekyc/basekyc/internal/kyc"
)

// ChangeAccount changes what is said about the account: its name, its looks, what
// it asks of its staff.
func (s *Service) ChangeAccount(ctx context.Context, id string, c kyc.AccountChange) (*kyc.Account, error) {
	var fields []kyc.Field
	if c.Name != nil {
		fields = append(fields, kyc.CheckName("name", *c.Name)...)
	}
	if c.Color != nil {
		fields = append(fields, kyc.CheckColor(*c.Color)...)
	}
	if c.Look != nil {
		fields = append(fields, c.Look.Check()...)
	}
	line := c.Line(kyc.LineRules{})
	fields = append(fields, line.Check()...)
	if err := kyc.Refuse(fields); err != nil {
		return nil, err
	}
	return s.change(ctx, id, func(a *kyc.Account) error {
		a.Line = c.Line(a.Line)
		if c.Name != nil {
			a.Name = *c.Name
		}
		if c.Color != nil {
			a.Branding.Color = *c.Color
		}
		if c.Look != nil {
			a.Branding.Look = *c.Look
		}
		if c.RequireCertificate != nil {
			a.Security.RequireCertificate = *c.RequireCertificate
		}
		if c.RequireSecondFactor != nil {
			a.Security.RequireSecondFactor = *c.RequireSecondFactor
		}
		return nil
	})
}

// SetLogo keeps a picture that the caller has found to be one. The former one
// stays where it is: pages that are open still show it.
func (s *Service) SetLogo(ctx context.Context, id, mediaType string, picture []byte) (*kyc.Account, error) {
	if s.blobs == nil {
		return nil, kyc.Errorf(kyc.OutOfService, "out_of_service", "There is nowhere to keep pictures.")
	}
	sum := sha256.Sum256(picture)
	logo := &kyc.Logo{SHA256: hex.EncodeToString(sum[:]), Type: mediaType, Bytes: int64(len(picture))}
	if err := s.blobs.Put(ctx, kyc.LogoKey(id, logo.SHA256), bytes.NewReader(picture)); err != nil {
		return nil, fmt.Errorf("keep a logo: %w", err)
	}
	return s.change(ctx, id, func(a *kyc.Account) error { a.Branding.Logo = logo; return nil })
}

// RemoveLogo shows the name again.
func (s *Service) RemoveLogo(ctx context.Context, id string) (*kyc.Account, error) {
	return s.change(ctx, id, func(a *kyc.Account) error { a.Branding.Logo = nil; return nil })
}

// Logo opens the account's logo if it is the one with that digest.
func (s *Service) Logo(ctx context.Context, id, sha256 string) (*kyc.Logo, io.ReadSeekCloser, error) {
	none := kyc.Errorf(kyc.NotFound, "not_found", "There is no such logo.")
	a, err := s.Account(ctx, id)
	if kyc.IsKind(err, kyc.NotFound) || err == nil && (a.Branding.Logo == nil || a.Branding.Logo.SHA256 != sha256) || s.blobs == nil {
		return nil, nil, none
	}
	if err != nil {
		return nil, nil, err
	}
	r, err := s.blobs.Open(ctx, kyc.LogoKey(id, sha256))
	if err != nil {
		return nil, nil, fmt.Errorf("open a logo: %w", err)
	}
	return a.Branding.Logo, r, nil
}

func (s *Service) change(ctx context.Context, id string, change func(*kyc.Account) error) (*kyc.Account, error) {
	a, err := s.store.ChangeAccount(ctx, id, change)
	if err != nil {
		return nil, fmt.Errorf("change an account: %w", err)
	}
	s.forget(id)
	return a, nil
}
