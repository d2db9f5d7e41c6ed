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
	// ModeHeader says in which mode a member of staff works; a cookie has none.
	ModeHeader = "BaseKYC-Mode"
	// modeParameter is the same in an address: a video element and an event source
	// cannot send headers. It is taken from GET requests with a cookie only.
	modeParameter = "basekyc_mode"
)

var (
	errLoggedOut = &kyc.Error{Kind: kyc.Unauthenticated, Code: "logged_out", Message: "Nobody is logged in.", Hint: "Log in to the dashboard."}
	errForeign   = &kyc.Error{Kind: kyc.Forbidden, Code: "cross_origin", Message: "Another site sent this request with a log-in of ours.",
		Hint: "The dashboard's cookie works on its own pages only; call from a server with a secret key."}
	errMode = &kyc.Error{Kind: kyc.Invalid, Code: "mode_required", Message: "Say which mode is meant.",
		Hint: "Send " + ModeHeader + ": test or live; a cookie has no mode of its own."}
)

// cookieName is bound to this host and to https by its prefix, which browsers
// enforce. Without https, on one's own machine, several servers share the host
// and are told apart by their port: cookies know none.
func (s *server) cookieName() string {
	u, err := url.Parse(s.BaseURL)
	if err != nil || u.Scheme != "http" {
		return "__Host-basekyc"
	}
	return strings.TrimSuffix("basekyc_"+u.Port(), "_")
}

func (s *server) cookie(value string, seconds int) string {
	name := s.cookieName()
	c := http.Cookie{Name: name, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: strings.HasPrefix(name, "__Host-")}
	return c.String()
}

// cookied is the value of the request's cookie; "" when there is none, or a
// second one that somebody else may have planted.
func (s *server) cookied(r *http.Request) string {
	list := r.CookiesNamed(s.cookieName())
	if len(list) != 1 {
		return ""
	}
	return list[0].Value
}

// fromHere refuses what a browser sends for another site, reading too: nothing
// of ours is embedded elsewhere with somebody's log-in. It notes what a login
// needs to know of the browser.
func (s *server) fromHere(_ http.ResponseWriter, r *http.Request, c *call) error {
	c.cookie, c.agent = s.cookied(r), r.UserAgent()
	if site := r.Header.Get("Sec-Fetch-Site"); site == "cross-site" || site == "same-site" {
		return errForeign
	}
	if s.origins.Check(r) != nil {
		return errForeign
	}
	return nil
}

// mayTry is for a password: an address that has used up its refused credentials
// waits, whichever e-mail addresses it tried.
func (s *server) mayTry(w http.ResponseWriter, r *http.Request, c *call) error {
	c.blame = func() error { return s.blamed(w, r, c.near) }
	return c.blame()
}

// mayTryHere is mayTry on our own pages.
func (s *server) mayTryHere(w http.ResponseWriter, r *http.Request, c *call) error {
	if err := s.fromHere(w, r, c); err != nil {
		return err
	}
	return s.mayTry(w, r, c)
}

// logIn checks a password and the code of a second factor, and counts wrong ones.
func (s *server) logIn(ctx context.Context, c *call, email, password, code string) (*kyc.Officer, error) {
	if strings.ContainsRune(email, 0) { // which not every database takes in a query
		return nil, badField("email", "must be an e-mail address")
	}
	return s.guess(ctx, c, kyc.Unauthenticated, func() (*kyc.Officer, error) { return s.Accounts.LogIn(ctx, email, password, code, c.near) })
}

// guess lets an address try once, behind mayTry, and counts an answer of the kind
// that tells a guesser something. Tries of one address follow one another: a
// thousand at once are counted too, and wait for themselves only, not in front
// of everybody else's.
func (s *server) guess(ctx context.Context, c *call, wrong kyc.Kind, try func() (*kyc.Officer, error)) (*kyc.Officer, error) {
	leave, err := s.turns.take(ctx, c.near)
	if err != nil {
		return nil, err
	}
	defer leave()
	if err := c.blame(); err != nil { // those in front have used it up
		return nil, err
	}
	o, err := try()
	if kyc.IsKind(err, wrong) {
		s.limits.count(ctx, c.near)
	}
	return o, err
}

// originGuard believes requests of our own pages also when a proxy has renamed
// the host.
func originGuard(base string) (*http.CrossOriginProtection, error) {
	p := http.NewCrossOriginProtection()
	if base == "" {
		return p, nil
	}
	return p, p.AddTrustedOrigin(base)
}

// letMember takes the cookie of who is logged in.
func (s *server) letMember(w http.ResponseWriter, r *http.Request, c *call) error {
	if err := s.fromHere(w, r, c); err != nil {
		return err
	}
	if err := s.admit(w, r, s.limits.address, c.near, 1); err != nil {
		return err
	}
	if c.cookie == "" {
		return errLoggedOut
	}
	l, o, err := s.Logins.Member(r.Context(), c.cookie)
	if err != nil {
		return err
	}
	c.login, c.officer = l, o
	return nil
}

// member is the principal of a cookie at the backend's door.
func (s *server) member(w http.ResponseWriter, r *http.Request, c *call) (*kyc.Principal, error) {
	if err := s.letMember(w, r, c); err != nil {
		return nil, err
	}
	if err := s.inMode(w, r, c); err != nil {
		return nil, err
	}
	return &kyc.Principal{Scope: c.scope, Kind: kyc.ByMember, ID: c.officer.ID,
		Permissions: kyc.PermissionsOf(c.officer.Roles)}, nil
}

// mayWork keeps a member who has less than his account asks for to what is his own.
func (s *server) mayWork(ctx context.Context, o *kyc.Officer, m kyc.Method) error {
	a, err := s.Accounts.Account(ctx, o.Account)
	if err != nil {
		return err
	}
	return a.MayWork(o, m)
}

// modeOf reads the mode, and takes it out of the address before the route sees it.
func modeOf(r *http.Request) (live bool, err error) {
	said := r.Header.Get(ModeHeader)
	if q := r.URL.Query(); r.Method == http.MethodGet && q.Has(modeParameter) {
		if said == "" {
			said = q.Get(modeParameter)
			r.Header.Set(ModeHeader, said) // for whoever tries the door once more
		}
		q.Del(modeParameter)
		r.URL.RawQuery = q.Encode()
	}
	switch said {
	case "test":
		return false, nil
	case "live":
		return true, nil
	}
	return false, errMode
}

// overStaff lets to what both modes of an account share only who reaches both.
func overStaff(_ http.ResponseWriter, _ *http.Request, c *call) error { return c.who.MayBothModes() }

// endOld ends the login that the browser had before.
func (s *server) endOld(ctx context.Context, secret string) error {
	if secret == "" {
		return nil
	}
	l, o, err := s.Logins.Member(ctx, secret)
	if err == nil {
		err = s.Logins.LogOut(ctx, o, l.ID)
	}
	var known *kyc.Error
	if errors.As(err, &known) { // it had ended already
		return nil
	}
	return err
}
