package kyc

import (
	"strings"
	"testing"
	"time"
)

func TestPartiesWrite(t *testing.T) {
	s := met(false, "rbi_vcip")
	s.Consent = &Consent{Language: "ta"} // the customer reads Tamil, whatever was ordered
	for _, m := range []struct {
		from Party
		by   OfficerRef
		say  Saying
	}{
		{PartyOfficer, officer, Saying{ID: "officer-1", Phrase: "hear_me"}},
		{PartyCustomer, OfficerRef{}, Saying{ID: "customer-1", Text: "  No. My number is 9999 4105 7058.\n"}},
		{PartyCustomer, OfficerRef{}, Saying{ID: "customer-1", Text: "the same, after a reconnection"}},
		{PartyOfficer, officer, Saying{ID: "customer-1", Text: "the other party's ids are its own"}},
	} {
		if events, err := s.Say(m.say, m.from, m.by, start); err != nil || len(events) > 0 {
			t.Fatalf("%+v: %v, %v", m, err, events)
		}
	}
	said := s.Conduct.Said
	if len(said) != 3 {
		t.Fatalf("%d messages: %+v", len(said), said)
	}
	if p := said[0]; p.Text != phrase("hear_me").Text["ta"] || p.English != "Can you hear me?" || p.Name != officer.Name || p.Officer != officer.ID || p.At.IsZero() {
		t.Errorf("phrase: %+v", p)
	}
	if c := said[1]; c.Text != "No. My number is XXXX XXXX 7058." || c.Name != "" || c.From != PartyCustomer {
		t.Errorf("customer: %+v", c)
	}
}

func TestWritingIsRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Session)
		from   Party
		by     OfficerRef
		say    Saying
		want   Kind
	}{
		"no call":          {func(s *Session) { s.Status = Waiting }, PartyCustomer, OfficerRef{}, Saying{ID: "12345678", Text: "a"}, Conflict},
		"another officer":  {nil, PartyOfficer, OfficerRef{ID: "off_2"}, Saying{ID: "12345678", Text: "a"}, Forbidden},
		"no id":            {nil, PartyCustomer, OfficerRef{}, Saying{Text: "a"}, Invalid},
		"nothing":          {nil, PartyCustomer, OfficerRef{}, Saying{ID: "12345678", Text: " \n"}, Invalid},
		"too long":         {nil, PartyCustomer, OfficerRef{}, Saying{ID: "12345678", Text: strings.Repeat("அ", MaxSaidRunes+1)}, Invalid},
		"control":          {nil, PartyCustomer, OfficerRef{}, Saying{ID: "12345678", Text: "a\x1b[31m"}, Invalid},
		"unknown phrase":   {nil, PartyOfficer, officer, Saying{ID: "12345678", Phrase: "bye"}, Invalid},
		"phrase and words": {nil, PartyOfficer, officer, Saying{ID: "12345678", Phrase: "wait", Text: "a"}, Invalid},
		"customer's":       {nil, PartyCustomer, OfficerRef{}, Saying{ID: "12345678", Phrase: "wait"}, Invalid},
	} {
		s := met(false, "rbi_vcip")
		if tt.change != nil {
			tt.change(s)
		}
		if _, err := s.Say(tt.say, tt.from, tt.by, start); !IsKind(err, tt.want) || len(s.Conduct.Said) > 0 {
			t.Errorf("%s: %v, %+v", name, err, s.Conduct.Said)
		}
	}
}

func TestWritingIsBounded(t *testing.T) {
	s := met(false, "rbi_vcip")
	say := func(id, text string, at time.Time) error {
		_, err := s.Say(Saying{ID: "message-" + id, Text: text}, PartyCustomer, OfficerRef{}, at)
		return err
	}
	for i := range saidBurst {
		if err := say(string(rune('a'+i)), "hello", start); err != nil {
			t.Fatal(err)
		}
	}
	if err := say("x", "hello", start.Add(saidWithin-time.Second)); !IsKind(err, TooMany) {
		t.Errorf("too fast: %v", err)
	}
	if _, err := s.Say(Saying{ID: "officer-1", Text: "The other party may."}, PartyOfficer, officer, start); err != nil {
		t.Error(err)
	}
	at := start
	var err error
	n := 0
	for ; err == nil; n++ { // each weighs 1,800 bytes in JSON
		at = at.Add(saidWithin)
		err = say(strings.Repeat("z", n+1), strings.Repeat("<", MaxSaidRunes), at)
	}
	if !IsKind(err, Conflict) || n < 8 || n > 10 {
		t.Errorf("after %d: %v", n, err)
	}
}

// What was never written in a language would be shown as nothing.
func TestPhrasesSpeakEveryLanguage(t *testing.T) {
	ids := map[string]bool{}
	for _, p := range Phrases {
		if ids[p.ID] {
			t.Error("twice: " + p.ID)
		}
		ids[p.ID] = true
		for _, l := range Languages {
			if p.Text[l] == "" || l != "en" && p.Text[l] == p.Text["en"] {
				t.Errorf("%s lacks %s", p.ID, l)
			}
		}
	}
}
