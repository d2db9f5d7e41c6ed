package api

import "time"

// Result is what a session came to. What was not computed is null, or
// unavailable where a verdict stands: never a guess.
type Result struct {
	SessionID    string           `json:"session_id"`
	Status       string           `json:"status"`
	Outcome      *string          `json:"outcome" enum:"approved,needs_review,rejected" doc:"Null when the session ended without a decision"`
	Reasons      []Reason         `json:"reasons" nullable:"false"`
	FaceMatch    FaceMatchResult  `json:"face_match"`
	Liveness     LivenessResult   `json:"liveness"`
	Documents    []DocumentResult `json:"documents" nullable:"false"`
	Location     *Location        `json:"location"`
	Rules        []RuleResult     `json:"rules" nullable:"false" doc:"Every rule of the session's profile"`
	Flags        []Flag           `json:"flags" nullable:"false" doc:"That the officer raised"`
	Questions    []QuestionResult `json:"questions" nullable:"false" doc:"Drawn for the call"`
	Signals      []Signal         `json:"signals" nullable:"false" doc:"Hints of risk; none of them decides anything by itself"`
	Messages     []Said           `json:"messages" nullable:"false" doc:"What customer and officer wrote in the call, oldest first"`
	Officer      *Officer         `json:"officer"`
	DecidedAt    *time.Time       `json:"decided_at"`
	RecordingURL *string          `json:"recording_url" doc:"Needs a secret key; null while there is none"`
	Composite    Composite        `json:"composite"`
	CarriedOver  []Carried        `json:"carried_over" nullable:"false" doc:"What stands from an earlier call because the auditor who sent it back did not ask for it again"`
	Audit        *AuditResult     `json:"audit" doc:"What an auditor found, and why one looked; null when nobody asked for an audit"`
	AddendumURL  *string          `json:"addendum_url" doc:"Of the audit, beside the report. Needs a secret key; null while there is none"`
	ReportURL    *string          `json:"report_url" doc:"Needs a secret key; null while there is none"`
}

// Carried is a piece of evidence of an earlier call of the session.
type Carried struct {
	Piece string    `json:"piece" enum:"liveness,document,document_front,document_back,questions,location"`
	Call  int       `json:"call" doc:"In which it was taken; the first is 1"`
	At    time.Time `json:"at" doc:"When it was taken"`
}

// Composite is the recording for people: an MP4 with both parties side by side,
// date, time, session and position burnt in. It follows the recording after a while.
type Composite struct {
	Status string  `json:"status" enum:"pending,ready,failed,unavailable" doc:"Unavailable: there is no recording, or this server cannot make films"`
	URL    *string `json:"url" doc:"Needs a secret key; null until it is ready"`
}

// FaceMatchResult compares the document's face with the live one.
type FaceMatchResult struct {
	Score      *float64 `json:"score" doc:"Confidence, 0 to 1"`
	Similarity *float64 `json:"similarity" doc:"Cosine, -1 to 1"`
	Threshold  *float64 `json:"threshold" doc:"Cosine from which it is a match"`
	Decision   string   `json:"decision" enum:"match,review,no_match,unavailable"`
	Simulated  bool     `json:"simulated" doc:"Played by the sandbox: nothing was measured"`
}

// LivenessResult is the active challenges and the passive signal.
type LivenessResult struct {
	Passed     *bool       `json:"passed" doc:"Null when it was not computed"`
	Verdict    string      `json:"verdict" enum:"passed,review,failed,unavailable"`
	Score      *float64    `json:"score" doc:"Passive, 0 to 1; null when it was not computed"`
	Challenges []Challenge `json:"challenges" nullable:"false"`
	Simulated  bool        `json:"simulated" doc:"Played by the sandbox: nothing was measured"`
}

// Challenge is one thing that the customer was asked to do.
type Challenge struct {
	Kind       string    `json:"kind" doc:"turn_left, turn_right, look_up, look_down, smile"`
	AskedAt    time.Time `json:"asked_at"`
	Passed     bool      `json:"passed"`
	ReactionMS *int64    `json:"reaction_ms" doc:"From asking to the first frame that met it; null when it was not met"`
	Reason     string    `json:"reason,omitempty" doc:"Why it was not passed"`
}

// AuditResult is the second person's look at a decided session.
type AuditResult struct {
	Why      string     `json:"why" enum:"order,profile,chance" doc:"Who asked for it: the order, the profile for each session, or chance for a share of them"`
	Share    int        `json:"share" doc:"Of the profile's live sessions, in percent"`
	Due      bool       `json:"due" doc:"False when chance spared the session"`
	Decision *string    `json:"decision" enum:"approve,reject,recapture" doc:"Null until the auditor has decided"`
	Auditor  *Officer   `json:"auditor"`
	Reasons  []Reason   `json:"reasons" nullable:"false"`
	At       *time.Time `json:"decided_at"`
}

// DocumentResult is a captured document. The number of an Aadhaar card is nowhere
// in full.
type DocumentResult struct {
	Type         string            `json:"type"`
	NumberMasked *string           `json:"number_masked" doc:"Null when it was not read"`
	Fields       map[string]string `json:"fields" nullable:"false" doc:"By name: as the officer confirmed it, else as it was read"`
	Read         []DocumentField   `json:"read" nullable:"false" doc:"Where each field comes from. Empty when no document was captured"`
	Checks       []DocumentCheck   `json:"checks" nullable:"false"`
	Simulated    bool              `json:"simulated" doc:"Played by the sandbox: no document was shown"`
}

// DocumentField is what was read, as a proposal, and what the officer said to it.
type DocumentField struct {
	Name        string     `json:"name" example:"date_of_birth"`
	Proposal    *string    `json:"proposal" doc:"As read; null when nothing was"`
	Confidence  *float64   `json:"confidence" doc:"Of the reading, 0 to 1"`
	Value       *string    `json:"value" doc:"As confirmed; null until it was, empty when the document does not show it"`
	Changed     bool       `json:"changed" doc:"The officer said something else than was read"`
	Officer     *Officer   `json:"officer" doc:"Who confirmed it"`
	ConfirmedAt *time.Time `json:"confirmed_at"`
}

// DocumentCheck is one statement about a document.
type DocumentCheck struct {
	ID      string `json:"id" example:"name" doc:"face_found, face_size, sharpness, text, number, mrz, name, date_of_birth, expiry"`
	Verdict string `json:"verdict" enum:"passed,review,failed,unavailable"`
	Detail  string `json:"detail,omitempty"`
}

// Location is where the customer was.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Accuracy  float64 `json:"accuracy" doc:"Metres"`
}

// RuleResult is what a rule of the regulator's profile came to.
type RuleResult struct {
	ID       string  `json:"id"`
	Text     string  `json:"text" doc:"The rule in one line"`
	Severity string  `json:"severity" enum:"mandatory,advisory" doc:"An unmet mandatory rule makes needs_review of an approval"`
	Status   string  `json:"status" enum:"pass,fail,waived,not_applicable,unavailable" doc:"Never pass for what was not computed"`
	Detail   string  `json:"detail" doc:"What decided it, or why nothing did"`
	Pending  bool    `json:"pending" doc:"It cannot be known before the call, or the audit, is over: it does not weigh yet"`
	Waivable bool    `json:"waivable" doc:"Two people can let it stand unmet"`
	Waiver   *Waiver `json:"waiver" doc:"By which it is waived; null unless it is"`
}

// Waiver is two people's word that a rule may stand unmet.
type Waiver struct {
	Rule       string     `json:"rule"`
	Why        string     `json:"why"`
	By         Officer    `json:"by" doc:"Conducted the call, and asked"`
	AskedAt    time.Time  `json:"asked_at"`
	Second     *Officer   `json:"second" doc:"Answered; null until then"`
	Granted    bool       `json:"granted"`
	AnsweredAt *time.Time `json:"answered_at"`
}

// QuestionResult is a question that was drawn for the call, and how the officer
// judged the answer.
type QuestionResult struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind" enum:"personal,home,work,purpose,surroundings,moment"`
	Language string    `json:"language"`
	Text     string    `json:"text"`
	Repeated bool      `json:"repeated" doc:"The customer had it in an earlier session: the bank had no other left"`
	AskedAt  time.Time `json:"asked_at"`
	Answer   *string   `json:"answer" enum:"satisfactory,unsatisfactory,none" doc:"Null until it is judged"`
}

// Flag is one that the officer raised in the call. Nobody takes it down again.
type Flag struct {
	Flag    string    `json:"flag" enum:"prompting,suspected_fraud,unable_to_verify" doc:"Prompting rejects the session; the others make needs_review of an approval"`
	Officer Officer   `json:"officer"`
	At      time.Time `json:"at"`
}

// Officer conducted the call.
type Officer struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Simulated bool   `json:"simulated" doc:"The sandbox's agent, not a person"`

	Certificate *Certificate `json:"certificate" doc:"Of training, as it was when the officer took the session"`
}

// Report is the report in JSON: the same facts as the PDF.
type Report struct {
	Session   Session          `json:"session"`
	Result    Result           `json:"result"`
	Consent   *ConsentRecord   `json:"consent"`
	Checks    []Check          `json:"checks" nullable:"false"`
	Recording *RecordingRecord `json:"recording"`
	Addendum  *ArtifactRecord  `json:"addendum" doc:"What the auditor found, sealed after the report: ?part=audit. Null without an audit"`
	PDF       ArtifactRecord   `json:"pdf"`
	Events    []Event          `json:"events" nullable:"false"`
}

// ConsentRecord is what the customer agreed to.
type ConsentRecord struct {
	Version  string    `json:"version"`
	Language string    `json:"language"`
	SHA256   string    `json:"sha256" doc:"Of the exact text shown"`
	At       time.Time `json:"at"`
}

// ArtifactRecord names a sealed file by content.
type ArtifactRecord struct {
	ID     string    `json:"id"`
	SHA256 string    `json:"sha256"`
	Bytes  int64     `json:"bytes"`
	At     time.Time `json:"at"`
}

// RecordingRecord is the sealed recording with the stretches in which a
// party's picture is missing.
type RecordingRecord struct {
	ArtifactRecord
	Gaps []Gap `json:"gaps" nullable:"false"`
}

// Gap is one such stretch, in milliseconds from the start.
type Gap struct {
	Party  string `json:"party" enum:"customer,agent"`
	FromMS int64  `json:"from_ms"`
	ToMS   int64  `json:"to_ms"`
}

// Signal is a hint of risk, in its place also where nothing is known.
type Signal struct {
	ID       string          `json:"id" enum:"camera,location"`
	Level    string          `json:"level" enum:"none,low,medium,high,unavailable" doc:"The highest of the findings; unavailable when nothing was reported"`
	Detail   string          `json:"detail"`
	Findings []SignalFinding `json:"findings" nullable:"false" doc:"What decided it"`
}

// SignalFinding is one thing that decided a signal.
type SignalFinding struct {
	Code    string `json:"code" example:"virtual_camera"`
	Level   string `json:"level" enum:"low,medium,high"`
	Message string `json:"message"`
}
