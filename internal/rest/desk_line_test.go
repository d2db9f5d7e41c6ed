package rest_test

import (
	"net/http"
	"testing"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

func TestACustomerIsHandedToAColleagueByName(t *testing.T) {
	w := newWorld(t)
	account := read[api.Account](t, w.ask("PATCH", "/v1/account", w.a.live, `{"desk":{"wait_target":90,"skills":{"full_kyc":["elders"]}}}`), http.StatusOK)
	if account.Desk.WaitTarget != 90 || account.Desk.WidenAfter != 120 || account.Desk.Skills["full_kyc"][0] != "elders" {
		t.Errorf("rules %+v", account.Desk)
	}
	problemIn(t, w.ask("PATCH", "/v1/account", w.a.live, `{"desk":{"skills":{"full_kyc":["Two words"]}}}`), 400, "invalid_parameters")
	meera, err := w.accounts.AddOfficer(t.Context(), w.a.id, "meera@example.com", "Meera Nair", "correct horse battery", kyc.Agent)
	must(t, err)
	id := w.inCall()
	path := "/desk/sessions/" + id + "/return"
	problemIn(t, w.ask("POST", path, w.a.staff, `{"officer":"`+meera.ID+`"}`), http.StatusConflict, "officer_unavailable")
	w.there[meera.ID] = true
	if list := read[api.ColleagueList](t, w.ask("GET", "/desk/officers", w.a.staff, ""), http.StatusOK); len(list.Data) != 1 || !list.Data[0].Available || list.Data[0].Name != "Meera Nair" {
		t.Errorf("colleagues %+v", list)
	}
	back := read[api.Case](t, w.ask("POST", path, w.a.staff, `{"cause":"another_language","officer":"`+meera.ID+`","language":"mr","skills":["deaf"]}`), http.StatusOK)
	if back.Status != "waiting" || back.HeldFor == nil || back.HeldFor.Name != "Meera Nair" || back.MeetBy == nil || back.Needs.Language != "mr" || len(back.Needs.Skills) != 2 {
		t.Errorf("case %+v %+v %+v", back.HeldFor, back.MeetBy, back.Needs)
	}
	if h := back.Handed; len(h) != 1 || h[0].Officer.ID != w.a.officer.ID || h[0].Cause != "another_language" || h[0].To != "Meera Nair" || h[0].At.IsZero() {
		t.Errorf("who had it: %+v", h)
	}
	problemIn(t, w.ask("POST", "/desk/sessions/"+id+"/accept", w.a.staff, ""), http.StatusConflict, "reserved")
	problemIn(t, w.ask("POST", "/desk/next", w.a.staff, ""), http.StatusNotFound, "nobody_waits")
}

func TestASessionHasAPriority(t *testing.T) {
	w := newWorld(t)
	const order = `{"customer":{"name":"Asha Rao","mobile":"+919800000002","email":"asha@example.com"},"verification_type":"full_kyc"`
	s := read[api.Invitation](t, w.ask("POST", "/v1/sessions", w.a.secret, order+`,"priority":"high","skills":["elders"]}`), http.StatusCreated)
	if s.Priority != "high" || len(s.Skills) != 1 {
		t.Errorf("%+v", s)
	}
	if s := read[api.Invitation](t, w.ask("POST", "/v1/sessions", w.a.secret, order+`}`), http.StatusCreated); s.Priority != "normal" || s.Skills == nil {
		t.Errorf("%+v", s)
	}
	problemIn(t, w.ask("POST", "/v1/sessions", w.a.secret, order+`,"priority":"urgent"}`), 400, "invalid_parameters")
}
