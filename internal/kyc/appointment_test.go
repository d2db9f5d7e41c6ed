package kyc

import (
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // as in the program: the machine may have no list of zones
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestDefaultSlots(t *testing.T) {
	h, india := DefaultHours(), zone(t, "Asia/Kolkata")
	if err := h.Validate(india); err != nil {
		t.Fatal(err)
	}
	monday := h.Day(2026, 11, 23, india)
	if len(monday) != 48 || !monday[0].Equal(time.Date(2026, 11, 23, 3, 30, 0, 0, time.UTC)) || monday[47].In(india).Format("15:04") != "20:45" {
		t.Errorf("%d slots: %v", len(monday), monday)
	}
	if sunday := h.Day(2026, 11, 22, india); len(sunday) != 0 {
		t.Errorf("slots on a Sunday: %v", sunday)
	}
	for at, want := range map[time.Time]bool{monday[3]: true, monday[3].Add(time.Minute): false, monday[3].Add(time.Microsecond): false,
		monday[47].Add(15 * time.Minute): false, monday[0].AddDate(0, 0, -1): false} {
		if h.Begins(at, india) != want {
			t.Errorf("%s begins a slot: %v", at, !want)
		}
	}
}

// In Berlin 02:30 does not exist on 28-03-2027, and passes twice on 31-10-2027.
func TestSlotsWhereTheClockChanges(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	h := Hours{Zone: "Europe/Berlin", Minutes: 30, Capacity: 1, Open: []Opening{{time.Sunday, 60, 240}}}
	for day, want := range map[time.Time][]string{
		time.Date(2027, 3, 28, 0, 0, 0, 0, berlin):  {"01:00", "01:30", "03:00", "03:30"},
		time.Date(2027, 10, 31, 0, 0, 0, 0, berlin): {"01:00", "01:30", "02:00", "02:30", "03:00", "03:30"},
	} {
		var got []string
		slots := h.Day(day.Year(), day.Month(), day.Day(), berlin)
		for _, at := range slots {
			got = append(got, at.In(berlin).Format("15:04"))
		}
		if !slices.Equal(got, want) || !slices.IsSortedFunc(slots, time.Time.Compare) {
			t.Errorf("%s: %v", day, got)
		}
	}
}

func TestHoursAreChecked(t *testing.T) {
	for name, change := range map[string]func(*Hours){
		"minutes":  func(h *Hours) { h.Minutes = 1 },
		"capacity": func(h *Hours) { h.Capacity = 0 },
		"order":    func(h *Hours) { h.Open[0].To = h.Open[0].From },
		"day":      func(h *Hours) { h.Open[0].Day = 7 },
		"overlap":  func(h *Hours) { h.Open = append(h.Open, h.Open[0]) },
		"many":     func(h *Hours) { h.Open = make([]Opening, 100) },
		"zone":     func(h *Hours) { h.Zone = "Local" },
	} {
		h := DefaultHours()
		change(&h)
		if err := h.Validate(time.UTC); !IsKind(err, Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	h := DefaultHours()
	if err := h.Validate(nil); !IsKind(err, Invalid) {
		t.Errorf("no such zone: %v", err)
	}
}

func TestAppointment(t *testing.T) {
	s, _, err := NewSession(tenant, "vs_x", order(), Link{CodeHash: Hash{1}}, start)
	if err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]time.Time{"past": start.Add(-time.Hour), "no slot": start.Add(time.Minute), "far": start.AddDate(1, 0, 0)} {
		if _, err := s.Reschedule(to, always, time.UTC, Link{}, start); !IsKind(err, Invalid) || s.Status != Created {
			t.Errorf("%s: %v, %s", name, err, s.Status)
		}
	}
	to := start.Add(100 * time.Hour)
	events, err := s.Reschedule(to, always, time.UTC, Link{CodeHash: Hash{2}}, start)
	if err != nil || events[0].Type != EventScheduled || s.Status != Scheduled || s.Link.CodeHash != (Hash{2}) || !s.ExpiresAt.Equal(to.Add(Lateness)) {
		t.Fatalf("%v: %+v", err, s)
	}
	early, open := to.Add(-DoorsOpen-time.Second), to.Add(-DoorsOpen)
	if events, err := s.Join(Hash{7}, early); err != nil || len(events) != 0 || s.Status != Scheduled {
		t.Fatalf("early: %v, %v, %s", err, events, s.Status)
	}
	if _, err := s.RecordConsent(Consent{}, early); !IsKind(err, Conflict) {
		t.Errorf("consent before the doors open: %v", err)
	}
	if events, err := s.Join(Hash{7}, open); err != nil || len(events) != 1 || s.Status != Joined {
		t.Fatalf("in time: %v, %v, %s", err, events, s.Status)
	}
	if !s.Seat().Equal(to) {
		t.Error("the seat was given up before the appointment")
	}
	if _, err := s.Cancel(open); err != nil || !s.Seat().IsZero() {
		t.Errorf("a canceled session keeps its seat: %v", err)
	}
}

func TestASessionIsNotRescheduledInItsCall(t *testing.T) {
	for _, status := range []Status{InProgress, Interrupted, Decided, Completed, Expired, InAudit, RecaptureRequired} {
		s := &Session{Status: status}
		if _, err := s.Reschedule(start.Add(time.Hour), always, time.UTC, Link{}, start); !IsKind(err, Conflict) {
			t.Errorf("%s: %v", status, err)
		}
	}
}

func TestAnOfficerMakesAnAppointmentOutOfTheCall(t *testing.T) {
	o := order()
	o.ExpiresIn = MinExpiry
	s := inLine(t, "vs_1", o, start)
	s.Link.CodeHash = Hash{7}
	device := s.Link.Device
	if _, err := s.Start(officer, start); err != nil {
		t.Fatal(err)
	}
	to := start.Add(26 * time.Hour)
	if _, err := s.Book(OfficerRef{ID: "off_other"}, to, always, time.UTC, start); !IsKind(err, Forbidden) {
		t.Errorf("another officer: %v", err)
	}
	if _, err := s.Book(officer, to.Add(time.Minute), always, time.UTC, start); !IsKind(err, Invalid) || s.Status != InProgress || s.Officer == nil {
		t.Errorf("no slot begins then: %v", err)
	}
	if _, err := s.Book(officer, to, always, time.UTC, start); err != nil || s.Status != Scheduled || !s.Seat().Equal(to) || s.Officer != nil {
		t.Fatalf("%s, %v", s.Status, err)
	}
	if s.Link.CodeHash != (Hash{7}) || s.Link.Device != device || !slices.Equal(s.Former, []string{officer.ID}) || s.ExpiresAt.Before(to) {
		t.Errorf("link %+v, former %v, until %s", s.Link, s.Former, s.ExpiresAt)
	}
	if h := s.Conduct.Handed; len(h) != 1 || h[0].By.ID != officer.ID || h[0].Cause != HandedAppointment || !h[0].Scheduled.Equal(to) {
		t.Errorf("who had it: %+v", h)
	}
	open := to.Add(-DoorsOpen)
	if _, err := s.Arrive(open); err != nil || s.Status != Joined {
		t.Fatal(err)
	}
	if _, err := s.Queue(open); err != nil { // what was agreed to stands
		t.Fatal(err)
	}
	if events, err := s.Book(OfficerRef{}, to.Add(time.Hour), always, time.UTC, open); err != nil || s.Status != Scheduled || strings.Contains(string(events[0].Data), "officer_id") {
		t.Errorf("the customer himself: %v", err)
	}
	for _, status := range []Status{Created, Decided, InAudit, RecaptureRequired, Completed} {
		s := &Session{Status: status}
		if _, err := s.Book(officer, to, always, time.UTC, start); !IsKind(err, Conflict) {
			t.Errorf("%s: %v", status, err)
		}
	}
}

func TestNobodyIsMetOnAHoliday(t *testing.T) {
	india := zone(t, "Asia/Kolkata")
	h := DefaultHours()
	h.Holidays = []string{"2026-11-23"}
	if err := h.Validate(india); err != nil {
		t.Fatal(err)
	}
	if got := h.Day(2026, 11, 23, india); len(got) > 0 || h.Begins(time.Date(2026, 11, 23, 3, 30, 0, 0, time.UTC), india) {
		t.Errorf("slots on a holiday: %v", got)
	}
	if got := h.Day(2026, 11, 24, india); len(got) != 48 {
		t.Errorf("%d slots on the day after", len(got))
	}
	h.Holidays = []string{"25-12-2026"}
	if err := h.Validate(india); !IsKind(err, Invalid) {
		t.Errorf("%v", err)
	}
}
