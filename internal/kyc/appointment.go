package kyc

import "time"

const (
	// DoorsOpen is how long before an appointment its customer is let in.
	DoorsOpen = 10 * time.Minute
	// Lateness is how long after its beginning an appointment waits at least.
	Lateness = time.Hour
	// Horizon is how far ahead appointments are made.
	Horizon = 60 * 24 * time.Hour
)

// Reschedule makes an appointment, or moves it, and replaces the link: the
// former device and tokens lose their hold. hours are the account's, in zone. Whether
// a place in the slot is left only the store can tell, in the same transaction.
func (s *Session) Reschedule(to time.Time, hours Hours, zone *time.Location, link Link, at time.Time) ([]Event, error) {
	if _, ok := transition(s.Status, Scheduled); !ok {
		return nil, s.refuse(string(Scheduled))
	}
	bad := func(message string) error {
		return &Error{Kind: Invalid, Code: "invalid_parameters", Message: "Some parameters are not valid.", Fields: []Field{{"scheduled_at", message}}}
	}
	switch to = instant(to); {
	case !to.After(at):
		return nil, bad("must be in the future")
	case to.After(at.Add(Horizon)):
		return nil, bad("must be within 60 days")
	case !hours.Begins(to, zone):
		return nil, bad("must be the start of a slot; GET /v1/slots lists them")
	}
	s.Link, s.SubStatus = link, ""
	s.ScheduledAt, s.OpensAt = to, to.Add(-DoorsOpen)
	if latest := to.Add(Lateness); s.ExpiresAt.Before(latest) { // an appointment never shortens what was ordered
		s.ExpiresAt = latest
	}
	return s.move(Scheduled, at, map[string]any{"scheduled_at": s.ScheduledAt, "opens_at": s.OpensAt, "expires_at": s.ExpiresAt})
}

// Seat is the start of the slot in which the session takes up a place; zero
// when it takes none.
func (s *Session) Seat() time.Time {
	if s.Status.Final() {
		return time.Time{}
	}
	return s.ScheduledAt
}
