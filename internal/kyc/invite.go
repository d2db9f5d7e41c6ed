package kyc

import "time"

// Invite lets whoever holds its code become a member of an account's staff, or,
// when it names no account, found one. The code is shown once and kept only as
// a hash.
type Invite struct {
	Account    string // "" founds one
	ID         string
	Email      string // of the guest; may be empty when an account is founded
	Roles      []Role
	Hash       Hash   // SHA-256 of the code
	By         string // id of the officer or key that invited
	CreatedAt  time.Time
	ExpiresAt  time.Time
	AcceptedAt time.Time
}

// InviteLife is how long an invitation is good.
const InviteLife = 7 * 24 * time.Hour

// CheckInvite judges who is to be invited, and as what.
func CheckInvite(email string, roles []Role) error {
	return Refuse(append(CheckEmail(email), CheckRoles(roles)...))
}

// ErrNoInvite is the answer to a code that opens nothing, whatever the cause:
// whoever guesses learns nothing.
var ErrNoInvite = &Error{Kind: Forbidden, Code: "invitation_invalid", Message: "This invitation is not known, was used, or has run out.",
	Hint: "Ask whoever invited you for a new one."}

// Good tells whether the invite can still be accepted.
func (i *Invite) Good(now time.Time) bool { return i.AcceptedAt.IsZero() && now.Before(i.ExpiresAt) }
