package kyc

import (
	"slices"
	"time"
)

// DayNumbers is what happened at the desk on one day. A turn counts on the day on
// which it ended.
type DayNumbers struct {
	Met      int // customers to whom an officer came
	InTarget int // of those, as soon as the target says; nobody who is met again counts again
	First    int // of those that were met, the ones who had not been met before
	Gone     int // who left, ran out of time or were canceled before anybody came
	Waits    []time.Duration
	Calls    int
	Handling time.Duration // of all calls together
}

// OfficerNumbers is what one officer did.
type OfficerNumbers struct {
	Officer                    string
	Calls                      int
	Handling                   time.Duration // of all calls together
	Approved, Review, Rejected int
	Returned, Booked, Broken   int // handed back; ended with an appointment; ended without any of these
}

// Tally counts turns by day and by officer. Officers come in the order of their
// ids; turns outside of the days are left out.
func Tally(turns []Turn, days []Span, target time.Duration) ([]DayNumbers, []OfficerNumbers) {
	byDay := make([]DayNumbers, len(days))
	byOfficer := map[string]*OfficerNumbers{}
	for i := range turns {
		t := &turns[i]
		at := slices.IndexFunc(days, func(d Span) bool { return !t.EndedAt.Before(d.From) && t.EndedAt.Before(d.To) })
		if at < 0 {
			continue
		}
		d := &byDay[at]
		if !t.Met() {
			if !t.Again {
				d.Gone++
			}
			continue
		}
		d.Met++
		if wait := t.StartedAt.Sub(t.QueuedAt); !t.Again {
			d.First++
			d.Waits = append(d.Waits, wait)
			if wait <= target {
				d.InTarget++
			}
		}
		o := byOfficer[t.Officer]
		if o == nil {
			o = &OfficerNumbers{Officer: t.Officer}
			byOfficer[t.Officer] = o
		}
		took := t.EndedAt.Sub(t.StartedAt)
		d.Calls, d.Handling = d.Calls+1, d.Handling+took
		o.Calls, o.Handling = o.Calls+1, o.Handling+took
		switch t.Ending {
		case TurnApproved:
			o.Approved++
		case TurnReview:
			o.Review++
		case TurnRejected:
			o.Rejected++
		case TurnReturned:
			o.Returned++
		case TurnBooked:
			o.Booked++
		default:
			o.Broken++
		}
	}
	for i := range byDay {
		slices.Sort(byDay[i].Waits)
	}
	officers := make([]OfficerNumbers, 0, len(byOfficer))
	for _, o := range byOfficer {
		officers = append(officers, *o)
	}
	slices.SortFunc(officers, func(a, b OfficerNumbers) int {
		if a.Officer < b.Officer {
			return -1
		}
		return 1
	})
	return byDay, officers
}

// PathCount is how many sessions of a span have come how far and stand where.
type PathCount struct {
	Reached Milestone
	Status  Status
	N       int
}

// FunnelStep is one step of the way.
type FunnelStep struct {
	Reached int // sessions that came at least this far
	Ended   int // of those, the ones that ended here without a result
	Open    int // of those, the ones that stand here and may still go on
}

// Funnel adds up paths: a session that came far has come through every step before.
func Funnel(paths []PathCount) []FunnelStep {
	steps := make([]FunnelStep, len(Milestones))
	for _, p := range paths {
		for m := range steps {
			if Milestone(m) <= p.Reached {
				steps[m].Reached += p.N
			}
		}
		switch {
		case !p.Status.Final():
			steps[p.Reached].Open += p.N
		case p.Status != Completed && p.Status != Rejected:
			steps[p.Reached].Ended += p.N
		}
	}
	return steps
}

// Days are the spans of calendar days in a zone, from the first to the last one.
func Days(from time.Time, n int, zone *time.Location) []Span {
	y, m, d := from.In(zone).Date()
	spans := make([]Span, n)
	for i := range spans { // days have 23 to 25 hours where clocks are changed
		spans[i] = Span{From: time.Date(y, m, d+i, 0, 0, 0, 0, zone), To: time.Date(y, m, d+i+1, 0, 0, 0, 0, zone)}
	}
	return spans
}
