package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// mountPasskeys mounts how members come in with passkeys, and what they do about
// their own. Like an authenticator, one is added also while the account keeps its
// owner from everything else.
func mountPasskeys(s *server) {
	const path, mine = "/dashboard/passkeys", "/dashboard/me/passkeys"
	handle(s, route{ID: "askPasskey", Method: http.MethodPost, Path: path + "/challenge", Door: open, Enter: s.mayTryBrowser, Tag: "dashboard", Errors: []int{401, 404},
		Summary: "Ask for a passkey to log in with", Text: "Without a body's members: any passkey of this site, alone. With e-mail and password: one of the member's, in place of a code. The reply sets a cookie that the answer must come with."}, s.askPasskey)
	handle(s, route{ID: "passkeyLogin", Method: http.MethodPost, Path: path + "/login", Door: open, Enter: s.mayTryBrowser, Tag: "dashboard", Errors: []int{401, 403, 404},
		Summary: "Log in to the dashboard with a passkey", Text: "It sets the same cookie as a log-in with a password."}, s.passkeyLogin)
	handle(s, route{ID: "offerPasskey", Method: http.MethodPost, Path: mine + "/challenge", Door: member, Enter: s.mayTry, Tag: "dashboard", Errors: []int{404, 409},
		Summary: "Begin to add a passkey"}, s.offerPasskey)
	handle(s, route{ID: "addPasskey", Method: http.MethodPost, Path: mine, Door: member, Enter: s.mayTry, Tag: "dashboard", Status: http.StatusCreated, Errors: []int{404, 409},
		Summary: "Add a passkey", Text: "The first second factor brings recovery codes, which are shown in this reply only. Every other login, call and staff token of the member ends."}, s.addPasskey)
	handle(s, route{ID: "renamePasskey", Method: http.MethodPatch, Path: mine + "/{id}", Door: member, Tag: "dashboard", Errors: []int{404},
		Summary: "Rename a passkey"}, s.renamePasskey)
	handle(s, route{ID: "removePasskey", Method: http.MethodPost, Path: mine + "/{id}/remove", Door: member, Enter: s.mayTry, Tag: "dashboard", Errors: []int{404},
		Summary: "Remove a passkey", Text: "Every other login, call and staff token of the member ends."}, s.removePasskey)
}

var errNoPasskey = &kyc.Error{Kind: kyc.NotFound, Code: "passkey_not_found", Message: "No such passkey of yours."}

func (s *server) passkeySite() *api.PasskeySite {
	if at := s.Passkeys.PasskeyOrigin(); at != "" {
		return &api.PasskeySite{Origin: at}
	}
	return nil
}

// browserLetters is the length of what a browser is known by before it is logged in.
const browserLetters = 64

func (s *server) browserName() string { return s.cookieName() + "-passkey" }

// mayTryBrowser is mayTryHere, and notes what the browser is known by.
func (s *server) mayTryBrowser(w http.ResponseWriter, r *http.Request, c *call) error {
	if list := r.CookiesNamed(s.browserName()); len(list) == 1 && len(list[0].Value) == browserLetters {
		c.ticket = list[0].Value
	}
	return s.mayTryHere(w, r, c)
}

// known is what the browser is known by from now on, and the cookie of it. Two pages
// of a browser share it.
func (s *server) known(c *call) (browser, cookie string, _ error) {
	if browser = c.ticket; browser == "" {
		b := make([]byte, browserLetters/2)
		if _, err := io.ReadFull(s.Entropy, b); err != nil {
			return "", "", errors.Join(errEntropy, err)
		}
		browser = fmt.Sprintf("%x", b)
	}
	name := s.browserName()
	k := http.Cookie{Name: name, Value: browser, Path: "/", MaxAge: int(kyc.PasskeyLife.Seconds()), HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: strings.HasPrefix(name, "__Host-")}
	return browser, k.String(), nil
}

type askPasskey struct{ Body api.PasskeyQuestion }

func (s *server) askPasskey(ctx context.Context, c *call, in *askPasskey) (*withCookie[api.PasskeyChallenge], error) {
	browser, cookie, err := s.known(c)
	if err != nil {
		return nil, err
	}
	if in.Body == (api.PasskeyQuestion{}) {
		q, err := s.Passkeys.AskPasskey(browser)
		if err != nil {
			return nil, err
		}
		out, err := asked(q, false)
		return &withCookie[api.PasskeyChallenge]{cookie, out}, err
	}
	if strings.ContainsRune(in.Body.Email, 0) { // which not every database takes in a query
		return nil, badField("email", "must be an e-mail address")
	}
	var q *Question
	var codes bool
	if _, err := s.guess(ctx, c, kyc.Unauthenticated, func() (_ *kyc.Officer, err error) {
		q, codes, err = s.Passkeys.AskSecond(ctx, in.Body.Email, in.Body.Password, c.near, browser)
		return nil, err
	}); err != nil {
		return nil, err
	}
	out, err := asked(q, codes)
	return &withCookie[api.PasskeyChallenge]{cookie, out}, err
}

// asked shows a question; there may be none.
func asked(q *Question, codes bool) (out api.PasskeyChallenge, err error) {
	out.Authenticator = codes
	if q == nil {
		return out, nil
	}
	out.Ticket, out.ExpiresAt = q.Ticket, q.ExpiresAt
	return out, json.Unmarshal(q.Options, &out.PublicKey)
}

type passkeyLogin struct{ Body api.PasskeyAnswer }

func (s *server) passkeyLogin(ctx context.Context, c *call, in *passkeyLogin) (*withCookie[api.Me], error) {
	answer, err := json.Marshal(in.Body.Credential)
	if err != nil {
		return nil, err
	}
	var by kyc.Method
	o, err := s.guess(ctx, c, kyc.Unauthenticated, func() (o *kyc.Officer, err error) {
		o, by, err = s.Passkeys.LogInByPasskey(ctx, c.ticket, in.Body.Ticket, answer)
		return o, err
	})
	if err != nil {
		s.tell(c, err)
		return nil, err
	}
	return s.entered(ctx, c, o, by)
}

// tell lets the operator read why a passkey was refused: his base_url may be wrong.
// It is about the answer's form, not about the person.
func (s *server) tell(c *call, err error) {
	var known *kyc.Error
	if errors.As(err, &known) && (known.Code == kyc.ErrPasskey.Code || known.Code == kyc.ErrPasskeyDoubted.Code) {
		s.Log.Warn("a passkey was refused", "request_id", c.id, "error", err)
	}
}

func (s *server) offerPasskey(ctx context.Context, c *call, in *ownPassword) (*body[api.PasskeyChallenge], error) {
	var q *Question
	if _, err := s.guess(ctx, c, kyc.Unauthenticated, func() (_ *kyc.Officer, err error) {
		q, err = s.Passkeys.OfferPasskey(ctx, c.officer, c.login.ID, in.Body.Password, c.near)
		return nil, err
	}); err != nil {
		return nil, err
	}
	out, err := asked(q, false)
	return &body[api.PasskeyChallenge]{out}, err
}

type addPasskey struct{ Body api.NewPasskey }

func (s *server) addPasskey(ctx context.Context, c *call, in *addPasskey) (*withCookie[api.Guarded], error) {
	answer, err := json.Marshal(in.Body.Credential)
	if err != nil {
		return nil, err
	}
	codes := []string{}
	o, err := s.guess(ctx, c, kyc.Unauthenticated, func() (*kyc.Officer, error) {
		o, drawn, err := s.Passkeys.AddPasskey(ctx, c.officer, c.login.ID, in.Body.Ticket, strings.TrimSpace(in.Body.Name), answer)
		codes = append(codes, drawn...)
		return o, err
	})
	if err != nil {
		s.tell(c, err)
		return nil, err
	}
	me, cookie, err := s.begin(ctx, c, o, c.login.Method)
	if err != nil {
		return nil, err
	}
	return &withCookie[api.Guarded]{cookie, api.Guarded{Me: *me, RecoveryCodes: api.RecoveryCodes{Codes: codes}}}, nil
}

type renamePasskey struct {
	PathID
	Body api.PasskeyName
}

func (s *server) renamePasskey(ctx context.Context, c *call, in *renamePasskey) (*body[api.Me], error) {
	if err := mustBe(in.ID, kyc.PrefixPasskey, errNoPasskey); err != nil {
		return nil, err
	}
	o, err := s.Passkeys.RenamePasskey(ctx, c.officer, in.ID, strings.TrimSpace(in.Body.Name))
	if err != nil {
		return nil, err
	}
	me, err := s.me(ctx, o, c.login)
	if err != nil {
		return nil, err
	}
	return &body[api.Me]{*me}, nil
}

type removePasskey struct {
	PathID
	Body api.OwnPassword
}

func (s *server) removePasskey(ctx context.Context, c *call, in *removePasskey) (*withCookie[api.Me], error) {
	if err := mustBe(in.ID, kyc.PrefixPasskey, errNoPasskey); err != nil {
		return nil, err
	}
	o, err := s.guess(ctx, c, kyc.Unauthenticated, func() (*kyc.Officer, error) {
		return s.Passkeys.RemovePasskey(ctx, c.officer, in.ID, in.Body.Password, c.near)
	})
	if err != nil {
		return nil, err
	}
	return s.entered(ctx, c, o, c.login.Method)
}
