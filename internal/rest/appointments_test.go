package rest_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

func TestAppointmentsThroughTheDoor(t *testing.T) {
	w := newWorld(t)
	hours := read[api.Hours](t, w.ask("GET", "/v1/hours", w.a.secret, ""), 200)
	if hours.TimeZone != "Asia/Kolkata" || len(hours.Hours) != 6 || hours.Hours[0] != (api.Opening{Day: "monday", From: "09:00", To: "21:00"}) || hours.SlotMinutes != 15 || hours.Capacity != 4 {
		t.Errorf("hours %+v", hours)
	}
	hours.Capacity, hours.Hours = 1, append(hours.Hours, api.Opening{Day: "sunday", From: "10:00", To: "24:00"})
	raw, err := json.Marshal(hours)
	must(t, err)
	problemIn(t, w.ask("PUT", "/v1/hours", w.a.secret, string(raw)), 403, "live_mode_only")
	read[api.Hours](t, w.ask("PUT", "/v1/hours", w.a.live, string(raw)), 200)
	slots := read[api.SlotList](t, w.ask("GET", "/v1/slots?days=3", w.a.secret, ""), 200) // hours are the account's, places the mode's
	if len(slots.Data) == 0 || slots.Data[0].Free != 1 || slots.Data[0].EndsAt.Sub(slots.Data[0].StartsAt) != 15*time.Minute {
		t.Fatalf("slots %+v", slots)
	}
	v, other := w.create(w.a), w.create(w.a)
	at := slots.Data[len(slots.Data)-1].StartsAt
	move := func(to time.Time) string { return fmt.Sprintf(`{"scheduled_at":%q}`, to.Format(time.RFC3339)) }
	got := read[api.Invitation](t, w.ask("POST", "/v1/sessions/"+v.ID+"/reschedule", w.a.secret, move(at)), 200)
	if got.Status != "scheduled" || got.ScheduledAt == nil || !got.ScheduledAt.Equal(at) || got.URL == v.URL || got.RecommendedAction != "wait" {
		t.Errorf("rescheduled: %+v", got)
	}
	problemIn(t, w.ask("POST", "/v1/sessions/"+other.ID+"/reschedule", w.a.secret, move(at)), 409, "slot_full")
	problemIn(t, w.ask("POST", "/v1/sessions/"+other.ID+"/reschedule", w.a.secret, move(at.Add(time.Minute))), 400, "invalid_parameters")
	problemIn(t, w.ask("POST", "/v1/sessions/"+other.ID+"/reschedule", w.a.secret, `{"scheduled_at":"tomorrow"}`), 400, "invalid_parameters")

	view := read[api.View](t, w.as(w.join(got), "GET", "/customer/session", ""), 200)
	if view.Status != "scheduled" || view.OpensAt == nil || view.ScheduledAt.Sub(*view.OpensAt) != 10*time.Minute {
		t.Errorf("the customer sees %+v", view)
	}
	events, _, err := w.store.SessionEvents(t.Context(), kyc.Scope{Account: w.a.id}, v.ID, 0, 10)
	must(t, err)
	if len(events) != 2 || events[1].Type != kyc.EventScheduled {
		t.Errorf("events %+v", events)
	}
	shown := read[api.EventList](t, w.ask("GET", "/v1/sessions/"+v.ID+"/events", w.a.secret, ""), 200)
	var data api.ScheduledData
	must(t, json.Unmarshal(shown.Data[1].Data, &data))
	if !data.ScheduledAt.Equal(at) || data.PreviousStatus != "created" || data.SessionID != v.ID {
		t.Errorf("event %+v", data)
	}
}

func TestHoursThatCannotBe(t *testing.T) {
	w := newWorld(t)
	for _, body := range []string{`{"time_zone":"Mars/Base","hours":[],"slot_minutes":15,"capacity":1}`,
		`{"time_zone":"UTC","hours":[{"day":"monday","from":"10:00","to":"09:00"}],"slot_minutes":15,"capacity":1}`,
		`{"time_zone":"UTC","hours":[{"day":"monday","from":"9","to":"10:00"}],"slot_minutes":15,"capacity":1}`,
		`{"time_zone":"UTC","hours":[],"slot_minutes":1,"capacity":1}`} {
		problemIn(t, w.ask("PUT", "/v1/hours", w.a.live, body), 400, "invalid_parameters")
	}
}

// Who waits while nobody is there chooses a slot himself, and an officer makes one for
// who cannot go on. Neither loses his link.
func TestCustomersWhoWaitAreGivenSlots(t *testing.T) {
	w := newWorld(t)
	hours := `{"time_zone":"UTC","slot_minutes":60,"capacity":1,"holidays":["2031-01-01"],"hours":[`
	for i, d := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		if i > 0 {
			hours += ","
		}
		hours += `{"day":"` + d + `","from":"00:00","to":"24:00"}`
	}
	if set := read[api.Hours](t, w.ask("PUT", "/v1/hours", w.a.live, hours+`]}`), 200); len(set.Holidays) != 1 {
		t.Errorf("hours %+v", set)
	}
	v := w.create(w.a)
	c := w.join(v)
	if o := read[api.OfferedSlots](t, w.as(c, "GET", "/customer/slots", ""), 200); o.Offered || len(o.Data) > 0 {
		t.Errorf("offered before he waits: %+v", o)
	}
	_, err := w.sessions.Play(t.Context(), kyc.Scope{Account: w.a.id}, v.ID, kyc.PlayQueue)
	must(t, err)
	offered := read[api.OfferedSlots](t, w.as(c, "GET", "/customer/slots", ""), 200)
	if !offered.Offered || len(offered.Data) != 12 || offered.Data[0].Free != 1 {
		t.Fatalf("offered %+v", offered)
	}
	booking := func(at time.Time) string { return fmt.Sprintf(`{"scheduled_at":%q}`, at.Format(time.RFC3339)) }
	mine := offered.Data[1].StartsAt
	if view := read[api.View](t, w.as(c, "POST", "/customer/appointment", booking(mine)), 200); view.Status != "scheduled" || !view.ScheduledAt.Equal(mine) {
		t.Errorf("the customer sees %+v", view)
	}
	problemIn(t, w.as(c, "POST", "/customer/appointment", booking(offered.Data[2].StartsAt)), 409, "wrong_state")
	read[api.View](t, w.as(c, "GET", "/customer/session", ""), 200) // the device holds it still

	call := "/desk/sessions/" + w.inCall() + "/appointment"
	problemIn(t, w.ask("POST", call, w.a.staff, booking(mine)), 409, "slot_full")
	if list := read[api.SlotList](t, w.ask("GET", "/desk/slots", w.a.staff, ""), 200); list.Data[1].Free != 0 || list.Data[2].Free != 1 {
		t.Errorf("slots %+v", list.Data[:3])
	}
	if booked := read[api.Case](t, w.ask("POST", call, w.a.staff, booking(offered.Data[2].StartsAt)), 200); booked.Status != "scheduled" || booked.Officer != nil || booked.Mine {
		t.Errorf("booked %+v", booked)
	}
}

// Whose officer was lost goes back into the line or chooses a time, and loses nothing of what was captured.
func TestCustomersWhoseOfficerIsLostGoOnElsewhere(t *testing.T) {
	w := newWorld(t)
	scope := kyc.Scope{Account: w.a.id}
	left := func(ago time.Duration) (bound, kyc.Ref) {
		v := w.create(w.a)
		c, ref := w.join(v), kyc.Ref{Scope: scope, Session: v.ID}
		_, err := w.sessions.Play(t.Context(), scope, v.ID, kyc.PlayStart)
		must(t, err)
		_, err = w.sessions.Interrupt(t.Context(), ref, "agent_lost")
		must(t, err)
		_, err = w.store.ChangeSession(t.Context(), scope, v.ID, func(s *kyc.Session) ([]kyc.Event, error) {
			s.GraceEnds = s.GraceEnds.Add(-ago)
			return nil, nil
		})
		must(t, err)
		return c, ref
	}
	c, _ := left(0)
	problemIn(t, w.as(c, "POST", "/customer/line", ""), 409, "wrong_state")
	if o := read[api.OfferedSlots](t, w.as(c, "GET", "/customer/slots", ""), 200); o.Offered {
		t.Error("offered at once")
	}
	c, _ = left(kyc.OfficerAway)
	if back := read[api.View](t, w.as(c, "POST", "/customer/line", ""), 200); back.Status != "waiting" || back.Steps[0].Progress != "done" {
		t.Errorf("back in the line: %+v", back)
	}
	c, ref := left(kyc.OfficerAway)
	offered := read[api.OfferedSlots](t, w.as(c, "GET", "/customer/slots", ""), 200)
	if !offered.Offered || len(offered.Data) == 0 {
		t.Fatalf("offered %+v", offered)
	}
	body := fmt.Sprintf(`{"scheduled_at":%q}`, offered.Data[0].StartsAt.Format(time.RFC3339))
	if view := read[api.View](t, w.as(c, "POST", "/customer/appointment", body), 200); view.Status != "scheduled" || view.Officer != nil {
		t.Errorf("booked %+v", view)
	}
	if s, err := w.sessions.Get(t.Context(), scope, ref.Session); err != nil || s.Consent == nil || len(s.Former) != 1 {
		t.Errorf("%+v, %v", s, err)
	}
}
