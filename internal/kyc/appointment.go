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
	if s.Status.InCall() {
		return nil, s.refuse(string(Scheduled)) // from outside nobody breaks off a call
	}
	return s.schedule(to, hours, zone, &link, nil, at)
}

// Book makes an appointment with a customer who is there and keeps his link and his
// device: he comes back to the page that he has open. by is the officer who does it,
// who must be the one of the call if there is one; without, the customer does it himself,
// out of a call only when its officer was lost.
func (s *Session) Book(by OfficerRef, to time.Time, hours Hours, zone *time.Location, at time.Time) ([]Event, error) {
	switch {
	case by.ID == "" && s.Released(at):
	case s.Status.InCall() && (s.Officer == nil || s.Officer.ID != by.ID):
		return nil, Errorf(Forbidden, "not_your_session", "Another officer conducts this session.")
	case s.Status != Joined && s.Status != Waiting && s.Status != Scheduled && !s.Status.InCall():
		return nil, s.refuse(string(Scheduled))
	}
	called, lost := s.Status.InCall(), s.SubStatus
	events, err := s.schedule(to, hours, zone, nil, map[string]any{"officer_id": by.ID}, at)
	if err != nil || !called {
		return events, err
	}
	h := Handed{Cause: HandedAppointment, Scheduled: s.ScheduledAt}
	if by.ID == "" {
		h.Cause = lost
	}
	s.leaveOfficer(h, at)
	return events, nil
}

// schedule moves to an appointment; a nil link stays as it is.
func (s *Session) schedule(to time.Time, hours Hours, zone *time.Location, link *Link, data map[string]any, at time.Time) ([]Event, error) {
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
	if link != nil {
		s.Link = *link
	}
	s.SubStatus, s.Hold = "", nil
	s.ScheduledAt, s.OpensAt = to, to.Add(-DoorsOpen)
	if latest := to.Add(Lateness); s.ExpiresAt.Before(latest) { // an appointment never shortens what was ordered
		s.ExpiresAt = latest
	}
	if data == nil || data["officer_id"] == "" {
		data = map[string]any{}
	}
	data["scheduled_at"], data["opens_at"], data["expires_at"] = s.ScheduledAt, s.OpensAt, s.ExpiresAt
	return s.move(Scheduled, at, data)
}

// Seat is the start of the slot in which the session takes up a place; zero
// when it takes none.
func (s *Session) Seat() time.Time {
	if s.Status.Final() {
		return time.Time{}
	}
	return s.ScheduledAt
}
