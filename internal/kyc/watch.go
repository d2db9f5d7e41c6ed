package kyc

import (
	"slices"
	"time"
)

// Watch is one visit of a supervisor to a running call: he sees and hears both
// parties, and is heard by nobody unless he speaks.
type Watch struct {
	ID          int        `json:"id"` // from 1, in the call
	By          OfficerRef `json:"by"`
	From        time.Time  `json:"from"`
	Until       time.Time  `json:"until,omitzero"` // zero while he is there
	Told        Told       `json:"told"`           // who knew that he was there before he spoke
	WhisperedAt time.Time  `json:"whispered_at,omitzero"`
	BargedInAt  time.Time  `json:"barged_in_at,omitzero"`
}

// Told says which parties of a call are told that a supervisor watches. Whoever
// barges in is told to both, whatever a profile says.
type Told string

const (
	TellBoth    Told = "both"
	TellOfficer Told = "officer"
	TellNobody  Told = "nobody"
)

var tolds = []Told{TellBoth, TellOfficer, TellNobody}

// Hearers are who hears a supervisor.
type Hearers string

const (
	HeardByNobody  Hearers = "nobody"
	HeardByOfficer Hearers = "officer" // a whisper: the customer does not hear it and it is not recorded
	HeardByBoth    Hearers = "both"    // he barges in: he is recorded
)

const (
	// MaxWatchers is how many watch one call at the same time.
	MaxWatchers = 3
	// maxWatches bounds the visits that one call keeps.
	maxWatches = 100
)

// Watch begins a visit of a member of staff; simulated says that a program comes
// in his name. A visit of his that is open ends: one window is enough.
func (s *Session) Watch(o *Officer, simulated bool, at time.Time) ([]Event, error) {
	if err := s.mayWatch(o, simulated); err != nil {
		return nil, err
	}
	events := s.leave(at, "", func(w *Watch) bool { return w.By.ID == o.ID })
	w := Watch{ID: len(s.Conduct.Watches) + 1, By: o.Ref(simulated), From: instant(at), Told: s.WatchTold()}
	s.Conduct.Watches = append(slices.Clone(s.Conduct.Watches), w)
	s.touch(at)
	return append(events, w.event(EventWatching, at, "")), nil
}

func (s *Session) mayWatch(o *Officer, simulated bool) error {
	others := 0
	for _, w := range s.Conduct.Watches {
		if w.Until.IsZero() && w.By.ID != o.ID {
			others++
		}
	}
	switch {
	case o.Account != s.Account:
		return ErrNoSession
	case !o.MaySupervise():
		return Errorf(Forbidden, "role_required", "Only supervisors and administrators watch calls.")
	case simulated && s.Live:
		return Errorf(Forbidden, "simulated_officer", "A program may not watch real customers.")
	case s.Officer != nil && s.Officer.ID == o.ID:
		return Errorf(Forbidden, "own_case", "Nobody watches a call that he conducts.")
	case !s.Status.InCall():
		return s.refuse("watched")
	case others >= MaxWatchers:
		return Errorf(Conflict, "too_many_watchers", "At most %d watch a call at the same time.", MaxWatchers)
	case len(s.Conduct.Watches) >= maxWatches:
		return Errorf(Conflict, "too_many_watchers", "A call keeps at most %d visits.", maxWatches)
	}
	return nil
}

// Speak notes that a watcher is about to be heard, the first time of a visit that
// he whispers and that he barges in. Falling silent needs no leave.
func (s *Session) Speak(visit int, to Hearers, at time.Time) ([]Event, error) {
	i := slices.IndexFunc(s.Conduct.Watches, func(w Watch) bool { return w.ID == visit && w.Until.IsZero() })
	if i < 0 || !s.Status.InCall() {
		return nil, Errorf(Conflict, "wrong_state", "The visit is over.")
	}
	watches := slices.Clone(s.Conduct.Watches)
	w := &watches[i]
	var t EventType
	switch {
	case to == HeardByOfficer && w.WhisperedAt.IsZero():
		w.WhisperedAt, t = instant(at), EventWhispered
	case to == HeardByBoth && w.BargedInAt.IsZero():
		w.BargedInAt, t = instant(at), EventBargedIn
	default:
		return nil, nil
	}
	s.Conduct.Watches = watches
	s.touch(at)
	return []Event{w.event(t, at, "")}, nil
}

// Unwatch ends a visit. One that is over, or ended with the call, stays as it is.
func (s *Session) Unwatch(visit int, at time.Time) ([]Event, error) {
	return s.leave(at, "", func(w *Watch) bool { return w.ID == visit }), nil
}

// leave ends open visits.
func (s *Session) leave(at time.Time, cause string, which func(*Watch) bool) (events []Event) {
	watches := slices.Clone(s.Conduct.Watches)
	for i := range watches {
		if w := &watches[i]; w.Until.IsZero() && which(w) {
			w.Until = instant(at)
			events = append(events, w.event(EventWatchLeft, at, cause))
		}
	}
	if events != nil {
		s.Conduct.Watches = watches
		s.touch(at)
	}
	return events
}

func (w *Watch) event(t EventType, at time.Time, cause string) Event {
	data := map[string]any{"officer_id": w.By.ID, "simulated": w.By.Simulated, "visit": w.ID, "told": w.Told}
	if t == EventBargedIn {
		data["told"] = TellBoth
	}
	if cause != "" {
		data["cause"] = cause
	}
	return newEvent(t, at, data)
}

// WatchTold is who is told of watchers, by the session's profile.
func (s *Session) WatchTold() Told {
	p := s.profile()
	if p.WatchTold == "" {
		return TellBoth
	}
	return p.WatchTold
}

// TellsCustomer tells whether the customer is told of a watcher who is heard by
// these.
func (t Told) TellsCustomer(by Hearers) bool { return t == TellBoth || by == HeardByBoth }

// TellsOfficer is the same of the officer of the call.
func (t Told) TellsOfficer(by Hearers) bool {
	return t.TellsCustomer(by) || t == TellOfficer || by == HeardByOfficer
}

// spokeIn tells whether an officer was heard in the call as a watcher: he took
// part in it then, and is no second person to it.
func (s *Session) spokeIn(officer string) bool {
	spoke := func(w Watch) bool { return w.By.ID == officer && !(w.WhisperedAt.IsZero() && w.BargedInAt.IsZero()) }
	return slices.ContainsFunc(s.Conduct.Watches, spoke) ||
		slices.ContainsFunc(s.Rounds, func(r Round) bool { return slices.ContainsFunc(r.Conduct.Watches, spoke) })
}
