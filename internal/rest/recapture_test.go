package rest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
)

// An auditor names what is to be taken again; case, result and feed say what was kept
// and where it is from.
func TestARecaptureNamesItsPieces(t *testing.T) {
	w := newWorld(t)
	scope := kyc.Scope{Account: w.a.id}
	s := kyctest.Put(t, w.store, scope, kyc.InAudit)
	_, err := w.store.ChangeSession(t.Context(), scope, s.ID, func(v *kyc.Session) ([]kyc.Event, error) {
		for _, k := range []kyc.CheckKind{kyc.CheckLiveness, kyc.CheckDocument, kyc.CheckFaceMatch} {
			v.Checks = append(v.Checks, kyc.Check{ID: "chk_" + string(k), Kind: k, Verdict: kyc.Pass, EndedAt: v.UpdatedAt})
		}
		return nil, nil
	})
	must(t, err)
	meera := w.works(w.a.id, "auditor", kyc.Auditor)
	path := "/desk/sessions/" + s.ID
	// The list says whether the one who asks may take it.
	open := func(token string) bool {
		l := read[api.CaseList](t, w.ask("GET", "/desk/sessions?status=in_audit", token, ""), http.StatusOK)
		return len(l.Data) == 1 && l.Data[0].AuditOpen && l.Data[0].AuditFollows
	}
	_, err = w.store.ChangeSession(t.Context(), scope, s.ID, func(v *kyc.Session) ([]kyc.Event, error) {
		v.Former = append(v.Former, w.a.officer.ID)
		return nil, nil
	})
	must(t, err)
	if !open(meera.token) || open(w.a.staff) {
		t.Errorf("open to one who was not there: %v, to one who had the customer before: %v", open(meera.token), open(w.a.staff))
	}
	if c := read[api.Case](t, w.ask("POST", "/desk/audits/next", meera.token, ""), http.StatusOK); c.ID != s.ID || len(c.CarriedOver) != 0 {
		t.Fatalf("%+v", c.CarriedOver)
	}
	if c := read[api.Case](t, w.ask("GET", path, meera.token, ""), http.StatusOK); c.Again == nil || len(c.Again) != 0 {
		t.Errorf("a first call takes %v again", c.Again)
	}
	problemIn(t, w.ask("POST", path+"/audit", meera.token, `{"decision":"approve","pieces":["document"]}`), 400, "invalid_parameters")
	if rec := w.ask("POST", path+"/audit", meera.token, `{"decision":"recapture","pieces":["face_match"]}`); rec.Code != 400 {
		t.Errorf("the faces as a piece: %d %s", rec.Code, rec.Body)
	}
	body := `{"decision":"recapture","reasons":[{"code":"document_unreadable","message":"The document cannot be read."}],"pieces":["document"]}`
	read[api.Case](t, w.ask("POST", path+"/audit", meera.token, body), http.StatusOK)
	c := read[api.Case](t, w.ask("GET", path, meera.token, ""), http.StatusOK)
	if c.Status != "recapture_required" || len(c.CarriedOver) == 0 || c.CarriedOver[0].Piece != "liveness" || c.CarriedOver[0].Call != 1 {
		t.Fatalf("%s, %+v", c.Status, c.CarriedOver)
	}
	if !slices.Equal(c.Again, []string{"document", "questions", "location"}) { // of the last two there was nothing
		t.Errorf("the customer is told of %v", c.Again)
	}
	for _, step := range c.Steps {
		if done := step.Progress == "done"; done != (step.ID == "liveness" || step.ID == "consent") {
			t.Errorf("%s is %s", step.ID, step.Progress)
		}
	}
	if rec := w.ask("GET", "/v1/sessions/"+s.ID+"/events", w.a.secret, ""); !strings.Contains(rec.Body.String(), `"pieces":["document"]`) || !strings.Contains(rec.Body.String(), `"carried_over":[{"piece":"liveness"`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}
