package kyc

// Milestone is how far a session has come. It only rises: who was met and then
// lost has been met.
type Milestone int

const (
	AtCreated Milestone = iota
	AtJoined
	AtConsent
	AtWaiting
	AtStarted
	AtDecided
	AtCompleted // it ended with what was decided
)

// Milestones names them, in order.
var Milestones = []string{"created", "joined", "consent", "waiting", "started", "decided", "completed"}

// Reached is the furthest step of the session, as far as it still shows: the store
// keeps the highest that it saw.
func (s *Session) Reached() Milestone {
	switch {
	case s.Status == Completed || s.Status == Rejected:
		return AtCompleted
	case s.Decision != nil || len(s.Rounds) > 0:
		return AtDecided
	case !s.StartedAt.IsZero():
		return AtStarted
	case !s.QueuedAt.IsZero():
		return AtWaiting
	case s.Consent != nil:
		return AtConsent
	case s.Status == Joined || !s.Link.BoundAt.IsZero():
		return AtJoined
	}
	return AtCreated
}
