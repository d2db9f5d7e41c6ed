package rest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
)

func TestARecordingInEveryForm(t *testing.T) {
	w := newWorld(t)
	scope := kyc.Scope{Account: w.a.id}
	v := kyctest.Put(t, w.store, scope, kyc.Completed)
	recording := kyc.Artifact{ID: kyctest.ID(kyc.PrefixArtifact), Kind: kyc.ArtifactRecording, Key: "rec", Type: "video/webm", Bytes: 4, SHA256: sum("webm")}
	v, err := w.store.ChangeSession(t.Context(), scope, v.ID, func(v *kyc.Session) ([]kyc.Event, error) { return v.SealRecording(recording, nil, kyctest.Noon) })
	must(t, err)
	must(t, w.blobs.Put(t.Context(), "rec", strings.NewReader("webm")))
	must(t, w.blobs.Put(t.Context(), "film", strings.NewReader("film of the call")))
	path := "/v1/sessions/" + v.ID
	ask := func(track string, header ...string) (int, string, http.Header) {
		rec := w.ask("GET", path+"/recording?track="+track, w.a.secret, "", header...)
		return rec.Code, rec.Body.String(), rec.Header()
	}
	status := func() string {
		r := read[api.Result](t, w.ask("GET", path+"/result", w.a.secret, ""), 200)
		if (r.Composite.URL != nil) != (r.Composite.Status == "ready") {
			t.Errorf("composite %+v", r.Composite)
		}
		return r.Composite.Status
	}
	problemIn(t, w.ask("GET", path+"/recording?track=composite", w.a.secret, ""), 404, "composite_unavailable")
	if got := status(); got != "unavailable" {
		t.Errorf("without an order: %s", got)
	}
	c := kyc.NewComposite(v, kyctest.Noon)
	w.films.composite = &c
	problemIn(t, w.ask("GET", path+"/recording?track=composite", w.a.secret, ""), 409, "composite_pending")
	if got := status(); got != "pending" {
		t.Errorf("ordered: %s", got)
	}
	w.films.unable = true
	problemIn(t, w.ask("GET", path+"/recording?track=composite", w.a.secret, ""), 404, "composite_unavailable")
	if got := status(); got != "unavailable" {
		t.Errorf("on a machine without ffmpeg: %s", got)
	}
	c.Made(kyc.Artifact{ID: kyctest.ID(kyc.PrefixArtifact), Kind: kyc.ArtifactComposite, Key: "film", Type: "video/mp4", Bytes: 16, SHA256: sum("film of the call")}, kyctest.Noon)
	if code, body, h := ask("composite", "Range", "bytes=0-3"); code != http.StatusPartialContent || body != "film" || h.Get("Content-Type") != "video/mp4" || !strings.Contains(h.Get("Content-Disposition"), v.ID+".mp4") {
		t.Errorf("%d %q %v", code, body, h)
	}
	if got := status(); got != "ready" {
		t.Errorf("made: %s", got)
	}
	// A list says of the film what the case alone says: who audits opens his case from one.
	auditor := w.shift(w.a, kyc.Auditor)
	if c := read[api.Case](t, w.ask("GET", "/desk/sessions/"+v.ID, auditor, ""), 200); c.Film != "ready" {
		t.Errorf("the case says %s", c.Film)
	}
	if l := read[api.CaseList](t, w.ask("GET", "/desk/sessions?status=completed", auditor, ""), 200); len(l.Data) != 1 || l.Data[0].Film != "ready" {
		t.Errorf("the list says %+v", l.Data)
	}
	if l := read[api.CasePage](t, w.ask("POST", "/desk/search", auditor, `{}`), 200); len(l.Data) != 1 || l.Data[0].Film != "ready" {
		t.Errorf("the search says %+v", l.Data)
	}
	if code, body, h := ask("customer"); code != 200 || body != "webm" || h.Get("Content-Type") != "video/webm" {
		t.Errorf("the customer alone: %d %q %v", code, body, h)
	}
	problemIn(t, w.ask("GET", path+"/recording?track=agent", w.a.secret, ""), 404, "artifact_not_found")
	problemIn(t, w.ask("GET", path+"/recording?track=everything", w.a.secret, ""), 400, "invalid_parameters")
	for _, track := range []string{"", "composite", "customer"} {
		problemIn(t, w.ask("GET", path+"/recording?track="+track, w.b.secret, ""), 404, "session_not_found")
	}
	c.State = kyc.CompositeFailed
	problemIn(t, w.ask("GET", path+"/recording?track=composite", w.a.secret, ""), 404, "composite_unavailable")
}
