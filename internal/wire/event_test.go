package wire_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/wire"
)

const base = "https://kyc.example"

// Every event of every life has a contract that shows each fact of the domain,
// names the session, and holds nothing of the customer.
func TestEventsOfEveryLife(t *testing.T) {
	scope := kyc.Scope{Account: "acct_1", Live: true}
	for _, status := range kyctest.Reachable {
		s, events := kyctest.In(t, scope, status)
		s.Seal(events)
		for i := range events {
			e := &events[i]
			body, err := wire.EventBody(e, base, api.Version)
			if err != nil {
				t.Fatal(err)
			}
			again, _ := wire.EventBody(e, base, api.Version)
			if !bytes.Equal(body, again) {
				t.Fatal("the same event gave other bytes")
			}
			var got api.Event
			if err := json.Unmarshal(body, &got); err != nil {
				t.Fatal(err)
			}
			if got.ID != e.ID || string(got.Type) != string(e.Type) || got.APIVersion != api.Version ||
				!got.Created.Equal(e.At) || !got.Livemode || got.Sequence != e.Sequence {
				t.Errorf("envelope %+v", got)
			}
			for _, personal := range []string{"Asha", "9800000002", "asha@", "loan-1", "Ravi", "192.0.2.1"} {
				if strings.Contains(string(body), personal) {
					t.Errorf("%s tells %q: %s", e.Type, personal, body)
				}
			}
			var facts, shown map[string]any
			if json.Unmarshal(e.Data, &facts) != nil || json.Unmarshal(got.Data, &shown) != nil || shown["session_id"] != s.ID {
				t.Fatalf("data %s", got.Data)
			}
			for k, v := range facts {
				switch k {
				case "recording", "report": // told by their addresses
				default:
					if _, ok := shown[k]; !ok && v != "" {
						t.Errorf("%s does not show %q (%v): extend api/event_data.go or take it out of the event", e.Type, k, v)
					}
				}
			}
		}
	}
}

func TestEventTypesAgree(t *testing.T) {
	var ours, theirs []string
	for _, x := range kyc.EventTypes {
		ours = append(ours, string(x))
	}
	for _, x := range api.EventTypes {
		theirs = append(theirs, string(x))
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	if !slices.Equal(ours, theirs) {
		t.Errorf("domain %v\ncontract %v", ours, theirs)
	}
	for _, x := range kyc.EventTypes {
		_, err := wire.Event(sealed(x, `{}`), base)
		if err != nil {
			t.Errorf("%s: %v", x, err)
		}
	}
}

func sealed(t kyc.EventType, data string) *kyc.Event {
	s := kyc.Session{Scope: kyc.Scope{Account: "acct_1"}, ID: "vs_1"}
	events := []kyc.Event{{Type: t, At: time.Date(2026, 11, 2, 9, 0, 0, 1000, time.UTC), Data: json.RawMessage(data)}}
	s.Seal(events)
	return &events[0]
}

func TestCompletedCarriesResultAndAddresses(t *testing.T) {
	got, err := wire.Event(sealed(kyc.EventCompleted, `{"status":"completed","previous_status":"decided","outcome":"approved","reasons":null,
		"recording":true,"report":true,"recording_url":"https://evil.example","face_match":{"verdict":"passed","score":0.97,"similarity":0.61,"threshold":0.42},
		"liveness":{"verdict":"passed","score":0.88},"customer":{"name":"Asha Rao"}}`), base)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"session_id":"vs_1","status":"completed","previous_status":"decided","outcome":"approved","reasons":[],` +
		`"face_match":{"verdict":"passed","score":0.97,"similarity":0.61,"threshold":0.42},"liveness":{"verdict":"passed","score":0.88},` +
		`"recording_url":"https://kyc.example/v1/sessions/vs_1/recording","report_url":"https://kyc.example/v1/sessions/vs_1/report"}`
	if string(got.Data) != want {
		t.Fatalf("got  %s\nwant %s", got.Data, want)
	}
	got, err = wire.Event(sealed(kyc.EventRejected, `{"outcome":"rejected","recording":false,"report":true}`), base)
	if err != nil || strings.Contains(string(got.Data), "recording_url") || !strings.Contains(string(got.Data), "report_url") {
		t.Fatalf("%s, %v", got.Data, err)
	}
}

func TestReasonsLosePersonalData(t *testing.T) {
	for message, want := range map[string]string{
		"Face and card differ.":                     "Face and card differ.",
		"Similarity 0.31 is under 0.42.":            "Similarity 0.31 is under 0.42.",
		"Aadhaar 2345 6789 0123 is another's":       "Aadhaar [withheld] is another's",
		"PAN abcde1234f does not match":             "PAN [withheld] does not match",
		"call +91 98000-00002, or asha@example.com": "call [withheld], or [withheld]",
		"आधार २३४५६७८९०१२३":                         "आधार [withheld]",
		"passport M1234567 expired":                 "passport [withheld] expired",
	} {
		raw, _ := json.Marshal(map[string]any{"reasons": []kyc.Reason{{Code: "other", Message: message}}})
		for _, typ := range []kyc.EventType{kyc.EventRejected, kyc.EventCheckCompleted} {
			got, err := wire.Event(sealed(typ, string(raw)), base)
			var d struct{ Reasons []api.Reason }
			if err != nil || json.Unmarshal(got.Data, &d) != nil || d.Reasons[0].Message != want {
				t.Errorf("%s: %q became %v (%v)", typ, message, d.Reasons, err)
			}
		}
	}
}

func TestErasedEventSaysWhoseItWas(t *testing.T) {
	e := sealed(kyc.EventConsent, `{"version":"1"}`)
	e.Data = nil
	got, err := wire.Event(e, base)
	if err != nil || string(got.Data) != `{"session_id":"vs_1"}` {
		t.Fatalf("%s, %v", got.Data, err)
	}
	if _, err := wire.Event(&kyc.Event{Type: kyc.EventConsent}, base); err == nil {
		t.Fatal("an unsealed event was written")
	}
}

func TestGateKnowsNoPersonalMember(t *testing.T) {
	raw, _ := json.Marshal(map[string]any{"name": "N", "mobile": "M", "email": "E", "ip": "I", "note": "O", "number_masked": "P", "fields": map[string]string{"x": "Q"}})
	for _, typ := range kyc.EventTypes {
		got, err := wire.Event(sealed(typ, string(raw)), base)
		if err != nil {
			continue
		}
		var d map[string]any
		if err := json.Unmarshal(got.Data, &d); err != nil {
			t.Fatal(err)
		}
		for _, k := range slices.Collect(maps.Keys(d)) {
			if strings.Contains("name mobile email ip note number_masked fields", k) {
				t.Errorf("%s lets %s through", typ, k)
			}
		}
	}
}
