package rest_test

import (
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
)

func TestSessionsAreCountedByDayAndOutcome(t *testing.T) {
	w := newWorld(t)
	v := w.create(w.a)
	w.create(w.a)
	w.create(w.b)
	if rec := w.ask("POST", "/v1/sessions/"+v.ID+"/cancel", w.a.secret, ""); rec.Code != 200 {
		t.Fatal(rec.Body)
	}
	got := read[api.SessionStats](t, w.ask("GET", "/v1/stats/sessions?days=3&timezone=Asia/Kolkata", w.a.secret, ""), 200)
	zone, err := time.LoadLocation("Asia/Kolkata")
	must(t, err)
	// The test may run across midnight: the last two days hold them together.
	last := got.Data[len(got.Data)-1]
	if before := got.Data[1]; before.Created > 0 && last.Created < 2 {
		last.Created, last.Canceled, last.Open = last.Created+before.Created, last.Canceled+before.Canceled, last.Open+before.Open
	}
	if len(got.Data) != 3 || got.Timezone != "Asia/Kolkata" || last.Created != 2 || last.Canceled != 1 || last.Open != 1 || got.Data[0].Created != 0 {
		t.Errorf("%+v", got)
	}
	if made := v.CreatedAt.In(zone).Format(time.DateOnly); made != last.Date && made != got.Data[1].Date {
		t.Errorf("made on %s, counted on %s", made, last.Date)
	}
	if live := read[api.SessionStats](t, w.ask("GET", "/v1/stats/sessions", w.a.live, ""), 200); len(live.Data) != 30 || live.Data[29].Created != 0 {
		t.Errorf("live: %+v", live.Data[29])
	}
	for _, wrong := range []string{"days=0", "days=91", "timezone=Mars/Olympus", "timezone=Local", "timezone=../../etc/passwd"} {
		problemIn(t, w.ask("GET", "/v1/stats/sessions?"+wrong, w.a.secret, ""), 400, "invalid_parameters")
	}
}

func TestDeliveriesAreCountedByHour(t *testing.T) {
	w := newWorld(t)
	mine := read[api.Endpoint](t, w.ask("POST", "/v1/webhook_endpoints", w.a.secret, `{"url":"http://127.0.0.1:9/hook"}`), 201)
	other := read[api.Endpoint](t, w.ask("POST", "/v1/webhook_endpoints", w.b.secret, `{"url":"http://127.0.0.1:9/hook"}`), 201)
	w.create(w.a)
	got := read[api.WebhookStats](t, w.ask("GET", "/v1/stats/webhooks?hours=2&endpoint_id="+mine.ID, w.a.secret, ""), 200)
	if pending := got.Data[0].Pending + got.Data[1].Pending; len(got.Data) != 2 || pending != 1 || got.EndpointID != mine.ID {
		t.Errorf("%+v", got)
	}
	problemIn(t, w.ask("GET", "/v1/stats/webhooks?endpoint_id="+other.ID, w.a.secret, ""), 404, "endpoint_not_found")
	problemIn(t, w.ask("GET", "/v1/stats/webhooks?hours=169", w.a.secret, ""), 400, "invalid_parameters")
}
