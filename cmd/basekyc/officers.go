package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/basekyc/basekyc/internal/account"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/sandbox"
)

// neverMet is the magic value of sessions to which no simulated officer comes.
const neverMet = "never_joins"

// staffTestMode makes the simulated officers of all accounts. They come through
// the public door, with passwords that only the seed tells.
func (s *Server) staffTestMode(c Config) error {
	seed, err := seed(c.seedFile())
	if err != nil {
		return err
	}
	door := s.listener
	if s.inner != nil {
		door = s.inner
	}
	s.officers = sandbox.NewCrew(sandbox.CrewConfig{URL: "http://" + door.Addr().String(), Wanted: s.unmet, Log: s.log,
		LogIn: func(ctx context.Context, account string) (string, string, error) {
			who, err := s.Accounts.SimulatedOfficer(ctx, seed, account)
			return who.Email, who.Password, err
		}})
	return nil
}

// wantsOfficer tells whether a simulated officer should come: as soon as the
// customer is there, so that he is ready when the customer stands in line.
func wantsOfficer(v *kyc.Session) bool {
	return !v.Live && (v.Status == kyc.Joined || v.Status == kyc.Waiting) && v.Simulate() != neverMet
}

// unmet lists accounts with test sessions in line or in a call.
func (s *Server) unmet(ctx context.Context) ([]string, error) {
	refs, err := s.store.SessionRefs(ctx, kyc.Waiting, kyc.InProgress, kyc.Interrupted)
	if err != nil {
		return nil, fmt.Errorf("read who waits for an officer: %w", err)
	}
	var accounts []string
	known := map[string]bool{}
	for _, r := range refs {
		if r.Live || known[r.Account] {
			continue
		}
		v, err := s.store.Session(ctx, r.Scope, r.Session)
		if err != nil {
			return nil, fmt.Errorf("read who waits for an officer: %w", err)
		}
		if v.Simulate() != neverMet {
			known[r.Account] = true
			accounts = append(accounts, r.Account)
		}
	}
	return accounts, nil
}

// seedFile is where the secret of the sandbox account and of simulated officers is.
func (c *Config) seedFile() string { return filepath.Join(c.Data, "keys", "sandbox.seed") }

// seed of the sandbox: made once, readable by the owner only.
func seed(path string) ([]byte, error) {
	raw, err := os.ReadFile(path)
	if err == nil && len(raw) >= account.SeedBytes {
		return raw, nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("read sandbox seed: %w", err)
	}
	raw = make([]byte, account.SeedBytes)
	if _, err := rand.Read(raw); err != nil {
		return nil, fmt.Errorf("draw sandbox seed: %w", err)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		return nil, fmt.Errorf("keep sandbox seed: %w", err)
	}
	return raw, nil
}
