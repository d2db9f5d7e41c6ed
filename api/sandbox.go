package api

// PlayedAction is the body of POST /v1/sandbox/sessions/{id}/simulate.
type PlayedAction struct {
	Action string `json:"action" enum:"join,consent,queue,leave,start,interrupt,resume,pass_liveness,fail_liveness,capture_document,match_face,mismatch_face,flag_prompting,suspect_fraud,approve,reject,needs_review,expire,fail,cancel" doc:"What comes before it and has not happened is played first"`
}

// MockEvent is the body of POST /v1/sandbox/events.
type MockEvent struct {
	Type      string `json:"type" maxLength:"64" example:"session.completed" doc:"Any type that an endpoint can subscribe to"`
	SessionID string `json:"session_id,omitempty" maxLength:"40" doc:"Of which session it is told; the session does not change. A made-up one unless given"`
}

// ClockOrder is the body of POST /v1/sandbox/clock.
type ClockOrder struct {
	Advance int64 `json:"advance" minimum:"1" maximum:"2592000" doc:"Seconds, up to 30 days"`
}

// ClockMoved is the reply: what comes sooner now.
type ClockMoved struct {
	Advanced   int64 `json:"advanced" doc:"Seconds"`
	Sessions   int   `json:"sessions" doc:"For which a timer ran: expiry, a grace period, an appointment"`
	Deliveries int   `json:"deliveries" doc:"That waited for their next attempt"`
}
