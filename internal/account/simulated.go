package account

import (
	"context"
	"fmt"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Each account has a simulated officer for its test mode. He is nobody's
// colleague: he is not among the members, nobody changes or removes him, and his
// password is derived from the server's seed whenever he logs in.

// errNoMember answers for a simulated officer where members are meant.
var errNoMember = kyc.Errorf(kyc.NotFound, "officer_not_found", "No such officer.")

// SimulatedOfficer makes the simulated officer of an account, or finds the one
// that the same seed made before, and says how he logs in.
func (s *Service) SimulatedOfficer(ctx context.Context, seed []byte, account string) (Credentials, error) {
	if len(seed) < SeedBytes {
		return Credentials{}, fmt.Errorf("a simulated officer needs a seed of %d bytes", SeedBytes)
	}
	id, who := derivation{seed}.simulated(account)
	if err := s.ensure(func() error { _, err := s.store.Officer(ctx, account, id); return err }, func() error {
		hash, err := s.hashPassword(ctx, who.Password)
		if err != nil {
			return err
		}
		return s.store.CreateOfficer(ctx, kyc.Officer{Account: account, ID: id, Email: who.Email, Name: sandboxOfficer,
			Roles: []kyc.Role{kyc.Agent, SimulatedRole}, Password: hash, CreatedAt: s.moment()})
	}); err != nil {
		return Credentials{}, fmt.Errorf("open a simulated officer: %w", err)
	}
	return who, nil
}

// simulated says who the officer of an account is. The sandbox account has the
// one of its beginnings. The others' addresses cannot be guessed, so nobody signs
// up with one of them first.
func (d derivation) simulated(account string) (id string, who Credentials) {
	if account == d.id(kyc.PrefixAccount, "account") {
		return d.id(kyc.PrefixOfficer, simulationEmail), Credentials{simulationEmail, d.password("simulated agent")}
	}
	name := "simulated agent of " + account
	address := "simulated-" + letters.EncodeToString(d.bytes("address " + name)[:10]) + "@sandbox.example"
	return d.id(kyc.PrefixOfficer, name), Credentials{address, d.password(name)}
}
