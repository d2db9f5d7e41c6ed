package api

import "time"

// Account is a tenant of the installation.
type Account struct {
	ID        string    `json:"id"`
	Name      string    `json:"name" doc:"Customers see it"`
	Branding  Branding  `json:"branding"`
	Security  Security  `json:"security"`
	Desk      DeskRules `json:"desk"`
	CreatedAt time.Time `json:"created_at"`
}

// Branding is how the customer's page looks.
type Branding struct {
	Color   string  `json:"color" doc:"#rrggbb, or empty for ours. Pages darken or lighten it where text on it would be hard to read"`
	LogoURL *string `json:"logo_url" doc:"Anybody can load it; another picture has another address"`
	Look    Look    `json:"look"`
}

// Look is the rest of it, member by member; what is left out is ours. Colours that could not be read on each other are corrected by the page.
type Look struct {
	Mode        string `json:"mode,omitempty" enum:"light,dark,auto," doc:"auto follows the device"`
	Surface     string `json:"surface,omitempty" pattern:"^(#[0-9A-Fa-f]{6})?$" maxLength:"7" doc:"What words stand on, in light mode"`
	Text        string `json:"text,omitempty" pattern:"^(#[0-9A-Fa-f]{6})?$" maxLength:"7" doc:"And the words"`
	DarkSurface string `json:"dark_surface,omitempty" pattern:"^(#[0-9A-Fa-f]{6})?$" maxLength:"7" doc:"The same in dark mode"`
	DarkText    string `json:"dark_text,omitempty" pattern:"^(#[0-9A-Fa-f]{6})?$" maxLength:"7"`
	Danger      string `json:"danger,omitempty" pattern:"^(#[0-9A-Fa-f]{6})?$" maxLength:"7" doc:"Of what went wrong"`
	Radius      string `json:"radius,omitempty" pattern:"^(([0-9]|[12][0-9])px)?$" maxLength:"4" doc:"Of a button's corner"`
	Font        string `json:"font,omitempty" maxLength:"200" doc:"Names of font families; the page loads none"`
}

// Security is what the account asks of its staff.
type Security struct {
	RequireSecondFactor bool `json:"require_second_factor" doc:"Who logs in with a password can do nothing but set up a passkey or an authenticator until they have one"`
	RequireCertificate  bool `json:"require_certificate" doc:"Officers without a certificate of training that has not lapsed take no calls"`
}

// AccountChange is the body of PATCH /v1/account. What is left out stays.
type AccountChange struct {
	Name     *string         `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Branding *BrandingChange `json:"branding,omitempty"`
	Security *SecurityChange `json:"security,omitempty"`
	Desk     *DeskChange     `json:"desk,omitempty"`
}

// DeskRules is how the account's line of waiting customers is conducted.
type DeskRules struct {
	WaitTarget int64               `json:"wait_target" doc:"Seconds within which customers ought to be met; the line marks who is past it"`
	WidenAfter int64               `json:"widen_after" doc:"Seconds after which anybody may take a customer whose language or skills nobody at the desk has"`
	Skills     map[string][]string `json:"skills" nullable:"false" doc:"That the officer of a verification type or a profile needs, by its name"`
}

// DeskChange is the part of it that is about the line.
type DeskChange struct {
	WaitTarget *int64              `json:"wait_target,omitempty" minimum:"10" maximum:"14400" doc:"120 unless set"`
	WidenAfter *int64              `json:"widen_after,omitempty" minimum:"10" maximum:"14400" doc:"120 unless set"`
	Skills     map[string][]string `json:"skills,omitempty" nullable:"false" doc:"Replaces all"`
}

// SecurityChange is the part of it that is about the staff.
type SecurityChange struct {
	RequireSecondFactor *bool `json:"require_second_factor,omitempty" doc:"Holds from the next request of the dashboard and the next log-in on"`
	RequireCertificate  *bool `json:"require_certificate,omitempty" doc:"Holds from the next call that an officer takes on"`
}

// BrandingChange is the part of it that is about looks.
type BrandingChange struct {
	Color *string `json:"color,omitempty" pattern:"^(#[0-9A-Fa-f]{6})?$" maxLength:"7" doc:"Such as #0a7d55; empty goes back to ours"`
	Look  *Look   `json:"look,omitempty" doc:"Replaces all of it"`
}

// Member is one of an account's staff, in the dashboard and at the console.
type Member struct {
	ID           string    `json:"id"`
	Name         string    `json:"name" doc:"Customers see it when the member conducts their call"`
	Email        string    `json:"email"`
	Roles        []string  `json:"roles" nullable:"false"`
	SecondFactor bool      `json:"second_factor" doc:"Does a log-in with the password need a code or a passkey too"`
	CreatedAt    time.Time `json:"created_at"`

	Certificate *Certificate `json:"certificate" doc:"Of training, as an administrator entered it"`
	Languages   []string     `json:"languages" nullable:"false" doc:"That the member speaks with customers"`
	Skills      []string     `json:"skills" nullable:"false"`
}

// Certificate shows that an officer was trained for video KYC.
type Certificate struct {
	Number    string    `json:"number"`
	ExpiresAt time.Time `json:"expires_at"`
}

// MemberList is all of an account's staff, oldest first.
type MemberList struct {
	Data []Member `json:"data" nullable:"false"`
}

// MemberChange is the body of PATCH /v1/members/{id}. What is left out stays.
type MemberChange struct {
	Name  *string  `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Roles []string `json:"roles,omitempty" minItems:"1" maxItems:"5" nullable:"false" doc:"admin, developer, supervisor, auditor, agent. Ends the member's logins, calls and staff tokens, so that the change holds at once"`

	Certificate *CertificateChange `json:"certificate,omitempty"`
	Languages   []string           `json:"languages,omitempty" maxItems:"20" nullable:"false" doc:"Such as hi or en-IN"`
	Skills      []string           `json:"skills,omitempty" maxItems:"20" nullable:"false" doc:"Words of your own, such as senior_citizens"`
}

// CertificateChange is the part of it that is about training.
type CertificateChange struct {
	Number    string     `json:"number" maxLength:"64" doc:"Empty takes the certificate away"`
	ExpiresAt *time.Time `json:"expires_at,omitempty"`
}

// NewInvitation is the body of POST /v1/invitations.
type NewInvitation struct {
	Email string   `json:"email" minLength:"3" maxLength:"254"`
	Roles []string `json:"roles" minItems:"1" maxItems:"5" nullable:"false" doc:"admin, developer, supervisor, auditor, agent"`
}

// StaffInvitation asks somebody onto the staff.
type StaffInvitation struct {
	ID         string     `json:"id"`
	Email      string     `json:"email"`
	Roles      []string   `json:"roles" nullable:"false"`
	Status     string     `json:"status" enum:"pending,accepted,expired"`
	InvitedBy  string     `json:"invited_by" doc:"Id of the member or key"`
	CreatedAt  time.Time  `json:"created_at"`
	ExpiresAt  time.Time  `json:"expires_at"`
	AcceptedAt *time.Time `json:"accepted_at"`
}

// StaffInvitationWithLink is the reply to its creation: the link is shown once.
type StaffInvitationWithLink struct {
	StaffInvitation
	URL string `json:"url" doc:"Hand it to the guest yourself; its fragment holds the code"`
}

// StaffInvitationList is an account's invitations, newest first.
type StaffInvitationList struct {
	Data []StaffInvitation `json:"data" nullable:"false"`
}
