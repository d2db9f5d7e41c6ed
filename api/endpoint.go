package api

import "time"

// NewEndpoint is the body of POST /v1/webhook_endpoints.
type NewEndpoint struct {
	URL    string   `json:"url" minLength:"1" maxLength:"2000" doc:"https on a public host"`
	Events []string `json:"events,omitempty" maxItems:"64" nullable:"false" doc:"Types to be told of; all when empty"`
}

// Endpoint is where events are delivered.
type Endpoint struct {
	ID             string     `json:"id"`
	Livemode       bool       `json:"livemode"`
	URL            string     `json:"url"`
	Events         []string   `json:"events" nullable:"false" doc:"Empty means all"`
	Status         string     `json:"status" enum:"enabled,disabled"`
	DisabledReason string     `json:"disabled_reason" doc:"gone, failing or owner; empty while enabled"`
	DisabledAt     *time.Time `json:"disabled_at"`
	FailingSince   *time.Time `json:"failing_since" doc:"Since when every attempt has failed"`
	CreatedAt      time.Time  `json:"created_at"`
}

// EndpointWithSecret is the reply to creation: the secret is shown once.
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
