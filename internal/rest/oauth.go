package rest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/token"
)

// The OAuth 2 endpoints: client credentials (RFC 6749, 4.4), metadata (RFC
// 8414), keys (RFC 7517), introspection (RFC 7662) and revocation (RFC 7009).
// ARCHITECTURE.md says why these are handlers of ours.

const formType = "application/x-www-form-urlencoded"

func mountOAuth(s *server) {
	form := func(id, path, summary, text string) route {
		return route{ID: id, Method: http.MethodPost, Path: path, Door: open, Tag: "oauth", Summary: summary,
			Text:    text + " The client proves itself by HTTP Basic or by client_id and client_secret in the form.",
			Accepts: []string{formType}, Errors: []int{http.StatusUnauthorized}, Enter: s.noteClient}
	}
	handle(s, form("issueToken", "/oauth/token", "Get an access token", "The client credentials grant of RFC 6749, 4.4. Tokens are good for an hour."), s.issueToken)
	handle(s, form("introspectToken", "/oauth/introspect", "Ask whether an access token is good", "RFC 7662, for tokens of the client's own account and mode."), s.introspect)
	revoke := form("revokeToken", "/oauth/revoke", "Give an access token back", "RFC 7009, for the client's own tokens.")
	revoke.Status = http.StatusOK
	handle(s, revoke, s.revokeToken)
	handle(s, route{ID: "getJWKS", Method: http.MethodGet, Path: "/oauth/jwks", Door: open, Tag: "oauth", Summary: "Read the keys that verify access tokens"}, s.getJWKS)
	handle(s, route{ID: "getAuthorizationServer", Method: http.MethodGet, Path: "/.well-known/oauth-authorization-server", Door: open, Tag: "oauth",
		Summary: "Read the metadata of the authorization server", Text: "RFC 8414."}, s.getAuthorizationServer)
}

// oauthError is an error as RFC 6749, 5.2 writes it.
type oauthError struct {
	api.OAuthError
	status int
}

func (e *oauthError) Error() string             { return e.Code + ": " + e.Description }
func (e *oauthError) GetStatus() int            { return e.status }
func (e *oauthError) ContentType(string) string { return "application/json" }

// GetHeaders names the scheme that a refused client should use.
func (e *oauthError) GetHeaders() http.Header {
	if e.status != http.StatusUnauthorized {
		return nil
	}
	return http.Header{"Www-Authenticate": {`Basic realm="basekyc"`}}
}

func (e *oauthError) write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(e.status)
	_ = json.NewEncoder(w).Encode(e) // the caller is gone when this fails
}

func oauthProblem(code, description string) error {
	status := http.StatusBadRequest
	if code == "invalid_client" {
		status = http.StatusUnauthorized
	}
	return &oauthError{api.OAuthError{Code: code, Description: description}, status}
}

// noteClient keeps what the handlers need of the headers.
func (s *server) noteClient(w http.ResponseWriter, r *http.Request, c *call) error {
	if fromBrowser(r) {
		allowAnyOrigin(w.Header())
		return &kyc.Error{Kind: kyc.Forbidden, Code: "secret_key_in_browser", Message: "The secret of an OAuth client was sent by a browser.",
			Hint: "Keep it on your server and roll it: it has been exposed."}
	}
	if r.ContentLength == 0 {
		return oauthProblem("invalid_request", "The form is empty.")
	}
	c.basic = r.Header.Values("Authorization")
	return s.noteBlame(w, r, c)
}

type oauthForm struct {
	RawBody []byte `contentType:"application/x-www-form-urlencoded"`
}

// parameters of a form. RFC 6749, 3.2: none twice, unknown ones are ignored, an
// empty one is none.
func (f *oauthForm) parameters() (url.Values, error) {
	v, err := url.ParseQuery(string(f.RawBody))
	if err != nil {
		return nil, oauthProblem("invalid_request", "The form is not valid.")
	}
	for _, list := range v {
		if len(list) > 1 {
			return nil, oauthProblem("invalid_request", "A parameter is there twice.")
		}
	}
	return v, nil
}

// client lets the client of a request in (RFC 6749, 2.3.1). Wrong secrets are
// counted by address; a right one passes anyway.
func (s *server) client(ctx context.Context, c *call, v url.Values) (*kyc.OAuthClient, error) {
	id, secret, byHeader := basicAuth(c.basic)
	if byHeader && (v.Get("client_secret") != "" || v.Get("client_id") != "" && v.Get("client_id") != id) {
		return nil, oauthProblem("invalid_request", "The client proves itself in one way only.")
	}
	if !byHeader {
		id, secret = v.Get("client_id"), v.Get("client_secret")
	}
	found, err := s.Credentials.AuthenticateClient(ctx, id, secret)
	if kyc.IsKind(err, kyc.Unauthenticated) {
		if c.blamed != nil {
			return nil, c.blamed
		}
		s.limits.count(ctx, c.near)
		return nil, oauthProblem("invalid_client", "Client or secret is wrong, or none was sent.")
	}
	if err == nil && c.pardon != nil {
		c.pardon()
	}
	return found, err
}

// basicAuth reads a client's id and secret, each percent-encoded as in a form,
// out of the header.
func basicAuth(values []string) (id, secret string, ok bool) {
	if len(values) != 1 || len(values[0]) > maxCredential {
		return "", "", false
	}
	scheme, credential, _ := strings.Cut(values[0], " ")
	if !strings.EqualFold(scheme, "Basic") {
		return "", "", false
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(credential))
	if err != nil {
		return "", "", true // nobody is called that
	}
	id, secret, _ = strings.Cut(string(raw), ":")
	if id, err = url.QueryUnescape(id); err != nil {
		return "", "", true
	}
	if secret, err = url.QueryUnescape(secret); err != nil {
		return "", "", true
	}
	return id, secret, true
}

func (s *server) issueToken(ctx context.Context, c *call, in *oauthForm) (*body[api.AccessToken], error) {
	v, err := in.parameters()
	if err != nil {
		return nil, err
	}
	client, err := s.client(ctx, c, v)
	if err != nil {
		return nil, err
	}
	switch v.Get("grant_type") {
	case "client_credentials":
	case "":
		return nil, oauthProblem("invalid_request", "grant_type is missing.")
	default:
		return nil, oauthProblem("unsupported_grant_type", "grant_type must be client_credentials.")
	}
	var asked []kyc.Permission
	for _, scope := range strings.Fields(v.Get("scope")) {
		asked = append(asked, kyc.Permission(scope))
	}
	granted, ok := client.Grant(asked)
	if !ok {
		return nil, oauthProblem("invalid_scope", "The client does not have every scope that was asked for.")
	}
	scopes := make([]string, len(granted))
	for i, p := range granted {
		scopes[i] = string(p)
	}
	g, err := s.Tokens.MintAccess(s.BaseURL, token.Access{Client: client.ID, Account: client.Account, Live: client.Live, Scopes: scopes}, kyc.AccessLife)
	if err != nil {
		return nil, err
	}
	return &body[api.AccessToken]{api.AccessToken{AccessToken: g.Token, TokenType: "Bearer", ExpiresIn: int(kyc.AccessLife.Seconds()), Scope: strings.Join(scopes, " ")}}, nil
}

// asked lets the client in and reads which token it is about.
func (s *server) asked(ctx context.Context, c *call, in *oauthForm) (*kyc.OAuthClient, string, error) {
	v, err := in.parameters()
	if err != nil {
		return nil, "", err
	}
	client, err := s.client(ctx, c, v)
	if err == nil && v.Get("token") == "" {
		err = oauthProblem("invalid_request", "token is missing.")
	}
	return client, v.Get("token"), err
}

// introspect tells of a token of the client's own account and mode; of any
// other only that it is not active.
func (s *server) introspect(ctx context.Context, c *call, in *oauthForm) (*body[api.Introspection], error) {
	client, raw, err := s.asked(ctx, c, in)
	if err != nil {
		return nil, err
	}
	out := api.Introspection{}
	t, who, err := s.access(ctx, raw)
	if err != nil && !kyc.IsKind(err, kyc.Unauthenticated) {
		return nil, err
	}
	if err == nil && who.Scope == client.Scope {
		scopes := make([]string, len(who.Permissions))
		for i, p := range who.Permissions {
			scopes[i] = string(p)
		}
		out = api.Introspection{Active: true, Scope: strings.Join(scopes, " "), ClientID: t.Client, TokenType: "Bearer", Expires: t.ExpiresAt.Unix(),
			Issued: t.IssuedAt.Unix(), Subject: t.Client, Audience: token.AudienceOf(s.BaseURL), Issuer: s.BaseURL, TokenID: t.ID, Livemode: &t.Live}
	}
	return &body[api.Introspection]{out}, nil
}

// revokeToken answers 200 also for a token that is no good any more: its holder
// has what he wants.
func (s *server) revokeToken(ctx context.Context, c *call, in *oauthForm) (*struct{}, error) {
	client, raw, err := s.asked(ctx, c, in)
	if err != nil {
		return nil, err
	}
	t, _, err := s.access(ctx, raw)
	if kyc.IsKind(err, kyc.Unauthenticated) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if t.Client != client.ID {
		return nil, oauthProblem("unauthorized_client", "The token belongs to another client.")
	}
	return nil, s.Credentials.RevokeAccess(ctx, client.Scope, client.ID, t.ID, t.ExpiresAt)
}

var (
	errAccessInvalid = &kyc.Error{Kind: kyc.Unauthenticated, Code: "access_token_invalid", Message: "The access token is not valid."}
	errAccessExpired = &kyc.Error{Kind: kyc.Unauthenticated, Code: "access_token_expired", Message: "The access token has expired.", Hint: "Get a new one from POST /oauth/token."}
)

// access verifies an access token and finds whose it is.
func (s *server) access(ctx context.Context, raw string) (*token.Access, *kyc.Principal, error) {
	t, err := s.Tokens.VerifyAccess(s.BaseURL, raw)
	if errors.Is(err, token.ErrExpired) {
		return nil, nil, errAccessExpired
	}
	if err != nil {
		return nil, nil, errAccessInvalid
	}
	client, err := s.Credentials.AccessClient(ctx, kyc.Scope{Account: t.Account, Live: t.Live}, t.Client, t.ID)
	if err != nil {
		return nil, nil, err
	}
	return t, client.Principal(t.Scopes), nil
}

// cached is a reply that others may keep for a while.
type cached[T any] struct {
	CacheControl string `header:"Cache-Control"`
	Body         T
}

// keptFor is short enough for a new signing key, which signs from the next
// start, and long enough to spare the asking.
const keptFor = "public, max-age=300"

func (s *server) getJWKS(context.Context, *call, *struct{}) (*cached[api.JWKS], error) {
	out := api.JWKS{Keys: []api.JWK{}}
	for _, k := range s.Tokens.Public() {
		out.Keys = append(out.Keys, api.JWK{Type: "OKP", Curve: "Ed25519", ID: k.ID, Use: "sig", Algorithm: "EdDSA", X: base64.RawURLEncoding.EncodeToString(k.Key)})
	}
	return &cached[api.JWKS]{keptFor, out}, nil
}

func (s *server) getAuthorizationServer(context.Context, *call, *struct{}) (*cached[api.AuthorizationServer], error) {
	ways := []string{"client_secret_basic", "client_secret_post"}
	out := api.AuthorizationServer{Issuer: s.BaseURL, TokenEndpoint: s.BaseURL + "/oauth/token", JWKS: s.BaseURL + "/oauth/jwks",
		IntrospectionEndpoint: s.BaseURL + "/oauth/introspect", RevocationEndpoint: s.BaseURL + "/oauth/revoke",
		ResponseTypes: []string{}, GrantTypes: []string{"client_credentials"}, TokenAuth: ways, IntrospectionAuth: ways, RevocationAuth: ways,
		Documentation: s.BaseURL + "/docs/guide/authentication"}
	for _, p := range kyc.Permissions {
		out.Scopes = append(out.Scopes, string(p))
	}
	return &cached[api.AuthorizationServer]{keptFor, out}, nil
}
