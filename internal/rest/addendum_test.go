package rest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
)

func TestWhatAnAuditorFoundIsBesideTheReport(t *testing.T) {
	w := newWorld(t)
	scope := kyc.Scope{Account: w.a.id, Live: true}
	key, _ := w.accessWith(scope, time.Hour, kyc.Permissions...)
	audited := kyctest.Put(t, w.store, scope, kyc.Completed) // RBI has each live session audited
	must(t, w.blobs.Put(t.Context(), audited.Addendum.Key, strings.NewReader("%PDF audit")))
	at := "/v1/sessions/" + audited.ID
	r := read[api.Result](t, w.ask("GET", at+"/result", key, ""), 200)
	if r.Audit == nil || r.Audit.Why != "profile" || !r.Audit.Due || r.Audit.Decision == nil || *r.Audit.Decision != "approve" || r.Audit.Auditor == nil || r.AddendumURL == nil || !strings.HasSuffix(*r.AddendumURL, at+"/report?part=audit") {
		t.Errorf("%+v", r.Audit)
	}
	if got := w.ask("GET", at+"/report?part=audit", key, ""); got.Code != 200 || got.Body.String() != "%PDF audit" || got.Header().Get("ETag") != `"`+audited.Addendum.SHA256+`"` {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	full := read[api.Report](t, w.ask("GET", at+"/report", key, "", "Accept", "application/json"), 200)
	if full.Addendum == nil || full.Addendum.SHA256 != audited.Addendum.SHA256 || full.Result.Audit == nil {
		t.Errorf("the report knows %+v", full.Addendum)
	}
	plain := kyctest.Put(t, w.store, kyc.Scope{Account: w.a.id}, kyc.Completed) // nobody audits in test mode unless it was ordered
	if r := read[api.Result](t, w.ask("GET", "/v1/sessions/"+plain.ID+"/result", w.a.secret, ""), 200); r.Audit != nil || r.AddendumURL != nil {
		t.Errorf("%+v", r.Audit)
	}
	problemIn(t, w.ask("GET", "/v1/sessions/"+plain.ID+"/report?part=audit", w.a.secret, ""), 404, "artifact_not_found")
}
