package api

import "time"

// NewKey is the body of POST /v1/api_keys.
type NewKey struct {
	Kind      string     `json:"kind" enum:"secret,public" doc:"secret for your servers, public for the SDK in pages and apps"`
	Name      string     `json:"name" minLength:"1" maxLength:"400" doc:"What it is for, to tell keys apart; at most 100 characters"`
	Scopes    []string   `json:"scopes,omitempty" maxItems:"32" nullable:"false" doc:"What a secret key may do; all that the caller may when left out"`
	Origins   []string   `json:"origins,omitempty" maxItems:"20" nullable:"false" doc:"Of a public key: pages of these origins only, such as https://www.example.com; any when left out"`
	ExpiresAt *time.Time `json:"expires_at,omitempty" doc:"Never when left out"`
}

// KeyUpdate is the body of PATCH /v1/api_keys/{id}; what is left out stays.
type KeyUpdate struct {
	Name    *string   `json:"name,omitempty" minLength:"1" maxLength:"400"`
	Scopes  *[]string `json:"scopes,omitempty" maxItems:"32" nullable:"false"`
	Origins *[]string `json:"origins,omitempty" maxItems:"20" nullable:"false"`
}

// Roll is the body of a roll.
type Roll struct {
	Overlap *int `json:"overlap,omitempty" minimum:"0" maximum:"604800" doc:"Seconds in which the former secret is still taken; 86400 when left out"`
}

// Key is an API key without its secret.
type Key struct {
	ID         string     `json:"id"`
	Kind       string     `json:"kind" enum:"secret,public"`
	Name       string     `json:"name"`
	Livemode   bool       `json:"livemode"`
	Scopes     []string   `json:"scopes" nullable:"false" doc:"Empty for a public key"`
	Origins    []string   `json:"origins" nullable:"false" doc:"Of a public key; empty means any"`
	Hint       string     `json:"hint" doc:"Last letters of the key"`
	CreatedAt  time.Time  `json:"created_at"`
	LastUsedAt *time.Time `json:"last_used_at" doc:"Within some seconds"`
	ExpiresAt  *time.Time `json:"expires_at"`
	RevokedAt  *time.Time `json:"revoked_at"`
	ReplacedBy *string    `json:"replaced_by" doc:"Id of the key that it was rolled to"`
}

// KeyWithSecret is the reply to creation and to a roll: the key is shown once.
type KeyWithSecret struct {
	Key
	Secret string `json:"key" doc:"sk_ or pk_ and the mode; kept as a hash only"`
}

// KeyList is a page of keys, newest first.
type KeyList struct {
	Data    []Key `json:"data" nullable:"false"`
	HasMore bool  `json:"has_more"`
}

// NewOAuthClient is the body of POST /v1/oauth_clients.
type NewOAuthClient struct {
	Name   string   `json:"name" minLength:"1" maxLength:"400" doc:"What it is for, to tell clients apart; at most 100 characters"`
	Scopes []string `json:"scopes" minItems:"1" maxItems:"32" nullable:"false" doc:"What its access tokens may do"`
}

// OAuthClient is a program that gets access tokens by client credentials.
type OAuthClient struct {
	ID                    string     `json:"id"`
	ClientID              string     `json:"client_id" doc:"The same as id"`
	Name                  string     `json:"name"`
	Livemode              bool       `json:"livemode"`
	Scopes                []string   `json:"scopes" nullable:"false"`
	Hint                  string     `json:"hint" doc:"Last letters of the secret"`
	FormerSecretExpiresAt *time.Time `json:"former_secret_expires_at" doc:"Until then the secret before a roll is taken too"`
	CreatedAt             time.Time  `json:"created_at"`
	LastUsedAt            *time.Time `json:"last_used_at" doc:"Within some seconds"`
}

// OAuthClientWithSecret is the reply to creation and to a roll: the secret is
// shown once.
type OAuthClientWithSecret struct {
	OAuthClient
	Secret string `json:"client_secret" doc:"cs_ and the mode; kept as a hash only"`
}

// OAuthClientList is a page of clients, newest first.
type OAuthClientList struct {
	Data    []OAuthClient `json:"data" nullable:"false"`
	HasMore bool          `json:"has_more"`
}

// AccessToken is the reply of POST /oauth/token (RFC 6749, 5.1).
type AccessToken struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type" enum:"Bearer"`
	ExpiresIn   int    `json:"expires_in" doc:"Seconds"`
	Scope       string `json:"scope" doc:"What was granted, separated by spaces"`
}

// Introspection is the reply of POST /oauth/introspect (RFC 7662). Of a token
// that is not good, or not of the caller's account and mode, it says nothing
// but that it is not active.
type Introspection struct {
	Active    bool   `json:"active"`
	Scope     string `json:"scope,omitempty"`
	ClientID  string `json:"client_id,omitempty"`
	TokenType string `json:"token_type,omitempty"`
	Expires   int64  `json:"exp,omitempty"`
	Issued    int64  `json:"iat,omitempty"`
	Subject   string `json:"sub,omitempty"`
	Audience  string `json:"aud,omitempty"`
	Issuer    string `json:"iss,omitempty"`
	TokenID   string `json:"jti,omitempty"`
	Livemode  *bool  `json:"livemode,omitempty"`
}

// OAuthError is the body of an error at /oauth (RFC 6749, 5.2).
type OAuthError struct {
	Code        string `json:"error" enum:"invalid_request,invalid_client,unauthorized_client,unsupported_grant_type,invalid_scope"`
	Description string `json:"error_description"`
}

// AuthorizationServer is the metadata of RFC 8414.
type AuthorizationServer struct {
	Issuer                string   `json:"issuer"`
	TokenEndpoint         string   `json:"token_endpoint"`
	JWKS                  string   `json:"jwks_uri"`
	IntrospectionEndpoint string   `json:"introspection_endpoint"`
	RevocationEndpoint    string   `json:"revocation_endpoint"`
	Scopes                []string `json:"scopes_supported" nullable:"false"`
	ResponseTypes         []string `json:"response_types_supported" nullable:"false" doc:"None: there is no authorization endpoint"`
	GrantTypes            []string `json:"grant_types_supported" nullable:"false"`
	TokenAuth             []string `json:"token_endpoint_auth_methods_supported" nullable:"false"`
	IntrospectionAuth     []string `json:"introspection_endpoint_auth_methods_supported" nullable:"false"`
	RevocationAuth        []string `json:"revocation_endpoint_auth_methods_supported" nullable:"false"`
	Documentation         string   `json:"service_documentation"`
}

// JWKS is the set of keys that verify access tokens (RFC 7517).
type JWKS struct {
	Keys []JWK `json:"keys" nullable:"false"`
}

// JWK is an Ed25519 key (RFC 8037).
type JWK struct {
	Type      string `json:"kty" enum:"OKP"`
	Curve     string `json:"crv" enum:"Ed25519"`
	ID        string `json:"kid"`
	Use       string `json:"use" enum:"sig"`
	Algorithm string `json:"alg" enum:"EdDSA"`
	X         string `json:"x" doc:"The key, base64url"`
}
