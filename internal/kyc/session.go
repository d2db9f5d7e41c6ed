package kyc

import "time"

// Session is one verification of one customer. It is changed only by its own
// methods, each of which returns the events that belong to the change; the
// store writes both in one transaction.
type Session struct {
	Scope
	ID       string
	Sequence int64 // of the newest event
	Head     Hash  // of the newest event

	Status    Status
	SubStatus string    // finer than Status, for people and for metrics
	CreatedAt time.Time // UTC, microseconds, as all instants here
	UpdatedAt time.Time
	ExpiresAt time.Time // until when the customer must have been met
	GraceEnds time.Time // zero unless interrupted

	ScheduledAt time.Time // start of the appointment, a slot of the account; zero without one
	OpensAt     time.Time // from when on the customer is let in to it

	Customer       Customer
	Type           VerificationType
	Profile        string
	Custom         *Profile // as it was when ordered; nil for those that ship
	Language       string
	Documents      []DocumentType
	GracePeriod    time.Duration
	OnInterruption InterruptionPolicy
	RedirectURL    string
	Metadata       map[string]string
	Priority       Priority // in the line; "" means Normal
	Needs          Needs    // of its officer, beside what type and profile need

	Link        Link
	Deliver     []Channel // by which its links were sent
	Consent     *Consent
	Officer     *OfficerRef
	Instruction *Instruction
	Stills      []Artifact
	Checks      []Check
	Decision    *Decision
	Epoch       int // of the newest recording segment; rises when a process dies
	Recording   *Artifact
	Gaps        []Gap
	Report      *Artifact
	Rounds      []Round   // that an auditor sent back, oldest first
	Carried     []Carried // from there into this call
	Former      []string  // ids of officers who handed the customer back, once each
	Notes       string    // the officer's own, while the call runs; not part of the result
	AuditDue    bool      // an auditor has to agree before the session ends
	AuditLot    *AuditLot // why, or that chance spared it; nil: nobody asked for an audit
	Addendum    *Artifact // what the auditor found, sealed; nil without an audit
	Audit       *Audit    // of the round that is decided; nil until an auditor took it
	StartedAt   time.Time // when the officer of now took it
	QueuedAt    time.Time // when the customer got in line, which being handed back does not change
	LineSince   time.Time // when he last got in line, which being handed back does
	Hold        *Hold     // by whom he was handed to; nil: nobody
	Conduct     Conduct
}

// Conduct is how the call was conducted: what rules are judged by beside the
// checks, and what they came to.
type Conduct struct {
	Origin        string       `json:"origin,omitempty"` // scheme and host by which the server was reached
	Interruptions int          `json:"interruptions,omitempty"`
	Ended         bool         `json:"ended,omitempty"` // the call is over and nothing more will be recorded
	Rules         []RuleResult `json:"rules,omitempty"` // as they were when it was decided and sealed
	Flags         []Flag       `json:"flags,omitempty"`
	Questions     []Asked      `json:"questions,omitempty"`
	Draws         []Draw       `json:"draws,omitempty"` // of the questions
	Waivers       []Waiver     `json:"waivers,omitempty"`
	Cameras       []CameraTake `json:"cameras,omitempty"`  // that the customer used, as their device says, oldest first
	Position      *Position    `json:"position,omitempty"` // of the customer, as their device says
	Said          []Said       `json:"said,omitempty"`     // written by the parties, oldest first
	Earlier       *Earlier     `json:"earlier,omitempty"`  // nil: nobody has looked
	Watches       []Watch      `json:"watches,omitempty"`  // visits of supervisors, oldest first
	Handed        []Handed     `json:"handed,omitempty"`   // calls of officers who did not decide, oldest first
}

// Customer is who is to be verified, as the backend says.
type Customer struct {
	Name        string
	Mobile      string // E.164
	Email       string
	Reference   string // the backend's own id
	DateOfBirth string // YYYY-MM-DD
}

// Link is the customer's way in: a one-time code that binds one device.
type Link struct {
	CodeHash Hash   // SHA-256 of the code in the link's fragment
	TokenID  string // jti of the embedding token, valid until a device is bound
	Device   Hash   // SHA-256 of the device's secret; zero until bound
	BoundAt  time.Time
}

// Consent is what the customer agreed to. Its event puts version, language and
// hash on the chain; the address stays here, because events carry no personal data.
type Consent struct {
	Version  string    `json:"version"`
	Language string    `json:"language"`
	SHA256   string    `json:"sha256"` // of the exact text shown
	At       time.Time `json:"at"`
	IP       string    `json:"ip"`
	Country  string    `json:"country,omitempty"` // of the address, ISO 3166; "" when it is not known
	Looked   bool      `json:"looked,omitempty"`  // the address was looked up
}

// OfficerRef freezes who conducted the call.
type OfficerRef struct {
	ID        string
	Name      string
	Simulated bool

	Certificate    string    `json:",omitempty"` // number of his certificate of training; "" when none is known
	CertifiedUntil time.Time `json:",omitzero"`
	Certified      bool      `json:",omitempty"` // it was good when he took the session
}

// Gap is a stretch of the recording in which a party's picture was missing.
type Gap struct {
	Party string        `json:"party"` // customer or agent
	From  time.Duration `json:"from"`
	To    time.Duration `json:"to"`
}

// InterruptionPolicy says what a dropped call means for the account.
type InterruptionPolicy string

const (
	ResumeCall   InterruptionPolicy = "resume"        // within the grace period, marked
	FreshSession InterruptionPolicy = "fresh_session" // the session fails at once
	NeverAgain   InterruptionPolicy = "never"         // the same, and no other attempt is recommended: somebody has to look at it
)

var interruptionPolicies = []InterruptionPolicy{ResumeCall, FreshSession, NeverAgain}

// InstructionKind is what the customer's screen asks for now.
type InstructionKind string

const (
	InstructLookAhead InstructionKind = "look_ahead"
	InstructChallenge InstructionKind = "challenge"
	InstructDocument  InstructionKind = "document"
	InstructHold      InstructionKind = "hold" // a check computes
)

// Instruction is durable, so that a refresh in the middle shows it again.
type Instruction struct {
	ID        string          `json:"id"` // ins_...
	Kind      InstructionKind `json:"kind"`
	Challenge string          `json:"challenge,omitempty"`
	Document  DocumentType    `json:"document,omitempty"`
	Side      string          `json:"side,omitempty"` // front or back
	Attempt   int             `json:"attempt,omitempty"`
	AskedAt   time.Time       `json:"asked_at"`
	ExpiresAt time.Time       `json:"expires_at,omitzero"`
	Feedback  string          `json:"feedback,omitempty"` // code of what was wrong with the last try
}

// Deadline is when the session must be looked at if nothing else happens; zero
// when no timer runs.
func (s *Session) Deadline() time.Time {
	switch s.Status {
	case Created, Joined, Waiting, Scheduled, RecaptureRequired:
		return s.ExpiresAt
	case Interrupted:
		return s.GraceEnds
	}
	return time.Time{}
}

// Simulate is the magic value of a test session, or "". Live sessions have none.
func (s *Session) Simulate() string {
	if s.Live {
		return ""
	}
	if v := s.Metadata["simulate"]; v != "" {
		return v
	}
	if magic[s.Customer.Name] {
		return s.Customer.Name
	}
	return ""
}

// magic values of customer.name and metadata.simulate in test mode.
var magic = map[string]bool{"approve": true, "reject": true, "needs_review": true,
	"agent_disconnects": true, "never_joins": true, "interrupted": true, "spoof": true,
	"mismatch": true, "audit_recapture": true}

// RecommendedAction tells a backend what to do next, as a code.
func (s *Session) RecommendedAction() string {
	switch s.Status {
	case Created:
		return "send_link"
	case Joined, Waiting, InProgress, Decided, InAudit, Scheduled:
		return "wait"
	case Interrupted:
		return "wait_for_customer"
	case RecaptureRequired:
		return "send_link"
	case Completed:
		if s.Decision != nil && s.Decision.Outcome == Approved {
			return "accept"
		}
		return "review"
	case Rejected:
		return "decline"
	case Failed:
		if s.Flagged(FlagPrompting) != nil {
			return "decline"
		}
		if s.OnInterruption == NeverAgain && s.Conduct.Interruptions > 0 {
			return "review"
		}
		return "create_new_session"
	case Expired:
		return "create_new_session"
	}
	return "none"
}
