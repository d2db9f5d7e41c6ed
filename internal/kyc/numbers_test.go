package kyc

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

func TestTally(t *testing.T) {
	zone := time.FixedZone("IST", 5*3600+1800)
	days := Days(time.Date(2026, 3, 2, 12, 0, 0, 0, zone), 2, zone)
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, zone) }
	turn := func(officer string, queued, started, ended time.Time, again bool, e Ending) Turn {
		return Turn{Officer: officer, QueuedAt: queued, StartedAt: started, EndedAt: ended, Again: again, Ending: e}
	}
	turns := []Turn{
		turn("off_b", at(1, 23, 0), at(1, 23, 1), at(1, 23, 59), false, TurnApproved), // the day before
		turn("off_b", at(1, 23, 50), at(1, 23, 55), at(2, 0, 5), false, TurnApproved), // ends on the first day
		turn("off_a", at(2, 10, 0), at(2, 10, 2), at(2, 10, 8), false, TurnReturned),  // exactly in the target
		turn("off_b", at(2, 10, 0), at(2, 10, 20), at(2, 10, 24), true, TurnReview),   // met before: no wait of his counts
		turn("", at(2, 11, 0), time.Time{}, at(2, 11, 9), false, TurnLeft),
		turn("", at(2, 11, 0), time.Time{}, at(2, 11, 30), true, TurnExpired), // was met before
		turn("", at(2, 12, 0), time.Time{}, at(3, 0, 0), false, TurnExpired),  // the second day's first instant
		turn("off_a", at(3, 9, 0), at(3, 9, 3), at(3, 9, 4), false, TurnFailed),
		turn("off_a", at(3, 9, 0), at(3, 9, 1), at(3, 9, 4), false, TurnRejected),
		turn("off_b", at(3, 9, 2), at(3, 9, 3), at(3, 9, 4), true, TurnBooked),
		turn("off_a", at(4, 0, 0), at(4, 0, 0), at(4, 0, 0), false, TurnRejected), // the day after
	}
	byDay, officers := Tally(turns, days, 2*time.Minute)
	wantDays := []DayNumbers{
		{Met: 3, InTarget: 1, First: 2, Gone: 1, Waits: []time.Duration{2 * time.Minute, 5 * time.Minute}, Calls: 3, Handling: 20 * time.Minute},
		{Met: 3, InTarget: 1, First: 2, Gone: 1, Waits: []time.Duration{time.Minute, 3 * time.Minute}, Calls: 3, Handling: 5 * time.Minute},
	}
	if !reflect.DeepEqual(byDay, wantDays) {
		t.Errorf("days\n%+v\nwant\n%+v", byDay, wantDays)
	}
	wantOfficers := []OfficerNumbers{
		{Officer: "off_a", Calls: 3, Handling: 10 * time.Minute, Rejected: 1, Returned: 1, Broken: 1},
		{Officer: "off_b", Calls: 3, Handling: 15 * time.Minute, Approved: 1, Review: 1, Booked: 1},
	}
	if !slices.Equal(officers, wantOfficers) {
		t.Errorf("officers\n%+v\nwant\n%+v", officers, wantOfficers)
	}
	if d, o := Tally(nil, days, time.Minute); len(d) != 2 || len(o) != 0 {
		t.Errorf("of nothing: %v %v", d, o)
	}
}

func TestFunnel(t *testing.T) {
	got := Funnel([]PathCount{{AtCreated, Expired, 4}, {AtCreated, Created, 2}, {AtConsent, Expired, 1}, {AtWaiting, Waiting, 1},
		{AtStarted, Failed, 2}, {AtStarted, Scheduled, 1}, {AtDecided, InAudit, 1}, {AtCompleted, Completed, 5}, {AtCompleted, Rejected, 3}})
	want := []FunnelStep{{20, 4, 2}, {14, 0, 0}, {14, 1, 0}, {13, 0, 1}, {12, 2, 1}, {9, 0, 1}, {8, 0, 0}}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
