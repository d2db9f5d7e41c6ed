package kyc

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Passkey is the public half of a key pair whose private half an authenticator of
// a member keeps: his telephone, his computer, a key on his key ring. The
// authenticator uses it for our site only, and after it has made sure of its owner.
type Passkey struct {
	ID         string    `json:"id"`
	Name       string    `json:"name"`
	Credential []byte    `json:"credential"` // the authenticator's own name of it, unique in the installation
	PublicKey  []byte    `json:"public_key"` // COSE
	Counter    uint32    `json:"counter,omitempty"`
	Flags      byte      `json:"flags"` // of the authenticator at its last use: whether the key may be and is kept elsewhere too
	Model      []byte    `json:"model,omitempty"`
	Transports []string  `json:"transports,omitempty"`
	CreatedAt  time.Time `json:"created_at"`
	UsedAt     time.Time `json:"used_at,omitzero"`
	DoubtedAt  time.Time `json:"doubted_at,omitzero"` // its counter went back: there may be a copy
}

const (
	// MaxPasskeys of one member.
	MaxPasskeys = 10
	// MaxPasskeyName in characters.
	MaxPasskeyName = 60
	// MaxCredential is the longest name that an authenticator may give, in bytes (WebAuthn, 4).
	MaxCredential = 1023
	// MaxTransports that an authenticator may say it can be reached by.
	MaxTransports = 8
	// PasskeyLife is how long a question to an authenticator waits for its answer.
	PasskeyLife = 5 * time.Minute

	keptElsewhere = 0x18 // flags BE and BS: bits 3 and 4
)

var (
	// ErrPasskey answers whatever a passkey is refused for: a stranger learns nothing.
	ErrPasskey = &Error{Kind: Unauthenticated, Code: "passkey_invalid", Message: "The passkey was not accepted.",
		Hint: "It may have been removed from your profile. Log in in another way."}
	// ErrPasskeyStale answers a question that was answered before, has run out, or was asked elsewhere.
	ErrPasskeyStale = &Error{Kind: Unauthenticated, Code: "passkey_stale", Message: "This took too long, or was begun in another browser.", Hint: "Begin again."}
	// ErrPasskeyDoubted answers a passkey of which there may be a copy.
	ErrPasskeyDoubted = &Error{Kind: Forbidden, Code: "passkey_doubted", Message: "The passkey was refused: its counter went back, so there may be a copy of it.",
		Hint: "Log in in another way, and remove it on your profile page."}
	// ErrPasskeyTaken answers a passkey that is somebody's already.
	ErrPasskeyTaken    = &Error{Kind: Conflict, Code: "passkey_taken", Message: "This passkey has been added already."}
	errNoPasskey       = &Error{Kind: NotFound, Code: "passkey_not_found", Message: "No such passkey of yours."}
	errTooManyPasskeys = Errorf(Conflict, "too_many_passkeys", "A member has %d passkeys at most; remove one first.", MaxPasskeys)
)

// CredentialHash is what a passkey is looked up by.
func CredentialHash(credential []byte) Hash { return sha256.Sum256(credential) }

// CheckPasskeyName wants a short line.
func CheckPasskeyName(name string) []Field {
	if name == "" || name != strings.TrimSpace(name) || !printable(name, MaxPasskeyName) {
		return []Field{{"name", fmt.Sprintf("1 to %d printable characters, no space around them", MaxPasskeyName)}}
	}
	return nil
}

// Passkeys of the officer, oldest first.
func (o *Officer) Passkeys() []Passkey {
	if o.SecondFactor == nil {
		return nil
	}
	return o.SecondFactor.Passkeys
}

// MayUsePasskeys tells whether the officer logs in here at all: whom only the provider
// of sign-on lets in has no password, and a passkey must not go around the provider.
func (o *Officer) MayUsePasskeys() bool {
	return o.Password != "" && !slices.Contains(o.Roles, Simulated)
}

// RoomForPasskey refuses one more.
func (o *Officer) RoomForPasskey() error {
	if len(o.Passkeys()) >= MaxPasskeys {
		return errTooManyPasskeys
	}
	return nil
}

// AddPasskey keeps a passkey. The first thing that proves somebody besides his
// password comes with recovery codes: used tells whether these were taken. Logins
// and tokens of before end, as with an authenticator.
func (o *Officer) AddPasskey(p Passkey, recovery []Hash) (used bool, err error) {
	if err := o.RoomForPasskey(); err != nil {
		return false, err
	}
	if o.passkey(p.Credential) >= 0 {
		return false, ErrPasskeyTaken
	}
	f := SecondFactor{}
	if o.SecondFactor != nil {
		f = *o.SecondFactor
	}
	if used = !o.Guarded(); used {
		f.Recovery = recovery
	}
	p.CreatedAt = instant(p.CreatedAt)
	f.Passkeys = append(slices.Clone(f.Passkeys), p)
	o.SecondFactor = &f
	o.Epoch++
	return used, nil
}

// RenamePasskey gives a passkey another name.
func (o *Officer) RenamePasskey(id, name string) error {
	return o.changePasskey(func(p *Passkey) bool { return p.ID == id }, errNoPasskey, func(p *Passkey) { p.Name = name })
}

// RemovePasskey takes one away; whatever let the officer in ends.
func (o *Officer) RemovePasskey(id string) error {
	i := slices.IndexFunc(o.Passkeys(), func(p Passkey) bool { return p.ID == id })
	if i < 0 {
		return errNoPasskey
	}
	f := *o.SecondFactor
	f.Passkeys = slices.Delete(slices.Clone(f.Passkeys), i, i+1)
	o.SecondFactor = &f
	o.unguarded()
	o.Epoch++
	return nil
}

// UsePasskey notes that an authenticator has signed with a passkey. One whose
// counter did not rise is doubted: it is noted, and does not let its owner in. Many
// authenticators have no counter and say 0 for ever.
func (o *Officer) UsePasskey(credential []byte, counter uint32, flags byte, at time.Time) (doubted bool, err error) {
	err = o.changePasskey(func(p *Passkey) bool { return bytes.Equal(p.Credential, credential) }, ErrPasskey, func(p *Passkey) {
		if doubted = counter <= p.Counter && (counter != 0 || p.Counter != 0); doubted {
			p.DoubtedAt = instant(at)
			return
		}
		p.Counter, p.Flags, p.UsedAt = counter, flags, instant(at)
	})
	return doubted, err
}

// KeptElsewhere tells whether the maker of the authenticator keeps the key for its
// owner's other devices too.
func (p *Passkey) KeptElsewhere() bool { return p.Flags&keptElsewhere == keptElsewhere }

func (o *Officer) passkey(credential []byte) int {
	return slices.IndexFunc(o.Passkeys(), func(p Passkey) bool { return bytes.Equal(p.Credential, credential) })
}

// changePasskey changes a copy: the officer may be somebody else's view of him.
func (o *Officer) changePasskey(which func(*Passkey) bool, none error, change func(*Passkey)) error {
	i := slices.IndexFunc(o.Passkeys(), func(p Passkey) bool { return which(&p) })
	if i < 0 {
		return none
	}
	f := *o.SecondFactor
	f.Passkeys = slices.Clone(f.Passkeys)
	change(&f.Passkeys[i])
	o.SecondFactor = &f
	return nil
}
