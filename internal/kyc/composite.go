package kyc

import "time"

// Composite is the recording for people: both parties side by side, stamped
// with date, time, session and position. It is made from the sealed recording
// after the call and can be made again, so it is no evidence and on no chain.
type Composite struct {
	Scope
	ID        string // of the artifact that it is made from
	Session   string
	State     CompositeState
	Attempts  int
	NextAt    time.Time // when due, or leased until; zero once it has ended
	CreatedAt time.Time
	EndedAt   time.Time
	Error     string // code of what the last attempt failed for

	Recording Artifact  // what it is made from
	Gaps      []Gap     // of it
	Artifact  *Artifact // once it is ready
}

// CompositeState is how far a composite is.
type CompositeState string

const (
	CompositePending CompositeState = "pending"
	CompositeReady   CompositeState = "ready"
	CompositeFailed  CompositeState = "failed"
)

// compositeRetries are the waits after each attempt that failed. A full disk or
// a machine without memory passes; a recording that ffmpeg cannot read does not.
var compositeRetries = []time.Duration{time.Minute, 10 * time.Minute, time.Hour}

// NewComposite orders one of a recording that was just sealed.
func NewComposite(s *Session, at time.Time) Composite {
	return Composite{Scope: s.Scope, ID: s.Recording.ID, Session: s.ID, State: CompositePending, NextAt: instant(at), CreatedAt: instant(at),
		Recording: *s.Recording, Gaps: s.Gaps}
}

// Made notes the finished film.
func (c *Composite) Made(a Artifact, at time.Time) {
	c.Attempts++
	c.State, c.Artifact, c.Error, c.NextAt, c.EndedAt = CompositeReady, &a, "", time.Time{}, instant(at)
}

// Missed notes an attempt that failed, and gives up after the last wait.
func (c *Composite) Missed(code string, at time.Time) {
	c.Attempts++
	c.Error = code
	if c.Attempts > len(compositeRetries) {
		c.Abandoned(code, at)
		return
	}
	c.NextAt = instant(at.Add(compositeRetries[c.Attempts-1]))
}

// Abandoned gives up at once: another attempt would fail in the same way.
func (c *Composite) Abandoned(code string, at time.Time) {
	c.State, c.Error, c.NextAt, c.EndedAt = CompositeFailed, code, time.Time{}, instant(at)
}
