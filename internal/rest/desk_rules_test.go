package rest_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/token"
)

func init() {
	const path = "/desk/sessions/{id}/"
	conducts := []int{401, 401, 401, 401, 401, 401, 409, 404} // no call yet
	for route, body := range map[string]string{
		"POST " + path + "questions":                    `{}`,
		"PUT " + path + "questions/{question}/answer":   `{"answer":"none"}`,
		"PUT " + path + "checks/{check}/fields/{field}": `{"value":"x"}`,
		"POST " + path + "waivers":                      `{"rule":"pan","why":"x"}`,
	} {
		expected[route], bodies[route] = conducts, body
	}
	answer := "POST " + path + "waivers/{rule}/answer"
	expected[answer], bodies[answer] = []int{401, 401, 401, 401, 401, 401, 403, 403}, `{"grant":true}` // agents
}

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

func TestAnOfficerConfirmsWhatADocumentSays(t *testing.T) {
	w := newWorld(t)
	id := w.inCall()
	d := &kyc.Document{Type: kyc.Aadhaar}
	d.Propose([]kyc.DocumentField{{Name: kyc.FieldName, Proposal: "ASHA RA0", Confidence: 0.8}}, nil, kyc.Customer{Name: "Asha Rao"}, time.Now())
	_, err := w.sessions.AddCheck(t.Context(), kyc.Ref{Scope: kyc.Scope{Account: w.a.id}, Session: id}, kyc.Check{ID: "chk_card", Kind: kyc.CheckDocument, Verdict: kyc.Pass, Document: d})
	must(t, err)
	path := "/desk/sessions/" + id + "/checks/chk_card/fields/"
	problemIn(t, w.ask("PUT", path+"father_name", w.a.staff, `{"value":"Ravi Rao"}`), 404, "field_not_found")
	problemIn(t, w.ask("PUT", path+"date_of_birth", w.a.staff, `{"value":"1.1.1990"}`), 400, "invalid_parameters")
	for field, value := range map[string]string{"name": "ASHA RAO", "number": "9999 4105 7058"} {
		c := read[api.Case](t, w.ask("PUT", path+field, w.a.staff, `{"value":"`+value+`"}`), 200)
		got := c.Checks[0].Document
		at := slices.IndexFunc(got.Read, func(f api.DocumentField) bool { return f.Name == field })
		if f := got.Read[at]; !f.Changed || f.Value == nil || f.Officer == nil || f.ConfirmedAt == nil {
			t.Errorf("%s: %+v", field, f)
		}
		if field == "number" && (got.NumberMasked == nil || *got.NumberMasked != "XXXX XXXX 7058" || got.Fields["number"] != "XXXX XXXX 7058") {
			t.Errorf("the number is shown as %v", got.Fields)
		}
	}
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

func TestAnOfficerAsksWhatChanceBrings(t *testing.T) {
	w := newWorld(t)
	var before []string
	for round := range 3 { // the same customer each time
		id := w.inCall()
		path := "/desk/sessions/" + id
		drawn := read[api.Case](t, w.ask("POST", path+"/questions", w.a.staff, `{"language":"ta"}`), 200)
		if len(drawn.Questions) != drawn.Wanted || drawn.Wanted != 2 || len(drawn.Earlier) != round {
			t.Fatalf("round %d: %+v", round, drawn)
		}
		for _, q := range drawn.Questions {
			if slices.Contains(before, q.ID) || q.Repeated || q.Answer != nil || q.Language != "ta" || q.Text == q.English {
				t.Errorf("asked before %v: %+v", before, q)
			}
			before = append(before, q.ID)
			problemIn(t, w.ask("PUT", path+"/questions/nothing/answer", w.a.staff, `{"answer":"none"}`), 404, "question_not_found")
			judged := read[api.Case](t, w.ask("PUT", path+"/questions/"+q.ID+"/answer", w.a.staff, `{"answer":"satisfactory","words":"9999 4105 7058"}`), 200)
			if !slices.ContainsFunc(judged.Questions, func(j api.CaseQuestion) bool { return j.ID == q.ID && *j.Answer == "satisfactory" && j.Words != "" }) {
				t.Errorf("case %+v", judged.Questions)
			}
		}
		problemIn(t, w.ask("POST", path+"/questions", w.a.staff, `{"count":10}`), 409, "too_many_questions")
		read[api.Case](t, w.ask("POST", path+"/decision", w.a.staff, `{"decision":"unable_to_verify"}`), 200)
		_, err := w.sessions.SealReport(t.Context(), kyc.Ref{Scope: kyc.Scope{Account: w.a.id}, Session: id}, kyc.Artifact{ID: "art_1"})
		must(t, err)
		result := w.ask("GET", "/v1/sessions/"+id+"/result", w.a.secret, "")
		if r := read[api.Result](t, result, 200); len(r.Questions) != 2 || *r.Questions[0].Answer != "satisfactory" || strings.Contains(result.Body.String(), "7058") {
			t.Errorf("result %s", result.Body)
		}
	}
}

func TestASupervisorAnswersForARule(t *testing.T) {
	w := newWorld(t)
	id := w.inCall()
	path := "/desk/sessions/" + id + "/waivers"
	problemIn(t, w.ask("POST", path, w.a.staff, `{"rule":"prompting","why":"x"}`), 403, "rule_not_waivable")
	problemIn(t, w.ask("POST", path, w.a.staff, `{"rule":"random_questions","why":""}`), 400, "invalid_parameters")
	asked := read[api.Case](t, w.ask("POST", path, w.a.staff, `{"rule":"random_questions","why":"The customer is deaf; asked in writing."}`), 200)
	if len(asked.Waivers) != 1 || asked.Waivers[0].Second != nil {
		t.Errorf("asked %+v", asked.Waivers)
	}
	problemIn(t, w.ask("POST", path+"/random_questions/answer", w.a.staff, `{"grant":true}`), 403, "forbidden")
	const email = "kiran@example.com"
	kiran, err := w.accounts.AddOfficer(t.Context(), w.a.id, email, "Kiran Rao", "correct horse battery", kyc.Supervisor)
	must(t, err)
	g, err := w.tokens.MintStaff(token.Staff{Officer: kiran.ID, Account: w.a.id, Roles: []string{"supervisor"}, Epoch: kiran.Epoch})
	must(t, err)
	problemIn(t, w.ask("POST", path+"/pan/answer", g.Token, `{"grant":true}`), 404, "waiver_not_found")
	granted := read[api.Case](t, w.ask("POST", path+"/random_questions/answer", g.Token, `{"grant":true}`), 200)
	if !granted.Waivers[0].Granted || granted.Waivers[0].Second.Name != "Kiran Rao" {
		t.Errorf("granted %+v", granted.Waivers)
	}
	if !slices.ContainsFunc(granted.Rules, func(r api.RuleResult) bool {
		return r.ID == "random_questions" && r.Status == "waived" && r.Waiver.Why != ""
	}) {
		t.Errorf("rules %+v", granted.Rules)
	}
}
