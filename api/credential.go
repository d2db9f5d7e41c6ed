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
