package rest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/rest"
)

func (w *world) endpoint(x *tenant, types string) api.EndpointWithSecret {
	w.t.Helper()
	return read[api.EndpointWithSecret](w.t, w.ask("POST", "/v1/webhook_endpoints", x.secret,
		`{"url":"http://127.0.0.1:9/hook","events":[`+types+`],"description":"ledger"}`), http.StatusCreated)
}

func TestAnEndpointIsChanged(t *testing.T) {
	w := newWorld(t)
	e := w.endpoint(w.a, "")
	if e.Description != "ledger" || e.APIVersion != api.Version || e.FormerSecretExpiresAt != nil {
		t.Errorf("created as %+v", e)
	}
	at := "/v1/webhook_endpoints/" + e.ID
	patch := func(body string) api.Endpoint {
		t.Helper()
		return read[api.Endpoint](t, w.ask("PATCH", at, w.a.secret, body), 200)
	}
	if got := patch(`{"url":"http://127.0.0.1:9/other","events":["session.created","session.completed"]}`); got.URL != "http://127.0.0.1:9/other" || len(got.Events) != 2 || got.Description != "ledger" {
		t.Errorf("changed to %+v", got)
	}
	if got := patch(`{"events":[],"description":""}`); len(got.Events) != 0 || got.Description != "" || got.URL != "http://127.0.0.1:9/other" {
		t.Errorf("changed to %+v", got)
	}
	if got := patch(`{}`); got.Status != "enabled" {
		t.Errorf("nothing changed it to %+v", got)
	}
	for body, code := range map[string]string{`{"url":"http://169.254.169.254/"}`: "webhook_url_invalid", `{"events":["session.asleep"]}`: "invalid_parameters",
		`{"status":"tired"}`: "invalid_parameters", `{"secret":"x"}`: "invalid_parameters"} {
		problemIn(t, w.ask("PATCH", at, w.a.secret, body), 400, code)
	}
	off := patch(`{"status":"disabled"}`)
	if off.Status != "disabled" || off.DisabledReason != "owner" || off.DisabledAt == nil {
		t.Errorf("disabled as %+v", off)
	}
	if again := patch(`{"status":"disabled"}`); !again.DisabledAt.Equal(*off.DisabledAt) {
		t.Errorf("disabled twice: %+v", again)
	}
	told := w.walk(w.a.secret, "&type=webhook_endpoint.disabled", "10")
	if len(told) != 1 || string(told[0].Data) != `{"endpoint_id":"`+e.ID+`","reason":"owner"}` || told[0].Sequence != 1 {
		t.Errorf("told as %+v", told)
	}
	for path, body := range map[string]string{at + "/test": "", at + "/replay": bodies["POST /v1/webhook_endpoints/{id}/replay"]} {
		problemIn(t, w.ask("POST", path, w.a.secret, body), 409, "endpoint_disabled")
	}
	if on := patch(`{"status":"enabled"}`); on.Status != "enabled" || on.DisabledReason != "" || on.DisabledAt != nil {
		t.Errorf("enabled as %+v", on)
	}
}

func TestAnAccountHasABoundedNumberOfEndpoints(t *testing.T) {
	w := newWorld(t)
	var codes [kyc.MaxEndpoints + 8]int
	var all sync.WaitGroup
	for i := range codes {
		all.Go(func() {
			codes[i] = w.ask("POST", "/v1/webhook_endpoints", w.a.secret, `{"url":"http://127.0.0.1:9/hook"}`).Code
		})
	}
	all.Wait()
	counted := map[int]int{}
	for _, c := range codes {
		counted[c]++
	}
	if counted[http.StatusCreated] != kyc.MaxEndpoints || counted[http.StatusConflict] != 8 {
		t.Errorf("%v", counted)
	}
	problemIn(t, w.ask("POST", "/v1/webhook_endpoints", w.a.secret, `{"url":"http://127.0.0.1:9/hook"}`), 409, "too_many_endpoints")
	w.endpoint(w.b, "")
}

func TestASecretIsRolled(t *testing.T) {
	w := newWorld(t)
	e := w.endpoint(w.a, "")
	at := "/v1/webhook_endpoints/" + e.ID + "/roll_secret"
	before := time.Now()
	rolled := read[api.EndpointWithSecret](t, w.ask("POST", at, w.a.secret, ""), 200)
	if rolled.Secret == e.Secret || rolled.FormerSecretExpiresAt == nil || rolled.FormerSecretExpiresAt.Sub(before).Round(time.Minute) != 24*time.Hour {
		t.Errorf("rolled to %+v", rolled.Endpoint)
	}
	last := read[api.EndpointWithSecret](t, w.ask("POST", at, w.a.secret, `{"overlap":0}`), 200)
	if last.FormerSecretExpiresAt != nil || last.Secret == rolled.Secret {
		t.Errorf("rolled at once to %+v", last.Endpoint)
	}
	problemIn(t, w.ask("POST", at, w.a.secret, `{"overlap":604801}`), 400, "invalid_parameters")
	problemIn(t, w.ask("POST", at, w.a.secret, `{"overlap":-1}`), 400, "invalid_parameters")
}

func TestATestGoesToItsEndpointAlone(t *testing.T) {
	w := newWorld(t)
	e, other := w.endpoint(w.a, `"session.completed"`), w.endpoint(w.a, "")
	for i, body := range []string{"", "{}"} {
		d := read[api.Delivery](t, w.ask("POST", "/v1/webhook_endpoints/"+e.ID+"/test", w.a.secret, body), http.StatusAccepted)
		if d.EndpointID != e.ID || d.EventType != "webhook_endpoint.test" || d.Order != int64(i+1) || d.Status != "pending" {
			t.Errorf("tested by %+v", d)
		}
		ev := read[api.Event](t, w.ask("GET", "/v1/events/"+d.EventID, w.a.secret, ""), 200)
		if string(ev.Data) != `{"endpoint_id":"`+e.ID+`"}` || ev.Sequence != int64(i+1) {
			t.Errorf("the event of a test: %+v", ev)
		}
	}
	if list := read[api.DeliveryList](t, w.ask("GET", "/v1/webhook_deliveries?endpoint_id="+other.ID, w.a.secret, ""), 200); len(list.Data) != 0 {
		t.Errorf("another endpoint heard of it: %+v", list.Data)
	}
}

// settle ends every pending delivery as if it had been attempted.
func (w *world) settle(state kyc.DeliveryState) (ended []kyc.DueDelivery) {
	w.t.Helper()
	due, err := w.store.LeaseDeliveries(w.t.Context(), time.Now().Add(time.Minute), time.Now().Add(time.Hour), 100, nil, nil)
	must(w.t, err)
	var results []kyc.AttemptResult
	for _, d := range due {
		results = append(results, kyc.AttemptResult{Scope: d.Delivery.Scope, State: state, Attempt: kyc.Attempt{Delivery: d.Delivery.ID, At: time.Now()}})
	}
	must(w.t, w.store.FinishAttempts(w.t.Context(), results))
	return due
}

func TestWhatHappenedIsSentAgain(t *testing.T) {
	w := newWorld(t)
	early := w.create(w.a) // before there is an endpoint
	e := w.endpoint(w.a, `"session.created","session.canceled"`)
	at := "/v1/webhook_endpoints/" + e.ID
	replay := func(body string) (int, string) {
		t.Helper()
		r := read[api.Replayed](t, w.ask("POST", at+"/replay", w.a.secret, body), http.StatusAccepted)
		if r.HasMore {
			t.Errorf("more than all: %+v", r)
		}
		return r.Deliveries, r.LastEventID
	}
	const all = `{"since":"2026-01-01T00:00:00Z"`
	if n, last := replay(all + `}`); n != 1 || last == "" {
		t.Errorf("replayed %d events of before, the last %s", n, last)
	}
	if got := w.settle(kyc.DeliverySucceeded); len(got) != 1 || got[0].Event.Session != early.ID || got[0].Delivery.Order != 1 {
		t.Errorf("sent %+v", got)
	}
	v := w.create(w.a)
	w.settle(kyc.DeliveryFailed)
	w.join(v) // not wanted
	read[api.Session](t, w.ask("POST", "/v1/sessions/"+v.ID+"/cancel", w.a.secret, ""), 200)
	w.settle(kyc.DeliverySucceeded)
	if n, _ := replay(all + `,"only_failed":true}`); n != 1 {
		t.Errorf("replayed %d failed events of one", n)
	}
	if n, _ := replay(all + `,"only_failed":true}`); n != 0 {
		t.Errorf("replayed %d events that are on their way already", n)
	}
	if got := w.settle(kyc.DeliverySucceeded); len(got) != 1 || got[0].Event.Type != kyc.EventCreated || got[0].Event.Session != v.ID {
		t.Errorf("sent %+v", got)
	}
	if n, _ := replay(all + `,"only_failed":true}`); n != 0 {
		t.Errorf("replayed %d events that have arrived", n)
	}
	n, last := replay(all + `}`)
	if n != 3 {
		t.Errorf("replayed %d events of three", n)
	}
	if n, _ := replay(all + `,"starting_after":"` + last + `"}`); n != 0 {
		t.Errorf("replayed %d events behind the last", n)
	}
	if n, _ := replay(fmt.Sprintf(`{"since":"2026-01-01T00:00:00Z","until":%q}`, early.CreatedAt.Format(time.RFC3339Nano))); n != 0 {
		t.Errorf("replayed %d events before the first", n)
	}
	problemIn(t, w.ask("POST", at+"/replay", w.a.secret, `{}`), 400, "invalid_parameters")
	problemIn(t, w.ask("POST", at+"/replay", w.a.secret, all+`,"starting_after":"evt_00000000000000000000000000"}`), 404, "event_not_found")
}

func TestADeliveryIsRetried(t *testing.T) {
	w := newWorld(t)
	e := w.endpoint(w.a, "")
	w.create(w.a)
	id := w.settle(kyc.DeliveryFailed)[0].Delivery.ID
	at := "/v1/webhook_deliveries/" + id + "/retry"
	for attempts := 1; attempts < 3; attempts++ { // a success can be sent again too
		d := read[api.Delivery](t, w.ask("POST", at, w.a.secret, ""), http.StatusAccepted)
		if d.ID != id || d.Status != "pending" || d.AttemptCount != attempts || d.NextAttemptAt == nil || d.EndedAt != nil {
			t.Errorf("retried as %+v", d)
		}
		if got := w.settle(kyc.DeliverySucceeded); len(got) != 1 || got[0].Delivery.ID != id {
			t.Errorf("sent %+v", got)
		}
	}
	read[api.Endpoint](t, w.ask("PATCH", "/v1/webhook_endpoints/"+e.ID, w.a.secret, `{"status":"disabled"}`), 200)
	problemIn(t, w.ask("POST", at, w.a.secret, ""), 409, "endpoint_disabled")
	if rec := w.ask("DELETE", "/v1/webhook_endpoints/"+e.ID, w.a.secret, ""); rec.Code != 204 {
		t.Fatal(rec.Code)
	}
	problemIn(t, w.ask("POST", at, w.a.secret, ""), 404, "endpoint_not_found")
}

func TestATestOfAType(t *testing.T) {
	w := newWorld(t)
	at := "/v1/webhook_endpoints"
	made := func(key string) string {
		return at + "/" + read[api.EndpointWithSecret](t, w.ask("POST", at, key, `{"url":"https://hooks.example.com/x","events":["session.created"]}`), http.StatusCreated).ID
	}
	one, other := made(w.a.secret), made(w.a.secret)
	d := read[api.Delivery](t, w.ask("POST", one+"/test", w.a.secret, `{"type":"session.completed"}`), http.StatusAccepted)
	if d.EventType != "session.completed" || at+"/"+d.EndpointID != one {
		t.Errorf("delivery %+v", d)
	}
	e := read[api.Event](t, w.ask("GET", "/v1/events/"+d.EventID, w.a.secret, ""), 200)
	if !e.Test || e.Type != "session.completed" {
		t.Errorf("event %+v", e)
	}
	if list := read[api.DeliveryList](t, w.ask("GET", "/v1/webhook_deliveries?endpoint_id="+strings.TrimPrefix(other, at+"/"), w.a.secret, ""), 200); len(list.Data) != 0 {
		t.Errorf("another endpoint got it too: %+v", list.Data)
	}
	problemIn(t, w.ask("POST", one+"/test", w.a.secret, `{"type":"session.dreamt"}`), 400, "invalid_parameters")
	problemIn(t, w.ask("POST", one+"/test", w.b.secret, `{"type":"session.completed"}`), 404, "endpoint_not_found")
	problemIn(t, w.ask("POST", made(w.a.live)+"/test", w.a.live, `{"type":"session.completed"}`), 403, "test_mode_only")
}

func TestDeliveriesOfASession(t *testing.T) {
	w := newWorld(t)
	read[api.EndpointWithSecret](t, w.ask("POST", "/v1/webhook_endpoints", w.a.secret, `{"url":"https://hooks.example.com/x"}`), http.StatusCreated)
	one, _ := w.create(w.a), w.create(w.a)
	list := read[api.DeliveryList](t, w.ask("GET", "/v1/webhook_deliveries?session_id="+one.ID, w.a.secret, ""), 200)
	if len(list.Data) != 1 || list.Data[0].EventType != "session.created" {
		t.Errorf("deliveries of one session: %+v", list.Data)
	}
	if list := read[api.DeliveryList](t, w.ask("GET", "/v1/webhook_deliveries?session_id="+one.ID, w.b.secret, ""), 200); len(list.Data) != 0 {
		t.Errorf("another account sees %+v", list.Data)
	}
}

func TestHeavyRequestsAreLimited(t *testing.T) {
	const clock, advance = "/v1/sandbox/clock", `{"advance":1}`
	for _, first := range []string{"clock", "replay"} {
		w := newWorldWith(t, func(d *rest.Deps) { d.Limits.HeavyPerMinute = 2 })
		e, foreign := w.endpoint(w.a, ""), w.endpoint(w.b, "")
		replay := func(x *tenant, id string) *httptest.ResponseRecorder {
			return w.ask("POST", "/v1/webhook_endpoints/"+id+"/replay", x.secret, bodies["POST /v1/webhook_endpoints/{id}/replay"])
		}
		for range 2 {
			if first == "clock" {
				read[api.ClockMoved](t, w.ask("POST", clock, w.a.secret, advance), 200)
			} else {
				read[api.Replayed](t, replay(w.a, e.ID), http.StatusAccepted)
			}
		}
		// Whichever it was, both are used up: the limit is one.
		for what, rec := range map[string]*httptest.ResponseRecorder{"clock": w.ask("POST", clock, w.a.secret, advance), "replay": replay(w.a, e.ID)} {
			problemIn(t, rec, 429, "rate_limited")
			if rec.Header().Get("Retry-After") == "" {
				t.Errorf("%s, %s: nothing is said of when to come back", first, what)
			}
		}
		w.create(w.a)                                                           // what is not heavy goes on
		read[api.ClockMoved](t, w.ask("POST", clock, w.b.secret, advance), 200) // another account
		read[api.Replayed](t, replay(w.b, foreign.ID), http.StatusAccepted)
	}
}
