package api

import "time"

// Login is the body of POST /desk/login.
type Login struct {
	Email    string `json:"email" maxLength:"254"`
	Password string `json:"password" maxLength:"1024"`
	Livemode bool   `json:"livemode,omitempty" doc:"Work on live sessions instead of test sessions"`
	// Simulated is said by a program that plays an officer; its calls are marked
	// so in result and report, whoever's log-in it uses.
	Simulated bool `json:"simulated,omitempty" doc:"I am a program: mark my calls as simulated"`
}

// LoggedIn is the reply.
type LoggedIn struct {
	Token     string    `json:"token"`
	ExpiresAt time.Time `json:"expires_at"`
	Officer   Staff     `json:"officer"`
}

// Staff is a member of an account's staff.
type Staff struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Roles []string `json:"roles" nullable:"false"`
}

// Case is a session as its officer sees it.
type Case struct {
	View
	Simulate     string        `json:"simulate" doc:"The magic value of a test session, or empty"`
	RunningCheck *RunningCheck `json:"running_check"`
	Checks       []Check       `json:"checks" nullable:"false"`
	Decision     *Decision     `json:"decision"`
	Mine         bool          `json:"mine" doc:"Am I the officer of it"`
}

// CaseList is the officer's line.
type CaseList struct {
	Data []Case `json:"data" nullable:"false"`
}

// RunningCheck is a check that computes now.
type RunningCheck struct {
	Kind      string    `json:"kind"`
	StartedAt time.Time `json:"started_at"`
}

// Check is what one check found, with what is needed to judge it.
type Check struct {
	ID         string             `json:"id"`
	Kind       string             `json:"kind" enum:"liveness,document,face_match"`
	StartedAt  time.Time          `json:"started_at"`
	EndedAt    time.Time          `json:"ended_at"`
	Verdict    string             `json:"verdict" enum:"passed,review,failed,unavailable"`
	Reasons    []Reason           `json:"reasons" nullable:"false"`
	Thresholds map[string]float64 `json:"thresholds" nullable:"false"`
	Models     []Model            `json:"models" nullable:"false"`
	FaceMatch  *FaceMatchResult   `json:"face_match"`
	Liveness   *LivenessResult    `json:"liveness"`
	Document   *DocumentResult    `json:"document"`
	Simulated  bool               `json:"simulated" doc:"Played by the sandbox: nothing was measured"`
}

// Model names the network that gave a score, by content.
type Model struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// CheckOrder is the body of POST /desk/sessions/{id}/checks.
type CheckOrder struct {
	Kind     string `json:"kind" enum:"liveness,document,face_match"`
	Document string `json:"document,omitempty" enum:"pan,aadhaar,passport,driving_licence,voter_id" doc:"The first that was ordered unless given"`
}

// Ruling is the body of POST /desk/sessions/{id}/decision.
type Ruling struct {
	Decision string        `json:"decision" enum:"approve,reject,unable_to_verify"`
	Reasons  []GivenReason `json:"reasons,omitempty" maxItems:"20" nullable:"false" doc:"A rejection needs one"`
	Note     string        `json:"note,omitempty" maxLength:"2000"`
}

// GivenReason is a reason in a request.
type GivenReason struct {
	Code    string `json:"code" minLength:"1" maxLength:"64" pattern:"^[a-z][a-z0-9_]*$"`
	Message string `json:"message" maxLength:"500"`
}

// Decision is the officer's ruling with the outcome that the rules give it.
type Decision struct {
	Ruling  string    `json:"decision" enum:"approve,reject,unable_to_verify"`
	Outcome string    `json:"outcome" enum:"approved,needs_review,rejected"`
	Reasons []Reason  `json:"reasons" nullable:"false"`
	Note    string    `json:"note"`
	Officer Officer   `json:"officer"`
	At      time.Time `json:"at"`
}
