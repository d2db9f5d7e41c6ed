package session

import (
	"context"
	"time"
	_ "time/tzdata" // one binary: the machine may have no list of zones

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/token"
)

// Reschedule makes or moves the appointment of a session and gives its customer
// a fresh way in.
func (s *Service) Reschedule(ctx context.Context, scope kyc.Scope, id string, to time.Time, by []kyc.Channel) (*kyc.Session, token.Link, error) {
	hours, zone, err := s.hours(ctx, scope.Account)
	if err != nil {
		return nil, token.Link{}, err
	}
	link, ticket, err := s.ticket(kyc.Ref{Scope: scope, Session: id})
	if err != nil {
		return nil, token.Link{}, err
	}
	v, err := s.send(ctx, scope, id, ticket, by, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.Reschedule(to, hours, zone, link, at)
	})
	return v, ticket, err
}

// Book makes an appointment with a customer who is there; his link and device stay.
func (s *Service) Book(ctx context.Context, ref kyc.Ref, by kyc.OfficerRef, to time.Time) (*kyc.Session, error) {
	hours, zone, err := s.hours(ctx, ref.Account)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, ref.Scope, ref.Session, func(v *kyc.Session, at time.Time) ([]kyc.Event, error) {
		return v.Book(by, to, hours, zone, at)
	})
}

// Return puts a customer whose officer was lost into the line again.
func (s *Service) Return(ctx context.Context, ref kyc.Ref) (*kyc.Session, error) {
	return s.change(ctx, ref.Scope, ref.Session, (*kyc.Session).Return)
}

// Slots lists the slots of some days from a date on, YYYY-MM-DD in the account's
// zone, today unless given. Those that have begun are left out.
func (s *Service) Slots(ctx context.Context, scope kyc.Scope, from string, days int) (kyc.Hours, []kyc.Slot, error) {
	hours, zone, err := s.hours(ctx, scope.Account)
	if err != nil {
		return hours, nil, err
	}
	now := s.Now()
	first := now.In(zone)
	if from != "" {
		if first, err = time.ParseInLocation(time.DateOnly, from, zone); err != nil {
			return hours, nil, &kyc.Error{Kind: kyc.Invalid, Code: "invalid_parameters", Message: "Some parameters are not valid.",
				Fields: []kyc.Field{{Field: "from", Message: "must be a date, YYYY-MM-DD"}}}
		}
	}
	y, m, d := first.Date()
	taken, err := s.Store.Seats(ctx, scope, time.Date(y, m, d, 0, 0, 0, 0, zone), time.Date(y, m, d+days, 0, 0, 0, 0, zone))
	if err != nil {
		return hours, nil, err
	}
	var out []kyc.Slot
	for i := range days {
		date := time.Date(y, m, d+i, 12, 0, 0, 0, zone)
		for _, at := range hours.Day(date.Year(), date.Month(), date.Day(), zone) {
			if at.After(now) && !at.After(now.Add(kyc.Horizon)) {
				out = append(out, kyc.Slot{Start: at, End: at.Add(time.Duration(hours.Minutes) * time.Minute), Free: max(hours.Capacity-taken[at], 0)})
			}
		}
	}
	return hours, out, nil
}

// Hours are when the account takes appointments.
func (s *Service) Hours(ctx context.Context, account string) (kyc.Hours, error) {
	return s.Store.Hours(ctx, account)
}

// SetHours replaces them. Appointments that stand already stay.
func (s *Service) SetHours(ctx context.Context, account string, h kyc.Hours) error {
	zone, err := time.LoadLocation(h.Zone)
	if err != nil {
		zone = nil
	}
	if err := h.Validate(zone); err != nil {
		return err
	}
	return s.Store.SetHours(ctx, account, h)
}

// Zone is the account's, UTC when it cannot be told.
func (s *Service) Zone(ctx context.Context, account string) *time.Location {
	if _, zone, err := s.hours(ctx, account); err == nil {
		return zone
	}
	return time.UTC
}

func (s *Service) hours(ctx context.Context, account string) (kyc.Hours, *time.Location, error) {
	h, err := s.Store.Hours(ctx, account)
	if err != nil {
		return h, nil, err
	}
	zone, err := time.LoadLocation(h.Zone)
	return h, zone, err
}
