package api

import "time"

// NewSession is the body of POST /v1/sessions.
type NewSession struct {
	Customer         NewCustomer       `json:"customer"`
	VerificationType string            `json:"verification_type" enum:"full_kyc,re_kyc,document,liveness" doc:"What is ordered; each is a list of steps"`
	Profile          string            `json:"profile,omitempty" maxLength:"40" example:"rbi_vcip" doc:"Regulator profile: rbi_vcip, sebi_vipv, irdai_vbip, none, or one of this server's own (GET /v1/profiles). rbi_vcip unless given or configured otherwise"`
	Language         string            `json:"language,omitempty" enum:"en,hi,bn,mr,te,ta,gu,kn,ml,pa" doc:"Of the customer's page, en unless given"`
	Documents        []string          `json:"documents,omitempty" maxItems:"5" enum:"pan,aadhaar,passport,driving_licence,voter_id" nullable:"false" doc:"What the customer is asked to show, pan unless given"`
	ExpiresIn        int64             `json:"expires_in,omitempty" minimum:"300" maximum:"2592000" doc:"Seconds until the customer must have been met, 72 hours unless given"`
	GracePeriod      int64             `json:"grace_period,omitempty" minimum:"60" maximum:"120" doc:"Seconds to come back after the connection was lost, 90 unless given"`
	OnInterruption   string            `json:"on_interruption,omitempty" enum:"resume,fresh_session,never" doc:"What a dropped call means: go on within the grace period, fail so that a fresh session is made, or fail for somebody to look at. Unless given the first that the profile allows, which is resume"`
	Priority         string            `json:"priority,omitempty" enum:"low,normal,high" doc:"Customers of a higher priority are met before all others of the line, those of the same one in the order in which they got in. normal unless given"`
	Skills           []string          `json:"skills,omitempty" maxItems:"5" nullable:"false" doc:"That the officer needs, by the words on the members' page, such as senior_citizens"`
	Audit            bool              `json:"audit,omitempty" doc:"An auditor, who is not the officer, has to agree before the session ends"`
	RedirectURL      string            `json:"redirect_url,omitempty" maxLength:"2000" doc:"Where the customer goes at the end; https"`
	Deliver          []string          `json:"deliver,omitempty" maxItems:"2" enum:"sms,email" nullable:"false" doc:"How we send the customer the link; you do it unless given. Test mode captures the message"`
	Metadata         map[string]string `json:"metadata,omitempty" nullable:"false" doc:"Yours: at most 50 keys of 40 and values of 500 characters. In test mode simulate chooses the outcome"`
}

// NewCustomer is the customer in a request.
type NewCustomer struct {
	Name        string `json:"name" minLength:"1" maxLength:"200" doc:"As on the document"`
	Mobile      string `json:"mobile" maxLength:"40" example:"+919800000002" doc:"E.164, or ten digits of an Indian mobile"`
	Email       string `json:"email" maxLength:"254" example:"asha@example.com"`
	Reference   string `json:"reference,omitempty" maxLength:"200" doc:"Your own id of the customer"`
	DateOfBirth string `json:"date_of_birth,omitempty" maxLength:"10" example:"1991-04-17" doc:"YYYY-MM-DD"`
}

// Session is a verification session as its account sees it.
type Session struct {
	ID                string            `json:"id" example:"vs_06e7xk9q2r0w5m8tjv3hzd41yb"`
	Livemode          bool              `json:"livemode"`
	Status            string            `json:"status" enum:"created,scheduled,joined,waiting,in_progress,interrupted,decided,in_audit,recapture_required,completed,rejected,expired,canceled,failed"`
	SubStatus         string            `json:"sub_status" doc:"Finer than status; empty when there is nothing to add"`
	RecommendedAction string            `json:"recommended_action" doc:"What to do next: send_link, wait, wait_for_customer, accept, review, decline, create_new_session, none"`
	Customer          Customer          `json:"customer"`
	VerificationType  string            `json:"verification_type"`
	Profile           string            `json:"profile"`
	Language          string            `json:"language"`
	Documents         []string          `json:"documents" nullable:"false"`
	Steps             []Step            `json:"steps" nullable:"false"`
	Priority          string            `json:"priority" enum:"low,normal,high"`
	Skills            []string          `json:"skills" nullable:"false" doc:"That the officer needs"`
	GracePeriod       int64             `json:"grace_period" doc:"Seconds"`
	OnInterruption    string            `json:"on_interruption"`
	RedirectURL       string            `json:"redirect_url"`
	Metadata          map[string]string `json:"metadata" nullable:"false"`
	Deliveries        []LinkDelivery    `json:"deliveries" nullable:"false" doc:"Links that we sent, oldest first"`
	CreatedAt         time.Time         `json:"created_at"`
	UpdatedAt         time.Time         `json:"updated_at"`
	ExpiresAt         time.Time         `json:"expires_at"`
	GraceEndsAt       *time.Time        `json:"grace_ends_at" doc:"Null unless interrupted"`
	ScheduledAt       *time.Time        `json:"scheduled_at" doc:"When the appointment begins; null without one"`
}

// Customer is the customer as the account gave them.
type Customer struct {
	Name        string `json:"name"`
	Mobile      string `json:"mobile"`
	Email       string `json:"email"`
	Reference   string `json:"reference"`
	DateOfBirth string `json:"date_of_birth"`
}

// Step is one step with its progress.
type Step struct {
	ID       string `json:"id" doc:"consent, liveness, document, face_match, decision"`
	Progress string `json:"progress" doc:"pending, current, done, failed"`
}

// Invitation is a session with the customer's way in. It is the only reply
// that carries credentials: they are shown once.
type Invitation struct {
	Session
	Token          string    `json:"token" doc:"For an embedded SDK; binds the first device that exchanges it"`
	TokenExpiresAt time.Time `json:"token_expires_at"`
	URL            string    `json:"url" doc:"For the customer's browser; the code in the fragment works once"`
}

// SessionList is a page of sessions, newest first.
type SessionList struct {
	Data    []Session `json:"data" nullable:"false"`
	HasMore bool      `json:"has_more"`
}

// EventList is a page of events in the order of their sequence.
type EventList struct {
	Data    []Event `json:"data" nullable:"false"`
	HasMore bool    `json:"has_more"`
}
