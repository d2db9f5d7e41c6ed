package session

import (
	"context"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// The sandbox's hands on test sessions. Everything goes through the same laws
// and the same transactions as what people do.

// playedOfficer conducts what the sandbox plays, playedAuditor looks at it.
var (
	playedOfficer = kyc.OfficerRef{ID: "off_sandbox", Name: kyc.SimulatedName, Simulated: true}
	playedAuditor = kyc.OfficerRef{ID: "off_sandbox_auditor", Name: "Simulated auditor", Simulated: true}
)

// Play plays an action on a test session.
func (s *Service) Play(ctx context.Context, scope kyc.Scope, id string, a kyc.Action) (*kyc.Session, error) {
	cast := kyc.Cast{Officer: playedOfficer}
	for i := range cast.Checks {
		var err error
		if cast.Checks[i], err = s.ID(kyc.PrefixCheck); err != nil {
			return nil, err
		}
	}
	return s.change(ctx, scope, id, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		cast := cast
		v.Conduct.Origin = s.BaseURL
		cast.Consent.Version, cast.Consent.Language, cast.Consent.SHA256 = s.ConsentText(v.Language)
		return v.Play(a, cast, at)
	})
}

// MockEvent delivers an event that has not happened. With a session id it is
// told of that session, which does not change.
func (s *Service) MockEvent(ctx context.Context, scope kyc.Scope, t kyc.EventType, id string) (*kyc.Event, error) {
	now := s.Now()
	if id != "" {
		if _, err := s.Store.Session(ctx, scope, id); err != nil {
			return nil, err
		}
	} else {
		var err error
		if id, err = s.id(kyc.PrefixSession, now); err != nil {
			return nil, err
		}
	}
	random, err := s.entropy()
	if err != nil {
		return nil, err
	}
	e, err := kyc.MockEvent(kyc.Ref{Scope: scope, Session: id}, t, now, random)
	if err != nil {
		return nil, err
	}
	return e, s.Store.AddEvent(ctx, e)
}

// Advanced is what came sooner.
type Advanced = struct{ Sessions, Deliveries int }

const (
	advancePage = 200
	advancing   = 32 // at once: their writes share commits
)

// Advance moves the clock of an account's test mode: whatever waits comes sooner
// by d. What is due by that has happened when it returns, except for deliveries.
func (s *Service) Advance(ctx context.Context, scope kyc.Scope, d time.Duration) (Advanced, error) {
	var out Advanced
	if scope.Live {
		return out, &kyc.Error{Kind: kyc.Forbidden, Code: "test_mode_only", Message: "Only the clock of test mode can be moved."}
	}
	for after := ""; ; {
		refs, err := s.Store.WaitingSessions(ctx, scope, after, advancePage)
		if err != nil {
			return out, err
		}
		if err := s.hasten(ctx, refs, d); err != nil {
			return out, err
		}
		out.Sessions += len(refs)
		if len(refs) < advancePage {
			break
		}
		after = refs[len(refs)-1].Session
	}
	var err error
	out.Deliveries, err = s.Store.HastenDeliveries(ctx, scope, d)
	if s.Hastened != nil {
		s.Hastened()
	}
	return out, err
}

// hasten moves the first session alone: its write claims the request's
// idempotency key, which is not for writes at the same time.
func (s *Service) hasten(ctx context.Context, refs []kyc.Ref, d time.Duration) error {
	if len(refs) == 0 {
		return nil
	}
	sooner := func(v *kyc.Session, at time.Time) ([]kyc.Event, error) { return v.Hasten(d, at) }
	if _, err := s.change(ctx, refs[0].Scope, refs[0].Session, sooner); err != nil {
		return err
	}
	refs = refs[1:]
	var wg sync.WaitGroup
	turns, errs := make(chan struct{}, advancing), make(chan error, len(refs))
	for _, r := range refs {
		turns <- struct{}{}
		wg.Go(func() {
			defer func() { <-turns }()
			_, err := s.change(ctx, r.Scope, r.Session, sooner)
			if err != nil {
				errs <- err
			}
		})
	}
	wg.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}

// sentBack is the simulated auditor: it asks once for the call of a session
// whose magic value says so.
func sentBack(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
	events, err := v.SendToAudit(at)
	if err != nil {
		return nil, err
	}
	more, err := v.RequireRecapture(playedAuditor, []kyc.Reason{{Code: "sandbox_recapture", Message: "Sent back because the session's magic value asks for it."}}, at)
	return append(events, more...), err
}
