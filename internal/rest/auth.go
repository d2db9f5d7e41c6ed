package rest

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/token"
)

// DeviceHeader carries the customer's device secret.
const DeviceHeader = "BaseKYC-Device"

var (
	errNoCredential = &kyc.Error{Kind: kyc.Unauthenticated, Code: "unauthenticated", Message: "No valid credential was sent.",
		Hint: "Send Authorization: Bearer with a credential that this door takes."}
	errPublicKey = &kyc.Error{Kind: kyc.Forbidden, Code: "public_key_not_allowed", Message: "A public key cannot do this.",
		Hint: "Call from your server with a secret key."}
	errBrowser = &kyc.Error{Kind: kyc.Forbidden, Code: "secret_key_in_browser", Message: "A secret key was sent by a browser.",
		Hint: "Keep it on your server and roll it: it has been exposed. Browsers use the public key and a session token."}
	errTokenBrowser = &kyc.Error{Kind: kyc.Forbidden, Code: "secret_key_in_browser", Message: "An access token of a backend was sent by a browser.",
		Hint: "Keep it on your server. Browsers use the public key and a session token."}
	errTokenInvalid = &kyc.Error{Kind: kyc.Unauthenticated, Code: "token_invalid", Message: "The token is not valid here."}
	errTokenExpired = &kyc.Error{Kind: kyc.Unauthenticated, Code: "token_expired", Message: "The token has expired."}
)

// maxCredential is longer than any credential of ours.
const maxCredential = 4096

// bearer is the credential of the Authorization header; query and cookies are
// never looked at.
func bearer(r *http.Request) string {
	values := r.Header.Values("Authorization")
	if len(values) != 1 || len(values[0]) > maxCredential {
		return ""
	}
	scheme, credential, ok := strings.Cut(values[0], " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(credential)
}

// fromBrowser goes by headers that only browsers set. Sec-Fetch-Mode alone is
// none: Node's own fetch sends it.
func fromBrowser(r *http.Request) bool {
	return r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != "" || r.Header.Get("Sec-Fetch-Dest") != ""
}

func isKey(credential string) bool {
	return strings.HasPrefix(credential, "sk_") || strings.HasPrefix(credential, "pk_")
}

// isToken tells whether a credential has the form of a signed token.
func isToken(credential string) bool { return strings.Count(credential, ".") == 2 }

// letBackend makes a principal of what the backend's door takes. Its account and
// mode are the scope of everything that the request can reach.
func (s *server) letBackend(w http.ResponseWriter, r *http.Request, c *call) error {
	who, err := s.principal(w, r, c)
	if err != nil {
		return err
	}
	c.who, c.scope = *who, who.Scope
	return s.admit(w, r, s.limits.key, who.ID, 1)
}

// principal is who holds the credential of a request: a secret key, an access token
// of an OAuth client, or a member of staff with the dashboard's cookie.
func (s *server) principal(w http.ResponseWriter, r *http.Request, c *call) (*kyc.Principal, error) {
	if r.Header.Get("Authorization") == "" && s.cookied(r) != "" {
		return s.member(w, r, c)
	}
	plain := bearer(r)
	browser := fromBrowser(r)
	if strings.HasPrefix(plain, "sk_") && browser {
		allowAnyOrigin(w.Header()) // or the page's console would hide the advice
		return nil, errBrowser
	}
	who, err := s.holder(w, r, c, plain)
	if err == nil && browser {
		allowAnyOrigin(w.Header())
		return nil, errTokenBrowser
	}
	return who, err
}

// permit refuses a principal without the permission that a route needs
// (RFC 6750, 3.1).
func permit(w http.ResponseWriter, c *call, need kyc.Permission) error {
	if c.who.May(need) {
		return nil
	}
	w.Header().Set("WWW-Authenticate", `Bearer error="insufficient_scope", scope="`+string(need)+`"`)
	return kyc.Errorf(kyc.Forbidden, "insufficient_scope", "This needs the permission %s, which the credential does not have.", need)
}

// holder finds who holds a credential; refusals are counted by address. A good
// one is let in from an address that has used them up: a stranger behind the same
// proxy must not lock out a bank, and neither 160 random bits nor a signature is
// guessed. Looking is then as limited as at the doors without a key.
func (s *server) holder(w http.ResponseWriter, r *http.Request, c *call, plain string) (*kyc.Principal, error) {
	blamed := s.blamed(w, r, c.near)
	if blamed != nil {
		if !kyc.IsKind(blamed, kyc.TooMany) || !isKey(plain) && !isToken(plain) {
			return nil, blamed
		}
		if err := s.admit(w, r, s.limits.address, c.near, 1); err != nil {
			return nil, err
		}
	}
	var who *kyc.Principal
	err := error(errNoCredential)
	switch {
	case isKey(plain):
		who, err = s.key(r.Context(), plain)
	case isToken(plain):
		_, who, err = s.access(r.Context(), plain)
	}
	if !kyc.IsKind(err, kyc.Unauthenticated) {
		w.Header().Del("Retry-After")
		return who, err
	}
	if blamed != nil {
		return nil, blamed
	}
	return nil, errors.Join(s.refused(w, r, c.near), err)
}

// key authenticates a secret key.
func (s *server) key(ctx context.Context, plain string) (*kyc.Principal, error) {
	key, err := s.Accounts.Authenticate(ctx, plain)
	if err != nil {
		return nil, err
	}
	if key.Kind != kyc.SecretKey {
		return nil, errPublicKey
	}
	return &kyc.Principal{Scope: key.Scope, Kind: kyc.ByKey, ID: key.ID, Permissions: key.Permissions}, nil
}

// letCustomer takes a bound token on its own device.
func (s *server) letCustomer(w http.ResponseWriter, r *http.Request, c *call) error {
	raw, device := bearer(r), r.Header.Get(DeviceHeader)
	if raw == "" || isKey(raw) {
		return errNoCredential
	}
	if err := s.admit(w, r, s.limits.address, c.near, 1); err != nil {
		return err
	}
	v, err := s.Customers.Authenticate(r.Context(), raw, device)
	if err != nil {
		return err
	}
	c.session, c.scope, c.device = v, v.Scope, kyc.Hash(token.Hash(device))
	return nil
}

// letStaff takes a staff token of an officer who still is one, or the cookie of
// who is logged in to the console.
func (s *server) letStaff(w http.ResponseWriter, r *http.Request, c *call) error {
	if r.Header.Get("Authorization") == "" && s.cookied(r) != "" {
		return s.letConsole(w, r, c)
	}
	raw := bearer(r)
	if raw == "" || isKey(raw) {
		return errNoCredential
	}
	staff, err := s.Tokens.VerifyStaff(raw)
	if err != nil {
		return tokenError(err)
	}
	if err := s.admit(w, r, s.limits.key, staff.Officer, 1); err != nil {
		return err
	}
	o, err := s.Accounts.Officer(r.Context(), staff.Account, staff.Officer)
	if kyc.IsKind(err, kyc.NotFound) {
		return errTokenInvalid
	}
	if err != nil {
		return err
	}
	if o.Epoch != staff.Epoch { // his roles or his password changed since
		return errTokenInvalid
	}
	c.staff, c.officer, c.scope = staff, o, kyc.Scope{Account: staff.Account, Live: staff.Live}
	return nil
}

// letConsole takes the cookie at the officer's door.
func (s *server) letConsole(w http.ResponseWriter, r *http.Request, c *call) error {
	if err := s.letMember(w, r, c); err != nil {
		return err
	}
	if err := s.admit(w, r, s.limits.key, c.officer.ID, 1); err != nil {
		return err
	}
	c.staff = &token.Staff{Officer: c.officer.ID, Account: c.officer.Account, Roles: plainRoles(c.officer), Epoch: c.officer.Epoch}
	return s.inMode(w, r, c)
}

// inMode reads the mode in which a member works, if he may.
func (s *server) inMode(_ http.ResponseWriter, r *http.Request, c *call) error {
	live, err := modeOf(r)
	if err != nil {
		return err
	}
	c.scope = kyc.Scope{Account: c.officer.Account, Live: live}
	return s.mayWork(r.Context(), c.officer, c.login.Method)
}

// letAnybody counts by address.
func (s *server) letAnybody(w http.ResponseWriter, r *http.Request, c *call) error {
	return s.admit(w, r, s.limits.address, c.near, 1)
}

func tokenError(err error) error {
	if errors.Is(err, token.ErrExpired) {
		return errTokenExpired
	}
	return errTokenInvalid
}
