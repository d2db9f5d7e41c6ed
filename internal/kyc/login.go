package kyc

import "time"

// Login is a member of staff logged in to the dashboard from one browser. Its
// secret is in the browser's cookie and kept only as a hash.
type Login struct {
	Account   string
	Officer   string
	ID        string
	Hash      Hash  // SHA-256 of the cookie's value
	Epoch     int64 // of the officer when it began
	CreatedAt time.Time
	SeenAt    time.Time // of the last request, LoginSeen old at most
	Address   string    // of the client that logged in
	Agent     string    // what the browser called itself
	Method    Method
}

// Method is how the member of a login proved who he is.
type Method string

const (
	ByPassword Method = "password" // with a code or a passkey, if he has a second factor
	ByPasskey  Method = "passkey"  // which has made sure of its owner: no password
	BySignOn   Method = "sso"      // to the provider that the operator configured
)

const (
	LoginIdle = 12 * time.Hour     // a login ends when nothing was asked for so long
	LoginLife = 7 * 24 * time.Hour // and in any case then
	// LoginSeen is how exactly SeenAt is kept: a request costs no write.
	LoginSeen = time.Minute
	// ResetLife is how long the link of a letter lets a member choose a new password.
	ResetLife = 30 * time.Minute
	// MaxLogins of one member; the one longest unseen makes room.
	MaxLogins = 20
)

// EndsAt is when the login ends if nothing is asked for any more.
func (l *Login) EndsAt() time.Time {
	idle, life := l.SeenAt.Add(LoginIdle), l.CreatedAt.Add(LoginLife)
	if idle.Before(life) {
		return idle
	}
	return life
}

// Good tells whether the login still lets its officer in: nobody has changed his
// password or roles since it began, and it has not run out.
func (l *Login) Good(o *Officer, now time.Time) bool {
	return l.Account == o.Account && l.Officer == o.ID && l.Epoch == o.Epoch && now.Before(l.EndsAt())
}
