package api

import "time"

// View is what the customer may know of a session, complete in itself. Of two
// views the one with the higher version counts; of the same version the later.
type View struct {
	ID                string       `json:"id"`
	Livemode          bool         `json:"livemode"`
	Version           int64        `json:"version" doc:"Rises with every change"`
	Status            string       `json:"status"`
	SubStatus         string       `json:"sub_status"`
	RecommendedAction string       `json:"recommended_action"`
	Customer          ViewCustomer `json:"customer"`
	Language          string       `json:"language"`
	VerificationType  string       `json:"verification_type"`
	Documents         []string     `json:"documents" nullable:"false"`
	AsksPosition      bool         `json:"asks_position" doc:"A rule of the profile wants the customer's live position, and none is carried over from an earlier call"`
	Steps             []Step       `json:"steps" nullable:"false"`
	Again             []string     `json:"again" nullable:"false" enum:"liveness,document,document_front,document_back,questions,location" doc:"In a call that an auditor asked for: what is taken again. Empty in a first call"`
	Instruction       *Instruction `json:"instruction"`
	Officer           *ViewOfficer `json:"officer"`
	Queue             *Queue       `json:"queue"`
	GraceEndsAt       *time.Time   `json:"grace_ends_at"`
	ExpiresAt         time.Time    `json:"expires_at"`
	ScheduledAt       *time.Time   `json:"scheduled_at"`
	OpensAt           *time.Time   `json:"opens_at" doc:"From when on the customer is let in to the appointment"`
	RedirectURL       string       `json:"redirect_url"`
	Account           ViewAccount  `json:"account"`
	Messages          []ViewSaid   `json:"messages" nullable:"false" doc:"Written in the call by customer and officer, oldest first; empty outside of it"`
}

// ViewSaid is one written message of the call.
type ViewSaid struct {
	ID   string    `json:"id" doc:"The sender's own"`
	From string    `json:"from" enum:"customer,officer"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// ViewCustomer is all of themselves that a customer's page shows.
type ViewCustomer struct {
	Name string `json:"name"`
}

// ViewOfficer is all of the officer that a customer's page shows.
type ViewOfficer struct {
	Name      string `json:"name"`
	Simulated bool   `json:"simulated"`
}

// ViewAccount is who asked for the verification.
type ViewAccount struct {
	Name    string  `json:"name"`
	Color   string  `json:"color" doc:"#rrggbb of the account, or empty; not corrected for contrast"`
	LogoURL *string `json:"logo_url"`
	Look    Look    `json:"look"`
}

// Queue is the customer's place in the line.
type Queue struct {
	Place int `json:"place" doc:"From 1"`
}

// Instruction is what the customer's screen asks for now.
type Instruction struct {
	ID        string     `json:"id"`
	Kind      string     `json:"kind" enum:"look_ahead,challenge,document,hold"`
	Challenge string     `json:"challenge,omitempty"`
	Document  string     `json:"document,omitempty"`
	Side      string     `json:"side,omitempty"`
	Attempt   int        `json:"attempt,omitempty"`
	AskedAt   time.Time  `json:"asked_at"`
	ExpiresAt *time.Time `json:"expires_at"`
	Feedback  string     `json:"feedback" doc:"What was wrong with the last try; empty when nothing was"`
}

// Exchange is the body of POST /customer/exchange: session_id and code of a
// link, or token and public_key of an embedding page.
type Exchange struct {
	SessionID string `json:"session_id,omitempty" maxLength:"64"`
	Code      string `json:"code,omitempty" maxLength:"64"`
	Token     string `json:"token,omitempty" maxLength:"4096"`
	PublicKey string `json:"public_key,omitempty" maxLength:"64"`
	Device    string `json:"device" maxLength:"64" doc:"The device's secret: 32 bytes, base64url without padding"`
}

// Exchanged is the reply: a token that works with this device only.
type Exchanged struct {
	Token     string    `json:"token"`
	ExpiresAt time.Time `json:"expires_at"`
	Session   View      `json:"session"`
}

// Refreshed is the reply of POST /customer/refresh.
type Refreshed struct {
	Token     string    `json:"token"`
	ExpiresAt time.Time `json:"expires_at"`
}

// ConsentText is what the customer is asked to agree to.
type ConsentText struct {
	Version  string `json:"version"`
	Language string `json:"language"`
	Text     string `json:"text" doc:"Plain text, paragraphs parted by an empty line"`
	SHA256   string `json:"sha256" doc:"Of text in UTF-8"`
}

// ConsentGiven is the body of POST /customer/consent: the text shown.
type ConsentGiven struct {
	Version  string `json:"version" maxLength:"64"`
	Language string `json:"language" maxLength:"16"`
	SHA256   string `json:"sha256" maxLength:"64"`
}

// Still is a picture that was kept.
type Still struct {
	ID     string `json:"id"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	SHA256 string `json:"sha256"`
}
