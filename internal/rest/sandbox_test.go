package rest_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
)

func init() {
	for route, want := range map[string][]int{ // live mode has no sandbox
		"POST /v1/sandbox/sessions/{id}/simulate": {401, 403, 404, 403, 401, 401, 401, 401},
		"POST /v1/sandbox/events":                 {401, 403, 202, 403, 401, 401, 401, 401},
		"POST /v1/sandbox/clock":                  {401, 403, 200, 403, 401, 401, 401, 401},
	} {
		expected[route] = want
	}
	bodies["POST /v1/sandbox/sessions/{id}/simulate"] = `{"action":"join"}`
	bodies["POST /v1/sandbox/events"] = `{"type":"session.completed"}`
	bodies["POST /v1/sandbox/clock"] = `{"advance":1}`
}

func TestTheSandboxPlaysThroughTheDoor(t *testing.T) {
	w := newWorld(t)
	v := w.create(w.a)
	path := "/v1/sandbox/sessions/" + v.ID + "/simulate"
	if s := read[api.Session](t, w.ask("POST", path, w.a.secret, `{"action":"mismatch_face"}`), 200); s.Status != "in_progress" {
		t.Errorf("status %s", s.Status)
	}
	if s := read[api.Session](t, w.ask("POST", path, w.a.secret, `{"action":"approve"}`), 200); s.Status != "decided" {
		t.Errorf("status %s", s.Status)
	}
	problemIn(t, w.ask("POST", path, w.a.secret, `{"action":"join"}`), 409, "wrong_state")
	problemIn(t, w.ask("POST", path, w.a.secret, `{"action":"dance"}`), 400, "invalid_parameters")
	problemIn(t, w.ask("POST", path, w.a.live, `{"action":"join"}`), 403, "test_mode_only")
	_, err := w.sessions.SealReport(t.Context(), kyc.Ref{Scope: kyc.Scope{Account: w.a.id}, Session: v.ID}, kyc.Artifact{ID: kyctest.ID(kyc.PrefixArtifact), SHA256: "ab", Bytes: 1})
	must(t, err)
	r := read[api.Result](t, w.ask("GET", "/v1/sessions/"+v.ID+"/result", w.a.secret, ""), 200)
	if *r.Outcome != "needs_review" || !r.FaceMatch.Simulated || r.FaceMatch.Decision != "no_match" || r.FaceMatch.Score != nil ||
		!r.Liveness.Simulated || r.Liveness.Score != nil || len(r.Documents) != 1 || !r.Documents[0].Simulated || r.RecordingURL != nil || !r.Officer.Simulated {
		t.Errorf("result %+v", r)
	}
	events := read[api.EventList](t, w.ask("GET", "/v1/sessions/"+v.ID+"/events?limit=100", w.a.secret, ""), 200)
	last := events.Data[len(events.Data)-1]
	var done api.ResultData
	must(t, json.Unmarshal(last.Data, &done))
	if last.Type != api.SessionCompleted || !done.FaceMatch.Simulated || !done.Liveness.Simulated {
		t.Errorf("%s: %s", last.Type, last.Data)
	}
}

func TestMockEventsAreDeliveredAndChangeNothing(t *testing.T) {
	w := newWorld(t)
	v := w.create(w.a)
	scope := kyc.Scope{Account: w.a.id}
	e := kyctest.Endpoint(scope)
	must(t, w.store.CreateEndpoint(t.Context(), e))
	for _, body := range []string{`{"type":"session.completed"}`, `{"type":"session.failed","session_id":"` + v.ID + `"}`, `{"type":"session.failed","session_id":"` + v.ID + `"}`} {
		m := read[api.Event](t, w.ask("POST", "/v1/sandbox/events", w.a.secret, body), 202)
		if !m.Test || m.Sequence != 0 || m.Position == 0 || m.Livemode {
			t.Errorf("mock event %+v", m)
		}
		if again := read[api.Event](t, w.ask("GET", "/v1/events/"+m.ID, w.a.secret, ""), 200); !again.Test || string(again.Data) != string(m.Data) {
			t.Errorf("read back: %+v", again)
		}
		sent, _, err := w.store.Deliveries(t.Context(), scope, kyc.DeliveryQuery{Event: m.ID, Limit: 10})
		must(t, err)
		if len(sent) != 1 || sent[0].Endpoint != e.ID {
			t.Errorf("%s was delivered %d times", m.Type, len(sent))
		}
	}
	if s := read[api.Session](t, w.ask("GET", "/v1/sessions/"+v.ID, w.a.secret, ""), 200); s.Status != "created" {
		t.Errorf("the session became %s", s.Status)
	}
	if l := read[api.EventList](t, w.ask("GET", "/v1/sessions/"+v.ID+"/events", w.a.secret, ""), 200); len(l.Data) != 1 {
		t.Errorf("the chain has %d events", len(l.Data))
	}
	problemIn(t, w.ask("POST", "/v1/sandbox/events", w.a.secret, `{"type":"session.danced"}`), 400, "invalid_parameters")
	problemIn(t, w.ask("POST", "/v1/sandbox/events", w.b.secret, `{"type":"session.failed","session_id":"`+v.ID+`"}`), 404, "session_not_found")
}

func TestTheClockThroughTheDoor(t *testing.T) {
	w := newWorld(t)
	v := w.create(w.a)
	m := read[api.ClockMoved](t, w.ask("POST", "/v1/sandbox/clock", w.a.secret, `{"advance":259200}`), 200)
	if m.Sessions != 1 || m.Advanced != 259200 {
		t.Errorf("moved %+v", m)
	}
	if s := read[api.Session](t, w.ask("GET", "/v1/sessions/"+v.ID, w.a.secret, ""), 200); s.Status != "expired" {
		t.Errorf("status %s", s.Status)
	}
	problemIn(t, w.ask("POST", "/v1/sandbox/clock", w.a.secret, `{"advance":0}`), 400, "invalid_parameters")
	problemIn(t, w.ask("POST", "/v1/sandbox/clock", w.a.secret, `{"advance":2592001}`), 400, "invalid_parameters")
}

// Many sessions move in many writes, one of which claims the key: the repetition
// gets the reply and moves nothing.
func TestTheClockMovesOncePerIdempotencyKey(t *testing.T) {
	w := newWorld(t)
	waiting := []string{w.create(w.a).ID, w.create(w.a).ID}
	status := func() (out []string) {
		for _, id := range waiting {
			out = append(out, read[api.Session](t, w.ask("GET", "/v1/sessions/"+id, w.a.secret, ""), 200).Status)
		}
		return out
	}
	const twoDays = `{"advance":172800}` // of the three after which a link expires
	first := w.keyed("/v1/sandbox/clock", w.a.secret, twoDays, "clock-1")
	if m := read[api.ClockMoved](t, first, 200); m.Sessions != 2 {
		t.Errorf("moved %+v", m)
	}
	replayed(t, first, w.keyed("/v1/sandbox/clock", w.a.secret, twoDays, "clock-1"))
	if got := status(); !slices.Equal(got, []string{"created", "created"}) {
		t.Errorf("the repetition moved the clock: %v", got)
	}
	if m := read[api.ClockMoved](t, w.keyed("/v1/sandbox/clock", w.a.secret, twoDays, "clock-2"), 200); m.Sessions != 2 {
		t.Errorf("moved %+v", m)
	}
	if got := status(); !slices.Equal(got, []string{"expired", "expired"}) {
		t.Errorf("after four days: %v", got)
	}
	problemIn(t, w.keyed("/v1/sandbox/clock", w.a.secret, `{"advance":1}`, "clock-1"), 409, "idempotency_key_reused")
}
