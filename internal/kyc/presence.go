package kyc

import (
	"slices"
	"strings"
	"time"
)

// SimulatedName is how the officer is called that the sandbox plays.
const SimulatedName = "Simulated officer"

// Played tells whether an id is that of somebody whom the sandbox plays without a
// log-in: he is on no staff.
func Played(officer string) bool {
	return officer == playedID || strings.HasPrefix(officer, playedID+"_")
}

const playedID = "off_sandbox"

// Presence is what an officer's console says of him.
type Presence string

const (
	Online  Presence = "online" // customers may come to him, or he has one
	OnBreak Presence = "break"
)

// Valid tells whether it is one.
func (p Presence) Valid() bool { return p == Online || p == OnBreak }

// Stretch is a time during which an officer's console said the same of him. It ends
// at its last sign of life, so a browser or a server that dies leaves nothing open.
type Stretch struct {
	Officer     string
	State       Presence
	From, Until time.Time
}

// StretchGap is how long a console may be silent without having gone: three times
// as long as it waits between two signs, and browsers let a page in the background
// speak once a minute.
const StretchGap = 100 * time.Second

// Sign is a sign of life of an officer's console. It gives what is to be written in
// place of his last stretch, which may be nil: none, that one longer, another one
// beside it, or both. Stretches of an officer never overlap.
func Sign(last *Stretch, officer string, state Presence, at time.Time) []Stretch {
	at = instant(at)
	begun := Stretch{Officer: officer, State: state, From: at, Until: at}
	switch {
	case last == nil || at.Sub(last.Until) > StretchGap:
		return []Stretch{begun}
	case state == last.State && at.After(last.Until):
		longer := *last
		longer.Until = at
		return []Stretch{longer}
	case state == last.State:
		return nil // of a clock that was set back, or of another page
	case !at.After(last.From): // the key of a stretch is its begin
		return nil
	}
	ended := *last
	ended.Until = at
	return []Stretch{ended, begun}
}

// OfficerDay is how an officer spent a day at the desk.
type OfficerDay struct {
	Day     int // index in the days that were asked for
	Officer string
	Online  time.Duration // available or in a call
	InCall  time.Duration
	Idle    time.Duration // available without a call
	Break   time.Duration
	Away    time.Duration // between his first and last sign of the day without any
}

// Attend adds up days from stretches and from calls, over or running. Whoever is in a
// call is online, whatever his console says: calls come through other programs too.
// A call that is given twice, as one that ended while it was looked up, counts once.
func Attend(stretches []Stretch, turns []Turn, days []Span) []OfficerDay {
	type record struct{ online, rest, calls []Span }
	all := map[string]*record{}
	of := func(officer string) *record {
		if all[officer] == nil {
			all[officer] = &record{}
		}
		return all[officer]
	}
	for _, s := range stretches {
		r := of(s.Officer)
		if s.State == OnBreak {
			r.rest = append(r.rest, Span{s.From, s.Until})
		} else {
			r.online = append(r.online, Span{s.From, s.Until})
		}
	}
	for i := range turns {
		if t := &turns[i]; t.Met() && t.Officer != "" {
			r := of(t.Officer)
			r.calls = append(r.calls, Span{t.StartedAt, t.EndedAt})
		}
	}
	officers := make([]string, 0, len(all))
	for o := range all {
		officers = append(officers, o)
	}
	slices.Sort(officers)
	var out []OfficerDay
	for i, day := range days {
		for _, o := range officers {
			r := all[o]
			calls := within(r.calls, day)
			online := joined(append(within(r.online, day), calls...))
			whole := joined(append(within(r.rest, day), online...))
			if len(whole) == 0 {
				continue
			}
			d := OfficerDay{Day: i, Officer: o, Online: length(online), InCall: length(joined(calls))}
			d.Idle, d.Break = d.Online-d.InCall, length(whole)-d.Online
			d.Away = whole[len(whole)-1].To.Sub(whole[0].From) - length(whole)
			out = append(out, d)
		}
	}
	return out
}

// within a day: the parts of spans that lie in it.
func within(spans []Span, day Span) []Span {
	var out []Span
	for _, s := range spans {
		if s.From.Before(day.From) {
			s.From = day.From
		}
		if s.To.After(day.To) {
			s.To = day.To
		}
		if s.From.Before(s.To) {
			out = append(out, s)
		}
	}
	return out
}

// joined are the same instants in spans that do not touch, in their order.
func joined(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return a.From.Compare(b.From) })
	var out []Span
	for _, s := range spans {
		if n := len(out); n > 0 && !s.From.After(out[n-1].To) {
			if s.To.After(out[n-1].To) {
				out[n-1].To = s.To
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

func length(spans []Span) (all time.Duration) {
	for _, s := range spans {
		all += s.To.Sub(s.From)
	}
	return all
}
