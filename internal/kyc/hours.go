package kyc

import (
	"fmt"
	"slices"
	"time"
)

// Hours are when an account's officers take appointments. The zone's rules are
// passed in wherever wall clocks are compared: knowing them is I/O.
type Hours struct {
	Zone     string    `json:"zone"` // IANA name
	Open     []Opening `json:"open"`
	Minutes  int       `json:"minutes"`            // of a slot
	Capacity int       `json:"capacity"`           // appointments in each slot
	Holidays []string  `json:"holidays,omitempty"` // dates without slots, YYYY-MM-DD
}

// Opening is a stretch of one weekday, in minutes since midnight.
type Opening struct {
	Day  time.Weekday `json:"day"`
	From int          `json:"from"`
	To   int          `json:"to"`
}

// DefaultHours are those of an account that has set none.
func DefaultHours() Hours {
	h := Hours{Zone: "Asia/Kolkata", Minutes: 15, Capacity: 4}
	for d := time.Monday; d <= time.Saturday; d++ {
		h.Open = append(h.Open, Opening{d, 9 * 60, 21 * 60})
	}
	return h
}

const (
	maxOpenings = 28
	maxHolidays = 100
	// MaxCapacity of a slot.
	MaxCapacity = 1000
)

// Validate judges what an account sets; zone is what Zone names, nil when
// nothing does.
func (h *Hours) Validate(zone *time.Location) error {
	var fields []Field
	bad := func(ok bool, field, message string) {
		if !ok {
			fields = append(fields, Field{field, message})
		}
	}
	bad(zone != nil && h.Zone != "" && h.Zone != "Local", "time_zone", "must be an IANA name such as Asia/Kolkata")
	bad(h.Minutes >= 5 && h.Minutes <= 240, "slot_minutes", "must be 5 to 240")
	bad(h.Capacity >= 1 && h.Capacity <= MaxCapacity, "capacity", fmt.Sprintf("must be 1 to %d", MaxCapacity))
	bad(len(h.Holidays) <= maxHolidays, "holidays", fmt.Sprintf("has more than %d dates", maxHolidays))
	for i, d := range h.Holidays {
		_, err := time.Parse(time.DateOnly, d)
		bad(err == nil, fmt.Sprintf("holidays[%d]", i), "must be a date, YYYY-MM-DD")
	}
	bad(len(h.Open) <= maxOpenings, "hours", fmt.Sprintf("has more than %d entries", maxOpenings))
	for i, o := range h.Open {
		ok := o.Day >= time.Sunday && o.Day <= time.Saturday && o.From >= 0 && o.From < o.To && o.To <= 24*60
		bad(ok, fmt.Sprintf("hours[%d]", i), "must have a day, and from before to, as HH:MM up to 24:00")
		for _, other := range h.Open[:i] {
			bad(!ok || other.Day != o.Day || o.To <= other.From || other.To <= o.From, fmt.Sprintf("hours[%d]", i), "overlaps another entry")
		}
	}
	if len(fields) > 0 {
		return &Error{Kind: Invalid, Code: "invalid_parameters", Message: "Some parameters are not valid.", Fields: fields}
	}
	return nil
}

// Day lists the starts of the slots of one date, in order. A slot that the
// clock jumps over in spring does not exist; one that it passes twice in autumn
// is there once.
func (h *Hours) Day(year int, month time.Month, day int, zone *time.Location) []time.Time {
	noon := time.Date(year, month, day, 12, 0, 0, 0, zone)
	if slices.Contains(h.Holidays, noon.Format(time.DateOnly)) {
		return nil
	}
	weekday := noon.Weekday()
	var out []time.Time
	for minute := 0; minute < 24*60; minute++ {
		for _, o := range h.Open {
			if o.Day != weekday || minute < o.From || minute+h.Minutes > o.To || (minute-o.From)%h.Minutes != 0 {
				continue
			}
			at := time.Date(year, month, day, 0, minute, 0, 0, zone)
			if at.Hour()*60+at.Minute() == minute {
				out = append(out, at.UTC())
			}
		}
	}
	return out
}

// Begins tells whether a slot begins at an instant.
func (h *Hours) Begins(at time.Time, zone *time.Location) bool {
	y, m, d := at.In(zone).Date()
	for _, start := range h.Day(y, m, d, zone) {
		if start.Equal(at) {
			return true
		}
	}
	return false
}

// Slot is one slot with the places that are left in it.
type Slot struct {
	Start, End time.Time
	Free       int
}
