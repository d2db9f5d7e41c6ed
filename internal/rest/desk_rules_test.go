package rest_test

import (
	"testing"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// inCall is a session that the account's officer conducts.
func (w *world) inCall() string {
	w.t.Helper()
	v := w.create(w.a)
	scope := kyc.Scope{Account: w.a.id}
	_, err := w.sessions.Play(w.t.Context(), scope, v.ID, kyc.PlayQueue)
	must(w.t, err)
	read[api.Case](w.t, w.ask("POST", "/desk/sessions/"+v.ID+"/accept", w.a.staff, ""), 200)
	return v.ID
}

func TestAnOfficerFlagsPrompting(t *testing.T) {
	w := newWorld(t)
	id := w.inCall()
	path := "/desk/sessions/" + id
	problemIn(t, w.ask("POST", path+"/flags", w.a.staff, `{"flag":"hunch"}`), 400, "invalid_parameters")
	problemIn(t, w.ask("POST", path+"/flags", w.a.developer, `{"flag":"prompting"}`), 403, "forbidden")
	flagged := read[api.Case](t, w.ask("POST", path+"/flags", w.a.staff, `{"flag":"prompting","note":"A voice from behind."}`), 200)
	if len(flagged.Flags) != 1 || flagged.Flags[0].Flag != "prompting" || len(flagged.Rules) == 0 {
		t.Errorf("case %+v", flagged)
	}
	decided := read[api.Case](t, w.ask("POST", path+"/decision", w.a.staff, `{"decision":"approve"}`), 200)
	if decided.Decision.Outcome != "rejected" || decided.Decision.Ruling != "approve" || decided.Decision.Reasons[0].Code != "prompting" {
		t.Errorf("decision %+v", decided.Decision)
	}
	_, err := w.sessions.SealReport(t.Context(), kyc.Ref{Scope: kyc.Scope{Account: w.a.id}, Session: id}, kyc.Artifact{ID: "art_1"})
	must(t, err)
	result := read[api.Result](t, w.ask("GET", "/v1/sessions/"+id+"/result", w.a.secret, ""), 200)
	if len(result.Flags) != 1 || *result.Outcome != "rejected" || len(result.Rules) < 20 {
		t.Errorf("result %+v", result)
	}
	list := read[api.ReasonList](t, w.ask("GET", "/desk/reasons", w.a.staff, ""), 200)
	if len(list.Data) != len(kyc.RejectionReasons) || list.Data[0].Message == "" {
		t.Errorf("reasons %+v", list)
	}
}

func TestProfilesAreListed(t *testing.T) {
	w := newWorld(t)
	list := read[api.ProfileList](t, w.ask("GET", "/v1/profiles", w.a.secret, ""), 200)
	if len(list.Data) != 4 || list.Data[0].Name != "rbi_vcip" || !list.Data[0].Default || len(list.Data[0].Rules) < 20 || list.Data[3].Rules == nil {
		t.Errorf("%+v", list)
	}
}
