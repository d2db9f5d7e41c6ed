// Package wire is the only place where the platform's values become values of
// the public contract. It is the privacy gate: what it does not copy cannot
// leave, whatever a handler forgets.
package wire

import (
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/token"
)

// Session shows a session to its own account.
func Session(s *kyc.Session) api.Session {
	return api.Session{ID: s.ID, Livemode: s.Live, Status: string(s.Status), SubStatus: s.SubStatus,
		RecommendedAction: s.RecommendedAction(),
		Customer: api.Customer{Name: s.Customer.Name, Mobile: s.Customer.Mobile, Email: s.Customer.Email,
			Reference: s.Customer.Reference, DateOfBirth: s.Customer.DateOfBirth},
		VerificationType: string(s.Type), Profile: s.Profile, Language: s.Language, Documents: names(s.Documents),
		Priority: string(s.Urgency()), Skills: names(s.Needs.Skills), Steps: steps(s), GracePeriod: int64(s.GracePeriod / time.Second), OnInterruption: string(s.OnInterruption),
		RedirectURL: s.RedirectURL, Metadata: metadata(s.Metadata), Deliveries: []api.LinkDelivery{}, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt,
		ExpiresAt: s.ExpiresAt, GraceEndsAt: moment(s.GraceEnds), ScheduledAt: moment(s.ScheduledAt)}
}

// Invitation shows a session with the customer's way in.
func Invitation(s *kyc.Session, l token.Link) api.Invitation {
	return api.Invitation{Session: Session(s), Token: l.Token, TokenExpiresAt: l.TokenExpires, URL: l.URL}
}

// Order reads what a backend asks for.
func Order(n api.NewSession) kyc.Order {
	documents := make([]kyc.DocumentType, len(n.Documents))
	for i, d := range n.Documents {
		documents[i] = kyc.DocumentType(d)
	}
	c := n.Customer
	return kyc.Order{Customer: kyc.Customer{Name: c.Name, Mobile: c.Mobile, Email: c.Email, Reference: c.Reference, DateOfBirth: c.DateOfBirth},
		Type: kyc.VerificationType(n.VerificationType), Profile: n.Profile, Language: n.Language, Documents: documents,
		ExpiresIn: time.Duration(n.ExpiresIn) * time.Second, GracePeriod: time.Duration(n.GracePeriod) * time.Second,
		OnInterruption: kyc.InterruptionPolicy(n.OnInterruption), RedirectURL: n.RedirectURL, Metadata: n.Metadata, Priority: kyc.Priority(n.Priority), Skills: n.Skills, Audit: n.Audit, Deliver: Channels(n.Deliver)}
}

func steps(s *kyc.Session) []api.Step {
	list := s.StepList()
	out := make([]api.Step, len(list))
	for i, step := range list {
		out[i] = api.Step{ID: string(step.ID), Progress: string(step.Progress)}
	}
	return out
}

// names turns typed words into plain ones; never nil, so that JSON has [].
func names[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

func metadata(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}

// moment is nil for the zero instant, which means that there is none.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
