package api

import (
	"encoding/json"
	"time"
)

// EventType names what happened.
type EventType string

// Every type that a webhook endpoint can subscribe to.
const (
	SessionCreated     EventType = "session.created"
	SessionJoined      EventType = "session.joined"
	SessionQueued      EventType = "session.queued"
	SessionUnqueued    EventType = "session.unqueued"
	SessionStarted     EventType = "session.started"
	SessionInterrupted EventType = "session.interrupted"
	SessionResumed     EventType = "session.resumed"
	SessionDecided     EventType = "session.decided"
	SessionCompleted   EventType = "session.completed"
	SessionRejected    EventType = "session.rejected"
	SessionExpired     EventType = "session.expired"
	SessionCanceled    EventType = "session.canceled"
	SessionFailed      EventType = "session.failed"
	SessionTokenIssued EventType = "session.token_issued"
	SessionScheduled   EventType = "session.scheduled"
	SessionAudited     EventType = "session.audited"
	AuditDecided       EventType = "audit.decided"
	AddendumReady      EventType = "addendum.ready"

	SessionRecaptureRequired EventType = "session.recapture_required"

	SessionFlagged EventType = "session.flagged"
	FraudSuspected EventType = "fraud.suspected"

	QuestionsDrawn   EventType = "questions.drawn"
	QuestionAnswered EventType = "question.answered"

	WaiverRequested EventType = "waiver.requested"
	WaiverGranted   EventType = "waiver.granted"
	WaiverRefused   EventType = "waiver.refused"

	SupervisorWatching  EventType = "supervisor.watching"
	SupervisorWhispered EventType = "supervisor.whispered"
	SupervisorBargedIn  EventType = "supervisor.barged_in"
	SupervisorLeft      EventType = "supervisor.left"

	ConsentRecorded   EventType = "consent.recorded"
	DocumentCaptured  EventType = "document.captured"
	DocumentConfirmed EventType = "document.confirmed"
	LivenessPassed    EventType = "liveness.passed"
	LivenessFailed    EventType = "liveness.failed"
	CheckCompleted    EventType = "check.completed"
	RecordingReady    EventType = "recording.ready"
	ReportReady       EventType = "report.ready"

	WebhookEndpointDisabled EventType = "webhook_endpoint.disabled"
	WebhookEndpointTest     EventType = "webhook_endpoint.test"
)

// EventTypes lists them in the order of a session's life, then the account's.
var EventTypes = []EventType{SessionCreated, SessionJoined, SessionQueued, SessionUnqueued,
	SessionStarted, SessionInterrupted, SessionResumed, SessionDecided, SessionCompleted,
	SessionRejected, SessionExpired, SessionCanceled, SessionFailed, SessionTokenIssued,
	ConsentRecorded, DocumentCaptured, DocumentConfirmed, LivenessPassed, LivenessFailed, CheckCompleted,
	RecordingReady, ReportReady, SessionScheduled, SessionAudited, AuditDecided, AddendumReady, SessionRecaptureRequired,
	SessionFlagged, FraudSuspected, QuestionsDrawn, QuestionAnswered,
	WaiverRequested, WaiverGranted, WaiverRefused,
	SupervisorWatching, SupervisorWhispered, SupervisorBargedIn, SupervisorLeft,
	WebhookEndpointDisabled, WebhookEndpointTest}

// Event is the body of a webhook and an entry of GET /v1/events. The same
// event has the same bytes at every attempt.
type Event struct {
	ID         string          `json:"id"` // evt_...; deduplicate by it, delivery is at least once
	Type       EventType       `json:"type"`
	APIVersion string          `json:"api_version"`
	Created    time.Time       `json:"created"` // RFC 3339, UTC, microseconds
	Livemode   bool            `json:"livemode"`
	Sequence   int64           `json:"sequence"`       // per session (or of the account itself), from 1, gapless: tells the order and what is missing
	Position   int64           `json:"position"`       // among all events of the account in this mode, from 1, gapless
	Test       bool            `json:"test,omitempty"` // made by POST /v1/sandbox/events: nothing happened, and sequence is 0
	Data       json.RawMessage `json:"data"`           // one of the structs of event_data.go, by Type
}
