package rest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/token"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountCustomer(s *server) {
	handle(s, route{ID: "exchange", Method: http.MethodPost, Path: "/customer/exchange", Door: open, Tag: "customer", Errors: []int{401, 403, 409},
		Summary: "Exchange a link's code or an embedding token for a token of this device", Enter: s.noteBlame}, s.exchange)
	handle(s, route{ID: "refreshToken", Method: http.MethodPost, Path: "/customer/refresh", Door: customer, Tag: "customer", Errors: []int{409},
		Summary: "Get the next token of this device"}, s.refreshToken)
	handle(s, route{ID: "getView", Method: http.MethodGet, Path: "/customer/session", Door: customer, Tag: "customer",
		Summary: "Read the session as its customer sees it"}, s.getView)
	handle(s, route{ID: "getConsentText", Method: http.MethodGet, Path: "/customer/consent", Door: customer, Tag: "customer",
		Summary: "Read the text to consent to"}, s.getConsentText)
	handle(s, route{ID: "listOfferedSlots", Method: http.MethodGet, Path: "/customer/slots", Door: customer, Tag: "customer",
		Summary: "List the slots that a customer may choose one of instead of waiting", Text: "None while an officer is at the desk and the wait is not too long; in a call, once its officer was lost and did not come back for 20 seconds."}, s.offeredSlots)
	handle(s, route{ID: "bookAppointment", Method: http.MethodPost, Path: "/customer/appointment", Door: customer, Tag: "customer", Errors: []int{409},
		Summary: "Choose a slot instead of waiting", Text: "Link and device stay: the customer comes back to the same page. 409 slot_full when its last place was taken meanwhile."}, s.bookAppointment)
	handle(s, route{ID: "returnToLine", Method: http.MethodPost, Path: "/customer/line", Door: customer, Tag: "customer", Errors: []int{409},
		Summary: "Go back into the line when the officer of the call was lost", Text: "At the place of the time when the customer first got in. The next officer goes on from what was captured."}, s.returnToLine)
	handle(s, route{ID: "giveConsent", Method: http.MethodPost, Path: "/customer/consent", Door: customer, Tag: "customer", Status: http.StatusNoContent, Errors: []int{409},
		Summary: "Record the customer's consent"}, s.giveConsent)
}

// noteBlame looks whether the address keeps guessing codes. Its next wrong one
// is refused without more; a right one passes: many customers share a carrier's
// address, and 128 random bits are not guessed.
func (s *server) noteBlame(w http.ResponseWriter, r *http.Request, c *call) error {
	c.origin, c.reply = r.Header.Get("Origin"), w.Header()
	err := s.blamed(w, r, c.near)
	if !kyc.IsKind(err, kyc.TooMany) {
		return err
	}
	c.blamed, c.pardon = err, func() { w.Header().Del("Retry-After") }
	return nil
}

type exchange struct{ Body api.Exchange }

func (s *server) exchange(ctx context.Context, c *call, in *exchange) (*body[api.Exchanged], error) {
	b := &in.Body
	if !token.ValidDevice(b.Device) {
		return nil, badField("device", "must be 32 bytes in base64url without padding")
	}
	byCode, byToken := b.SessionID != "" && b.Code != "", b.Token != "" && b.PublicKey != ""
	if byCode == byToken {
		return nil, badField("code", "send session_id and code, or token and public_key")
	}
	v, g, err := s.bind(ctx, c, b, kyc.Hash(token.Hash(b.Device)), byCode)
	if err != nil {
		if kyc.IsKind(err, kyc.Unauthenticated) {
			if c.blamed != nil {
				return nil, c.blamed
			}
			s.limits.count(ctx, c.near)
		}
		return nil, err
	}
	if c.pardon != nil {
		c.pardon()
	}
	return &body[api.Exchanged]{api.Exchanged{Token: g.Token, ExpiresAt: g.ExpiresAt, Session: s.view(ctx, v)}}, nil
}

func (s *server) bind(ctx context.Context, c *call, b *api.Exchange, device kyc.Hash, byCode bool) (*kyc.Session, token.Grant, error) {
	if byCode {
		return s.Customers.ExchangeCode(ctx, b.SessionID, b.Code, device)
	}
	key, err := s.Accounts.Authenticate(ctx, b.PublicKey)
	if err != nil {
		return nil, token.Grant{}, err
	}
	t, err := s.Tokens.VerifyCustomer(b.Token)
	if err != nil {
		return nil, token.Grant{}, tokenError(err)
	}
	scope := kyc.Scope{Account: t.Account, Live: t.Live}
	if key.Kind == kyc.PublicKey && key.Scope == scope {
		if err := c.fromPage(key, s.BaseURL); err != nil {
			return nil, token.Grant{}, err
		}
	}
	if key.Kind != kyc.PublicKey || key.Scope != scope || t.Device != "" || !t.May(token.MayExchange) {
		return nil, token.Grant{}, errTokenInvalid
	}
	return s.Customers.ExchangeToken(ctx, scope, t.Session, t.ID, device)
}

// fromPage lets a key that is bound to origins be used by their pages only, and
// by the pages of this server. Programs can claim any origin: that keeps other
// pages from using the key, not other programs.
func (c *call) fromPage(k *kyc.APIKey, own string) error {
	if len(k.Origins) == 0 {
		return nil
	}
	c.reply.Set("Vary", "Origin")
	if !k.TakesOrigin(c.origin) && c.origin != own {
		c.reply.Del("Access-Control-Allow-Origin")
		return &kyc.Error{Kind: kyc.Forbidden, Code: "origin_not_allowed", Message: "This public key is for pages of other origins.",
			Hint: "Add the page's origin to the key."}
	}
	c.reply.Set("Access-Control-Allow-Origin", c.origin)
	return nil
}

func (s *server) refreshToken(ctx context.Context, c *call, _ *struct{}) (*body[api.Refreshed], error) {
	g, err := s.Customers.Refresh(ctx, c.scope, c.session.ID, c.device)
	if err != nil {
		return nil, err
	}
	return &body[api.Refreshed]{api.Refreshed{Token: g.Token, ExpiresAt: g.ExpiresAt}}, nil
}

func (s *server) getView(ctx context.Context, c *call, _ *struct{}) (*body[api.View], error) {
	return &body[api.View]{s.view(ctx, c.session)}, nil
}

// view shows a session to its customer. A missing account name costs the name,
// not the call.
func (s *server) view(ctx context.Context, v *kyc.Session) api.View {
	return wire.View(v, s.surroundings(ctx, v))
}

func (s *server) surroundings(ctx context.Context, v *kyc.Session) wire.Surroundings {
	out := wire.Surroundings{Now: s.Now()}
	if a, err := s.Accounts.Account(ctx, v.Account); err == nil {
		out.Account, out.Line = wire.ViewAccount(a, s.BaseURL), a.Line
	} else {
		s.Log.Warn("read the account's name", "account", v.Account, "error", err)
	}
	if v.Status == kyc.Waiting {
		out.Place = s.Room.Place(v.Scope, v.ID)
	}
	return out
}

// offered is how many days ahead a customer is offered slots, and how many of them.
const (
	offeredDays  = 7
	offeredSlots = 12
)

func (s *server) offeredSlots(ctx context.Context, c *call, _ *struct{}) (*body[api.OfferedSlots], error) {
	hours, list, err := s.Sessions.Slots(ctx, c.scope, "", offeredDays)
	if err != nil {
		return nil, err
	}
	return &body[api.OfferedSlots]{wire.OfferedSlots(hours, list, s.offers(ctx, c.session), offeredSlots)}, nil
}

// offers tells whether the customer may choose a slot: he waits, and nobody is
// there, or it takes longer than it ought to; or the officer of his call was lost.
func (s *server) offers(ctx context.Context, v *kyc.Session) bool {
	if v.Status != kyc.Waiting {
		return v.Released(s.Now())
	}
	around := s.surroundings(ctx, v)
	return !s.Room.Staffed(v.Scope) || s.Now().After(v.MeetBy(&around.Line))
}

type bookAppointment struct{ Body api.Booking }

func (s *server) bookAppointment(ctx context.Context, c *call, in *bookAppointment) (*body[api.View], error) {
	if c.session.Status != kyc.Waiting && !c.session.Released(s.Now()) {
		return nil, kyc.Errorf(kyc.Conflict, "wrong_state", "The session is %s; its customer chooses a slot while it is waiting, or when the officer of his call was lost.", c.session.Status)
	}
	v, err := s.Sessions.Book(ctx, kyc.Ref{Scope: c.scope, Session: c.session.ID}, kyc.OfficerRef{}, in.Body.ScheduledAt)
	if err != nil {
		return nil, err
	}
	return &body[api.View]{s.view(ctx, v)}, nil
}

func (s *server) returnToLine(ctx context.Context, c *call, _ *struct{}) (*body[api.View], error) {
	v, err := s.Sessions.Return(ctx, kyc.Ref{Scope: c.scope, Session: c.session.ID})
	if err != nil {
		return nil, err
	}
	return &body[api.View]{s.view(ctx, v)}, nil
}

type getConsentText struct {
	Language string `query:"language" maxLength:"16" doc:"The session's language unless given"`
}

func (s *server) getConsentText(_ context.Context, c *call, in *getConsentText) (*body[api.ConsentText], error) {
	if in.Language == "" {
		in.Language = c.session.Language
	}
	version, lang, text := s.ConsentTexts.ConsentText(in.Language)
	return &body[api.ConsentText]{api.ConsentText{Version: version, Language: lang, Text: text, SHA256: hexSum([]byte(text))}}, nil
}

type giveConsent struct{ Body api.ConsentGiven }

// giveConsent records only a consent to the very text that we would show now.
func (s *server) giveConsent(ctx context.Context, c *call, in *giveConsent) (*struct{}, error) {
	version, lang, text := s.ConsentTexts.ConsentText(in.Body.Language)
	if in.Body.Version != version || in.Body.Language != lang || in.Body.SHA256 != hexSum([]byte(text)) {
		return nil, &kyc.Error{Kind: kyc.Conflict, Code: "consent_outdated", Message: "This is not the current consent text."}
	}
	_, err := s.Customers.Consent(ctx, c.scope, c.session.ID,
		kyc.Consent{Version: version, Language: lang, SHA256: in.Body.SHA256, IP: c.ip})
	return nil, err
}

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
