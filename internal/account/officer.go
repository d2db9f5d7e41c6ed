package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/throttled/throttled/v2"
	"github.com/throttled/throttled/v2/store/memstore"

	"github.com/basekyc/basekyc/internal/kyc"
)

// SimulatedRole marks the sandbox's simulated agent.
const SimulatedRole = kyc.Simulated

var (
	errCredentials = &kyc.Error{Kind: kyc.Unauthenticated, Code: "credentials_invalid", Message: "E-mail or password is wrong."}
	errSimulated   = &kyc.Error{Kind: kyc.Forbidden, Code: "simulated_officer", Message: "A simulated officer has no dashboard."}
	errTries       = &kyc.Error{Kind: kyc.TooMany, Code: "rate_limited", Message: "Too many log-ins for this e-mail from this address.", Hint: "Wait a minute."}
)

// AddOfficer creates a member of staff; an empty password means that log-in is
// not possible.
func (s *Service) AddOfficer(ctx context.Context, account, email, name, password string, roles ...kyc.Role) (*kyc.Officer, error) {
	at := s.now().UTC().Truncate(time.Microsecond)
	id, err := s.id(kyc.PrefixOfficer, at)
	if err != nil {
		return nil, err
	}
	o := kyc.Officer{Account: account, ID: id, Email: canonical(email), Name: name, Roles: roles, CreatedAt: at}
	if password != "" {
		if o.Password, err = s.hashPassword(ctx, password); err != nil {
			return nil, err
		}
	}
	if err := s.store.CreateOfficer(ctx, o); err != nil {
		return nil, fmt.Errorf("create an officer: %w", err)
	}
	return &o, nil
}

// LogIn checks a password and the code of a member who has a second factor:
// totp_required when there is none, totp_invalid.
func (s *Service) LogIn(ctx context.Context, email, password, code, ip string) (*kyc.Officer, error) {
	o, err := s.password(ctx, email, password, ip)
	if err != nil {
		return nil, err
	}
	return s.second(ctx, o, code, ip)
}

// password finds who has it. Unknown e-mails cost the same time as wrong
// passwords, and attempts are limited by e-mail and address together, so that
// a stranger cannot lock an officer out from elsewhere.
func (s *Service) password(ctx context.Context, email, password, ip string) (*kyc.Officer, error) {
	email = canonical(email)
	if err := s.tries.take(ctx, email+"\x00"+ip); err != nil {
		return nil, err
	}
	o, err := s.store.OfficerByEmail(ctx, email)
	if err != nil && !kyc.IsKind(err, kyc.NotFound) {
		return nil, fmt.Errorf("look up an officer: %w", err)
	}
	hash := s.decoy
	known := err == nil && o.Password != ""
	if known {
		hash = o.Password
	}
	ok, err := s.matches(ctx, password, hash)
	if err != nil {
		return nil, err
	}
	if !ok || !known {
		return nil, errCredentials
	}
	return o, nil
}

// Officer reads a member of staff.
func (s *Service) Officer(ctx context.Context, account, id string) (*kyc.Officer, error) {
	o, err := s.store.Officer(ctx, account, id)
	if err != nil {
		return nil, fmt.Errorf("read an officer: %w", err)
	}
	return o, nil
}

// Simulated tells whether the officer is the sandbox's simulated agent.
func (s *Service) Simulated(o *kyc.Officer) bool { return slices.Contains(o.Roles, SimulatedRole) }

func canonical(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// tries limits what somebody proves himself with: a burst, then so many a minute.
type tries struct{ gcra *throttled.GCRARateLimiterCtx }

const (
	triesPerMinute = 10
	triesBurst     = 9
	codesPerMinute = 2
	codesBurst     = 9
	trackedTries   = 65536 // when full, the pair longest unseen starts afresh
)

func newTries(now func() time.Time, perMinute, burst int) (*tries, error) {
	store, err := memstore.New(trackedTries)
	if err != nil {
		return nil, fmt.Errorf("make the limit of log-ins: %w", err)
	}
	store.SetTimeNow(now)
	g, err := throttled.NewGCRARateLimiterCtx(throttled.WrapStoreWithContext(store),
		throttled.RateQuota{MaxRate: throttled.PerMin(perMinute), MaxBurst: burst})
	if err != nil {
		return nil, fmt.Errorf("make the limit of log-ins: %w", err)
	}
	return &tries{g}, nil
}

func (t *tries) take(ctx context.Context, key string) error {
	limited, _, err := t.gcra.RateLimitCtx(ctx, key, 1)
	if err != nil {
		return fmt.Errorf("count a log-in: %w", err)
	}
	if limited {
		return errTries
	}
	return nil
}
