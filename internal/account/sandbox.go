package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Credentials of one person or peer of the sandbox.
type Credentials struct{ Email, Password string }

// Sandbox is the account that demo mode starts with.
type Sandbox struct {
	Account   string
	PublicKey string
	SecretKey string
	Console   Credentials // an agent and supervisor
	Dashboard Credentials // a developer, who may do everything
	Agent     Credentials // the simulated agent, which logs in through the public door
}

// SeedBytes is how much entropy a sandbox needs.
const SeedBytes = 32

const (
	sandboxName     = "Demo Bank"
	sandboxOfficer  = "Sandbox Officer"
	consoleEmail    = "officer@sandbox.example"
	dashboardEmail  = "developer@sandbox.example"
	simulationEmail = "simulated@sandbox.example"
)

// OpenSandbox makes the sandbox account, or finds the one that the same seed
// made before. Everything secret is derived from the seed, so the same keys
// can be shown at every start though only their hashes are stored; keep the
// seed as secret as the keys.
func (s *Service) OpenSandbox(ctx context.Context, seed []byte) (*Sandbox, error) {
	if len(seed) < SeedBytes {
		return nil, fmt.Errorf("a sandbox needs a seed of %d bytes", SeedBytes)
	}
	d := derivation{seed}
	at := s.now().UTC().Truncate(time.Microsecond)
	b := &Sandbox{Account: d.id(kyc.PrefixAccount, "account"),
		Console:   Credentials{consoleEmail, d.password("console")},
		Dashboard: Credentials{dashboardEmail, d.password("dashboard")}}
	if err := s.ensure(func() error { _, err := s.store.Account(ctx, b.Account); return err }, func() error {
		return s.store.CreateAccount(ctx, kyc.Account{ID: b.Account, Name: sandboxName, CreatedAt: at})
	}); err != nil {
		return nil, fmt.Errorf("open the sandbox account: %w", err)
	}
	scope := kyc.Scope{Account: b.Account}
	for _, k := range []struct {
		kind  kyc.KeyKind
		plain *string
	}{{kyc.PublicKey, &b.PublicKey}, {kyc.SecretKey, &b.SecretKey}} {
		var secret [keyBytes]byte
		copy(secret[:], d.bytes("key "+string(k.kind)))
		order := kyc.KeyOrder{Kind: k.kind, Name: "sandbox"}
		key, err := order.Key(kyc.Operator(scope), at)
		if err != nil {
			return nil, fmt.Errorf("open a sandbox key: %w", err)
		}
		plain, hash, hint := sealedSecret(kyc.KeyPrefix(k.kind, scope.Live), secret)
		key.ID, key.Hash, key.Hint = d.id(kyc.PrefixKey, string(k.kind)), hash, hint
		*k.plain = plain
		if err := s.ensure(func() error { _, err := s.store.KeyByHash(ctx, key.Hash); return err },
			func() error { return s.store.CreateKey(ctx, key) }); err != nil {
			return nil, fmt.Errorf("open a sandbox key: %w", err)
		}
	}
	for _, o := range []struct {
		who   Credentials
		name  string
		roles []kyc.Role
	}{
		{b.Console, "Demo Officer", []kyc.Role{kyc.Agent, kyc.Auditor, kyc.Supervisor}},
		{b.Dashboard, "Demo Developer", []kyc.Role{kyc.Admin, kyc.Developer}},
	} {
		if err := s.ensure(func() error { _, err := s.store.OfficerByEmail(ctx, o.who.Email); return err }, func() error {
			hash, err := s.hashPassword(ctx, o.who.Password)
			if err != nil {
				return err
			}
			return s.store.CreateOfficer(ctx, kyc.Officer{Account: b.Account, ID: d.id(kyc.PrefixOfficer, o.who.Email),
				Email: o.who.Email, Name: o.name, Roles: o.roles, Password: hash, CreatedAt: at})
		}); err != nil {
			return nil, fmt.Errorf("open a sandbox officer: %w", err)
		}
	}
	var err error
	b.Agent, err = s.SimulatedOfficer(ctx, seed, b.Account)
	return b, err
}

// ensure creates what find does not find. Losing a race against another
// process that creates the same is fine.
func (s *Service) ensure(find, create func() error) error {
	err := find()
	if err == nil || !kyc.IsKind(err, kyc.NotFound) {
		return err
	}
	if err := create(); err != nil {
		if again := find(); again != nil {
			return errors.Join(err, again)
		}
	}
	return nil
}

// derivation draws named bytes from a seed.
type derivation struct{ seed []byte }

func (d derivation) bytes(name string) []byte {
	m := hmac.New(sha256.New, d.seed)
	m.Write([]byte("basekyc sandbox: " + name))
	return m.Sum(nil)
}

// id has the seed's entropy at the epoch: the same seed gives the same id.
func (d derivation) id(prefix, name string) string {
	var e kyc.Entropy
	copy(e[:], d.bytes("id "+prefix+" "+name))
	return kyc.ID(prefix, time.UnixMilli(0), e)
}

// password has 80 bits in four groups that can be typed.
func (d derivation) password(name string) string {
	t := letters.EncodeToString(d.bytes("password " + name)[:10])
	return t[:4] + "-" + t[4:8] + "-" + t[8:12] + "-" + t[12:]
}
