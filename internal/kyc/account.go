package kyc

import (
	"regexp"
	"slices"
	"time"
)

// Account is a tenant: a lender, a bank, an insurer, a broker.
type Account struct {
	ID        string
	Name      string
	CreatedAt time.Time
	Branding  Branding
	Security  Security
	Line      LineRules
}

// Security is what an account asks of its staff.
type Security struct {
	RequireSecondFactor bool `json:"require_second_factor,omitempty"` // of who logs in with a password
	RequireCertificate  bool `json:"require_certificate,omitempty"`   // of training, of who takes calls
}

// Branding is how an account looks to its customers.
type Branding struct {
	Color string // #rrggbb in lower case, or "" for ours; pages correct it where text on it would be hard to read
	Logo  *Logo  // nil: the name is shown
	Look  Look
}

// Logo is a small picture, kept under LogoKey.
type Logo struct {
	SHA256 string `json:"sha256"`
	Type   string `json:"type"` // media type
	Bytes  int64  `json:"bytes"`
}

// MaxLogo bounds a logo, which every customer loads.
const MaxLogo = 256 << 10

// LogoKey is where a logo's bytes are kept: under its own content, so that an
// address that was shown once never shows another picture.
func LogoKey(account, sha256 string) string { return account + "/brand/" + sha256 }

var colorForm = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// CheckColor wants #rrggbb in lower case, or nothing.
func CheckColor(color string) []Field {
	if color != "" && !colorForm.MatchString(color) {
		return []Field{{"branding.color", "must be like #0a7d55, or empty"}}
	}
	return nil
}

// Role is what a member of staff may do. The staff are officers; agent is the
// role of those who conduct calls, and so also the name of the officer's side in
// a call, its tracks and its gaps.
type Role string

const (
	Agent      Role = "agent"
	Auditor    Role = "auditor"
	Supervisor Role = "supervisor"
	Admin      Role = "admin"
	Developer  Role = "developer"
	Simulated  Role = "simulated" // a program that plays an officer; never meets a live session
)

// Officer is a member of an account's staff.
type Officer struct {
	Account   string
	ID        string
	Email     string
	Name      string
	Roles     []Role
	Password  string // argon2id in PHC form; "" means that log-in is not possible
	Epoch     int64  // logins and staff tokens of another epoch have ended
	CreatedAt time.Time

	Qualification Qualification
	Subject       string        // of the provider of sign-on, once he has come by it; "" before
	SecondFactor  *SecondFactor // nil: none, nor is one being enrolled
}

// MayConduct tells whether the officer may conduct calls.
func (o *Officer) MayConduct() bool { return slices.Contains(o.Roles, Agent) }
