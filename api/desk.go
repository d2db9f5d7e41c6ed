package api

import "time"

// Login is the body of POST /desk/login.
type Login struct {
	Email    string `json:"email" maxLength:"254"`
	Password string `json:"password" maxLength:"1024"`
	Code     string `json:"code,omitempty" maxLength:"32" doc:"Of a member with a second factor: six digits of the authenticator, or a recovery code"`
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
	Simulate     string           `json:"simulate" doc:"The magic value of a test session, or empty"`
	Profile      string           `json:"profile"`
	Contact      Contact          `json:"contact"`
	CreatedAt    time.Time        `json:"created_at"`
	QueuedAt     *time.Time       `json:"queued_at" doc:"When the customer got in line"`
	MeetBy       *time.Time       `json:"meet_by" doc:"Until when a waiting customer ought to be met; null when nobody waits"`
	Priority     string           `json:"priority" enum:"low,normal,high"`
	Needs        CaseNeeds        `json:"needs"`
	HeldFor      *HeldFor         `json:"held_for" doc:"The officer who has first claim to the waiting customer"`
	StartedAt    *time.Time       `json:"started_at" doc:"When its officer took it"`
	Consent      *CaseConsent     `json:"consent"`
	RunningCheck *RunningCheck    `json:"running_check"`
	Checks       []Check          `json:"checks" nullable:"false"`
	Rules        []RuleResult     `json:"rules" nullable:"false" doc:"Of the profile, as they stand now"`
	Against      []Reason         `json:"against" nullable:"false" doc:"What would make a review of an approval that was given now"`
	Flags        []Flag           `json:"flags" nullable:"false"`
	Waivers      []Waiver         `json:"waivers" nullable:"false" doc:"That were asked for, oldest first; without second they wait for a supervisor"`
	Questions    []CaseQuestion   `json:"questions" nullable:"false" doc:"Drawn for this call, in the order in which to ask them"`
	Presence     *Presence        `json:"presence" doc:"How the parties of a running call are connected now; null when there is none"`
	Watches      []Watch          `json:"watches" nullable:"false" doc:"Visits of supervisors to the running call, oldest first. Its officer sees those that he was told of"`
	Wanted       int              `json:"questions_wanted" doc:"So many the profile wants drawn and answered"`
	Earlier      []EarlierSession `json:"earlier" doc:"Of the same customer, newest first; null until an officer takes the session"`
	Stills       []Picture        `json:"stills" nullable:"false" doc:"What the customer's device took, oldest first"`
	Signals      []Signal         `json:"signals" nullable:"false" doc:"Hints of risk; none of them decides anything by itself"`
	Said         []Said           `json:"said" nullable:"false" doc:"What customer and officer wrote, oldest first"`
	Phrases      []Phrase         `json:"phrases" nullable:"false" doc:"To write with one click in the call that is mine, in the customer's language"`
	Notes        string           `json:"notes" doc:"The officer's own, kept while he types"`
	Decision     *Decision        `json:"decision"`
	Audit        *CaseAudit       `json:"audit"`
	AuditFollows bool             `json:"audit_follows" doc:"It is decided, and ends only once an auditor has agreed"`
	AuditOpen    bool             `json:"audit_open" doc:"Could I, as an auditor, take it for an audit now: nobody else has it, and I had no part in its calls"`
	Handed       []Handed         `json:"handed" nullable:"false" doc:"Calls of officers who did not decide, oldest first"`
	Recording    bool             `json:"recording" doc:"Is the recording sealed"`
	Film         string           `json:"film" enum:"pending,ready,failed,unavailable" doc:"The film with both parties; GET /desk/sessions/{id}/recording"`
	Rounds       int              `json:"rounds" doc:"Calls that an auditor sent back"`
	CarriedOver  []Carried        `json:"carried_over" nullable:"false" doc:"What an auditor did not ask to be taken again"`
	Mine         bool             `json:"mine" doc:"Am I the officer of it"`
}

// Said is one written message of the call.
type Said struct {
	ID      string    `json:"id" doc:"The sender's own"`
	From    string    `json:"from" enum:"customer,officer"`
	Officer string    `json:"officer" doc:"Name of who wrote it; empty for the customer"`
	Phrase  string    `json:"phrase" doc:"Id of the phrase; empty for words of the sender's own"`
	Text    string    `json:"text" doc:"As it was shown; Aadhaar numbers are masked"`
	English string    `json:"english" doc:"Of a phrase in another language, or empty"`
	At      time.Time `json:"at"`
}

// Phrase is one that officers need often.
type Phrase struct {
	ID      string `json:"id"`
	Text    string `json:"text"`
	English string `json:"english"`
}

// Handed is how the call of an officer who did not decide ended.
type Handed struct {
	Officer     Officer    `json:"officer"`
	Cause       string     `json:"cause" doc:"another_language, another_officer, technical or break of an officer who handed the customer back; appointment; of one who was lost agent_lost or server_restarted"`
	To          string     `json:"to" doc:"Name of the officer who was given first claim, or empty"`
	At          time.Time  `json:"at"`
	ScheduledAt *time.Time `json:"scheduled_at" doc:"Of the appointment that was made"`
}

// Contact is the customer as the backend says.
type Contact struct {
	Mobile      string `json:"mobile"`
	Email       string `json:"email"`
	Reference   string `json:"reference"`
	DateOfBirth string `json:"date_of_birth"`
}

// CaseConsent is what the customer agreed to.
type CaseConsent struct {
	Version  string    `json:"version"`
	Language string    `json:"language"`
	At       time.Time `json:"at"`
}

// Picture is one picture of the evidence; GET /desk/sessions/{id}/pictures/{picture}.
type Picture struct {
	ID         string    `json:"id"`
	Label      string    `json:"label" example:"live_face"`
	At         time.Time `json:"at"`
	PositionMS *int64    `json:"position_ms" doc:"In the recording; null for what the device took"`
}

// CaseAudit is the second person's look.
type CaseAudit struct {
	Auditor Officer   `json:"auditor"`
	TakenAt time.Time `json:"taken_at"`
	Finding string    `json:"decision" enum:"approve,reject,recapture," doc:"Empty until the auditor has decided"`
	Reasons []Reason  `json:"reasons" nullable:"false"`
	Note    string    `json:"note"`
	Mine    bool      `json:"mine"`
}

// Presence says of each party whether it is connected, and whether its picture arrives.
type Presence struct {
	Customer string `json:"customer" enum:"picture,no_picture,away"`
	Officer  string `json:"officer" enum:"picture,no_picture,away"`
}

// Watch is a supervisor's visit to a running call.
type Watch struct {
	Officer     Officer    `json:"officer"`
	From        time.Time  `json:"from"`
	Until       *time.Time `json:"until" doc:"Null while he is there"`
	Told        string     `json:"told" enum:"both,officer,nobody" doc:"Who knew that he was there before he spoke"`
	WhisperedAt *time.Time `json:"whispered_at" doc:"When he was first heard by the officer alone"`
	BargedInAt  *time.Time `json:"barged_in_at" doc:"When he was first heard by both"`
}

// Notes is the body of PUT /desk/sessions/{id}/notes.
type Notes struct {
	Notes string `json:"notes" maxLength:"2000"`
}

// HandBack is the body of POST /desk/sessions/{id}/return.
type HandBack struct {
	Cause    string   `json:"cause,omitempty" enum:"another_language,another_officer,technical,break" doc:"another_officer unless given"`
	Officer  string   `json:"officer,omitempty" maxLength:"40" doc:"Id of an available officer, who has first claim for a minute; whoever is next unless given"`
	Language string   `json:"language,omitempty" maxLength:"6" doc:"That the next officer needs, such as hi"`
	Skills   []string `json:"skills,omitempty" maxItems:"5" nullable:"false" doc:"That the next officer needs, instead of those that were ordered; an empty list asks for none. Those of type and profile stay"`
}

// CaseNeeds is what a customer needs of an officer.
type CaseNeeds struct {
	Language string   `json:"language"`
	Skills   []string `json:"skills" nullable:"false" doc:"Ordered, asked for, and those of type and profile"`
}

// HeldFor is an officer's first claim to a waiting customer.
type HeldFor struct {
	ID    string    `json:"id"`
	Name  string    `json:"name"`
	Until time.Time `json:"until"`
}

// Colleague is an officer at the desk.
type Colleague struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Available bool     `json:"available" doc:"Watches the line; else in a call"`
	Languages []string `json:"languages" nullable:"false" doc:"None: not known, any is assumed"`
	Skills    []string `json:"skills" nullable:"false"`
}

// ColleagueList is who is at the desk beside oneself.
type ColleagueList struct {
	Data []Colleague `json:"data" nullable:"false"`
}

// Finding is the body of POST /desk/sessions/{id}/audit.
type Finding struct {
	Decision string        `json:"decision" enum:"approve,reject,recapture"`
	Reasons  []GivenReason `json:"reasons,omitempty" maxItems:"20" nullable:"false" doc:"Needed for anything but approve"`
	Note     string        `json:"note,omitempty" maxLength:"2000"`
	Pieces   []string      `json:"pieces,omitempty" maxItems:"5" nullable:"false" enum:"liveness,document,document_front,document_back,questions,location" doc:"Of a recapture: what the next call takes again; document is both sides as far as they were taken. The rest is carried over if it held; the faces are compared again in any case. Everything unless given"`
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
	Pictures   []Picture          `json:"pictures" nullable:"false" doc:"Frames of the recorded stream that it was judged by"`
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

// FieldValue is the body of PUT /desk/sessions/{id}/checks/{check}/fields/{field}.
type FieldValue struct {
	Value string `json:"value" maxLength:"120" doc:"What the document shows; empty when it does not show the field. Dates as YYYY-MM-DD. A full Aadhaar number is judged and masked at once"`
}

// Ruling is the body of POST /desk/sessions/{id}/decision.
type Ruling struct {
	Decision string        `json:"decision" enum:"approve,reject,unable_to_verify"`
	Reasons  []GivenReason `json:"reasons,omitempty" maxItems:"20" nullable:"false" doc:"A rejection needs one"`
	Note     string        `json:"note,omitempty" maxLength:"2000"`
}

// FlagOrder is the body of POST /desk/sessions/{id}/flags.
type FlagOrder struct {
	Flag string `json:"flag" enum:"prompting,suspected_fraud,unable_to_verify"`
	Note string `json:"note,omitempty" maxLength:"2000" doc:"Kept with the session, in no event and not in the result"`
}

// QuestionOrder is the body of POST /desk/sessions/{id}/questions.
type QuestionOrder struct {
	Count    int    `json:"count,omitempty" minimum:"1" maximum:"10" doc:"As many as the profile still wants, at least one, unless given"`
	Language string `json:"language,omitempty" enum:"en,hi,bn,mr,te,ta,gu,kn,ml,pa" doc:"The session's unless given"`
}

// JudgedAnswer is the body of PUT /desk/sessions/{id}/questions/{question}/answer.
type JudgedAnswer struct {
	Answer string `json:"answer" enum:"satisfactory,unsatisfactory,none"`
	Words  string `json:"words,omitempty" maxLength:"2000" doc:"What the customer said; kept with the session, in no event"`
}

// CaseQuestion is a question as its officer sees it.
type CaseQuestion struct {
	QuestionResult
	English string `json:"english" doc:"For the officer"`
	Words   string `json:"words" doc:"What the customer said, as noted"`
}

// EarlierSession is another session of the same reference or mobile.
type EarlierSession struct {
	SessionID string    `json:"session_id"`
	Status    string    `json:"status" doc:"When this session was taken"`
	Outcome   *string   `json:"outcome" enum:"approved,needs_review,rejected"`
	Prompted  bool      `json:"prompted" doc:"Prompting was flagged in it"`
	CreatedAt time.Time `json:"created_at"`
}

// WaiverOrder is the body of POST /desk/sessions/{id}/waivers.
type WaiverOrder struct {
	Rule string `json:"rule" minLength:"1" maxLength:"40" doc:"Id of a rule of the session's profile"`
	Why  string `json:"why" minLength:"1" maxLength:"2000" doc:"Shown in result and report"`
}

// WaiverAnswer is the body of POST /desk/sessions/{id}/waivers/{rule}/answer.
type WaiverAnswer struct {
	Grant bool   `json:"grant"`
	Note  string `json:"note,omitempty" maxLength:"2000"`
}

// KnownReason is one of the catalogue.
type KnownReason struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Fraud   bool   `json:"fraud" doc:"Tells of a forged identity: a decision with it sends fraud.suspected"`
}

// ReasonList is the catalogue of reasons for rejections.
type ReasonList struct {
	Data []KnownReason `json:"data" nullable:"false"`
}

// GivenReason is a reason in a request.
type GivenReason struct {
	Code    string `json:"code" minLength:"1" maxLength:"64" pattern:"^[a-z][a-z0-9_]*$"`
	Message string `json:"message,omitempty" maxLength:"500" doc:"The catalogue's sentence (GET /desk/reasons) unless given"`
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
