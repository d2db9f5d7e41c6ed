package rest_test

import (
	"strings"
	"testing"

	"github.com/basekyc/basekyc/api"
)

func init() {
	expected["GET /v1/sandbox/messages"] = []int{401, 403, 200, 403, 401, 401, 401, 401}
}

func TestLinksThatWeSend(t *testing.T) {
	w := newWorld(t)
	sent := strings.TrimSuffix(order, "}") + `,"deliver":["sms","email"]}`
	v := read[api.Invitation](t, w.ask("POST", "/v1/sessions", w.a.secret, sent), 201)
	if len(v.Deliveries) != 2 || v.Deliveries[0].Status != "captured" || v.Deliveries[0].At.IsZero() {
		t.Errorf("deliveries %+v", v.Deliveries)
	}
	again := read[api.Invitation](t, w.ask("POST", "/v1/sessions/"+v.ID+"/token", w.a.secret, `{"deliver":["sms"]}`), 200)
	read[api.Invitation](t, w.ask("POST", "/v1/sessions/"+v.ID+"/token", w.a.secret, ""), 200) // without a body as before
	slots := read[api.SlotList](t, w.ask("GET", "/v1/slots?days=3", w.a.secret, ""), 200)
	at := slots.Data[len(slots.Data)-1].StartsAt.Format("2006-01-02T15:04:05Z07:00")
	moved := read[api.Invitation](t, w.ask("POST", "/v1/sessions/"+v.ID+"/reschedule", w.a.secret, `{"scheduled_at":"`+at+`","deliver":["email"]}`), 200)

	list := read[api.CapturedList](t, w.ask("GET", "/v1/sandbox/messages", w.a.secret, ""), 200)
	if len(list.Data) != 4 || list.HasMore {
		t.Fatalf("captured %+v", list)
	}
	if m := list.Data[0]; m.Channel != "email" || m.To != "asha@example.com" || m.URL != moved.URL || !strings.Contains(m.Text, moved.URL) || m.Subject == "" || m.SessionID != v.ID || !strings.Contains(m.Text, "appointment") {
		t.Errorf("the newest %+v", m)
	}
	if m := list.Data[1]; m.Channel != "sms" || m.To != "+919800000002" || m.URL != again.URL {
		t.Errorf("the fresh link %+v", m)
	}
	s := read[api.Session](t, w.ask("GET", "/v1/sessions/"+v.ID, w.a.secret, ""), 200)
	if len(s.Deliveries) != 4 || strings.Contains(w.ask("GET", "/v1/sessions/"+v.ID, w.a.secret, "").Body.String(), "#") {
		t.Errorf("session %+v", s.Deliveries)
	}
	if l := read[api.CapturedList](t, w.ask("GET", "/v1/sandbox/messages", w.b.secret, ""), 200); len(l.Data) != 0 {
		t.Errorf("another account sees %+v", l)
	}
	problemIn(t, w.ask("POST", "/v1/sessions", w.a.live, sent), 409, "channel_unavailable")
	problemIn(t, w.ask("POST", "/v1/sessions", w.a.secret, strings.Replace(sent, `"sms","email"`, `"pigeon"`, 1)), 400, "invalid_parameters")
	problemIn(t, w.ask("POST", "/v1/sessions", w.a.secret, strings.Replace(sent, `"sms","email"`, `"sms","sms"`, 1)), 400, "invalid_parameters")
	plain := read[api.Invitation](t, w.ask("POST", "/v1/sessions", w.a.secret, order), 201)
	if plain.Deliveries == nil || len(plain.Deliveries) != 0 {
		t.Errorf("without deliver: %+v", plain.Deliveries)
	}
}
