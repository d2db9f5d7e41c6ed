package account

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Logins of the dashboard: rows of our own, not scs. They are looked up by the
// hash of the cookie, listed and ended by member, and end by his epoch; scs keeps
// one opaque document a cookie, in which none of that can be searched for.

const (
	// cookieBytes of entropy are in a login's cookie.
	cookieBytes = 32
	maxAgent    = 200 // characters of what a browser calls itself
)

var errLoggedOut = &kyc.Error{Kind: kyc.Unauthenticated, Code: "logged_out", Message: "You are not logged in any more.", Hint: "Log in again."}

// Enter begins a login of an officer who has proved who he is, and answers with
// the cookie's value, which is kept nowhere. It is a new one each time: nobody
// can make a victim use a login that he knows.
func (s *Service) Enter(ctx context.Context, o *kyc.Officer, m kyc.Method, address, agent string) (string, *kyc.Login, error) {
	if s.Simulated(o) {
		return "", nil, errSimulated
	}
	secret, err := s.secret(cookieBytes)
	if err != nil {
		return "", nil, err
	}
	at := s.moment()
	l := kyc.Login{Account: o.Account, Officer: o.ID, Hash: sha256.Sum256([]byte(secret)), Epoch: o.Epoch, CreatedAt: at, SeenAt: at,
		Address: address, Agent: shortened(agent), Method: m}
	if l.ID, err = s.id(kyc.PrefixLogin, at); err != nil {
		return "", nil, err
	}
	if err := s.store.CreateLogin(ctx, l); err != nil {
		return "", nil, fmt.Errorf("begin a login: %w", err)
	}
	return secret, &l, nil
}

// Member finds who holds a cookie. He is read anew each time, so what was
// changed about him holds at once.
func (s *Service) Member(ctx context.Context, secret string) (*kyc.Login, *kyc.Officer, error) {
	if len(secret) != letters.EncodedLen(cookieBytes) {
		return nil, nil, errLoggedOut
	}
	l, o, err := s.store.LoginByHash(ctx, sha256.Sum256([]byte(secret)))
	if kyc.IsKind(err, kyc.NotFound) {
		return nil, nil, errLoggedOut
	}
	if err != nil {
		return nil, nil, fmt.Errorf("look up a login: %w", err)
	}
	now := s.moment()
	if !l.Good(o, now) {
		return nil, nil, errLoggedOut
	}
	if now.Sub(l.SeenAt) >= kyc.LoginSeen {
		l.SeenAt = now
		if err := s.store.SeeLogin(ctx, l, now); err != nil {
			return nil, nil, fmt.Errorf("note a login: %w", err)
		}
	}
	return l, o, nil
}

// Logins lists the places where a member is logged in, newest first.
func (s *Service) Logins(ctx context.Context, o *kyc.Officer) ([]kyc.Login, error) {
	all, err := s.store.Logins(ctx, o.Account, o.ID)
	if err != nil {
		return nil, fmt.Errorf("read logins: %w", err)
	}
	good, now := []kyc.Login{}, s.now()
	for _, l := range all {
		if l.Good(o, now) {
			good = append(good, l)
		}
	}
	return good, nil
}

// LogOut ends one login of a member.
func (s *Service) LogOut(ctx context.Context, o *kyc.Officer, id string) error {
	if err := s.store.EndLogin(ctx, o.Account, o.ID, id); err != nil {
		return fmt.Errorf("end a login: %w", err)
	}
	return nil
}

// ChangePassword ends everything that the former password let in, everywhere.
// The caller begins a new login.
func (s *Service) ChangePassword(ctx context.Context, o *kyc.Officer, current, next, ip string) (*kyc.Officer, error) {
	if err := kyc.Refuse(kyc.CheckPassword(next, o.Email)); err != nil {
		return nil, err
	}
	if _, err := s.password(ctx, o.Email, current, ip); err != nil { // with its limit of tries
		return nil, err
	}
	hash, err := s.hashPassword(ctx, next)
	if err != nil {
		return nil, err
	}
	changed, err := s.store.ChangeOfficer(ctx, o.Account, o.ID, func(now kyc.Officer, _ []kyc.Officer) (*kyc.Officer, error) {
		if now.Password != o.Password {
			return nil, errCredentials // somebody else was first
		}
		now.Password = hash
		now.Epoch++
		return &now, nil
	})
	if err != nil {
		return nil, fmt.Errorf("change a password: %w", err)
	}
	s.dismissed(o.Account, o.ID)
	return changed, nil
}

// secret draws letters with so many bytes of entropy.
func (s *Service) secret(n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(s.entropy, b); err != nil {
		return "", fmt.Errorf("draw a secret: %w", err)
	}
	return letters.EncodeToString(b), nil
}

// shortened is a browser's name as it can be kept and shown.
func shortened(agent string) string {
	agent = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError || r == 0x7f {
			return -1
		}
		return r
	}, agent)
	if r := []rune(agent); len(r) > maxAgent {
		return string(r[:maxAgent])
	}
	return agent
}
