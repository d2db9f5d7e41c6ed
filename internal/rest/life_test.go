package rest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
)

func TestACustomerIsMetThroughTheDoors(t *testing.T) {
	w := newWorld(t)
	v := w.create(w.a)
	c := w.join(v)
	text := read[api.ConsentText](t, w.as(c, "GET", "/customer/consent?language=en", ""), 200)
	if text.SHA256 != sum(text.Text) {
		t.Errorf("hash of the text: %+v", text)
	}
	problemIn(t, w.as(c, "POST", "/customer/consent", `{"version":"0","language":"en","sha256":"`+text.SHA256+`"}`), 409, "consent_outdated")
	if rec := w.as(c, "POST", "/customer/consent", `{"version":"1","language":"en","sha256":"`+text.SHA256+`"}`); rec.Code != 204 || rec.Body.Len() != 0 {
		t.Fatalf("consent: %d %s", rec.Code, rec.Body)
	}
	ref := kyc.Ref{Scope: kyc.Scope{Account: w.a.id}, Session: v.ID}
	_, err := w.sessions.Queue(t.Context(), ref)
	must(t, err)
	view := read[api.View](t, w.as(c, "GET", "/customer/session", ""), 200)
	if view.Status != "waiting" || view.Queue == nil || view.Queue.Place != 1 || view.Account.Name == "" || view.Version <= 0 {
		t.Errorf("view %+v", view)
	}
	line := read[api.CaseList](t, w.ask("GET", "/desk/sessions", w.a.staff, ""), 200)
	if len(line.Data) != 1 || line.Data[0].ID != v.ID {
		t.Errorf("line %+v", line)
	}
	mine := read[api.Case](t, w.ask("POST", "/desk/sessions/"+v.ID+"/accept", w.a.staff, ""), 200)
	if !mine.Mine || mine.Officer == nil || mine.Officer.Name != "Ravi" || mine.Status != "in_progress" {
		t.Errorf("case %+v", mine)
	}
	still := "/customer/stills?document=pan&side=front"
	problemIn(t, w.as(c, "POST", still, "no picture", "Content-Type", "image/jpeg"), 400, "image_invalid")
	problemIn(t, w.as(c, "POST", still, "picture", "Content-Type", "image/gif"), 415, "unsupported_media_type")
	problemIn(t, w.as(c, "POST", "/customer/stills?document=pan", "picture", "Content-Type", "image/jpeg"), 400, "invalid_parameters")
	got := read[api.Still](t, w.as(c, "POST", still, "picture", "Content-Type", "image/jpeg"), http.StatusCreated)
	if got.Width != 640 || got.SHA256 != sum("picture") {
		t.Errorf("still %+v", got)
	}
	problemIn(t, w.ask("GET", "/v1/sessions/"+v.ID+"/recording", w.a.secret, ""), 409, "wrong_state")
	problemIn(t, w.ask("POST", "/desk/sessions/"+v.ID+"/decision", w.a.staff, `{"decision":"reject","reasons":[{"code":"BAD CODE","message":"x"}]}`), 400, "invalid_parameters")
	decided := read[api.Case](t, w.ask("POST", "/desk/sessions/"+v.ID+"/decision", w.a.staff, `{"decision":"approve","note":"fine"}`), 200)
	if decided.Decision == nil || decided.Decision.Outcome != "needs_review" { // no check was computed
		t.Errorf("decision %+v", decided.Decision)
	}
	view = read[api.View](t, w.as(c, "GET", "/customer/session", ""), 200)
	if raw, _ := json.Marshal(view); view.Status != "decided" || strings.Contains(string(raw), "needs_review") {
		t.Errorf("the customer sees %s", raw)
	}
}

func TestWhatIsSealedIsHandedOut(t *testing.T) {
	w := newWorld(t)
	scope := kyc.Scope{Account: w.a.id}
	v := kyctest.Put(t, w.store, scope, kyc.Completed)
	path := "/v1/sessions/" + v.ID
	result := read[api.Result](t, w.ask("GET", path+"/result", w.a.secret, ""), 200)
	if result.Outcome == nil || result.Location != nil || result.Rules == nil || (v.Report != nil) != (result.ReportURL != nil) {
		t.Errorf("result %+v", result)
	}
	if v.Recording != nil {
		must(t, w.blobs.Put(t.Context(), v.Recording.Key, strings.NewReader("0123456789")))
		rec := w.ask("GET", path+"/recording", w.a.secret, "", "Range", "bytes=2-4")
		if rec.Code != http.StatusPartialContent || rec.Body.String() != "234" || rec.Header().Get("Content-Range") != "bytes 2-4/10" || rec.Header().Get("Content-Type") != v.Recording.Type {
			t.Errorf("range: %d %q %v", rec.Code, rec.Body, rec.Header())
		}
		problemIn(t, w.ask("GET", path+"/recording", w.a.secret, "", "Range", "bytes=20-"), 416, "range_invalid")
	} else {
		problemIn(t, w.ask("GET", path+"/recording", w.a.secret, ""), 404, "artifact_not_found")
	}
	must(t, w.blobs.Put(t.Context(), v.Report.Key, strings.NewReader("%PDF")))
	if rec := w.ask("GET", path+"/report", w.a.secret, ""); rec.Code != 200 || rec.Body.String() != "%PDF" {
		t.Errorf("report: %d %q", rec.Code, rec.Body)
	}
	report := read[api.Report](t, w.ask("GET", path+"/report", w.a.secret, "", "Accept", "application/json"), 200)
	if int64(len(report.Events)) != v.Sequence || report.Result.SessionID != v.ID {
		t.Errorf("report with %d events of %d", len(report.Events), v.Sequence)
	}
	failed := kyctest.Put(t, w.store, scope, kyc.Failed)
	none := read[api.Result](t, w.ask("GET", "/v1/sessions/"+failed.ID+"/result", w.a.secret, ""), 200)
	if none.Outcome != nil || none.FaceMatch.Decision != "unavailable" || none.FaceMatch.Score != nil || none.Liveness.Passed != nil {
		t.Errorf("what was not computed: %+v", none)
	}
}

func TestListsTurnTheirPages(t *testing.T) {
	w := newWorld(t)
	made := map[string]bool{}
	for range 5 {
		made[w.create(w.a).ID] = true
	}
	w.create(w.b)
	after, pages := "", 0
	for more := true; more; pages++ {
		list := read[api.SessionList](t, w.ask("GET", "/v1/sessions?limit=2&status=created&starting_after="+after, w.a.secret, ""), 200)
		for _, v := range list.Data {
			if !made[v.ID] {
				t.Errorf("%s is foreign or came twice", v.ID)
			}
			delete(made, v.ID)
			after = v.ID
		}
		more = list.HasMore
	}
	if len(made) != 0 || pages != 3 {
		t.Errorf("%d are missing, %d pages", len(made), pages)
	}
	if list := read[api.SessionList](t, w.ask("GET", "/v1/sessions?reference=other", w.a.secret, ""), 200); len(list.Data) != 0 {
		t.Errorf("reference: %+v", list)
	}
}

func TestEventsHaveTheirPages(t *testing.T) {
	w := newWorld(t)
	v := kyctest.Put(t, w.store, kyc.Scope{Account: w.a.id}, kyc.InProgress)
	first := read[api.EventList](t, w.ask("GET", "/v1/sessions/"+v.ID+"/events?limit=1", w.a.secret, ""), 200)
	if len(first.Data) != 1 || !first.HasMore || first.Data[0].Type != api.SessionCreated || first.Data[0].Sequence != 1 {
		t.Fatalf("first page %+v", first)
	}
	next := read[api.EventList](t, w.ask("GET", fmt.Sprintf("/v1/events?session_id=%s&starting_after=%s", v.ID, first.Data[0].ID), w.a.secret, ""), 200)
	if len(next.Data) == 0 || next.Data[0].Sequence != 2 {
		t.Errorf("next page %+v", next)
	}
	one := read[api.Event](t, w.ask("GET", "/v1/events/"+first.Data[0].ID, w.a.secret, ""), 200)
	if one.ID != first.Data[0].ID {
		t.Errorf("event %+v", one)
	}
}

func TestAnEndpointsSecretIsShownOnce(t *testing.T) {
	w := newWorld(t)
	rec := w.ask("POST", "/v1/webhook_endpoints", w.a.secret, `{"url":"http://127.0.0.1:9/hook","events":["session.completed"]}`)
	e := read[api.EndpointWithSecret](t, rec, http.StatusCreated)
	if !strings.HasPrefix(e.Secret, "whsec_") {
		t.Errorf("secret %q", e.Secret)
	}
	if rec := w.ask("GET", "/v1/webhook_endpoints/"+e.ID, w.a.secret, ""); rec.Code != 200 || strings.Contains(rec.Body.String(), "whsec_") {
		t.Errorf("read: %d %s", rec.Code, rec.Body)
	}
	if rec := w.ask("DELETE", "/v1/webhook_endpoints/"+e.ID, w.a.secret, ""); rec.Code != 204 {
		t.Errorf("delete: %d", rec.Code)
	}
	problemIn(t, w.ask("GET", "/v1/webhook_endpoints/"+e.ID, w.a.secret, ""), 404, "endpoint_not_found")
}

func TestPages(t *testing.T) {
	w := newWorld(t)
	w.create(w.a)
	for path, want := range map[string]string{"/openapi.json": `"openapi": "3.0`, "/openapi.yaml": "openapi: 3.0", "/metrics": "basekyc_sessions_created_total 1", "/healthz": "ok", "/readyz": "ok"} {
		if rec := w.ask("GET", path, "", ""); rec.Code != 200 || !strings.Contains(rec.Body.String(), want) {
			t.Errorf("%s: %d, want %q in it", path, rec.Code, want)
		}
	}
	page := w.ask("GET", "/docs/errors", "", "").Body.String()
	for _, e := range api.Errors {
		if !strings.Contains(page, `id="`+e.Code+`"`) {
			t.Errorf("/docs/errors does not explain %s", e.Code)
		}
	}
}
