package kyc

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Priority is which customers of a line are met before others.
type Priority string

const (
	Low    Priority = "low"
	Normal Priority = "normal"
	High   Priority = "high"
)

// Priorities lists them, whoever is met first in front.
var Priorities = []Priority{High, Normal, Low}

// MaxNeeds is how many skills one customer may need of his officer.
const MaxNeeds = 5

// Needs is what a customer needs of his officer.
type Needs struct {
	Language string   `json:"language,omitempty"` // "" means the session's
	Skills   []string `json:"skills,omitempty"`
}

// check judges what somebody wants an officer to have.
func (n *Needs) check() []Field {
	var fields []Field
	if n.Language != "" && !languageForm.MatchString(n.Language) {
		fields = append(fields, Field{"language", "must be like hi or en-IN"})
	}
	if len(n.Skills) > MaxNeeds || slices.ContainsFunc(n.Skills, func(s string) bool { return !skillForm.MatchString(s) }) {
		fields = append(fields, Field{"skills", fmt.Sprintf("at most %d, each like senior_citizens", MaxNeeds)})
	}
	return fields
}

// LineRules is how an account's line is conducted. Zero values take the defaults.
type LineRules struct {
	WaitTarget time.Duration `json:"wait_target,omitempty"` // within which customers ought to be met
	WidenAfter time.Duration `json:"widen_after,omitempty"` // when anybody may take whom nobody who is there suits
	// Skills that the officer of a verification type or a profile needs, by its name.
	Skills map[string][]string `json:"skills,omitempty"`
}

const (
	DefaultWaitTarget = 2 * time.Minute
	DefaultWidenAfter = 2 * time.Minute
	MinLineTime       = 10 * time.Second
	MaxLineTime       = 4 * time.Hour
	maxSkilled        = 40 // types and profiles that need skills

	// HoldFor is how long an officer whom a customer was handed to has him for himself.
	HoldFor = time.Minute
	// Patience is how long a customer who was handed back is waited for at least,
	// however late it is: he has been met in time.
	Patience = time.Hour
)

// Target is within which time customers ought to be met.
func (r *LineRules) Target() time.Duration {
	if r.WaitTarget == 0 {
		return DefaultWaitTarget
	}
	return r.WaitTarget
}

// Widen is when anybody may take whom nobody who is there suits.
func (r *LineRules) Widen() time.Duration {
	if r.WidenAfter == 0 {
		return DefaultWidenAfter
	}
	return r.WidenAfter
}

// Check judges what an account sets.
func (r *LineRules) Check() []Field {
	var fields []Field
	for field, d := range map[string]time.Duration{"desk.wait_target": r.WaitTarget, "desk.widen_after": r.WidenAfter} {
		if d != 0 && (d < MinLineTime || d > MaxLineTime) {
			fields = append(fields, Field{field, fmt.Sprintf("must be %.0f to %.0f seconds", MinLineTime.Seconds(), MaxLineTime.Seconds())})
		}
	}
	if len(r.Skills) > maxSkilled {
		fields = append(fields, Field{"desk.skills", fmt.Sprintf("at most %d types and profiles", maxSkilled)})
	}
	for name, skills := range r.Skills {
		n := Needs{Skills: skills}
		if !nameForm.MatchString(name) || len(n.check()) > 0 {
			fields = append(fields, Field{"desk.skills", fmt.Sprintf("names types or profiles, each with at most %d skills like senior_citizens", MaxNeeds)})
			break
		}
	}
	slices.SortFunc(fields, func(a, b Field) int { return strings.Compare(a.Field, b.Field) })
	return fields
}

// Needs of a session: what was ordered or asked for when it was handed back, and
// what its type and its profile need.
func (r *LineRules) Needs(s *Session) Needs {
	n := Needs{Language: s.Needs.Language, Skills: s.Needs.Skills}
	if n.Language == "" {
		n.Language = s.Language
	}
	for _, name := range []string{string(s.Type), s.Profile} {
		n.Skills = once(append(slices.Clone(n.Skills), r.Skills[name]...))
	}
	return n
}

// Attendant is an officer at the desk.
type Attendant struct {
	ID   string
	Name string
	Qualification
	Free      bool // watches the line; else in a call
	Simulated bool
}

// Suits tells whether the officer can do what is needed. One of whom no language
// is known speaks any: nobody has said what he cannot.
func (o *Attendant) Suits(n Needs) bool {
	for _, skill := range n.Skills {
		if !slices.Contains(o.Skills, skill) {
			return false
		}
	}
	return len(o.Languages) == 0 || slices.ContainsFunc(o.Languages, func(l string) bool { return tongue(l) == tongue(n.Language) })
}

// tongue is a language without its region.
func tongue(language string) string {
	t, _, _ := strings.Cut(language, "-")
	return t
}

// MayTake tells whether the officer is one whom the waiting customer is given to:
// he has first claim, or suits, or nobody who is at the desk does and the customer
// has waited for long enough. Whoever handed the customer back suits only while
// nobody else does. there are the officers at the desk.
func (r *LineRules) MayTake(s *Session, o *Attendant, there []Attendant, at time.Time) bool {
	if held := s.HeldFor(at); held != nil {
		return held.Officer == o.ID
	}
	needs := r.Needs(s)
	suits, former := o.Suits(needs), slices.Contains(s.Former, o.ID)
	switch {
	case suits && !former:
		return true
	case !suits && at.Before(s.LineSince.Add(r.Widen())):
		return false
	}
	return !slices.ContainsFunc(there, func(other Attendant) bool {
		return !other.Simulated && !slices.Contains(s.Former, other.ID) && other.Suits(needs)
	})
}

// LineRank is the place of a waiting session in its account's line: whoever has the
// lowest is met first, and of equal ones the lower id. 0 does not wait.
func (s *Session) LineRank() int64 {
	if s.Status != Waiting {
		return 0
	}
	before := int64(slices.Index(Priorities, s.Urgency()))
	return (before+1)<<lineBits | min(max(s.QueuedAt.UnixMicro(), 0), 1<<lineBits-1)
}

// lineBits hold an instant in microseconds until the year 2255.
const lineBits = 53

// Urgency is the session's priority, also of one from before there were any.
func (s *Session) Urgency() Priority {
	if s.Priority == "" {
		return Normal
	}
	return s.Priority
}

// MeetBy is when a waiting customer ought to be met; zero when he does not wait.
func (s *Session) MeetBy(r *LineRules) time.Time {
	if s.Status != Waiting || s.LineSince.IsZero() {
		return time.Time{}
	}
	return s.LineSince.Add(r.Target())
}

// Hold is an officer's first claim to a waiting customer.
type Hold struct {
	Officer string    `json:"officer"`
	Name    string    `json:"name"`
	Until   time.Time `json:"until"`
}

// HeldFor is who has first claim to the waiting customer; nil when nobody has.
func (s *Session) HeldFor(at time.Time) *Hold {
	if s.Status != Waiting || s.Hold == nil || !at.Before(s.Hold.Until) {
		return nil
	}
	return s.Hold
}

// Transfer says to whom a customer is handed back. The zero one is whoever is next.
type Transfer struct {
	To *Attendant // has first claim for a while
	Needs
}

// HandBack returns the customer to the line, at the place of the time when he
// first got in. What was captured stays; the next officer goes on from there. Even
// if time has run out meanwhile he is waited for.
func (s *Session) HandBack(by OfficerRef, t Transfer, cause string, at time.Time) ([]Event, error) {
	if !s.Status.InCall() {
		return nil, s.refuse("handed back")
	}
	if s.Officer == nil || s.Officer.ID != by.ID {
		return nil, Errorf(Forbidden, "not_your_session", "Another officer conducts this session.")
	}
	if err := Refuse(t.check()); err != nil {
		return nil, err
	}
	if t.To != nil && t.To.ID == by.ID {
		return nil, Errorf(Conflict, "officer_unavailable", "You have this customer already.")
	}
	data := map[string]any{"cause": cause, "officer_id": by.ID}
	s.Hold = nil
	if t.To != nil {
		s.Hold = &Hold{t.To.ID, t.To.Name, instant(at.Add(HoldFor))}
		data["to_officer_id"], data["held_until"] = s.Hold.Officer, s.Hold.Until
	}
	if t.Language != "" {
		s.Needs.Language = t.Language
		data["language"] = t.Language
	}
	if t.Skills != nil { // empty: none any more
		s.Needs.Skills = once(t.Skills)
		data["skills"] = s.Needs.Skills
	}
	return s.toLine(Handed{Cause: cause, To: s.Hold}, data, at)
}

// Line is what becomes of an account's rules.
func (c *AccountChange) Line(r LineRules) LineRules {
	if c.WaitTarget != nil {
		r.WaitTarget = *c.WaitTarget
	}
	if c.WidenAfter != nil {
		r.WidenAfter = *c.WidenAfter
	}
	if c.Skills != nil {
		r.Skills = c.Skills
	}
	return r
}
