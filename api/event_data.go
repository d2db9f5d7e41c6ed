package api

import "time"

// Move is the data of every event that changes a session's status. Events that
// say more embed it.
type Move struct {
	SessionID      string `json:"session_id"`
	Status         string `json:"status,omitempty"`
	PreviousStatus string `json:"previous_status,omitempty"`
	SubStatus      string `json:"sub_status,omitempty"`
	Cause          string `json:"cause,omitempty"` // code of what brought it about
}

// CreatedData belongs to session.created.
type CreatedData struct {
	Move
	VerificationType string    `json:"verification_type,omitempty"`
	Profile          string    `json:"profile,omitempty"`
	ExpiresAt        time.Time `json:"expires_at,omitzero"`
	AuditLot         *AuditLot `json:"audit_lot,omitempty"` // absent when nobody asked for an audit
}

// QueuedData belongs to session.queued. After a call it says whose the customer was.
type QueuedData struct {
	Move
	OfficerID   string    `json:"officer_id,omitempty"`    // who handed the customer back
	ToOfficerID string    `json:"to_officer_id,omitempty"` // who has first claim
	HeldUntil   time.Time `json:"held_until,omitzero"`     // and for how long
}

// ScheduledData belongs to session.scheduled.
type ScheduledData struct {
	Move
	ScheduledAt time.Time `json:"scheduled_at,omitzero"`
	OpensAt     time.Time `json:"opens_at,omitzero"` // from when on the customer is let in
	ExpiresAt   time.Time `json:"expires_at,omitzero"`
}

// AuditedData belongs to session.audited: an auditor looks at the evidence.
type AuditedData struct {
	Move
	AuditorID string `json:"auditor_id,omitempty"`
	Simulated bool   `json:"simulated"`
}

// RecaptureData belongs to session.recapture_required: send the customer a
// fresh link, from POST /v1/sessions/{id}/token.
type RecaptureData struct {
	Move
	AuditorID string    `json:"auditor_id,omitempty"`
	Simulated bool      `json:"simulated"`
	Reasons   []Reason  `json:"reasons"`
	Pieces    []string  `json:"pieces,omitempty"` // that the next call takes again; none: everything
	Carried   []Carried `json:"carried_over,omitempty"`
	ExpiresAt time.Time `json:"expires_at,omitzero"`
}

// StartedData belongs to session.started.
type StartedData struct {
	Move
	OfficerID string `json:"officer_id,omitempty"`
	Simulated bool   `json:"simulated"` // the sandbox's officer
}

// InterruptedData belongs to session.interrupted.
type InterruptedData struct {
	Move
	GraceEndsAt time.Time `json:"grace_ends_at,omitzero"`
}

// DecidedData belongs to session.decided: the ruling stands, the evidence is
// not sealed yet. Act on session.completed and session.rejected.
type DecidedData struct {
	Move
	Ruling    string `json:"ruling,omitempty"`
	Outcome   string `json:"outcome,omitempty"`
	OfficerID string `json:"officer_id,omitempty"`
}

// ResultData belongs to session.completed and session.rejected.
type ResultData struct {
	Move
	Outcome      string          `json:"outcome,omitempty"` // approved, needs_review, rejected
	Reasons      []Reason        `json:"reasons"`
	FaceMatch    *FaceMatchBrief `json:"face_match,omitempty"` // absent when no comparison was conducted
	Liveness     *LivenessBrief  `json:"liveness,omitempty"`
	RecordingURL string          `json:"recording_url,omitempty"` // absent when there is no recording; needs a key
	ReportURL    string          `json:"report_url,omitempty"`    // needs a key
	Audit        *AuditBrief     `json:"audit,omitempty"`
}

// FlaggedData belongs to session.flagged: the officer raised a flag in the call.
type FlaggedData struct {
	SessionID string `json:"session_id"`
	Flag      string `json:"flag,omitempty"` // prompting or unable_to_verify
	OfficerID string `json:"officer_id,omitempty"`
}

// FraudData belongs to fraud.suspected: the officer flagged it, or rejected for a
// reason that tells of a forged identity.
type FraudData struct {
	SessionID string   `json:"session_id"`
	Source    string   `json:"source,omitempty"` // flag or decision
	OfficerID string   `json:"officer_id,omitempty"`
	Reasons   []string `json:"reasons,omitempty"` // codes, of a decision
}

// QuestionsData belongs to questions.drawn. Seed and bank say to who has the bank
// what was drawn.
type QuestionsData struct {
	SessionID string       `json:"session_id"`
	Seed      string       `json:"seed,omitempty"` // hex
	Bank      string       `json:"bank,omitempty"` // SHA-256
	Language  string       `json:"language,omitempty"`
	OfficerID string       `json:"officer_id,omitempty"`
	Questions []DrawnBrief `json:"questions,omitempty"`
}

// DrawnBrief names a question.
type DrawnBrief struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
}

// AnswerData belongs to question.answered. What the customer said is not in it.
type AnswerData struct {
	SessionID string `json:"session_id"`
	Question  string `json:"question,omitempty"`
	Answer    string `json:"answer,omitempty"` // satisfactory, unsatisfactory, none
	OfficerID string `json:"officer_id,omitempty"`
}

// WaiverData belongs to waiver.requested, waiver.granted and waiver.refused. The
// sentence that says why is in result and report.
type WaiverData struct {
	SessionID string `json:"session_id"`
	Rule      string `json:"rule,omitempty"`
	OfficerID string `json:"officer_id,omitempty"` // who asked
	SecondID  string `json:"second_id,omitempty"`  // who answered
	WhySHA256 string `json:"why_sha256,omitempty"`
}

// SupervisorData belongs to supervisor.watching, .whispered, .barged_in and .left:
// a member of staff watches a running call. A visit that ends with the call has no
// supervisor.left.
type SupervisorData struct {
	SessionID string `json:"session_id"`
	OfficerID string `json:"officer_id,omitempty"` // who watches
	Simulated bool   `json:"simulated"`
	Visit     int    `json:"visit,omitempty"` // from 1, in the call
	Told      string `json:"told,omitempty"`  // both, officer or nobody: who knows of it
	Cause     string `json:"cause,omitempty"` // of supervisor.left, when it was not his doing
}

// Reason is a code from the catalogue of reasons with a sentence for people.
type Reason struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// FaceMatchBrief is the face comparison as an event tells it. Numbers are
// absent when they were not computed.
type FaceMatchBrief struct {
	Verdict    string   `json:"verdict"`              // passed, review, failed, unavailable
	Score      *float64 `json:"score,omitempty"`      // confidence, 0..1
	Similarity *float64 `json:"similarity,omitempty"` // cosine, -1..1
	Threshold  *float64 `json:"threshold,omitempty"`  // cosine from which it is a match
	Simulated  bool     `json:"simulated,omitempty"`  // played by the sandbox: nothing was measured
}

// LivenessBrief is the liveness check as an event tells it.
type LivenessBrief struct {
	Verdict   string   `json:"verdict"`
	Score     *float64 `json:"score,omitempty"` // passive, 0..1
	Simulated bool     `json:"simulated,omitempty"`
}

// ConsentData belongs to consent.recorded.
type ConsentData struct {
	SessionID string `json:"session_id"`
	Version   string `json:"version,omitempty"`
	Language  string `json:"language,omitempty"`
	SHA256    string `json:"sha256,omitempty"` // of the exact text shown
}

// DocumentData belongs to document.captured.
type DocumentData struct {
	SessionID  string `json:"session_id"`
	ArtifactID string `json:"artifact_id,omitempty"`
	Label      string `json:"label,omitempty"` // document and side, such as pan_front
	SHA256     string `json:"sha256,omitempty"`
	Simulated  bool   `json:"simulated,omitempty"` // played by the sandbox: there is no picture
}

// ConfirmedData belongs to document.confirmed: that an officer said what a field
// of the document is. What he said is in the result, which needs a key.
type ConfirmedData struct {
	SessionID string `json:"session_id"`
	CheckID   string `json:"check_id,omitempty"`
	Document  string `json:"document,omitempty"`
	Field     string `json:"field,omitempty"`
	Changed   bool   `json:"changed"` // he said something else than was read
	Shown     bool   `json:"shown"`   // the document shows the field at all
	OfficerID string `json:"officer_id,omitempty"`
}

// LivenessData belongs to liveness.passed and liveness.failed.
type LivenessData struct {
	SessionID string `json:"session_id"`
	CheckID   string `json:"check_id,omitempty"`
	Verdict   string `json:"verdict,omitempty"`
	Simulated bool   `json:"simulated,omitempty"`
}

// CheckData belongs to check.completed.
type CheckData struct {
	SessionID  string   `json:"session_id"`
	CheckID    string   `json:"check_id,omitempty"`
	Kind       string   `json:"kind,omitempty"` // liveness, document, face_match
	Verdict    string   `json:"verdict,omitempty"`
	Similarity *float64 `json:"similarity,omitempty"`
	Confidence *float64 `json:"confidence,omitempty"`
	Reasons    []Reason `json:"reasons,omitempty"`
	Simulated  bool     `json:"simulated,omitempty"`
}

// AuditLot says why a session goes to an auditor, or that chance spared it.
type AuditLot struct {
	Why   string `json:"why"`            // order, profile, chance
	Share int    `json:"share"`          // of the profile's live sessions, in percent
	Roll  int    `json:"roll,omitempty"` // what chance gave, 0 to 9999: drawn when it is below a hundred times the share
	Drawn bool   `json:"drawn"`
}

// AuditBrief is what an auditor found.
type AuditBrief struct {
	AuditorID string `json:"auditor_id"`
	Decision  string `json:"decision"` // approve, reject
}

// FoundData belongs to audit.decided.
type FoundData struct {
	SessionID string `json:"session_id"`
	AuditorID string `json:"auditor_id,omitempty"`
	Decision  string `json:"decision,omitempty"` // approve, reject
	Simulated bool   `json:"simulated"`
}

// ArtifactData belongs to recording.ready, report.ready and addendum.ready.
type ArtifactData struct {
	SessionID  string `json:"session_id"`
	ArtifactID string `json:"artifact_id,omitempty"`
	SHA256     string `json:"sha256,omitempty"`
	Bytes      int64  `json:"bytes,omitempty"`
}

// EndpointData belongs to webhook_endpoint.disabled and webhook_endpoint.test.
type EndpointData struct {
	EndpointID   string    `json:"endpoint_id"`
	Reason       string    `json:"reason,omitempty"` // gone, failing or owner
	FailingSince time.Time `json:"failing_since,omitzero"`
}
