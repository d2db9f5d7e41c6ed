package kyc

import "time"

// Turn is one wait in the line with the call that came of it, once it is over. A
// customer who is handed back has another one.
type Turn struct {
	Session   string
	Officer   string // id; "" when nobody came
	QueuedAt  time.Time
	StartedAt time.Time // zero when nobody came
	EndedAt   time.Time
	Again     bool // the customer had been met before and was handed back: nobody's wait is counted twice
	Ending    Ending
}

// Ending is how a turn ended.
type Ending string

const (
	TurnApproved Ending = "approved" // as it was when the officer decided
	TurnReview   Ending = "needs_review"
	TurnRejected Ending = "rejected"
	TurnReturned Ending = "handed_back"
	TurnBooked   Ending = "booked"   // with an appointment for another call
	TurnFailed   Ending = "failed"   // the call broke
	TurnCanceled Ending = "canceled" // by the backend
	TurnExpired  Ending = "expired"  // nobody came in time
	TurnLeft     Ending = "left"     // the customer went away, or made an appointment instead
)

// Met tells whether an officer came.
func (t *Turn) Met() bool { return !t.StartedAt.IsZero() }

// Visit is what a turn is told from: the session before it changes.
type Visit struct {
	status          Status
	officer         string
	queued, started time.Time
	again           bool
}

// Visit notes where the session stands now.
func (s *Session) Visit() Visit {
	v := Visit{status: s.Status, queued: s.QueuedAt, started: s.StartedAt, again: s.LineSince.After(s.QueuedAt)}
	if s.Officer != nil {
		v.officer = s.Officer.ID
	}
	return v
}

// Turned is the turn that a change has ended; nil when it ended none.
func (s *Session) Turned(before Visit) *Turn {
	t := Turn{Session: s.ID, QueuedAt: before.queued, EndedAt: s.UpdatedAt, Again: before.again}
	waited, called := before.status == Waiting, before.status.InCall()
	switch {
	case s.Status == Decided && before.status != Decided && s.Officer != nil: // also when a whole call is played in one change
		t.Officer, t.QueuedAt, t.StartedAt, t.Ending = s.Officer.ID, s.QueuedAt, s.StartedAt, Ending(s.Decision.Outcome)
		return &t
	case called && s.Status == Waiting:
		t.Ending = TurnReturned
	case called && s.Status == Scheduled:
		t.Ending = TurnBooked
	case called && s.Status == Failed:
		t.Ending = TurnFailed
	case (called || waited) && s.Status == Canceled:
		t.Ending = TurnCanceled
	case waited && s.Status == Expired:
		t.Ending = TurnExpired
	case waited && (s.Status == Joined || s.Status == Scheduled):
		t.Ending = TurnLeft
	default:
		return nil
	}
	if called {
		t.Officer, t.StartedAt = before.officer, before.started
	}
	return &t
}

// Running is the turn of a call that goes on, up to now; nil when none does. It has
// no ending yet: it counts as time, and as nothing else.
func (s *Session) Running(at time.Time) *Turn {
	if !s.Status.InCall() || s.Officer == nil || at.Before(s.StartedAt) {
		return nil
	}
	return &Turn{Session: s.ID, Officer: s.Officer.ID, QueuedAt: s.QueuedAt, StartedAt: s.StartedAt, EndedAt: instant(at)}
}
