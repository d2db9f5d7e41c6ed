package account

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"github.com/basekyc/basekyc/internal/kyc"
)

const (
	// totpPeriod of a code, in seconds, as every authenticator has it.
	totpPeriod = 30
	// totpSkew is how many codes before and after are good: clocks differ.
	totpSkew = 1
	// totpBytes of entropy are in an authenticator's secret (RFC 4226, 4: R6).
	totpBytes = 20
	// recoveryBytes of entropy are in a recovery code: its hash needs no slowness.
	recoveryBytes = 10
)

var totpOptions = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// Secrets seals what must be read again: internal/seal.
type Secrets interface {
	Seal(plain, context []byte) []byte
	Open(sealed, context []byte) ([]byte, error)
}

// Enrolment is what a member's authenticator needs; it is shown this once.
type Enrolment = struct {
	Secret    string // base32, to be typed where no picture can be taken
	URI       string // otpauth://totp/..., to be shown as a QR code
	ExpiresAt time.Time
}

var errNoSecrets = kyc.Errorf(kyc.OutOfService, "out_of_service", "There is no key to seal secrets with.")

// Enrol draws a secret for a member's authenticator. His password is asked for: who
// finds a browser logged in must not be able to shut its owner out.
func (s *Service) Enrol(ctx context.Context, o *kyc.Officer, password, ip string) (*Enrolment, error) {
	if s.secrets == nil {
		return nil, errNoSecrets
	}
	if _, err := s.password(ctx, o.Email, password, ip); err != nil {
		return nil, err
	}
	a, err := s.Account(ctx, o.Account)
	if err != nil {
		return nil, err
	}
	raw := make([]byte, totpBytes)
	if _, err := io.ReadFull(s.entropy, raw); err != nil {
		return nil, fmt.Errorf("draw a secret: %w", err)
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: strings.ReplaceAll(a.Name, ":", " "), AccountName: o.Email, Secret: raw, SecretSize: totpBytes})
	if err != nil {
		return nil, fmt.Errorf("make an authenticator's secret: %w", err)
	}
	at := s.moment()
	if _, err := s.changeFactor(ctx, o, func(o *kyc.Officer) error {
		return o.Enrol(s.secrets.Seal(raw, []byte(o.ID)), at)
	}); err != nil {
		return nil, err
	}
	return &Enrolment{Secret: key.Secret(), URI: key.URL(), ExpiresAt: at.Add(kyc.EnrolLife)}, nil
}

// Guard turns the authenticator on with its first code, and answers with new
// recovery codes, which are kept as hashes. Every login of the member ends; the
// caller begins a new one.
func (s *Service) Guard(ctx context.Context, o *kyc.Officer, code, ip string) (*kyc.Officer, []string, error) {
	if err := s.codes.take(ctx, o.ID+"\x00"+ip); err != nil {
		return nil, nil, err
	}
	var step int64
	if o.SecondFactor != nil && len(o.SecondFactor.Secret) > 0 {
		var err error
		if step, err = s.step(o, code); err != nil {
			return nil, nil, err
		}
	}
	plain, hashes, err := s.recovery()
	if err != nil {
		return nil, nil, err
	}
	at := s.moment()
	changed, err := s.changeFactor(ctx, o, func(now *kyc.Officer) error {
		if o.SecondFactor == nil || now.SecondFactor == nil || !bytes.Equal(now.SecondFactor.Secret, o.SecondFactor.Secret) {
			return now.Guard(0, hashes, at) // another enrolment has begun since: the code was of the former
		}
		return now.Guard(step, hashes, at)
	})
	if err != nil {
		return nil, nil, err
	}
	s.dismissed(o.Account, o.ID)
	return changed, plain, nil
}

// Unguard turns the authenticator off; it wants the password. Every login of the
// member ends; the caller begins a new one.
func (s *Service) Unguard(ctx context.Context, o *kyc.Officer, password, ip string) (*kyc.Officer, error) {
	if _, err := s.password(ctx, o.Email, password, ip); err != nil {
		return nil, err
	}
	changed, err := s.changeFactor(ctx, o, func(now *kyc.Officer) error { now.Unguard(); return nil })
	if err == nil && changed.Epoch != o.Epoch {
		s.dismissed(o.Account, o.ID)
	}
	return changed, err
}

// Recover draws new recovery codes in place of those that are left.
func (s *Service) Recover(ctx context.Context, o *kyc.Officer, password, ip string) ([]string, error) {
	if _, err := s.password(ctx, o.Email, password, ip); err != nil {
		return nil, err
	}
	plain, hashes, err := s.recovery()
	if err != nil {
		return nil, err
	}
	_, err = s.changeFactor(ctx, o, func(now *kyc.Officer) error { return now.Replace(hashes) })
	return plain, err
}

// Disarm takes a member's lost authenticator off; its logins end.
func (s *Service) Disarm(ctx context.Context, by *kyc.Principal, id string) error {
	_, err := s.store.ChangeOfficer(ctx, by.Account, id, func(o kyc.Officer, _ []kyc.Officer) (*kyc.Officer, error) {
		if s.Simulated(&o) {
			return nil, errNoMember
		}
		return &o, o.Disarm(by)
	})
	if err != nil {
		return fmt.Errorf("take off a second factor: %w", err)
	}
	s.dismissed(by.Account, id)
	return nil
}

// second checks the code of a member whose password was right. Tries are limited
// by member and address together and more strictly than those of passwords: a
// code has a million values, and only who knows the password gets here.
func (s *Service) second(ctx context.Context, o *kyc.Officer, code, ip string) (*kyc.Officer, error) {
	if !o.Guarded() {
		return o, nil
	}
	if code = strings.TrimSpace(code); code == "" {
		return nil, kyc.ErrTOTPRequired
	}
	if err := s.codes.take(ctx, o.ID+"\x00"+ip); err != nil {
		return nil, err
	}
	if len(code) != totpOptions.Digits.Length() {
		h := recoveryHash(code)
		return s.changeFactor(ctx, o, func(now *kyc.Officer) error { return now.TakeRecovery(h) })
	}
	step, err := s.step(o, code)
	if err != nil {
		return nil, err
	}
	return s.changeFactor(ctx, o, func(now *kyc.Officer) error { return now.TakeStep(step) })
}

// step is whose code it is; 0 for a wrong one, or without an authenticator.
func (s *Service) step(o *kyc.Officer, code string) (int64, error) {
	if len(o.SecondFactor.Secret) == 0 {
		return 0, nil
	}
	if s.secrets == nil {
		return 0, errNoSecrets
	}
	raw, err := s.secrets.Open(o.SecondFactor.Secret, []byte(o.ID))
	if err != nil {
		return 0, fmt.Errorf("open an authenticator's secret: %w", err)
	}
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
	now := s.now().Unix() / totpPeriod
	for step := now - totpSkew; step <= now+totpSkew; step++ {
		if ok, err := hotp.ValidateCustom(code, uint64(step), secret, totpOptions); err == nil && ok {
			return step, nil
		}
	}
	return 0, nil
}

// changeFactor changes what a member proves himself with, unless his password or
// roles changed under way.
func (s *Service) changeFactor(ctx context.Context, o *kyc.Officer, change func(*kyc.Officer) error) (*kyc.Officer, error) {
	changed, err := s.store.ChangeOfficer(ctx, o.Account, o.ID, func(now kyc.Officer, _ []kyc.Officer) (*kyc.Officer, error) {
		if now.Epoch != o.Epoch {
			return nil, errCredentials
		}
		return &now, change(&now)
	})
	if err != nil {
		return nil, fmt.Errorf("change a second factor: %w", err)
	}
	return changed, nil
}

// recovery draws codes such as abcd-efgh-jkmn-pqrs.
func (s *Service) recovery() (plain []string, hashes []kyc.Hash, err error) {
	for range kyc.RecoveryCodes {
		c, err := s.secret(recoveryBytes)
		if err != nil {
			return nil, nil, err
		}
		c = c[:4] + "-" + c[4:8] + "-" + c[8:12] + "-" + c[12:]
		plain, hashes = append(plain, c), append(hashes, recoveryHash(c))
	}
	return plain, hashes, nil
}

// recoveryHash forgives how a code was typed.
func recoveryHash(code string) kyc.Hash {
	return sha256.Sum256([]byte(strings.NewReplacer("-", "", " ", "").Replace(strings.ToLower(code))))
}
