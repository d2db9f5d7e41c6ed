package session

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Raise flags the running call.
func (s *Service) Raise(ctx context.Context, ref kyc.Ref, kind kyc.FlagKind, note string, by kyc.OfficerRef) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.Raise(kind, note, by, at)
	})
}

// Ask draws questions for the running call, such as this customer has not had.
func (s *Service) Ask(ctx context.Context, ref kyc.Ref, o kyc.QuestionOrder, by kyc.OfficerRef) (*kyc.Session, error) {
	v, err := s.Store.Session(ctx, ref.Scope, ref.Session)
	if err != nil {
		return nil, err
	}
	earlier, err := s.earlier(ctx, v)
	if err != nil {
		return nil, err
	}
	o.Before = nil
	for _, e := range append(earlier, v) { // oldest first
		for _, id := range e.AskedBefore() {
			if !slices.Contains(o.Before, id) {
				o.Before = append(o.Before, id)
			}
		}
	}
	if _, err := io.ReadFull(s.Entropy, o.Seed[:]); err != nil {
		return nil, fmt.Errorf("draw questions: %w", err)
	}
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.Ask(o, by, at)
	})
}

// Answered records how the officer judges an answer.
func (s *Service) Answered(ctx context.Context, ref kyc.Ref, question string, a kyc.Answer, words string, by kyc.OfficerRef) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.Answered(question, a, words, by, at)
	})
}

// ConfirmField records what the officer sees on a document.
func (s *Service) ConfirmField(ctx context.Context, ref kyc.Ref, check, field, value string, by kyc.OfficerRef) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.ConfirmField(check, field, value, by, at)
	})
}

// earlier finds the customer's sessions before this one, oldest first: by
// reference and by mobile, the newest of each.
func (s *Service) earlier(ctx context.Context, v *kyc.Session) ([]*kyc.Session, error) {
	var found []*kyc.Session
	for _, q := range []kyc.SessionQuery{{Reference: v.Customer.Reference}, {Mobile: v.Customer.Mobile}} {
		if q.Reference == "" && q.Mobile == "" {
			continue
		}
		q.After, q.Limit = v.ID, kyc.MaxEarlier
		page, _, err := s.Store.Sessions(ctx, v.Scope, q)
		if err != nil {
			return nil, fmt.Errorf("look for earlier sessions: %w", err)
		}
		for _, e := range page {
			if !slices.ContainsFunc(found, func(f *kyc.Session) bool { return f.ID == e.ID }) {
				found = append(found, e)
			}
		}
	}
	slices.SortFunc(found, func(a, b *kyc.Session) int { return strings.Compare(a.ID, b.ID) })
	return found, nil
}

// TookCamera keeps what the customer's device says of its camera.
func (s *Service) TookCamera(ctx context.Context, ref kyc.Ref, r kyc.CameraReport) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.TookCamera(r, at)
	})
}

// TookPosition keeps what the customer's device says of its position.
func (s *Service) TookPosition(ctx context.Context, ref kyc.Ref, r kyc.PositionReport) (*kyc.Session, error) {
	zone := ""
	if r.Refused == "" && s.ZoneAt != nil {
		zone = s.ZoneAt(r.Latitude, r.Longitude)
	}
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.TookPosition(r, zone, at)
	})
}

// Say keeps what a party of the running call writes.
func (s *Service) Say(ctx context.Context, ref kyc.Ref, m kyc.Saying, from kyc.Party, officer string) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		by := kyc.OfficerRef{ID: officer}
		if v.Officer != nil && v.Officer.ID == officer {
			by = *v.Officer
		}
		return v.Say(m, from, by, at)
	})
}

// AskWaiver is the officer's wish that a rule be waived.
func (s *Service) AskWaiver(ctx context.Context, ref kyc.Ref, rule, why string, by kyc.OfficerRef) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.AskWaiver(rule, why, by, at)
	})
}

// AnswerWaiver is the second person's word.
func (s *Service) AnswerWaiver(ctx context.Context, ref kyc.Ref, rule string, grant bool, note string, by kyc.OfficerRef) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.AnswerWaiver(rule, grant, note, by, at)
	})
}
