package kyc

import "time"

// SignUp says who may found an account of an installation.
type SignUp string

const (
	SignUpOpen   SignUp = "open"   // anybody
	SignUpInvite SignUp = "invite" // who has a code from the operator
	SignUpClosed SignUp = "closed" // nobody but the operator
)

// Founding is what somebody signs up with.
type Founding struct {
	AccountName, Name, Email, Password string
	Code                               string // of an invitation; needed unless sign-up is open
}

// Check judges what somebody signs up with.
func (f *Founding) Check() error {
	fields := append(CheckName("account_name", f.AccountName), CheckName("name", f.Name)...)
	return Refuse(append(append(fields, CheckEmail(f.Email)...), CheckPassword(f.Password, f.Email)...))
}

// Founded is a new account with its first member and test keys, whose plain
// text is shown this once.
type Founded struct {
	Account              Account
	Officer              Officer
	PublicKey, SecretKey string
}

// AccountChange is what is to become of an account; nil leaves it.
type AccountChange struct {
	Name  *string
	Color *string
	Look  *Look // replaces all

	RequireSecondFactor *bool
	RequireCertificate  *bool

	WaitTarget, WidenAfter *time.Duration
	Skills                 map[string][]string // replaces all; nil leaves them
}

// FoundingRoles are those of whoever founds an account: there is nobody else yet
// who could take a call.
var FoundingRoles = []Role{Admin, Agent}
