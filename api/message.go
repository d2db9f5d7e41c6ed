package api

import "time"

// LinkDelivery is a link on its way to the customer.
type LinkDelivery struct {
	Channel string    `json:"channel" enum:"sms,email"`
	Status  string    `json:"status" enum:"pending,sent,failed,captured" doc:"sent: the mail server or provider took it; captured: test mode, nothing is sent"`
	At      time.Time `json:"at" doc:"Of the status"`
	Error   string    `json:"error,omitempty" doc:"Code of what went wrong with the last try"`
}

// Deliver is the body of POST /v1/sessions/{id}/token, which may be left out.
type Deliver struct {
	Deliver []string `json:"deliver,omitempty" maxItems:"2" enum:"sms,email" nullable:"false" doc:"How we send the customer the fresh link; you do it unless given"`
}

// CapturedMessage is what a customer would have been sent, was it not test mode.
type CapturedMessage struct {
	ID        string    `json:"id"`
	SessionID string    `json:"session_id"`
	Channel   string    `json:"channel" enum:"sms,email"`
	To        string    `json:"to"`
	Subject   string    `json:"subject,omitempty" doc:"Of an e-mail"`
	Text      string    `json:"text"`
	URL       string    `json:"url" doc:"The link in it"`
	Language  string    `json:"language"`
	CreatedAt time.Time `json:"created_at"`
}

// CapturedList is a page of captured messages, newest first.
type CapturedList struct {
	Data    []CapturedMessage `json:"data" nullable:"false"`
	HasMore bool              `json:"has_more"`
}
