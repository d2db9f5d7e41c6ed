package api

import "time"

// DashboardLogin is the body of POST /dashboard/login. The reply sets the cookie.
type DashboardLogin struct {
	Email    string `json:"email" maxLength:"254"`
	Password string `json:"password" maxLength:"1024"`
	Code     string `json:"code,omitempty" maxLength:"32" doc:"Of a member with a second factor: six digits of the authenticator, or a recovery code"`
}

// SignUp is the body of POST /dashboard/signup.
type SignUp struct {
	AccountName string `json:"account_name" minLength:"1" maxLength:"200" doc:"Your customers see it"`
	Name        string `json:"name" minLength:"1" maxLength:"200" doc:"Of the first member, an administrator"`
	Email       string `json:"email" minLength:"3" maxLength:"254"`
	Password    string `json:"password" minLength:"12" maxLength:"1024"`
	Invitation  string `json:"invitation,omitempty" maxLength:"64" doc:"Code of an invitation from the operator, where sign-up needs one"`
}

// SignedUp is the reply: who one is now, and the keys of test mode, which are
// shown this once.
type SignedUp struct {
	Me
	PublicKey string `json:"public_key"`
	SecretKey string `json:"secret_key"`
}

// Acceptance is the body of POST /dashboard/invitations/accept.
type Acceptance struct {
	Code     string `json:"code" minLength:"1" maxLength:"64" doc:"The fragment of the invitation's link"`
	Name     string `json:"name" minLength:"1" maxLength:"200"`
	Password string `json:"password" minLength:"12" maxLength:"1024"`
}

// InvitationCode is the body of POST /dashboard/invitations/read.
type InvitationCode struct {
	Code string `json:"code" minLength:"1" maxLength:"64"`
}

// Invited is what an invitation says to whoever holds its code.
type Invited struct {
	AccountName string    `json:"account_name" doc:"Empty when the invitation is to sign up"`
	Email       string    `json:"email" doc:"Empty when any will do"`
	Roles       []string  `json:"roles" nullable:"false"`
	ExpiresAt   time.Time `json:"expires_at"`
}

// PasswordChange is the body of POST /dashboard/password.
type PasswordChange struct {
	Current string `json:"current" maxLength:"1024"`
	New     string `json:"new" minLength:"12" maxLength:"1024"`
}

// Forgotten is the body of POST /dashboard/password/forgotten.
type Forgotten struct {
	Email string `json:"email" minLength:"3" maxLength:"254"`
}

// PasswordChoice is the body of POST /dashboard/password/choose.
type PasswordChoice struct {
	Ticket string `json:"ticket" minLength:"1" maxLength:"1024" doc:"The fragment of the letter's link"`
	New    string `json:"new" minLength:"12" maxLength:"1024"`
}

// Me is who is logged in to the dashboard.
type Me struct {
	Member       Member       `json:"member"`
	Account      Account      `json:"account"`
	Permissions  []string     `json:"permissions" nullable:"false" doc:"What the member's roles allow, in both modes"`
	Login        LoginPlace   `json:"login"`
	SecondFactor SecondFactor `json:"second_factor"`
	SignUp       string       `json:"sign_up" enum:"open,invite,closed"`
	PasskeySite  *PasskeySite `json:"passkey_site" doc:"Null where there can be no passkeys"`
	BaseURL      string       `json:"base_url" doc:"Address of the API for backends"`
}

// SecondFactor is a member's own.
type SecondFactor struct {
	On                bool       `json:"on" doc:"Is there an authenticator or a passkey"`
	Authenticator     bool       `json:"authenticator" doc:"Is there one that shows codes"`
	Since             *time.Time `json:"since" doc:"Of the authenticator"`
	Passkeys          []Passkey  `json:"passkeys" nullable:"false" doc:"Oldest first"`
	RecoveryCodesLeft int        `json:"recovery_codes_left"`
	Needed            bool       `json:"needed" doc:"The account lets the member do nothing else before they have one"`
}

// Passkey is one of a member's, without its key.
type Passkey struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Synced    bool       `json:"synced" doc:"Its maker keeps it for the member's other devices too"`
	CreatedAt time.Time  `json:"created_at"`
	UsedAt    *time.Time `json:"used_at"`
	DoubtedAt *time.Time `json:"doubted_at" doc:"It was refused then, since its counter went back: there may be a copy"`
}

// PasskeyQuestion is the body of POST /dashboard/passkeys/challenge: empty to log in
// with a passkey alone, or what a member has been told totp_required for.
type PasskeyQuestion struct {
	Email    string `json:"email,omitempty" maxLength:"254"`
	Password string `json:"password,omitempty" maxLength:"1024"`
}

// PasskeyChallenge is what a browser asks an authenticator.
type PasskeyChallenge struct {
	Ticket        string         `json:"ticket" doc:"Send it with the answer. It works once, for 5 minutes, in this browser. Empty when the member has no passkey"`
	PublicKey     map[string]any `json:"public_key" doc:"For PublicKeyCredential.parseCreationOptionsFromJSON or parseRequestOptionsFromJSON. Null when the member has no passkey"`
	ExpiresAt     time.Time      `json:"expires_at"`
	Authenticator bool           `json:"authenticator" doc:"After a password: would a code do too"`
}

// PasskeyAnswer is the body of POST /dashboard/passkeys/login.
type PasskeyAnswer struct {
	Ticket     string         `json:"ticket" minLength:"1" maxLength:"32768"`
	Credential map[string]any `json:"credential" doc:"PublicKeyCredential.toJSON()"`
}

// NewPasskey is the body of POST /dashboard/me/passkeys.
type NewPasskey struct {
	PasskeyAnswer
	Name string `json:"name" minLength:"1" maxLength:"60"`
}

// PasskeyName is the body of PATCH /dashboard/me/passkeys/{id}.
type PasskeyName struct {
	Name string `json:"name" minLength:"1" maxLength:"60"`
}

// OwnPassword is the body of requests that a cookie alone is not enough for.
type OwnPassword struct {
	Password string `json:"password" maxLength:"1024"`
}

// Enrolment is the reply to POST /dashboard/me/second_factor.
type Enrolment struct {
	Secret    string    `json:"secret" doc:"Base32, to be typed where no picture can be taken"`
	URI       string    `json:"uri" doc:"otpauth://totp/..., to be shown as a QR code"`
	ExpiresAt time.Time `json:"expires_at" doc:"Confirm with a code before"`
}

// FirstCode is the body of POST /dashboard/me/second_factor/confirm.
type FirstCode struct {
	Code string `json:"code" minLength:"6" maxLength:"10" doc:"Six digits of the authenticator"`
}

// RecoveryCodes are shown this once.
type RecoveryCodes struct {
	Codes []string `json:"recovery_codes" nullable:"false" doc:"Each is good for one log-in without the authenticator or passkey"`
}

// Guarded is the reply to the first code, and to a new passkey: who one is now, and
// the recovery codes. A passkey beside another second factor brings none.
type Guarded struct {
	Me
	RecoveryCodes
}

// Entrance is what the pages before log-in need to know.
type Entrance struct {
	SignUp string  `json:"sign_up" enum:"open,invite,closed"`
	SignOn *SignOn `json:"sso" doc:"Null without single sign-on"`

	Passkeys *PasskeySite `json:"passkeys" doc:"Null where there can be none"`
	Resets   bool         `json:"password_letters" doc:"Is a letter sent to who has forgotten the password"`
}

// PasskeySite is where passkeys work.
type PasskeySite struct {
	Origin string `json:"origin" doc:"Pages at another address, such as 127.0.0.1 in place of localhost, cannot use them"`
}

// SignOn is how to log in without a password of ours.
type SignOn struct {
	Name string `json:"name" doc:"For a button: Log in with ..."`
	Path string `json:"path" doc:"Send the browser here; next is the page to go on to"`
}

// LoginPlace is one browser in which a member is logged in.
type LoginPlace struct {
	ID        string    `json:"id"`
	CreatedAt time.Time `json:"created_at"`
	SeenAt    time.Time `json:"seen_at" doc:"Of the last request, a minute old at most"`
	ExpiresAt time.Time `json:"expires_at" doc:"If nothing is asked for any more"`
	Address   string    `json:"address" doc:"From which the member logged in"`
	Agent     string    `json:"agent" doc:"What the browser called itself"`
	Method    string    `json:"method" enum:"password,passkey,sso"`
	Current   bool      `json:"current" doc:"Is it the one that asks"`
}

// LoginPlaceList is all of a member's logins, newest first.
type LoginPlaceList struct {
	Data []LoginPlace `json:"data" nullable:"false"`
}
