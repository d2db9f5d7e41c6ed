package api

import "time"

// NewEndpoint is the body of POST /v1/webhook_endpoints.
type NewEndpoint struct {
	URL         string   `json:"url" minLength:"1" maxLength:"2000" doc:"https on a public host"`
	Events      []string `json:"events,omitempty" maxItems:"64" nullable:"false" doc:"Types to be told of; all when empty"`
	Description string   `json:"description,omitempty" maxLength:"200" doc:"For people"`
}

// EndpointPatch is the body of PATCH /v1/webhook_endpoints/{id}: what is given is
// changed.
type EndpointPatch struct {
	URL         *string   `json:"url,omitempty" minLength:"1" maxLength:"2000" nullable:"false" doc:"https on a public host"`
	Events      *[]string `json:"events,omitempty" maxItems:"64" nullable:"false" doc:"Types to be told of; all when empty"`
	Description *string   `json:"description,omitempty" maxLength:"200" nullable:"false"`
	Status      *string   `json:"status,omitempty" enum:"enabled,disabled" nullable:"false"`
}

// SecretRoll is the body of POST /v1/webhook_endpoints/{id}/roll_secret.
type SecretRoll struct {
	Overlap *int `json:"overlap,omitempty" minimum:"0" maximum:"604800" nullable:"false" doc:"Seconds for which the former secret signs too; a day when not given"`
}

// EndpointTest is the body of POST /v1/webhook_endpoints/{id}/test.
type EndpointTest struct {
	Type string `json:"type,omitempty" maxLength:"64" doc:"Type of a mock event, in test mode; webhook_endpoint.test when left out"`
}

// Replay is the body of POST /v1/webhook_endpoints/{id}/replay.
type Replay struct {
	Since         time.Time  `json:"since" doc:"Events at this instant or later"`
	Until         *time.Time `json:"until,omitempty" nullable:"false" doc:"Before this instant; now when not given"`
	OnlyFailed    bool       `json:"only_failed,omitempty" doc:"Only events that have failed to arrive"`
	StartingAfter string     `json:"starting_after,omitempty" maxLength:"40" doc:"Continue behind this event"`
}

// Replayed tells how many deliveries a replay made.
type Replayed struct {
	Deliveries  int    `json:"deliveries"`
	HasMore     bool   `json:"has_more" doc:"10,000 were reached: continue with last_event_id as starting_after"`
	LastEventID string `json:"last_event_id" doc:"The last event that was looked at; empty when there was none"`
}

// Endpoint is where events are delivered.
type Endpoint struct {
	ID                    string     `json:"id"`
	Livemode              bool       `json:"livemode"`
	URL                   string     `json:"url"`
	Events                []string   `json:"events" nullable:"false" doc:"Empty means all"`
	Status                string     `json:"status" enum:"enabled,disabled"`
	DisabledReason        string     `json:"disabled_reason" doc:"gone, failing or owner; empty while enabled"`
	DisabledAt            *time.Time `json:"disabled_at"`
	FailingSince          *time.Time `json:"failing_since" doc:"Since when every attempt has failed"`
	Description           string     `json:"description"`
	APIVersion            string     `json:"api_version" doc:"Of the bodies that it gets; that of its creation"`
	FormerSecretExpiresAt *time.Time `json:"former_secret_expires_at" doc:"Until when deliveries are signed with the former secret too"`
	CreatedAt             time.Time  `json:"created_at"`
}

// EndpointWithSecret is the reply to creation and to a new secret, which is shown once.
type EndpointWithSecret struct {
	Endpoint
	Secret string `json:"secret" doc:"whsec_ and base64; signs every delivery"`
}

// EndpointList is all endpoints of an account in one mode.
type EndpointList struct {
	Data    []Endpoint `json:"data" nullable:"false"`
	HasMore bool       `json:"has_more"`
}

// Delivery is one event on its way to one endpoint.
type Delivery struct {
	ID            string     `json:"id"`
	EndpointID    string     `json:"endpoint_id"`
	EventID       string     `json:"event_id"`
	EventType     string     `json:"event_type"`
	Order         int64      `json:"order" doc:"Among the endpoint's deliveries, from 1, gapless; sent as BaseKYC-Order"`
	Livemode      bool       `json:"livemode"`
	Status        string     `json:"status" enum:"pending,succeeded,failed"`
	AttemptCount  int        `json:"attempt_count"`
	NextAttemptAt *time.Time `json:"next_attempt_at" doc:"Null unless pending"`
	CreatedAt     time.Time  `json:"created_at"`
	EndedAt       *time.Time `json:"ended_at"`
}

// DeliveryWithAttempts is a delivery with every attempt that was made.
type DeliveryWithAttempts struct {
	Delivery
	Attempts []Attempt `json:"attempts" nullable:"false"`
}

// Attempt is one try of a delivery.
type Attempt struct {
	Number    int       `json:"number"`
	At        time.Time `json:"at"`
	LatencyMS int64     `json:"latency_ms"`
	Status    *int      `json:"status" doc:"HTTP status; null when there was no reply"`
	Error     string    `json:"error"`
	Excerpt   string    `json:"excerpt" doc:"Of the reply"`
}

// DeliveryList is a page of deliveries, newest first.
type DeliveryList struct {
	Data    []Delivery `json:"data" nullable:"false"`
	HasMore bool       `json:"has_more"`
}
