package kyc

import (
	"slices"
	"testing"
	"time"
)

// A life is told by its changes; each entry is one change and the turn that it ends.
func TestTurns(t *testing.T) {
	noon := time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)
	ravi, meera := OfficerRef{ID: "off_1", Name: "Ravi"}, OfficerRef{ID: "off_2", Name: "Meera"}
	type act = func(*Session, time.Time) ([]Event, error)
	queue := func(s *Session, at time.Time) ([]Event, error) { return s.Queue(at) }
	take := func(o OfficerRef) act {
		return func(s *Session, at time.Time) ([]Event, error) { return s.Start(o, at) }
	}
	rule := func(o OfficerRef, r Ruling) act {
		return func(s *Session, at time.Time) ([]Event, error) {
			return s.Decide(r, []Reason{{"seen", "As seen."}}, "", o, at)
		}
	}
	back := func(s *Session, at time.Time) ([]Event, error) { return s.HandBack(ravi, Transfer{}, "break", at) }
	break1 := func(s *Session, at time.Time) ([]Event, error) { return s.Interrupt("customer_lost", at) }
	all := func(acts ...act) act {
		return func(s *Session, at time.Time) ([]Event, error) {
			for _, a := range acts {
				if _, err := a(s, at); err != nil {
					return nil, err
				}
			}
			return nil, nil
		}
	}
	type step struct {
		do   act
		want *Turn // its times in minutes since noon, as 1, 2, 3 of a Unix time
	}
	at := func(minute int) time.Time { return noon.Add(time.Duration(minute) * time.Minute) }
	turn := func(officer string, queued, started, ended int, again bool, ending Ending) *Turn {
		u := &Turn{Session: "vs_1", Officer: officer, QueuedAt: at(queued), EndedAt: at(ended), Again: again, Ending: ending}
		if started > 0 {
			u.StartedAt = at(started)
		}
		return u
	}
	for name, steps := range map[string][]step{
		"met and rejected": {{queue, nil}, {take(ravi), nil}, {rule(ravi, Reject), turn("off_1", 1, 2, 3, false, TurnRejected)}},
		"met and unsure":   {{queue, nil}, {take(ravi), nil}, {break1, nil}, {func(s *Session, at time.Time) ([]Event, error) { return s.Resume(at) }, nil}, {rule(ravi, UnableToVerify), turn("off_1", 1, 2, 5, false, TurnReview)}},
		"handed back":      {{queue, nil}, {take(ravi), nil}, {back, turn("off_1", 1, 2, 3, false, TurnReturned)}, {take(meera), nil}, {rule(meera, Reject), turn("off_2", 1, 4, 5, true, TurnRejected)}},
		"an appointment": {{queue, nil}, {take(ravi), nil}, {func(s *Session, at time.Time) ([]Event, error) {
			return s.Book(ravi, noon.Add(25*time.Hour+30*time.Minute), always, time.UTC, at)
		}, turn("off_1", 1, 2, 3, false, TurnBooked)}},
		"the call broke":       {{queue, nil}, {take(ravi), nil}, {func(s *Session, at time.Time) ([]Event, error) { return s.Fail("browser_crashed", at) }, turn("off_1", 1, 2, 3, false, TurnFailed)}},
		"canceled in the call": {{queue, nil}, {take(ravi), nil}, {func(s *Session, at time.Time) ([]Event, error) { return s.Cancel(at) }, turn("off_1", 1, 2, 3, false, TurnCanceled)}},
		"left":                 {{queue, nil}, {func(s *Session, at time.Time) ([]Event, error) { return s.Unqueue(at) }, turn("", 1, 0, 2, false, TurnLeft)}, {queue, nil}},
		"nobody came":          {{queue, nil}, {func(s *Session, at time.Time) ([]Event, error) { s.ExpiresAt = at; return s.Tick(at) }, turn("", 1, 0, 2, false, TurnExpired)}},
		"gave up":              {{queue, nil}, {func(s *Session, at time.Time) ([]Event, error) { return s.Cancel(at) }, turn("", 1, 0, 2, false, TurnCanceled)}},
		"played in one change": {{all(queue, take(ravi), rule(ravi, Reject)), turn("off_1", 1, 1, 1, false, TurnRejected)}},
		"never in line":        {{func(s *Session, at time.Time) ([]Event, error) { return s.Cancel(at) }, nil}},
	} {
		s := &Session{ID: "vs_1", Status: Joined, Type: FullKYC, Profile: "none", Consent: &Consent{}, GracePeriod: time.Hour, OnInterruption: ResumeCall, ExpiresAt: noon.Add(time.Hour)}
		var reached []Milestone
		for i, step := range steps {
			before := s.Visit()
			if _, err := step.do(s, at(i+1)); err != nil {
				t.Fatalf("%s, step %d: %v", name, i, err)
			}
			reached = append(reached, s.Reached())
			got := s.Turned(before)
			if got != nil { // the events of one change are a microsecond apart
				got.EndedAt = got.EndedAt.Truncate(time.Minute)
			}
			if (got == nil) != (step.want == nil) || got != nil && *got != *step.want {
				t.Errorf("%s, step %d: %+v, want %+v", name, i, got, step.want)
			}
		}
		if !slices.IsSorted(reached) {
			t.Errorf("%s goes back: %v", name, reached)
		}
	}
}
