package rest_test

import (
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
)

func TestNumbersOfTheDesk(t *testing.T) {
	w := newWorld(t)
	scope := kyc.Scope{Account: w.a.id}
	ravi := kyc.OfficerRef{ID: w.a.officer.ID, Name: "Ravi"}
	v := kyctest.Put(t, w.store, scope, kyc.Waiting)
	at := kyctest.Noon.Add(2 * time.Minute) // a minute in line
	for _, act := range []func(*kyc.Session) ([]kyc.Event, error){
		func(v *kyc.Session) ([]kyc.Event, error) { return v.Start(ravi, at) },
		func(v *kyc.Session) ([]kyc.Event, error) {
			return v.Decide(kyc.Reject, []kyc.Reason{{Code: "seen", Message: "As seen."}}, "", ravi, at.Add(4*time.Minute))
		},
	} {
		_, err := w.store.ChangeSession(t.Context(), scope, v.ID, act)
		must(t, err)
	}
	for minute, state := range []kyc.Presence{kyc.Online, kyc.Online, kyc.Online, kyc.Online, kyc.Online, kyc.Online, kyc.Online, kyc.Online, kyc.OnBreak, kyc.OnBreak} {
		must(t, w.store.Sign(t.Context(), scope, ravi.ID, state, kyctest.Noon.Add(time.Duration(minute)*time.Minute)))
	}
	supervisor := w.shift(w.a, kyc.Supervisor)
	const asked = "?from=2026-03-01&to=2026-03-02&target_seconds="
	n := read[api.CallStats](t, w.ask("GET", "/desk/numbers"+asked+"60", supervisor, ""), 200)
	if n.Timezone != "Asia/Kolkata" || n.From != "2026-03-01" || n.To != "2026-03-02" || len(n.Days) != 2 || n.TargetSeconds != 60 || n.Incomplete {
		t.Fatalf("%+v", n)
	}
	if d := n.Days[0]; d.Met != 0 || d.ServiceLevel != nil || d.WaitP50Seconds != nil || d.HandlingSeconds != nil {
		t.Errorf("a day without anything: %+v", d)
	}
	if d := n.Days[1]; d.Met != 1 || d.InTarget != 1 || *d.ServiceLevel != 1 || *d.WaitP50Seconds != 60 || *d.HandlingSeconds != 240 {
		t.Errorf("the day: %+v", d)
	}
	if len(n.Officers) != 1 || n.Officers[0] != (api.OfficerStats{OfficerID: ravi.ID, Name: "Ravi", Calls: 1, HandlingSeconds: 240, Rejected: 1}) {
		t.Errorf("officers: %+v", n.Officers)
	}
	half := 0.5
	if len(n.Attendance) != 1 || n.Attendance[0].Occupancy == nil || *n.Attendance[0].Occupancy != half {
		t.Errorf("attendance: %+v", n.Attendance)
	} else if a := n.Attendance[0]; a.Date != "2026-03-02" || a.Name != "Ravi" || a.OnlineSeconds != 480 || a.InCallSeconds != 240 || a.IdleSeconds != 240 || a.BreakSeconds != 60 || a.AwaySeconds != 0 {
		t.Errorf("attendance: %+v", a)
	}
	if f := n.Funnel; len(f) != 7 || f[5].Reached != 1 || f[6].Reached != 0 {
		t.Errorf("funnel: %+v", f)
	}
	if n := read[api.CallStats](t, w.ask("GET", "/v1/stats/calls"+asked+"59", w.a.secret, ""), 200); n.Days[1].InTarget != 0 || n.Days[1].OutOfTarget != 1 {
		t.Errorf("a second less: %+v", n.Days[1])
	}
	if n := read[api.CallStats](t, w.ask("GET", "/v1/stats/calls"+asked+"60", w.b.secret, ""), 200); n.Days[1].Met != 0 || len(n.Officers) != 0 || n.Funnel[0].Reached != 0 {
		t.Errorf("another account sees %+v", n)
	}
	if n := read[api.CallStats](t, w.ask("GET", "/desk/numbers", supervisor, ""), 200); len(n.Days) != 14 || n.TargetSeconds != 120 {
		t.Errorf("by default %d days, target %d", len(n.Days), n.TargetSeconds)
	}
	for _, wrong := range []string{"?from=2026-03-03&to=2026-03-02", "?from=2025-01-01&to=2026-03-02", "?from=yesterday", "?to=2026-02-30"} {
		problemIn(t, w.ask("GET", "/desk/numbers"+wrong, supervisor, ""), 400, "invalid_parameters")
	}
	for _, said := range []struct {
		by, body string
		want     int
	}{{w.a.staff, `{"state":"online"}`, 204}, {w.a.staff, `{"state":"break"}`, 204}, {w.a.staff, `{"state":"asleep"}`, 400}, {supervisor, `{"state":"online"}`, 403}} {
		if rec := w.ask("PUT", "/desk/presence", said.by, said.body); rec.Code != said.want {
			t.Errorf("%s: %d, want %d", said.body, rec.Code, said.want)
		}
	}
	today := read[api.CallStats](t, w.ask("GET", "/desk/numbers", supervisor, ""), 200)
	if n := len(today.Attendance); n != 0 && (n != 1 || today.Attendance[0].OfficerID != ravi.ID) { // two signs in one instant are no time yet
		t.Errorf("today: %+v", today.Attendance)
	}
	for role, want := range map[kyc.Role]int{kyc.Admin: 200, kyc.Auditor: 200, kyc.Agent: 403, kyc.Developer: 403} {
		if rec := w.ask("GET", "/desk/numbers", w.shift(w.a, role), ""); rec.Code != want {
			t.Errorf("%s: %d, want %d", role, rec.Code, want)
		}
	}
}

// A call counts as time while it goes on, and once it is over the same time once. One
// that ended after the last day counts for its part of that day.
func TestARunningCallIsTimeInACall(t *testing.T) {
	w := newWorld(t)
	scope, ravi := kyc.Scope{Account: w.a.id}, kyc.OfficerRef{ID: w.a.officer.ID, Name: "Ravi"}
	change := func(id string, act func(*kyc.Session) ([]kyc.Event, error)) {
		t.Helper()
		_, err := w.store.ChangeSession(t.Context(), scope, id, act)
		must(t, err)
	}
	supervisor := w.shift(w.a, kyc.Supervisor)
	numbers := func(query string) (in, online float64, calls int) {
		t.Helper()
		n := read[api.CallStats](t, w.ask("GET", "/desk/numbers"+query, supervisor, ""), 200)
		for _, a := range n.Attendance { // two days when it is just past midnight
			in, online = in+a.InCallSeconds, online+a.OnlineSeconds
		}
		for _, o := range n.Officers {
			calls += o.Calls
		}
		return in, online, calls
	}
	v, begun := kyctest.Put(t, w.store, scope, kyc.Waiting), time.Now()
	change(v.ID, func(v *kyc.Session) ([]kyc.Event, error) { return v.Start(ravi, begun.Add(-10*time.Minute)) })
	in, online, calls := numbers("")
	if in < 600 || in > 600+time.Since(begun).Seconds() || online != in || calls != 0 {
		t.Errorf("of ten minutes %v s in the call, %v s online, %d calls", in, online, calls)
	}
	change(v.ID, func(v *kyc.Session) ([]kyc.Event, error) { return v.Fail("test", begun) })
	if in, online, calls := numbers(""); in != 600 || online != 600 || calls != 1 {
		t.Errorf("once it is over %v s in the call, %v s online, %d calls", in, online, calls)
	}
	midnight := time.Date(2026, 3, 3, 0, 0, 0, 0, time.FixedZone("IST", 19800))
	u := kyctest.Put(t, w.store, scope, kyc.Waiting)
	change(u.ID, func(v *kyc.Session) ([]kyc.Event, error) { return v.Start(ravi, midnight.Add(-time.Minute)) })
	change(u.ID, func(v *kyc.Session) ([]kyc.Event, error) { return v.Fail("test", midnight.Add(time.Minute)) })
	if in, _, calls := numbers("?from=2026-03-02&to=2026-03-02"); in != 60 || calls != 0 {
		t.Errorf("of a call over midnight %v s on the first day, %d calls", in, calls)
	}
}
