package kyc

import (
	"slices"
	"testing"
	"time"
)

func TestSignsOfLife(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	at := func(seconds int) time.Time { return noon.Add(time.Duration(seconds) * time.Second) }
	last := &Stretch{"off_1", Online, at(0), at(60)}
	edge := 60 + int(StretchGap.Seconds())
	for name, row := range map[string]struct {
		last  *Stretch
		state Presence
		at    int
		want  []Stretch
	}{
		"the first":                         {nil, Online, 5, []Stretch{{"off_1", Online, at(5), at(5)}}},
		"goes on":                           {last, Online, 90, []Stretch{{"off_1", Online, at(0), at(90)}}},
		"goes on after a short silence":     {last, Online, edge, []Stretch{{"off_1", Online, at(0), at(edge)}}},
		"was gone":                          {last, Online, edge + 1, []Stretch{{"off_1", Online, at(edge + 1), at(edge + 1)}}},
		"a break begins":                    {last, OnBreak, 90, []Stretch{{"off_1", Online, at(0), at(90)}, {"off_1", OnBreak, at(90), at(90)}}},
		"a break after a silence":           {last, OnBreak, edge + 1, []Stretch{{"off_1", OnBreak, at(edge + 1), at(edge + 1)}}},
		"another page, a little late":       {last, Online, 59, nil},
		"a break in the same instant":       {&Stretch{"off_1", Online, at(0), at(0)}, OnBreak, 0, nil},
		"a break before it, clock set back": {last, OnBreak, -1, nil},
	} {
		if got := Sign(row.last, "off_1", row.state, at(row.at)); !slices.Equal(got, row.want) {
			t.Errorf("%s: %v, want %v", name, got, row.want)
		}
	}
}

func TestAttend(t *testing.T) {
	days := Days(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), 2, time.UTC)
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, time.UTC) }
	stretches := []Stretch{
		{"off_a", Online, at(2, 9, 0), at(2, 11, 0)},
		{"off_a", OnBreak, at(2, 11, 0), at(2, 11, 30)},
		{"off_a", Online, at(2, 12, 0), at(2, 13, 0)}, // away for half an hour before it
		{"off_b", Online, at(2, 23, 0), at(3, 1, 0)},  // over midnight
		{"off_c", Online, at(1, 9, 0), at(1, 10, 0)},  // the day before
		{"off_d", Online, at(2, 9, 0), at(2, 9, 0)},   // one sign
	}
	call := func(officer string, from, to time.Time) Turn {
		return Turn{Officer: officer, QueuedAt: from, StartedAt: from, EndedAt: to, Ending: TurnApproved}
	}
	turns := []Turn{
		call("off_a", at(2, 9, 30), at(2, 10, 0)),
		call("off_a", at(2, 11, 20), at(2, 11, 40)), // begins in the break, ends while nothing is said of him
		call("off_b", at(2, 23, 50), at(3, 0, 10)),
		call("off_e", at(3, 9, 0), at(3, 9, 15)),                          // by a program without a console
		{Officer: "off_e", StartedAt: at(3, 9, 0), EndedAt: at(3, 9, 14)}, // the same, looked up a minute before its end
		{QueuedAt: at(2, 9, 0), EndedAt: at(2, 9, 5), Ending: TurnLeft},
	}
	const m = time.Minute
	want := []OfficerDay{
		{0, "off_a", 200 * m, 50 * m, 150 * m, 20 * m, 20 * m},
		{0, "off_b", 60 * m, 10 * m, 50 * m, 0, 0},
		{1, "off_b", 60 * m, 10 * m, 50 * m, 0, 0},
		{1, "off_e", 15 * m, 15 * m, 0, 0, 0},
	}
	if got := Attend(stretches, turns, days); !slices.Equal(got, want) {
		t.Errorf("%v\nwant\n%v", got, want)
	}
}

func TestPlayedOfficers(t *testing.T) {
	for id, want := range map[string]bool{playedID: true, mockOfficer.ID: true, mockSupervisor.ID: true, "off_sandboxer": false, "off_01": false, "": false} {
		if Played(id) != want {
			t.Errorf("%q: %v", id, !want)
		}
	}
}
