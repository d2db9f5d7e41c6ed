package rest

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/basekyc/basekyc/internal/kyc"
)

const (
	ssoPath = "/dashboard/sso"
	// SignOnCallback is where the provider of sign-on sends people back to.
	SignOnCallback = ssoPath + "/callback"
	// ticketSeconds is how long the browser keeps what it carries to the provider.
	ticketSeconds = 600
)

// mountSignOn mounts single sign-on: a browser comes to the first, goes to the
// provider, and comes back to the second. Neither answers a person with JSON: what
// went wrong is shown by the log-in page, which gets the code of the error.
func mountSignOn(s *server) {
	handle(s, route{ID: "signOn", Method: http.MethodGet, Path: ssoPath, Door: open, Enter: s.fromAnywhere, Tag: "dashboard", Status: http.StatusSeeOther, Errors: []int{404},
		Summary: "Log in by the operator's provider of OpenID Connect", Text: "A page sends its browser here."}, s.getSignOn)
	handle(s, route{ID: "signOnCallback", Method: http.MethodGet, Path: SignOnCallback, Door: open, Enter: s.fromAnywhere, AnyQuery: true, Tag: "dashboard", Status: http.StatusSeeOther, Errors: []int{404},
		Summary: "Come back from the provider", Text: "It sets the same cookie as a log-in with a password."}, s.getSignOnCallback)
}

var errNoSignOn = &kyc.Error{Kind: kyc.NotFound, Code: "sso_off", Message: "This installation has no single sign-on.", Hint: "Log in with a password."}

// fromAnywhere notes the browser: links to sign-on are on other pages too, and the
// provider is another site. What comes back is believed for the ticket that the
// same browser carries.
func (s *server) fromAnywhere(_ http.ResponseWriter, r *http.Request, c *call) error {
	c.cookie, c.agent = s.cookied(r), r.UserAgent()
	if list := r.CookiesNamed(s.ticketName()); len(list) == 1 {
		c.ticket = list[0].Value
	}
	return nil
}

func (s *server) ticketName() string { return s.cookieName() + "-sso" }

func (s *server) ticketCookie(value string, seconds int) string {
	name := s.ticketName()
	c := http.Cookie{Name: name, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(name, "__Host-")}
	return c.String()
}

// elsewhere sends a browser on. An address with a code in it is told to nobody.
type elsewhere struct {
	Location  string   `header:"Location"`
	Referrer  string   `header:"Referrer-Policy"`
	SetCookie []string `header:"Set-Cookie"`
}

func goTo(address string, cookies ...string) *elsewhere {
	return &elsewhere{Location: address, Referrer: "no-referrer", SetCookie: cookies}
}

type signOn struct {
	Next string `query:"next" maxLength:"500" doc:"A page of the dashboard or the console to go on to"`
}

func (s *server) getSignOn(ctx context.Context, c *call, in *signOn) (*elsewhere, error) {
	if s.SignOn == nil {
		return nil, errNoSignOn
	}
	next := ourPage(in.Next)
	address, ticket, err := s.SignOn.Begin(ctx, next)
	if err != nil {
		return s.notSignedOn(c, next, err)
	}
	return goTo(address, s.ticketCookie(ticket, ticketSeconds)), nil
}

type signOnCallback struct {
	State string `query:"state" maxLength:"200"`
	Code  string `query:"code" maxLength:"4000" doc:"Missing when the provider refused"`
}

func (s *server) getSignOnCallback(ctx context.Context, c *call, in *signOnCallback) (*elsewhere, error) {
	if s.SignOn == nil {
		return nil, errNoSignOn
	}
	who, next, err := s.SignOn.Finish(ctx, c.ticket, in.State, in.Code)
	next = ourPage(next)
	if err != nil {
		return s.notSignedOn(c, next, err)
	}
	o, err := s.Accounts.SignOn(ctx, *who)
	if err != nil {
		return s.notSignedOn(c, next, err)
	}
	_, cookie, err := s.begin(ctx, c, o, kyc.BySignOn)
	if err != nil {
		return s.notSignedOn(c, next, err)
	}
	return goTo(next, s.ticketCookie("", -1), cookie), nil
}

// notSignedOn sends a browser to the log-in page of where it wanted to go. The
// operator reads the reason in the log; it is about the provider, not about the person.
func (s *server) notSignedOn(c *call, next string, err error) (*elsewhere, error) {
	var known *kyc.Error
	if !errors.As(err, &known) {
		return nil, err
	}
	if known.Kind == kyc.OutOfService || known.Kind == kyc.Unauthenticated {
		s.Log.Warn("single sign-on", "request_id", c.id, "error", err)
	}
	face := "/" + strings.SplitN(next, "/", 3)[1]
	return goTo(face+"/sign-in?"+url.Values{"sso": {known.Code}, "next": {next}}.Encode(), s.ticketCookie("", -1)), nil
}

// ourPage is a page of the dashboard or of the console, else the dashboard's first.
func ourPage(wanted string) string {
	u, err := url.Parse(wanted)
	if err != nil || u.Scheme != "" || u.Host != "" || strings.ContainsAny(wanted, "\\\r\n") || strings.Contains(u.Path, "..") {
		return "/dashboard"
	}
	for _, face := range []string{"/dashboard", "/console"} {
		if u.Path == face || strings.HasPrefix(u.Path, face+"/") && !strings.HasPrefix(u.Path, ssoPath) {
			return (&url.URL{Path: u.Path, RawQuery: u.RawQuery}).String()
		}
	}
	return "/dashboard"
}
