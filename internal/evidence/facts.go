package evidence

import (
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Facts is what a report states. Personal data is masked already. A pointer
// that is nil, and the verdict "unavailable", mean that nothing was computed.
// Instants are UTC.
type Facts struct {
	SessionID        string          `json:"session_id"`
	Livemode         bool            `json:"livemode"`
	Account          AccountFacts    `json:"account"`
	AsOf             time.Time       `json:"as_of"` // instant of the newest event
	Status           kyc.Status      `json:"status"`
	SubStatus        string          `json:"sub_status,omitempty"`
	VerificationType string          `json:"verification_type"`
	Profile          string          `json:"profile"`
	Language         string          `json:"language"`
	CreatedAt        time.Time       `json:"created_at"`
	Customer         CustomerFacts   `json:"customer"`
	Officer          *OfficerFacts   `json:"officer"`
	Decision         *DecisionFacts  `json:"decision"`
	Rules            []RuleFacts     `json:"rules"`
	Flags            []FlagFacts     `json:"flags"`
	Questions        []QuestionFacts `json:"questions"`
	Said             []SaidFacts     `json:"said"`
	Signals          []SignalFacts   `json:"signals"`
	Consent          *ConsentFacts   `json:"consent"`
	FaceMatch        *FaceMatchFacts `json:"face_match"` // nil when it was not ordered
	Liveness         *LivenessFacts  `json:"liveness"`   // nil when it was not ordered
	Documents        []DocumentFacts `json:"documents"`  // empty when none was ordered
	Models           []ModelFacts    `json:"models"`
	Pictures         []PictureFacts  `json:"pictures"`
	Recording        *RecordingFacts `json:"recording"`
	Chain            ChainFacts      `json:"chain"`
	Timeline         []EventFacts    `json:"timeline"`
	CarriedOver      []kyc.Carried   `json:"carried_over"` // from calls that an auditor sent back
	Audit            *AuditFacts     `json:"-"`            // of an addendum: the report was sealed before
}

// SignalFacts is a hint of risk, and what decided it.
type SignalFacts struct {
	ID       string              `json:"id"`
	Level    kyc.Level           `json:"level"`
	Detail   string              `json:"detail"`
	Findings []kyc.SignalFinding `json:"findings"`
}

// SaidFacts is one written message of the call.
type SaidFacts struct {
	From    kyc.Party `json:"from"`
	Name    string    `json:"name,omitempty"` // of the officer
	Text    string    `json:"text"`
	English string    `json:"english,omitempty"`
	At      time.Time `json:"at"`
}

// AccountFacts names the regulated entity.
type AccountFacts struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// CustomerFacts is the customer as ordered, masked.
type CustomerFacts struct {
	Name         string `json:"name"`
	MobileMasked string `json:"mobile_masked"`
	Reference    string `json:"reference,omitempty"`
	DateOfBirth  string `json:"date_of_birth,omitempty"` // YYYY-MM-DD
}

// OfficerFacts is who conducted the call.
type OfficerFacts struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Simulated bool   `json:"simulated"`

	Certificate    string    `json:"certificate,omitempty"` // of training, when he took the session
	CertifiedUntil time.Time `json:"certified_until,omitzero"`
}

// DecisionFacts is what the officer ruled and what came of it.
type DecisionFacts struct {
	Ruling  kyc.Ruling   `json:"ruling"`
	Outcome kyc.Outcome  `json:"outcome"`
	Reasons []kyc.Reason `json:"reasons"`
	Note    string       `json:"note,omitempty"`
	At      time.Time    `json:"at"`
}

// RuleFacts is what one rule of the profile came to.
type RuleFacts struct {
	ID       string         `json:"id"`
	Text     string         `json:"text"`
	Severity kyc.Severity   `json:"severity"`
	Status   kyc.RuleStatus `json:"status"`
	Detail   string         `json:"detail"`
	Waiver   *WaiverFacts   `json:"waiver"` // nil unless it is waived
}

// WaiverFacts is by whom and why a rule is waived.
type WaiverFacts struct {
	Why    string    `json:"why"`
	By     string    `json:"by"`
	Second string    `json:"second"`
	At     time.Time `json:"at"`
}

// FlagFacts is a flag that an officer raised.
type FlagFacts struct {
	Kind kyc.FlagKind `json:"kind"`
	By   string       `json:"by"`
	Note string       `json:"note,omitempty"`
	At   time.Time    `json:"at"`
}

// QuestionFacts is a question that was drawn, in English, and what came of it.
type QuestionFacts struct {
	ID       string     `json:"id"`
	Text     string     `json:"text"`
	Language string     `json:"language"` // in which it was asked
	Repeated bool       `json:"repeated"`
	At       time.Time  `json:"at"`
	Answer   kyc.Answer `json:"answer,omitempty"`
	Words    string     `json:"words,omitempty"`
}

// ConsentFacts is what the customer agreed to.
type ConsentFacts struct {
	Version  string    `json:"version"`
	Language string    `json:"language"`
	SHA256   string    `json:"sha256"`
	At       time.Time `json:"at"`
}

// CheckFacts is common to all checks.
type CheckFacts struct {
	CheckID    string             `json:"check_id,omitempty"` // of the newest attempt; empty when it was never made
	Attempts   int                `json:"attempts"`
	Verdict    kyc.Verdict        `json:"verdict"`
	EndedAt    *time.Time         `json:"ended_at"`
	Reasons    []kyc.Reason       `json:"reasons"`
	Thresholds map[string]float64 `json:"thresholds"`
}

// FaceMatchFacts compares the document's face with the live one.
type FaceMatchFacts struct {
	CheckFacts
	Similarity *float64 `json:"similarity"` // cosine, -1..1
	Threshold  *float64 `json:"threshold"`
	Confidence *float64 `json:"confidence"` // 0..1
	Frames     *int     `json:"frames"`
}

// LivenessFacts holds challenges and the passive signal.
type LivenessFacts struct {
	CheckFacts
	Challenges    []ChallengeFacts `json:"challenges"`
	PassiveScore  *float64         `json:"passive_score"` // 0..1
	PassiveFrames *int             `json:"passive_frames"`
	Passive       string           `json:"passive"`
}

// ChallengeFacts is one thing that the customer was asked to do.
type ChallengeFacts struct {
	Kind       string    `json:"kind"`
	AskedAt    time.Time `json:"asked_at"`
	Passed     bool      `json:"passed"`
	ReactionMS *int64    `json:"reaction_ms"`
	Reason     string    `json:"reason,omitempty"`
}

// DocumentFacts is one document.
type DocumentFacts struct {
	CheckFacts
	Type         kyc.DocumentType    `json:"type,omitempty"`
	NumberMasked string              `json:"number_masked,omitempty"`
	Fields       []FieldFacts        `json:"fields"`
	Checks       []kyc.DocumentCheck `json:"checks"`
	FaceHeightPX *int                `json:"face_height_px"`
}

// AuditFacts is what an auditor found, and why he looked.
type AuditFacts struct {
	Auditor      OfficerFacts
	TakenAt      time.Time
	At           time.Time
	Finding      kyc.Finding
	Reasons      []kyc.Reason
	Note         string
	Why          string
	ReportID     string
	ReportSHA256 string
}

// FieldFacts is one field of a document.
type FieldFacts struct {
	Name      string `json:"name"`
	Value     string `json:"value"` // masked as all numbers are
	Confirmed bool   `json:"confirmed"`
	Changed   bool   `json:"changed"` // from what was read
	Officer   string `json:"officer,omitempty"`
}

// ModelFacts names a network by content, and the checks that used it.
type ModelFacts struct {
	Name   string   `json:"name"`
	SHA256 string   `json:"sha256"`
	Checks []string `json:"checks"`
}

// PictureFacts is one picture of the session.
type PictureFacts struct {
	ID         string           `json:"id"`
	Label      string           `json:"label"`
	Kind       kyc.ArtifactKind `json:"kind"`
	Type       string           `json:"type"`
	Bytes      int64            `json:"bytes"`
	SHA256     string           `json:"sha256"`
	At         time.Time        `json:"at"`
	PositionMS *int64           `json:"position_ms"` // in the recording; nil for a still
	Shown      bool             `json:"shown"`       // side by side in the PDF
	artifact   kyc.Artifact
}

// RecordingFacts is the sealed recording.
type RecordingFacts struct {
	ID         string     `json:"id"`
	DurationMS *int64     `json:"duration_ms"`
	Bytes      int64      `json:"bytes"`
	SHA256     string     `json:"sha256"`
	Gaps       []GapFacts `json:"gaps"`
}

// GapFacts is a stretch without a party's picture.
type GapFacts struct {
	Party  string `json:"party"`
	FromMS int64  `json:"from_ms"`
	ToMS   int64  `json:"to_ms"`
}

// ChainFacts is the state of the hash chain when the report was made.
type ChainFacts struct {
	Events    int    `json:"events"`
	Head      string `json:"head"`
	Intact    bool   `json:"intact"`
	Problem   string `json:"problem,omitempty"`
	VerifyURL string `json:"verify_url,omitempty"`
}

// EventFacts is one link of the chain, without its data.
type EventFacts struct {
	Sequence int64         `json:"sequence"`
	ID       string        `json:"id"`
	Type     kyc.EventType `json:"type"`
	At       time.Time     `json:"at"`
	Hash     string        `json:"hash"`
	Prev     string        `json:"prev"`
}
