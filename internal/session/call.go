package session

import (
	"context"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Queue puts a customer whose devices work in line.
func (s *Service) Queue(ctx context.Context, ref kyc.Ref) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, (*kyc.Session).Queue)
}

// Unqueue takes a customer who went away out of the line.
func (s *Service) Unqueue(ctx context.Context, ref kyc.Ref) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, (*kyc.Session).Unqueue)
}

// Start gives a waiting session to an officer.
func (s *Service) Start(ctx context.Context, ref kyc.Ref, o kyc.OfficerRef) (*kyc.Session, error) {
	waiting, err := s.Store.Session(ctx, ref.Scope, ref.Session)
	if err != nil {
		return nil, err
	}
	before, err := s.earlier(ctx, waiting)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		if v.Officer != nil && v.Status != kyc.Waiting {
			return nil, &kyc.Error{Kind: kyc.Conflict, Code: "already_taken", Message: "An officer has taken this session."}
		}
		v.Conduct.Origin, v.Conduct.Earlier = s.BaseURL, kyc.LookBack(before, at)
		return v.Start(o, at)
	})
}

// Interrupt marks that a party of a running call is lost.
func (s *Service) Interrupt(ctx context.Context, ref kyc.Ref, cause string) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		if v.Status != kyc.InProgress {
			return nil, nil
		}
		return v.Interrupt(cause, at)
	})
}

// Resume marks that both parties are back.
func (s *Service) Resume(ctx context.Context, ref kyc.Ref) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		if v.Status != kyc.Interrupted {
			return nil, nil
		}
		return v.Resume(at)
	})
}

// Instruct shows the customer what to do next; nil clears the screen.
func (s *Service) Instruct(ctx context.Context, ref kyc.Ref, i *kyc.Instruction) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return nil, v.Instruct(i, at)
	})
}

// AddCheck records what a check found.
func (s *Service) AddCheck(ctx context.Context, ref kyc.Ref, c kyc.Check) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.AddCheck(c, at)
	})
}

// Decide records the officer's ruling.
func (s *Service) Decide(ctx context.Context, ref kyc.Ref, by kyc.OfficerRef, r kyc.Ruling, reasons []kyc.Reason, note string) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.Decide(r, reasons, note, by, at)
	})
}

// HandBack returns the customer to the line, or hands him to another officer.
func (s *Service) HandBack(ctx context.Context, ref kyc.Ref, by kyc.OfficerRef, to kyc.Transfer, cause string) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.HandBack(by, to, cause, at)
	})
}

// WriteNotes keeps the officer's notes.
func (s *Service) WriteNotes(ctx context.Context, ref kyc.Ref, by kyc.OfficerRef, text string) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return nil, v.WriteNotes(text, by, at)
	})
}

// SealRecording attaches the finished recording.
func (s *Service) SealRecording(ctx context.Context, ref kyc.Ref, a kyc.Artifact, gaps []kyc.Gap) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.SealRecording(a, gaps, at)
	})
}

// Settle weighs the rules of a decided session of which nothing was recorded.
func (s *Service) Settle(ctx context.Context, ref kyc.Ref) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, (*kyc.Session).Settle)
}

// SealAddendum attaches what an auditor found, and ends the session.
func (s *Service) SealAddendum(ctx context.Context, ref kyc.Ref, a kyc.Artifact) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.SealAddendum(a, at)
	})
}

// SealReport attaches the report and, for a decided session, concludes it in
// the same transaction: whoever hears that it ended finds its report.
func (s *Service) SealReport(ctx context.Context, ref kyc.Ref, a kyc.Artifact) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		events, err := v.SealReport(a, at)
		if err != nil || v.Status != kyc.Decided {
			return events, err
		}
		if v.Simulate() == "audit_recapture" && len(v.Rounds) == 0 {
			more, err := sentBack(v, at)
			return append(events, more...), err
		}
		more, err := v.Conclude(at)
		return append(events, more...), err
	})
}
