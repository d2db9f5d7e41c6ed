package kyc

import (
	"slices"
	"time"
)

// Earlier is what was found of the same customer when an officer took the
// session: by reference and by mobile, in the same mode of the account.
type Earlier struct {
	At       time.Time `json:"at"`
	Sessions []Before  `json:"sessions,omitempty"` // newest first, MaxEarlier at most
}

// Before is one earlier session.
type Before struct {
	ID        string    `json:"id"`
	Status    Status    `json:"status"`
	Outcome   Outcome   `json:"outcome,omitempty"`
	Prompted  bool      `json:"prompted,omitempty"` // flagged, however it ended
	CreatedAt time.Time `json:"created_at"`
}

// MaxEarlier bounds what is looked up and shown.
const MaxEarlier = 20

// LookBack makes what the officer is shown of the customer's earlier sessions.
func LookBack(sessions []*Session, at time.Time) *Earlier {
	e := &Earlier{At: instant(at)}
	for _, s := range sessions {
		b := Before{ID: s.ID, Status: s.Status, Prompted: s.Flagged(FlagPrompting) != nil || s.Decision != nil && prompted(s.Decision.Reasons), CreatedAt: s.CreatedAt}
		if s.Decision != nil && s.Status.Final() {
			b.Outcome = s.Decision.Outcome
		}
		e.Sessions = append(e.Sessions, b)
	}
	slices.SortFunc(e.Sessions, func(a, b Before) int { return b.CreatedAt.Compare(a.CreatedAt) })
	e.Sessions = e.Sessions[:min(len(e.Sessions), MaxEarlier)]
	return e
}

// Rejections counts the sessions that ended in one, or would have.
func (e *Earlier) Rejections() int {
	n := 0
	for _, b := range e.Sessions {
		if b.Outcome == Refused || b.Prompted {
			n++
		}
	}
	return n
}

func rejectedBefore(s *Session) finding {
	e := s.Conduct.Earlier
	switch {
	case e == nil && s.Officer == nil:
		return unavailable("Looked up when an officer takes the session.")
	case e == nil:
		return missing("Earlier sessions of the customer were not looked up.")
	case len(e.Sessions) == 0:
		return pass("Looked up by reference and mobile: there are none.")
	}
	return pass("Looked up by reference and mobile, and shown to the officer: %d sessions, %d of them rejected.", len(e.Sessions), e.Rejections())
}
