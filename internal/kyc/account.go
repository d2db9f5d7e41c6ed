package kyc

import (
	"slices"
	"time"
)

// Account is a tenant: a lender, a bank, an insurer, a broker.
type Account struct {
	ID        string
	Name      string
	CreatedAt time.Time
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
	CreatedAt time.Time
}

// MayConduct tells whether the officer may conduct calls.
func (o *Officer) MayConduct() bool { return slices.Contains(o.Roles, Agent) }
