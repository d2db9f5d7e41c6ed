package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/api"
)

// play asks the sandbox for an action.
func (m *meeting) play(action string) api.Session {
	m.t.Helper()
	var s api.Session
	if _, err := m.d.ask(http.MethodPost, "/v1/sandbox/sessions/"+m.ID+"/simulate", api.PlayedAction{Action: action}, &s); err != nil {
		m.t.Fatalf("play %s: %v", action, err)
	}
	return s
}

func (m *meeting) advance(seconds int64) {
	m.t.Helper()
	if _, err := m.d.ask(http.MethodPost, "/v1/sandbox/clock", api.ClockOrder{Advance: seconds}, &api.ClockMoved{}); err != nil {
		m.t.Fatal("move the clock:", err)
	}
}

// From the creation to the webhook of the end without anybody there.
func TestSimulatedApproval(t *testing.T) {
	t.Parallel()
	needTools(t, "pdftotext")
	d := ours(t)
	m := d.invite(t)
	if s := m.play("approve"); s.Status != "decided" {
		t.Errorf("status %s", s.Status)
	}
	m.hears(api.SessionCompleted, api.ReportReady)
	events := m.settled()
	done := fact[api.ResultData](t, events, api.SessionCompleted)
	if done.Outcome != "approved" || done.RecordingURL != "" || done.ReportURL == "" || !done.FaceMatch.Simulated || !done.Liveness.Simulated {
		t.Errorf("completed %+v", done)
	}
	r := m.result()
	if !is(r.Outcome, "approved") || !r.FaceMatch.Simulated || r.FaceMatch.Score != nil || r.RecordingURL != nil {
		t.Errorf("result %+v", r)
	}
	if !slices.ContainsFunc(m.report().Checks, func(c api.Check) bool { return c.Simulated && slices.Contains(codes(c.Reasons), "simulated") }) {
		t.Error("the report does not say that its checks were played")
	}
	if text := words(t, d.download(t, done.ReportURL)); !strings.Contains(text, "nothing was measured") {
		t.Errorf("the PDF does not say so: %s", text)
	}
}

// A call step by step, lost and given up by the clock instead of the minute and
// a half that a real one waits.
func TestSimulatedStepsAndTheClock(t *testing.T) {
	t.Parallel()
	d := own(t) // its clock is moved
	m := d.invite(t)
	waits := d.invite(t)
	for _, step := range [][2]string{{"join", "joined"}, {"start", "in_progress"}, {"fail_liveness", "in_progress"}, {"interrupt", "interrupted"}} {
		if s := m.play(step[0]); s.Status != step[1] {
			t.Fatalf("%s led to %s", step[0], s.Status)
		}
	}
	m.advance(120)
	m.hears(api.SessionFailed)
	if !follow(order(m.settled()), api.SessionJoined, api.ConsentRecorded, api.SessionQueued, api.SessionStarted, api.CheckCompleted, api.LivenessFailed, api.SessionInterrupted, api.SessionFailed) {
		t.Errorf("events %v", order(m.settled()))
	}
	if s := get[api.Session](t, d, "/v1/sessions/"+waits.ID); s.Status != "created" {
		t.Errorf("the other session is %s", s.Status)
	}
	waits.advance(72 * 3600)
	waits.hears(api.SessionExpired)
}

// A mock event of each type arrives signed, and is marked.
func TestMockEventOfEveryType(t *testing.T) {
	t.Parallel()
	d := own(t)
	for _, typ := range api.EventTypes {
		if typ == api.WebhookEndpointTest {
			continue // of one endpoint: POST /v1/webhook_endpoints/{id}/test
		}
		var e api.Event
		if _, err := d.ask(http.MethodPost, "/v1/sandbox/events", api.MockEvent{Type: string(typ)}, &e); err != nil {
			t.Fatalf("%s: %v", typ, err)
		}
		m := &meeting{t: t, d: d, ctx: t.Context()}
		m.ID = fact[api.Move](t, []api.Event{e}, typ).SessionID
		got := m.hears(typ)
		if len(got) != 1 || got[0].event.ID != e.ID || !got[0].event.Test || got[0].event.Sequence != 0 {
			t.Errorf("%s arrived as %+v", typ, got)
		}
	}
	d.hooks.honest(t)
}

// The simulated auditor sends the session back once; the customer comes again by
// a fresh link, and the second call counts.
func TestMagicAuditRecapture(t *testing.T) {
	t.Parallel()
	needModels(t)
	d := ours(t)
	turn(t)
	m := d.invite(t, verifying("document"), simulate("audit_recapture"))
	m.join("")
	m.hears(api.SessionRecaptureRequired)
	m.leaves()
	s := get[api.Session](t, d, "/v1/sessions/"+m.ID)
	if s.Status != "recapture_required" || s.SubStatus != "sandbox_recapture" || s.RecommendedAction != "send_link" {
		t.Errorf("session %+v", s)
	}
	if _, err := d.ask(http.MethodPost, "/v1/sessions/"+m.ID+"/token", nil, &m.Invitation); err != nil {
		t.Fatal("a fresh link:", err)
	}
	m.join("")
	m.hears(api.SessionCompleted)
	m.leaves()
	events := m.settled()
	if got := order(events); !follow(got, api.SessionDecided, api.RecordingReady, api.ReportReady, api.SessionAudited, api.SessionRecaptureRequired, api.SessionTokenIssued,
		api.SessionJoined, api.SessionQueued, api.SessionStarted, api.CheckCompleted, api.SessionDecided, api.RecordingReady, api.ReportReady, api.SessionCompleted) {
		t.Errorf("events %v", got)
	}
	if back := fact[api.RecaptureData](t, events, api.SessionRecaptureRequired); !back.Simulated || !slices.Contains(codes(back.Reasons), "sandbox_recapture") {
		t.Errorf("sent back: %+v", back)
	}
	if r := m.result(); !is(r.Outcome, "approved") || r.RecordingURL == nil {
		t.Errorf("result %+v", r)
	}
}
