package kyctest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"slices"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/store"
)

// Noon is when every fixture begins.
var Noon = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC) // 12:00 in India

// ID makes a random id that belongs to Noon.
func ID(prefix string) string {
	var e kyc.Entropy
	rand.Read(e[:]) // never fails
	return kyc.ID(prefix, Noon, e)
}

// Lender is an account.
func Lender() kyc.Account {
	return kyc.Account{ID: ID(kyc.PrefixAccount), Name: "Sunrise Lending", CreatedAt: Noon}
}

// Test and Live are an account's two scopes.
func Test(a kyc.Account) kyc.Scope { return kyc.Scope{Account: a.ID} }

// Live is the scope of an account's real customers.
func Live(a kyc.Account) kyc.Scope { return kyc.Scope{Account: a.ID, Live: true} }

// PutAccount writes an account and returns its test scope.
func PutAccount(t testing.TB, s *store.Store) kyc.Scope {
	t.Helper()
	a := Lender()
	if err := s.CreateAccount(context.Background(), a); err != nil {
		t.Fatal(err)
	}
	return Test(a)
}

// Key makes a secret key of a scope; its plain text is the key's id.
func Key(scope kyc.Scope) kyc.APIKey {
	id := ID(kyc.PrefixKey)
	return kyc.APIKey{Scope: scope, ID: id, Kind: kyc.SecretKey, Name: "backend", Hash: sha256.Sum256([]byte(id)),
		Hint: id[len(id)-4:], CreatedAt: Noon, Permissions: []kyc.Permission{kyc.ReadSessions, kyc.WriteSessions}}
}

// Ravi is an officer who conducts calls.
func Ravi(account string) kyc.Officer {
	id := ID(kyc.PrefixOfficer)
	return kyc.Officer{Account: account, ID: id, Email: id + "@example.com", Name: "Ravi Menon",
		Roles: []kyc.Role{kyc.Agent}, CreatedAt: Noon}
}

// Endpoint makes a webhook endpoint; no types means all.
func Endpoint(scope kyc.Scope, types ...kyc.EventType) kyc.Endpoint {
	return kyc.Endpoint{Scope: scope, ID: ID(kyc.PrefixEndpoint), URL: "https://lender.example/hooks", Events: types,
		Secret: []byte("twenty-four octets long!"), CreatedAt: Noon}
}

// Asha is the order of a full verification of one customer.
func Asha() kyc.Order {
	return kyc.Order{Type: kyc.FullKYC, Customer: kyc.Customer{Name: "Asha Rao", Mobile: "+919800000002",
		Email: "asha@example.com", Reference: "loan-1"}, Metadata: map[string]string{"branch": "Pune"}}
}

// Created makes Asha's session, not yet written.
func Created(t testing.TB, scope kyc.Scope) (*kyc.Session, []kyc.Event) {
	t.Helper()
	return Ordered(t, scope, Asha())
}

// Ordered makes the session of an order, not yet written.
func Ordered(t testing.TB, scope kyc.Scope, o kyc.Order) (*kyc.Session, []kyc.Event) {
	t.Helper()
	id := ID(kyc.PrefixSession)
	s, events, err := kyc.NewSession(scope, id, o, kyc.Link{CodeHash: sha256.Sum256([]byte(id)), TokenID: id}, Noon)
	if err != nil {
		t.Fatal(err)
	}
	return s, events
}

// action is one step of a session's life.
type action func(*kyc.Session) ([]kyc.Event, error)

// Officer who conducts the fixtures' calls.
var Officer = kyc.OfficerRef{ID: "off_ravi", Name: "Ravi Menon"}

// life is how a session gets into each status, through its own methods.
func life(to kyc.Status) []action {
	at := Noon.Add(time.Minute)
	join := func(s *kyc.Session) ([]kyc.Event, error) { return s.Join(sha256.Sum256([]byte("device")), at) }
	consent := func(s *kyc.Session) ([]kyc.Event, error) {
		return s.RecordConsent(kyc.Consent{Version: "1", Language: "en", SHA256: "ab", At: at, IP: "192.0.2.1"}, at)
	}
	queue := func(s *kyc.Session) ([]kyc.Event, error) { return s.Queue(at) }
	start := func(s *kyc.Session) ([]kyc.Event, error) { return s.Start(Officer, at) }
	interrupt := func(s *kyc.Session) ([]kyc.Event, error) { return s.Interrupt("customer_lost", at) }
	decide := func(r kyc.Ruling) action {
		return func(s *kyc.Session) ([]kyc.Event, error) {
			return s.Decide(r, []kyc.Reason{{Code: "seen", Message: "As seen in the call."}}, "", Officer, at)
		}
	}
	report := func(s *kyc.Session) ([]kyc.Event, error) {
		return s.SealReport(kyc.Artifact{ID: ID(kyc.PrefixArtifact), Kind: kyc.ArtifactReport, Key: "report", Type: "application/pdf", Bytes: 1, SHA256: "cd", At: at}, at)
	}
	auditor := kyc.OfficerRef{ID: "off_meera", Name: "Meera Shah"}
	conclude := func(s *kyc.Session) ([]kyc.Event, error) {
		events, err := s.Conclude(at)
		if err != nil || s.Status != kyc.InAudit {
			return events, err
		}
		if err := s.TakeAudit(auditor, at); err != nil {
			return nil, err
		}
		found, err := s.Find(kyc.AuditApprove, nil, "", auditor, at)
		if err != nil {
			return nil, err
		}
		ended, err := s.SealAddendum(kyc.Artifact{ID: ID(kyc.PrefixArtifact), Kind: kyc.ArtifactAddendum, Key: "addendum", Type: "application/pdf", Bytes: 1, SHA256: "ef", At: at}, at)
		return slices.Concat(events, found, ended), err
	}
	schedule := func(s *kyc.Session) ([]kyc.Event, error) {
		hours := kyc.Hours{Zone: "UTC", Minutes: 60, Capacity: 1, Open: []kyc.Opening{{Day: Noon.Weekday(), From: 0, To: 24 * 60}}}
		return s.Reschedule(Noon.Truncate(time.Hour).Add(3*time.Hour), hours, time.UTC, s.Link, at)
	}
	audit := func(s *kyc.Session) ([]kyc.Event, error) { return s.SendToAudit(at) }
	recapture := func(s *kyc.Session) ([]kyc.Event, error) {
		return s.RequireRecapture(auditor, []kyc.Reason{{Code: "picture_poor", Message: "The card cannot be read."}}, at)
	}
	call := []action{join, consent, queue, start}
	switch to {
	case kyc.Created:
		return []action{}
	case kyc.Scheduled:
		return []action{schedule}
	case kyc.InAudit:
		return append(call, decide(kyc.Approve), report, audit)
	case kyc.RecaptureRequired:
		return append(call, decide(kyc.Approve), report, audit, recapture)
	case kyc.Joined:
		return call[:1]
	case kyc.Waiting:
		return call[:3]
	case kyc.InProgress:
		return call
	case kyc.Interrupted:
		return append(call, interrupt)
	case kyc.Decided:
		return append(call, decide(kyc.Approve))
	case kyc.Completed:
		return append(call, decide(kyc.Approve), report, conclude)
	case kyc.Rejected:
		return append(call, decide(kyc.Reject), report, conclude)
	case kyc.Expired:
		return []action{func(s *kyc.Session) ([]kyc.Event, error) { return s.Tick(s.Deadline()) }}
	case kyc.Canceled:
		return []action{func(s *kyc.Session) ([]kyc.Event, error) { return s.Cancel(at) }}
	case kyc.Failed:
		return append(call, func(s *kyc.Session) ([]kyc.Event, error) { return s.Fail("browser_crashed", at) })
	}
	return nil
}

// Reachable lists the statuses that a session can get into today.
var Reachable = []kyc.Status{kyc.Created, kyc.Joined, kyc.Waiting, kyc.InProgress, kyc.Interrupted, kyc.Decided,
	kyc.Completed, kyc.Rejected, kyc.Expired, kyc.Canceled, kyc.Failed, kyc.Scheduled, kyc.InAudit, kyc.RecaptureRequired}

// In makes a session in a status, with all its events, not yet written.
func In(t testing.TB, scope kyc.Scope, status kyc.Status) (*kyc.Session, []kyc.Event) {
	t.Helper()
	steps := life(status)
	if steps == nil {
		t.Fatalf("no fixture gets a session into %s", status)
	}
	s, events := Created(t, scope)
	for _, step := range steps {
		more, err := step(s)
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, more...)
	}
	if s.Status != status {
		t.Fatalf("the fixture of %s is %s", status, s.Status)
	}
	return s, events
}

// Put writes a session in a status and returns it.
func Put(t testing.TB, s *store.Store, scope kyc.Scope, status kyc.Status) *kyc.Session {
	t.Helper()
	v, events := In(t, scope, status)
	if err := s.CreateSession(context.Background(), v, events); err != nil {
		t.Fatal(err)
	}
	return v
}
