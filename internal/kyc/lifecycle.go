package kyc

import (
	"crypto/subtle"
	"time"
)

// move takes the arrow to a status and makes its event. It is the only place
// where Status is written.
func (s *Session) move(to Status, at time.Time, data map[string]any) ([]Event, error) {
	t, ok := transition(s.Status, to)
	if !ok {
		return nil, s.refuse(string(to))
	}
	if data == nil {
		data = map[string]any{}
	}
	data["status"] = to
	data["previous_status"] = s.Status
	if s.SubStatus != "" {
		data["sub_status"] = s.SubStatus
	}
	if s.Status.InCall() && !to.InCall() { // visits end with the call, without events of their own
		s.leave(at, "", func(*Watch) bool { return true })
	}
	s.Status = to
	s.touch(at)
	return []Event{newEvent(t.Event, at, data)}, nil
}

// touch makes UpdatedAt rise with every change, also when the clock was set
// back: viewers order what they are shown by it.
func (s *Session) touch(at time.Time) {
	at = instant(at)
	if !at.After(s.UpdatedAt) {
		at = s.UpdatedAt.Add(time.Microsecond)
	}
	s.UpdatedAt = at
}

func (s *Session) refuse(action string) error {
	if s.Status.Final() {
		return Errorf(Conflict, "session_ended", "The session is %s; it cannot become %s.", s.Status, action)
	}
	return Errorf(Conflict, "wrong_state", "The session is %s; it cannot become %s.", s.Status, action)
}

// Join binds the customer's device. The same device may come again (a refresh),
// another one is refused: the link is used up.
func (s *Session) Join(device Hash, at time.Time) ([]Event, error) {
	if s.Status.Final() {
		return nil, s.refuse(string(Joined))
	}
	if s.Link.Device != (Hash{}) {
		if subtle.ConstantTimeCompare(s.Link.Device[:], device[:]) != 1 {
			return nil, &Error{Kind: Conflict, Code: "link_used", Message: "This link was opened on another device.",
				Hint: "Ask for a new link, or continue on the device that opened it."}
		}
		return s.Arrive(at)
	}
	s.Link.Device, s.Link.BoundAt = device, instant(at)
	if events, err := s.Arrive(at); len(events) > 0 || err != nil {
		return events, err
	}
	s.touch(at) // a reissued link in the middle of a session, or too early for the appointment
	return nil, nil
}

// Arrive notes that the customer, whose device is bound, is there: for the
// first time, again after an auditor asked for it, or for an appointment whose
// doors are open. In any other status it changes nothing.
func (s *Session) Arrive(at time.Time) ([]Event, error) {
	if s.Status != Created && s.Status != RecaptureRequired && !(s.Status == Scheduled && !at.Before(s.OpensAt)) {
		return nil, nil
	}
	return s.move(Joined, at, nil)
}

// Reissue replaces the link: the former device and tokens lose their hold.
func (s *Session) Reissue(link Link, at time.Time) ([]Event, error) {
	if s.Status.Final() || s.Status == Decided || s.Status == InAudit {
		return nil, s.refuse("opened again")
	}
	s.Link = link
	s.touch(at)
	return []Event{newEvent(EventTokenIssued, at, map[string]any{"status": s.Status})}, nil
}

// Sent notes by which channels the link that was just made goes out.
func (s *Session) Sent(by []Channel) { s.Deliver = channels(s.Deliver, by) }

// RecordConsent keeps what the customer agreed to. Once only: a second click
// changes nothing.
func (s *Session) RecordConsent(c Consent, at time.Time) ([]Event, error) {
	if s.Consent != nil {
		return nil, nil
	}
	if s.Status != Joined {
		return nil, s.refuse("consented")
	}
	c.At = instant(at)
	s.Consent = &c
	s.touch(at)
	return []Event{newEvent(EventConsent, at, map[string]any{
		"version": c.Version, "language": c.Language, "sha256": c.SHA256})}, nil
}

// Queue puts the customer, whose devices work, in line for an officer.
func (s *Session) Queue(at time.Time) ([]Event, error) {
	if s.Status == Waiting || s.Status.InCall() {
		return nil, nil
	}
	if s.Consent == nil {
		return nil, Errorf(Conflict, "consent_required", "Consent has not been recorded.")
	}
	s.QueuedAt, s.LineSince = instant(at), instant(at)
	return s.move(Waiting, at, nil)
}

// WriteNotes keeps what the officer types during the call.
func (s *Session) WriteNotes(text string, by OfficerRef, at time.Time) error {
	if s.Officer == nil || s.Officer.ID != by.ID {
		return Errorf(Forbidden, "not_your_session", "Another officer conducts this session.")
	}
	if !s.Status.InCall() {
		return s.refuse("annotated")
	}
	if !printableNote(text) {
		return Refuse([]Field{{"notes", "is too long or has control characters"}})
	}
	s.Notes = MaskAadhaar(text)
	s.touch(at)
	return nil
}

// Unqueue takes a customer who went away out of the line.
func (s *Session) Unqueue(at time.Time) ([]Event, error) {
	if s.Status != Waiting {
		return nil, nil
	}
	return s.move(Joined, at, map[string]any{"cause": "customer_away"})
}

// Start gives the session to an officer. One only, the first; while somebody has
// first claim, him.
func (s *Session) Start(o OfficerRef, at time.Time) ([]Event, error) {
	if s.Status != Waiting {
		return nil, s.refuse(string(InProgress))
	}
	if held := s.HeldFor(at); held != nil && held.Officer != o.ID {
		return nil, &Error{Kind: Conflict, Code: "reserved", Message: "This customer was handed to another officer, who has first claim.",
			Hint: "Anybody may take the customer a minute after that."}
	}
	s.Hold = nil
	o.Certified = o.Certificate != "" && at.Before(o.CertifiedUntil)
	s.Officer, s.StartedAt = &o, instant(at)
	s.Epoch++
	return s.move(InProgress, at, map[string]any{"officer_id": o.ID, "simulated": o.Simulated})
}

// Interrupt marks that a party is lost and starts the grace period. Under
// the fresh_session policy the session fails instead.
func (s *Session) Interrupt(cause string, at time.Time) ([]Event, error) {
	if s.Status == Interrupted {
		return nil, nil
	}
	s.Conduct.Interruptions++
	if s.Status == InProgress && s.OnInterruption != ResumeCall {
		return s.Fail(cause, at)
	}
	s.GraceEnds = instant(at.Add(s.GracePeriod))
	s.SubStatus, s.Instruction = cause, nil // a running check ends with the picture
	return s.move(Interrupted, at, map[string]any{"cause": cause, "grace_ends_at": s.GraceEnds})
}

// Restart marks that the process that conducted the call died: a new segment
// of the recording will begin.
func (s *Session) Restart(at time.Time) ([]Event, error) {
	s.Epoch++
	left := s.leave(at, "server_restarted", func(*Watch) bool { return true })
	if s.Status == Interrupted { // give the parties a whole grace period again
		s.GraceEnds = instant(at.Add(s.GracePeriod))
		s.touch(at)
		return left, nil
	}
	events, err := s.Interrupt("server_restarted", at)
	return append(left, events...), err
}

// Resume goes on after an interruption.
func (s *Session) Resume(at time.Time) ([]Event, error) {
	if s.Status == InProgress {
		return nil, nil
	}
	if s.Status != Interrupted { // the table lets one who waits into a call, but with an officer
		return nil, s.refuse(string(InProgress))
	}
	if !at.Before(s.GraceEnds) {
		return nil, Errorf(Conflict, "grace_ended", "The grace period has ended.")
	}
	s.GraceEnds, s.SubStatus = time.Time{}, ""
	return s.move(InProgress, at, nil)
}

// Tick lets time act: it expires or fails a session whose deadline has passed.
func (s *Session) Tick(at time.Time) ([]Event, error) {
	d := s.Deadline()
	if d.IsZero() || at.Before(d) {
		return nil, nil
	}
	if s.Status == Interrupted {
		return s.Fail(s.SubStatus, at)
	}
	s.Instruction = nil
	return s.move(Expired, at, nil)
}

// Fail ends a call that cannot go on.
func (s *Session) Fail(cause string, at time.Time) ([]Event, error) {
	s.GraceEnds, s.Instruction = time.Time{}, nil
	s.SubStatus = cause
	return s.move(Failed, at, map[string]any{"cause": cause})
}

// Cancel ends the session at the backend's wish.
func (s *Session) Cancel(at time.Time) ([]Event, error) {
	if _, ok := transition(s.Status, Canceled); !ok {
		return nil, s.refuse(string(Canceled))
	}
	s.GraceEnds, s.Instruction, s.SubStatus = time.Time{}, nil, ""
	return s.move(Canceled, at, nil)
}
