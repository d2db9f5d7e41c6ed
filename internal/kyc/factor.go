package kyc

import (
	"slices"
	"time"
)

// SecondFactor is what a member of staff proves himself with besides his
// password: an authenticator that shows codes (RFC 6238), passkeys, and recovery
// codes for the day on which they are lost. Until a first code has shown that the
// authenticator has the secret it guards nothing.
type SecondFactor struct {
	Secret   []byte    `json:"secret,omitempty"` // sealed: it must be read to check a code
	Began    time.Time `json:"began,omitzero"`   // when the secret was drawn
	Since    time.Time `json:"since,omitzero"`
	Step     int64     `json:"step,omitempty"`     // of the newest code that was taken; older ones are worth nothing
	Recovery []Hash    `json:"recovery,omitempty"` // SHA-256 of the codes that are left
	Passkeys []Passkey `json:"passkeys,omitempty"` // MaxPasskeys at most
}

const (
	// EnrolLife is how long a secret waits for its first code.
	EnrolLife = 15 * time.Minute
	// RecoveryCodes that a member gets, each good for one log-in.
	RecoveryCodes = 10
)

var (
	errFactorOn = &Error{Kind: Conflict, Code: "second_factor_on", Message: "An authenticator is on already.",
		Hint: "Turn it off first to enrol another one."}
	errNoFactor = &Error{Kind: Conflict, Code: "second_factor_off", Message: "There is no second factor, and no authenticator waits for its first code.",
		Hint: "Begin the enrolment."}
	errCodeWrong  = &Error{Kind: Unauthenticated, Code: "totp_invalid", Message: "The code is wrong, too old or has been used.", Hint: "Wait for the next one."}
	errNeedFactor = &Error{Kind: Forbidden, Code: "second_factor_required", Message: "This account lets its staff work with a second factor only.",
		Hint: "Log in to the dashboard and set up a passkey or an authenticator."}
	// ErrTOTPRequired answers a good password of a member who has a second factor.
	ErrTOTPRequired = &Error{Kind: Forbidden, Code: "totp_required", Message: "The password is right; a code is needed too.",
		Hint: "Send the same again with `code`: six digits of the authenticator, or a recovery code. The dashboard takes a passkey too."}
)

// Guarded tells whether the officer needs more than a password to log in.
func (o *Officer) Guarded() bool { return o.HasAuthenticator() || len(o.Passkeys()) > 0 }

// HasAuthenticator tells whether an authenticator that shows codes is on.
func (o *Officer) HasAuthenticator() bool {
	return o.SecondFactor != nil && !o.SecondFactor.Since.IsZero()
}

// Enrol keeps a sealed secret until its first code comes.
func (o *Officer) Enrol(sealed []byte, at time.Time) error {
	if o.HasAuthenticator() {
		return errFactorOn
	}
	f := SecondFactor{Secret: sealed, Began: instant(at)}
	if o.SecondFactor != nil {
		f.Passkeys, f.Recovery = o.SecondFactor.Passkeys, o.SecondFactor.Recovery
	}
	o.SecondFactor = &f
	return nil
}

// Guard turns the authenticator on: the code of step was right. Logins and tokens
// of before end, and recovery codes of before are replaced.
func (o *Officer) Guard(step int64, recovery []Hash, at time.Time) error {
	f := o.SecondFactor
	switch {
	case o.HasAuthenticator():
		return errFactorOn
	case f == nil || len(f.Secret) == 0 || !at.Before(f.Began.Add(EnrolLife)):
		return errNoFactor
	case step == 0:
		return errCodeWrong
	}
	o.SecondFactor = &SecondFactor{Secret: f.Secret, Began: f.Began, Since: instant(at), Step: step, Recovery: recovery, Passkeys: f.Passkeys}
	o.Epoch++
	return nil
}

// Unguard turns the authenticator off, also while it is being enrolled; passkeys
// stay. Whatever let the officer in ends, so that nobody stays in with less than the
// account asks for.
func (o *Officer) Unguard() {
	if o.HasAuthenticator() {
		o.Epoch++
	}
	if o.SecondFactor == nil {
		return
	}
	o.SecondFactor = &SecondFactor{Recovery: o.SecondFactor.Recovery, Passkeys: o.SecondFactor.Passkeys}
	o.unguarded()
}

// unguarded forgets the recovery codes when nothing is left that they could stand for.
func (o *Officer) unguarded() {
	switch f := o.SecondFactor; {
	case f == nil || o.Guarded():
	case len(f.Secret) == 0:
		o.SecondFactor = nil
	default: // an enrolment waits for its first code
		o.SecondFactor = &SecondFactor{Secret: f.Secret, Began: f.Began}
	}
}

// TakeStep uses up the code of a step: no code is good twice, nor one that is
// older than another that was taken.
func (o *Officer) TakeStep(step int64) error {
	if !o.HasAuthenticator() || step <= o.SecondFactor.Step {
		return errCodeWrong
	}
	f := *o.SecondFactor
	f.Step = step
	o.SecondFactor = &f
	return nil
}

// TakeRecovery uses up a recovery code.
func (o *Officer) TakeRecovery(code Hash) error {
	if !o.Guarded() || !slices.Contains(o.SecondFactor.Recovery, code) {
		return errCodeWrong
	}
	f := *o.SecondFactor
	f.Recovery = slices.DeleteFunc(slices.Clone(f.Recovery), func(h Hash) bool { return h == code })
	o.SecondFactor = &f
	return nil
}

// Replace gives new recovery codes in place of those that are left.
func (o *Officer) Replace(recovery []Hash) error {
	if !o.Guarded() {
		return errNoFactor
	}
	f := *o.SecondFactor
	f.Recovery = recovery
	o.SecondFactor = &f
	return nil
}

// Disarm takes a member's lost authenticator and all his passkeys off. Whoever does
// it may do all that the member may, and nobody does it for himself: that would go
// around the password.
func (o *Officer) Disarm(by *Principal) error {
	if by.Kind == ByMember && by.ID == o.ID {
		return &Error{Kind: Conflict, Code: "not_oneself", Message: "Nobody takes off his own second factor here.", Hint: "Turn it off on your profile page, with your password."}
	}
	if err := by.MayGrant(o.Roles); err != nil {
		return err
	}
	if o.Guarded() {
		o.Epoch++
	}
	o.SecondFactor = nil
	return nil
}

// MayWork refuses a member who has nothing but a password where his account wants
// more. What a provider of sign-on wants is the provider's matter, and a
// program that plays an officer holds no authenticator.
func (a *Account) MayWork(o *Officer, m Method) error {
	if a.Security.RequireSecondFactor && m != BySignOn && !o.Guarded() && !slices.Contains(o.Roles, Simulated) {
		return errNeedFactor
	}
	return nil
}
