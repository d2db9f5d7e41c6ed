package account

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// ResetPage is where the link of a letter leads; the fragment is its secret.
const ResetPage = "/dashboard/new-password"

var (
	errNoReset    = &kyc.Error{Kind: kyc.NotFound, Code: "reset_off", Message: "This installation sends no letters.", Hint: "Ask its operator for a new password."}
	errResetStale = &kyc.Error{Kind: kyc.Forbidden, Code: "reset_invalid", Message: "This link is not good any more.", Hint: "It works once, for 30 minutes. Ask for a new letter."}
	errResetTries = &kyc.Error{Kind: kyc.TooMany, Code: "rate_limited", Message: "Too many letters were asked for from this address.", Hint: "Wait a minute."}
)

// permit to choose a new password. It is sealed, so only we can have made it, and
// of an epoch that ends when it is used: it needs no table.
type permit struct {
	Account string    `json:"account"`
	Officer string    `json:"officer"`
	Epoch   int64     `json:"epoch"`
	Until   time.Time `json:"until"`
}

var permitContext = []byte("permit to choose a new password") // no officer's id

// SendsResets tells whether members can be sent a letter.
func (s *Service) SendsResets() bool { return s.reset != nil && s.secrets != nil && s.origin != "" }

// ForgotPassword posts a letter to a member who logs in with a password. Nobody
// else learns whether there is one: the answer is the same, and so is the wait for
// the disk. Whom only the provider of sign-on lets in gets none.
func (s *Service) ForgotPassword(ctx context.Context, email, ip string) error {
	if !s.SendsResets() {
		return errNoReset
	}
	email = canonical(email)
	if err := s.tries.take(ctx, "forgotten\x00"+ip); err != nil {
		return errResetTries
	}
	o, err := s.store.OfficerByEmail(ctx, email)
	if err != nil && !kyc.IsKind(err, kyc.NotFound) {
		return fmt.Errorf("look up a member: %w", err)
	}
	if err == nil && o.Password != "" && !s.Simulated(o) {
		m, err := s.letter(ctx, o)
		if err == nil {
			err = s.store.PostMessage(ctx, *m)
		}
		if !kyc.IsKind(err, kyc.TooMany) { // enough letters to this address: it is not told either
			return err
		}
	}
	return s.writeNothing(ctx)
}

// letter brings a member a permit.
func (s *Service) letter(ctx context.Context, o *kyc.Officer) (*kyc.Message, error) {
	plain, err := json.Marshal(permit{Account: o.Account, Officer: o.ID, Epoch: o.Epoch, Until: s.now().Add(kyc.ResetLife)})
	if err != nil {
		return nil, fmt.Errorf("write a permit: %w", err)
	}
	link := s.origin + ResetPage + "#" + base64.RawURLEncoding.EncodeToString(s.secrets.Seal(plain, permitContext))
	m, err := s.reset(ctx, o.Account, o.Email, link)
	if err != nil {
		return nil, fmt.Errorf("write a letter: %w", err)
	}
	return m, nil
}

// writeNothing takes as long as posting a letter does.
func (s *Service) writeNothing(ctx context.Context) error {
	var h kyc.Hash
	if _, err := io.ReadFull(s.entropy, h[:]); err != nil {
		return fmt.Errorf("draw nothing: %w", err)
	}
	now := s.now()
	return s.store.AnswerOnce(ctx, h, now, now)
}

// ChooseByLetter gives a member the password that he chose by the link of a letter,
// and ends whatever the former one let in, the link itself too. What else proves him
// stays.
func (s *Service) ChooseByLetter(ctx context.Context, carried, next string) (*kyc.Officer, error) {
	if !s.SendsResets() {
		return nil, errNoReset
	}
	var p permit
	sealed, err := base64.RawURLEncoding.DecodeString(carried)
	if err != nil {
		return nil, errResetStale
	}
	plain, err := s.secrets.Open(sealed, permitContext)
	if err != nil {
		return nil, errResetStale
	}
	if err := json.Unmarshal(plain, &p); err != nil {
		return nil, fmt.Errorf("read a permit: %w", err)
	}
	if !s.now().Before(p.Until) {
		return nil, errResetStale
	}
	o, err := s.store.Officer(ctx, p.Account, p.Officer)
	if kyc.IsKind(err, kyc.NotFound) {
		return nil, errResetStale
	}
	if err != nil {
		return nil, fmt.Errorf("look up a member: %w", err)
	}
	if o.Epoch != p.Epoch || o.Password == "" {
		return nil, errResetStale
	}
	if err := kyc.Refuse(kyc.CheckPassword(next, o.Email)); err != nil {
		return nil, err
	}
	hash, err := s.hashPassword(ctx, next)
	if err != nil {
		return nil, err
	}
	changed, err := s.store.ChangeOfficer(ctx, o.Account, o.ID, func(now kyc.Officer, _ []kyc.Officer) (*kyc.Officer, error) {
		if now.Epoch != p.Epoch || now.Password == "" {
			return nil, errResetStale
		}
		now.Password = hash
		now.Epoch++
		return &now, nil
	})
	if kyc.IsKind(err, kyc.NotFound) { // removed meanwhile
		return nil, errResetStale
	}
	if err != nil {
		return nil, fmt.Errorf("choose a password: %w", err)
	}
	s.dismissed(o.Account, o.ID)
	return changed, nil
}
