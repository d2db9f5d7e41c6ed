package account

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Question is what an authenticator is asked to sign. Its ticket comes back with
// the answer: nothing is written before, so strangers who ask fill no table.
type Question = struct {
	Ticket    string
	Options   []byte // JSON for navigator.credentials
	ExpiresAt time.Time
}

const challengeBytes = 32

// What a ticket is for.
const (
	toAdd    = "add"    // a passkey, of who is logged in
	toEnter  = "enter"  // by a passkey alone
	toSecond = "second" // by a passkey after the password
)

// ticket is a question that waits for its answer. It is sealed, so only we can have
// made it; the browser that asked is known by what it carries besides.
type ticket struct {
	For     string               `json:"for"`
	Browser kyc.Hash             `json:"browser"` // SHA-256 of what it is known by
	Account string               `json:"account,omitempty"`
	Officer string               `json:"officer,omitempty"`
	Epoch   int64                `json:"epoch,omitempty"`
	Until   time.Time            `json:"until"`
	Asked   webauthn.SessionData `json:"asked"`
}

var errNoPasskeys = &kyc.Error{Kind: kyc.NotFound, Code: "passkeys_off", Message: "This installation takes no passkeys.",
	Hint: "They need an https address with a name, which the operator configures, or localhost."}

// relyingParty is whom authenticators work for: the name of our origin. Browsers
// have passkeys for names with https only, and for localhost; nil for anything else.
func relyingParty(origin string) (*webauthn.WebAuthn, error) {
	if origin == "" {
		return nil, nil
	}
	u, err := url.Parse(origin)
	if err != nil {
		return nil, fmt.Errorf("origin of passkeys: %w", err)
	}
	name := u.Hostname()
	if _, err := netip.ParseAddr(name); err == nil || u.Scheme != "https" && name != "localhost" {
		return nil, nil
	}
	limit := webauthn.TimeoutConfig{Timeout: kyc.PasskeyLife, TimeoutUVD: kyc.PasskeyLife} // we enforce it ourselves, by our clock
	party, err := webauthn.New(&webauthn.Config{RPID: name, RPDisplayName: "BASEKYC", RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired,
			RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired},
		Timeouts: webauthn.TimeoutsConfig{Login: limit, Registration: limit},
		// We ask for no extensions. Password managers answer some all the same, and nothing depends on it.
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore})
	if err != nil {
		return nil, fmt.Errorf("origin of passkeys: %w", err)
	}
	return party, nil
}

// PasskeyOrigin is where passkeys work; "" when nowhere.
func (s *Service) PasskeyOrigin() string {
	if s.party == nil || s.secrets == nil {
		return ""
	}
	return s.party.Config.RPOrigins[0]
}

// OfferPasskey begins to add a passkey in the browser of a login. The password is
// asked for, as before an authenticator is enrolled.
func (s *Service) OfferPasskey(ctx context.Context, o *kyc.Officer, login, password, ip string) (*Question, error) {
	if s.PasskeyOrigin() == "" {
		return nil, errNoPasskeys
	}
	if _, err := s.password(ctx, o.Email, password, ip); err != nil {
		return nil, err
	}
	if err := o.RoomForPasskey(); err != nil {
		return nil, err
	}
	who := holder{o}
	options, asked, err := s.party.BeginRegistration(who, webauthn.WithExclusions(webauthn.Credentials(who.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return nil, fmt.Errorf("ask for a passkey: %w", err)
	}
	return s.question(ticket{For: toAdd, Account: o.Account, Officer: o.ID, Epoch: o.Epoch}, login, asked, func(challenge []byte) any {
		options.Response.Challenge = challenge
		return options.Response
	})
}

// AddPasskey keeps the passkey that an authenticator has made, and answers with
// recovery codes when it is the first second factor. Every login of the member
// ends; the caller begins a new one.
func (s *Service) AddPasskey(ctx context.Context, o *kyc.Officer, login, carried, name string, answer []byte) (*kyc.Officer, []string, error) {
	if err := kyc.Refuse(kyc.CheckPasskeyName(name)); err != nil {
		return nil, nil, err
	}
	t, err := s.answered(ctx, carried, login, toAdd)
	if err != nil {
		return nil, nil, err
	}
	if t.Account != o.Account || t.Officer != o.ID || t.Epoch != o.Epoch {
		return nil, nil, kyc.ErrPasskeyStale
	}
	p, err := s.made(o, t, answer)
	if err != nil {
		return nil, nil, err
	}
	p.Name = name
	plain, hashes, err := s.recovery()
	if err != nil {
		return nil, nil, err
	}
	used := false
	changed, err := s.changeFactor(ctx, o, func(now *kyc.Officer) (err error) {
		used, err = now.AddPasskey(*p, hashes)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	s.dismissed(o.Account, o.ID)
	if !used {
		plain = nil
	}
	return changed, plain, nil
}

// made verifies that an authenticator has made a key pair for our question.
func (s *Service) made(o *kyc.Officer, t *ticket, answer []byte) (*kyc.Passkey, error) {
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return nil, refused(err)
	}
	c, err := s.party.CreateCredential(holder{o}, t.Asked, parsed)
	if err != nil {
		return nil, refused(err)
	}
	if len(c.ID) == 0 || len(c.ID) > kyc.MaxCredential {
		return nil, kyc.ErrPasskey
	}
	at := s.moment()
	p := kyc.Passkey{Credential: c.ID, PublicKey: c.PublicKey, Counter: c.Authenticator.SignCount, Flags: c.Flags.MsgpByte(), Model: c.Authenticator.AAGUID, CreatedAt: at}
	for _, by := range c.Transport {
		if len(p.Transports) < kyc.MaxTransports && len(by) <= 20 {
			p.Transports = append(p.Transports, string(by))
		}
	}
	if p.ID, err = s.id(kyc.PrefixPasskey, at); err != nil {
		return nil, err
	}
	return &p, nil
}

// RenamePasskey gives a passkey of a member another name.
func (s *Service) RenamePasskey(ctx context.Context, o *kyc.Officer, id, name string) (*kyc.Officer, error) {
	if err := kyc.Refuse(kyc.CheckPasskeyName(name)); err != nil {
		return nil, err
	}
	return s.changeFactor(ctx, o, func(now *kyc.Officer) error { return now.RenamePasskey(id, name) })
}

// RemovePasskey takes a passkey away; it wants the password. Every login of the
// member ends; the caller begins a new one.
func (s *Service) RemovePasskey(ctx context.Context, o *kyc.Officer, id, password, ip string) (*kyc.Officer, error) {
	if _, err := s.password(ctx, o.Email, password, ip); err != nil {
		return nil, err
	}
	changed, err := s.changeFactor(ctx, o, func(now *kyc.Officer) error { return now.RemovePasskey(id) })
	if err == nil {
		s.dismissed(o.Account, o.ID)
	}
	return changed, err
}

// AskPasskey asks whoever holds a passkey of ours to come in with it.
func (s *Service) AskPasskey(browser string) (*Question, error) {
	if s.PasskeyOrigin() == "" {
		return nil, errNoPasskeys
	}
	options, asked, err := s.party.BeginDiscoverableLogin()
	if err != nil {
		return nil, fmt.Errorf("ask for a passkey: %w", err)
	}
	return s.question(ticket{For: toEnter}, browser, asked, func(challenge []byte) any {
		options.Response.Challenge = challenge
		return options.Response
	})
}

// AskSecond asks a member whose password is right for one of his passkeys; the
// question is nil when he has none. codes tells whether an authenticator would do.
func (s *Service) AskSecond(ctx context.Context, email, password, ip, browser string) (_ *Question, codes bool, _ error) {
	o, err := s.password(ctx, email, password, ip)
	if err != nil {
		return nil, false, err
	}
	if s.PasskeyOrigin() == "" || len(o.Passkeys()) == 0 {
		return nil, o.HasAuthenticator(), nil
	}
	options, asked, err := s.party.BeginLogin(holder{o})
	if err != nil {
		return nil, false, fmt.Errorf("ask for a passkey: %w", err)
	}
	q, err := s.question(ticket{For: toSecond, Account: o.Account, Officer: o.ID, Epoch: o.Epoch}, browser, asked, func(challenge []byte) any {
		options.Response.Challenge = challenge
		return options.Response
	})
	return q, o.HasAuthenticator(), err
}

// LogInByPasskey finds who has answered a question, and how he has come in.
func (s *Service) LogInByPasskey(ctx context.Context, browser, carried string, answer []byte) (*kyc.Officer, kyc.Method, error) {
	t, err := s.answered(ctx, carried, browser, toEnter, toSecond)
	if err != nil {
		return nil, "", err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return nil, "", refused(err)
	}
	o, err := s.store.OfficerByPasskey(ctx, kyc.CredentialHash(parsed.RawID))
	if kyc.IsKind(err, kyc.NotFound) {
		return nil, "", kyc.ErrPasskey
	}
	if err != nil {
		return nil, "", fmt.Errorf("look up whose a passkey is: %w", err)
	}
	if !o.MayUsePasskeys() {
		return nil, "", kyc.ErrPasskey
	}
	method, c := kyc.ByPasskey, (*webauthn.Credential)(nil)
	if t.For == toSecond {
		if t.Account != o.Account || t.Officer != o.ID {
			return nil, "", kyc.ErrPasskey
		}
		if t.Epoch != o.Epoch { // his password changed since it was right
			return nil, "", kyc.ErrPasskeyStale
		}
		method = kyc.ByPassword
		c, err = s.party.ValidateLogin(holder{o}, t.Asked, parsed)
	} else {
		c, err = s.party.ValidateDiscoverableLogin(func(_, handle []byte) (webauthn.User, error) {
			if string(handle) != o.ID {
				return nil, kyc.ErrPasskey
			}
			return holder{o}, nil
		}, t.Asked, parsed)
	}
	if err != nil {
		return nil, "", refused(err)
	}
	doubted := false
	changed, err := s.changeFactor(ctx, o, func(now *kyc.Officer) (err error) {
		doubted, err = now.UsePasskey(c.ID, parsed.Response.AuthenticatorData.Counter, c.Flags.MsgpByte(), s.moment())
		return err
	})
	if err != nil {
		return nil, "", err
	}
	if doubted {
		return nil, "", kyc.ErrPasskeyDoubted
	}
	return changed, method, nil
}

// question seals what was asked. The challenge is of our own entropy.
func (s *Service) question(t ticket, browser string, asked *webauthn.SessionData, options func(challenge []byte) any) (*Question, error) {
	challenge := make([]byte, challengeBytes)
	if _, err := io.ReadFull(s.entropy, challenge); err != nil {
		return nil, fmt.Errorf("draw a challenge: %w", err)
	}
	t.Browser, t.Until, t.Asked = sha256.Sum256([]byte(browser)), s.now().Add(kyc.PasskeyLife), *asked
	t.Asked.Challenge = base64.RawURLEncoding.EncodeToString(challenge)
	plain, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("write a ticket: %w", err)
	}
	shown, err := json.Marshal(options(challenge))
	if err != nil {
		return nil, fmt.Errorf("write a question: %w", err)
	}
	return &Question{Ticket: base64.RawURLEncoding.EncodeToString(s.secrets.Seal(plain, ticketContext)), Options: shown, ExpiresAt: t.Until}, nil
}

var ticketContext = []byte("ticket of a passkey") // no officer's id

// answered opens the ticket of an answer and uses it up, whether the answer is good
// or not: no question is answered twice.
func (s *Service) answered(ctx context.Context, carried, browser string, purposes ...string) (*ticket, error) {
	if s.PasskeyOrigin() == "" {
		return nil, errNoPasskeys
	}
	sealed, err := base64.RawURLEncoding.DecodeString(carried)
	if err != nil {
		return nil, kyc.ErrPasskeyStale
	}
	plain, err := s.secrets.Open(sealed, ticketContext)
	if err != nil {
		return nil, kyc.ErrPasskeyStale
	}
	var t ticket
	if err := json.Unmarshal(plain, &t); err != nil {
		return nil, fmt.Errorf("read a ticket: %w", err)
	}
	now := s.now()
	if browser == "" || t.Browser != sha256.Sum256([]byte(browser)) || !slices.Contains(purposes, t.For) || !now.Before(t.Until) {
		return nil, kyc.ErrPasskeyStale
	}
	if err := s.store.AnswerOnce(ctx, sha256.Sum256([]byte(t.Asked.Challenge)), now, t.Until); err != nil {
		return nil, fmt.Errorf("use a question up: %w", err)
	}
	return &t, nil
}

// refused is what the library says of an answer, for the operator; its details
// about the browser's data stay behind.
func refused(err error) error {
	if known := new(protocol.Error); errors.As(err, &known) {
		return fmt.Errorf("%s: %w", known.Details, kyc.ErrPasskey)
	}
	return kyc.ErrPasskey
}

// holder is an officer as the library sees him. What an authenticator is told of him
// is his id, which says nothing, and what it shows him: address and name.
type holder struct{ *kyc.Officer }

func (h holder) WebAuthnID() []byte          { return []byte(h.ID) }
func (h holder) WebAuthnName() string        { return h.Email }
func (h holder) WebAuthnDisplayName() string { return h.Name }

func (h holder) WebAuthnCredentials() []webauthn.Credential {
	var all []webauthn.Credential
	for _, p := range h.Passkeys() {
		c := webauthn.Credential{ID: p.Credential, PublicKey: p.PublicKey, Flags: webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(p.Flags)),
			Authenticator: webauthn.Authenticator{AAGUID: p.Model, SignCount: p.Counter}}
		for _, by := range p.Transports {
			c.Transport = append(c.Transport, protocol.AuthenticatorTransport(by))
		}
		all = append(all, c)
	}
	return all
}
