package kyc

import "slices"

// Permission is one thing that a backend, a program with an OAuth token or a
// member of staff may do. OAuth scopes are the same words.
type Permission string

const (
	ReadSessions  Permission = "sessions:read"
	WriteSessions Permission = "sessions:write"
	ReadArtifacts Permission = "artifacts:read" // recording, report, evidence
	ReadEvents    Permission = "events:read"
	ReadWebhooks  Permission = "webhooks:read"
	WriteWebhooks Permission = "webhooks:write"
	ReadKeys      Permission = "keys:read"
	WriteKeys     Permission = "keys:write"
	ReadAccount   Permission = "account:read"
	WriteAccount  Permission = "account:write"
	WriteSandbox  Permission = "sandbox:write"
)

// Permissions lists all of them, in the order in which they are shown.
var Permissions = []Permission{ReadSessions, WriteSessions, ReadArtifacts, ReadEvents, ReadWebhooks, WriteWebhooks,
	ReadKeys, WriteKeys, ReadAccount, WriteAccount, WriteSandbox}

// meanings say what each permission is for, in the documentation.
var meanings = map[Permission]string{
	ReadSessions:  "Read sessions and their results",
	WriteSessions: "Create, cancel and change sessions, and make links",
	ReadArtifacts: "Fetch recordings, reports and evidence",
	ReadEvents:    "Read events",
	ReadWebhooks:  "Read webhook endpoints and deliveries",
	WriteWebhooks: "Create, change and delete webhook endpoints, and send again",
	ReadKeys:      "Read API keys and OAuth clients, without their secrets",
	WriteKeys:     "Create, change, roll and end API keys and OAuth clients",
	ReadAccount:   "Read the account, its members and its settings",
	WriteAccount:  "Change the account, its members and its settings",
	WriteSandbox:  "Play in test mode: simulate, send mock events, move the clock",
}

// Meaning says what a permission is for.
func Meaning(p Permission) string { return meanings[p] }

// rolePermissions is what each role may do by the API. What an officer may do
// in a call stands in decision.go and conduct.go.
var rolePermissions = map[Role][]Permission{
	Admin: Permissions,
	Developer: {ReadSessions, WriteSessions, ReadArtifacts, ReadEvents, ReadWebhooks, WriteWebhooks,
		ReadKeys, WriteKeys, ReadAccount, WriteSandbox},
	Supervisor: {ReadSessions, WriteSessions, ReadArtifacts, ReadEvents, ReadAccount},
	Auditor:    {ReadSessions, ReadArtifacts, ReadEvents, ReadAccount},
	Agent:      {ReadSessions},
	Simulated:  nil,
}

// Permissions of a role; an unknown role has none.
func (r Role) Permissions() []Permission { return slices.Clone(rolePermissions[r]) }

// PermissionsOf several roles together, each once, in the order of Permissions.
func PermissionsOf(roles []Role) []Permission {
	var all []Permission
	for _, r := range roles {
		all = append(all, rolePermissions[r]...)
	}
	return InOrder(all)
}

// InOrder gives known permissions once each, in the order of Permissions.
func InOrder(list []Permission) []Permission {
	var out []Permission
	for _, p := range Permissions {
		if slices.Contains(list, p) {
			out = append(out, p)
		}
	}
	return out
}

// PrincipalKind is how somebody came in through the backend's door.
type PrincipalKind string

const (
	ByKey    PrincipalKind = "key"    // a secret key
	ByOAuth  PrincipalKind = "oauth"  // an access token of an OAuth client
	ByMember PrincipalKind = "member" // a member of staff in the dashboard

	ByOperator PrincipalKind = "operator" // whoever holds the machine, by command
)

// Principal is who asks: the scope of everything that the request can reach,
// and what it may do there.
type Principal struct {
	Scope
	Kind        PrincipalKind
	ID          string // of the key, the client or the member
	Permissions []Permission
}

// Operator may do everything in a scope.
func Operator(scope Scope) *Principal {
	return &Principal{Scope: scope, Kind: ByOperator, Permissions: slices.Clone(Permissions)}
}

// May tells whether the principal has a permission.
func (p *Principal) May(need Permission) bool { return slices.Contains(p.Permissions, need) }

// MayAll tells whether the principal has every one of them.
func (p *Principal) MayAll(needs []Permission) bool {
	return !slices.ContainsFunc(needs, func(n Permission) bool { return !p.May(n) })
}

// MayBothModes refuses test credentials where what both modes share is at stake, an
// account's people, looks and hours: who finds a test key must not get from
// there to real customers.
func (p *Principal) MayBothModes() error {
	if p.Kind == ByMember || p.Live {
		return nil
	}
	return &Error{Kind: Forbidden, Code: "live_mode_only", Message: "A test credential does not reach what an account has for both modes: its staff, its looks, its hours.",
		Hint: "Use the dashboard, or a live key with this permission."}
}
