package e2e

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
)

// Another person with the right card: never approved, and for that reason.
func TestMismatch(t *testing.T) {
	t.Parallel()
	needModels(t)
	d := ours(t)
	turn(t)
	m := d.invite(t)
	m.join("mismatch")
	m.hearsEnd()
	r := m.result()
	f := r.FaceMatch
	if !(is(r.Outcome, "rejected") || is(r.Outcome, "needs_review")) || !slices.Contains(codes(r.Reasons), "face_mismatch") ||
		f.Decision != "no_match" || f.Similarity == nil || f.Threshold == nil || *f.Similarity >= *f.Threshold {
		t.Errorf("result %+v", r)
	}
	if !is(r.Liveness.Passed, true) {
		t.Errorf("the mismatch is a living person: %+v", r.Liveness)
	}
	m.settled()
}

// A screen held before the camera: liveness is not passed, nobody is approved.
func TestSpoof(t *testing.T) {
	t.Parallel()
	needModels(t)
	d := ours(t)
	turn(t)
	m := d.invite(t)
	m.join("spoof")
	m.hearsEnd()
	r := m.result()
	if r.Liveness.Verdict == "passed" || is(r.Liveness.Passed, true) || is(r.Outcome, "approved") ||
		!slices.ContainsFunc(codes(r.Reasons), func(c string) bool { return strings.HasPrefix(c, "liveness_") || strings.HasPrefix(c, "spoof") }) {
		t.Errorf("result %+v", r)
	}
	events := m.settled()
	if got := order(events); slices.Contains(got, api.SessionCompleted) && fact[api.ResultData](t, events, api.SessionCompleted).Outcome == "approved" {
		t.Error("events tell of an approval")
	}
	t.Logf("spoof: %v, challenges %+v", codes(r.Reasons), r.Liveness.Challenges)
}

// The officer rejects because the order says so.
func TestMagicReject(t *testing.T) {
	t.Parallel()
	d := ours(t)
	turn(t)
	m := d.invite(t, verifying("document"), func(o *api.NewSession) { o.Customer.Name = "reject" })
	m.join("")
	m.hears(api.SessionRejected)
	if r := m.result(); !is(r.Outcome, "rejected") || !slices.Contains(codes(r.Reasons), "sandbox_reject") || r.Status != "rejected" {
		t.Errorf("result %+v", r)
	}
	if got := order(m.settled()); !follow(got, api.SessionDecided, api.RecordingReady, api.ReportReady, api.SessionRejected) || slices.Contains(got, api.SessionCompleted) {
		t.Errorf("events %v", got)
	}
}

// The officer leaves it to a review.
func TestMagicNeedsReview(t *testing.T) {
	t.Parallel()
	d := ours(t)
	turn(t)
	m := d.invite(t, verifying("liveness"), simulate("needs_review"))
	m.join("")
	m.hears(api.SessionCompleted)
	if r := m.result(); !is(r.Outcome, "needs_review") || !slices.Contains(codes(r.Reasons), "sandbox_needs_review") {
		t.Errorf("result %+v", r)
	}
	if s := get[api.Session](t, d, "/v1/sessions/"+m.ID); s.RecommendedAction != "review" {
		t.Errorf("recommended action %q", s.RecommendedAction)
	}
	m.settled()
}

// The officer is away for a while; the call goes on, the recording tells.
func TestMagicInterrupted(t *testing.T) {
	t.Parallel()
	needModels(t)
	d := ours(t)
	turn(t)
	m := d.invite(t, verifying("re_kyc"), simulate("interrupted"))
	m.join("")
	m.hearsEnd()
	events := m.settled()
	if !follow(order(events), api.SessionStarted, api.SessionInterrupted, api.SessionResumed, api.SessionDecided, api.RecordingReady, api.ReportReady, api.SessionCompleted) {
		t.Fatalf("events %v", order(events))
	}
	cut := fact[api.InterruptedData](t, events, api.SessionInterrupted)
	if cut.Cause != "agent_lost" || cut.SubStatus != "agent_lost" || !cut.GraceEndsAt.After(at(events, api.SessionInterrupted)) {
		t.Errorf("interruption %+v", cut)
	}
	if r := m.result(); !is(r.Outcome, "approved") {
		t.Errorf("result %+v", r)
	}
	rec := m.report().Recording
	if rec == nil || !slices.ContainsFunc(rec.Gaps, func(g api.Gap) bool { return g.Party == "agent" && g.ToMS-g.FromMS > 2000 }) {
		t.Errorf("the recording does not tell of the gap: %+v", rec)
	}
}

// The officer never comes back: the session fails when the grace period ends,
// with what was recorded, and without an outcome.
func TestMagicAgentDisconnects(t *testing.T) {
	t.Parallel()
	d := ours(t)
	giveBack := turn(t)
	m := d.invite(t, verifying("document"), simulate("agent_disconnects"), func(o *api.NewSession) { o.GracePeriod = 60 })
	m.join("")
	m.hears(api.SessionInterrupted)
	giveBack()
	m.hears(api.SessionFailed, api.RecordingReady, api.ReportReady)
	m.leaves()
	events := m.settled()
	cut := fact[api.InterruptedData](t, events, api.SessionInterrupted)
	if cut.Cause != "agent_lost" {
		t.Errorf("interruption %+v", cut)
	}
	if end := fact[api.Move](t, events, api.SessionFailed); end.Cause != "agent_lost" || at(events, api.SessionFailed).Before(cut.GraceEndsAt) {
		t.Errorf("end %+v at %s, grace ended at %s", end, at(events, api.SessionFailed), cut.GraceEndsAt)
	}
	if late := at(events, api.SessionFailed).Sub(at(events, api.SessionInterrupted)); late < time.Minute {
		t.Errorf("failed %s after the interruption", late)
	}
	if r := m.result(); r.Outcome != nil || r.Status != "failed" || r.RecordingURL == nil {
		t.Errorf("result %+v", r)
	}
}

// Nobody comes: the customer waits, also while others are served, until the
// backend cancels.
func TestMagicNeverJoins(t *testing.T) {
	t.Parallel()
	d := ours(t)
	giveBack := turn(t)
	m := d.invite(t, verifying("document"), simulate("never_joins"))
	m.join("")
	m.hears(api.SessionQueued)
	after := d.invite(t, verifying("document"), simulate("reject"))
	after.join("")
	after.hears(api.SessionRejected)
	giveBack()
	if s := get[api.Session](t, d, "/v1/sessions/"+m.ID); s.Status != "waiting" {
		t.Errorf("status %s while others were served", s.Status)
	}

	var ended api.Session
	if _, err := d.ask(http.MethodPost, "/v1/sessions/"+m.ID+"/cancel", nil, &ended); err != nil || ended.Status != "canceled" {
		t.Fatalf("cancel: %v, %s", err, ended.Status)
	}
	m.hears(api.SessionCanceled)
	m.leaves()
	if said, _ := m.visitor.out.all(); !slices.ContainsFunc(said, func(l string) bool { return strings.HasSuffix(l, "over: canceled") }) {
		t.Errorf("the customer was told %q", said)
	}
	var r *refused
	if _, err := d.ask(http.MethodPost, "/v1/sessions/"+m.ID+"/cancel", nil, nil); !errors.As(err, &r) || r.Code != "session_ended" {
		t.Error("a second cancellation:", err)
	}
	if got := order(m.settled()); slices.Contains(got, api.SessionStarted) {
		t.Errorf("events %v", got)
	}
}

// hearsEnd waits until the session is completed or rejected.
func (m *meeting) hearsEnd() {
	m.t.Helper()
	m.hearsUntil("the end", func(list []delivery) bool {
		return slices.ContainsFunc(list, func(d delivery) bool {
			var move api.Move
			return json.Unmarshal(d.event.Data, &move) == nil && (move.Status == "completed" || move.Status == "rejected")
		})
	})
}
