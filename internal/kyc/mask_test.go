package kyc

import "testing"

func TestAadhaarNumbersAreMasked(t *testing.T) {
	for text, want := range map[string]string{
		"Said 9999 4105 7058.":      "Said XXXX XXXX 7058.",
		"999971658847":              "XXXX XXXX 8847",
		"9999-3311-9405, then left": "XXXX XXXX 9405, then left",
		"\u096f\u096f\u096f\u096f \u096a\u0967\u0966\u096b \u096d\u0966\u096b\u096e": "XXXX XXXX 7058", // in Devanagari
		"999941057057":         "999941057057", // a wrong check digit
		"account 123456789012": "account 123456789012",
		"called +919800000002": "called +919800000002",
	} {
		if got := MaskAadhaar(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := MaskNumbers("account 123456789012"); got != "account XXXX XXXX 9012" {
		t.Error(got)
	}
}

// Whatever an officer writes is kept without Aadhaar numbers.
func TestOfficersKeepNoAadhaarNumber(t *testing.T) {
	const said, kept = "It is 9999 4105 7058", "It is XXXX XXXX 7058"
	s := met(false, "rbi_vcip")
	for _, err := range []error{
		only(s.Raise(FlagUnable, said, officer, start)),
		only(s.Answered("weather", AnswerGood, said, officer, start)),
		only(s.AskWaiver("geo_tag", said, officer, start)),
		only(s.AnswerWaiver("geo_tag", true, said, second, start)),
		s.WriteNotes(said, officer, start),
		only(s.Decide(Reject, []Reason{{"our_own", said}}, said, officer, start)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, got := range map[string]string{"flag": s.Conduct.Flags[0].Note, "words": s.Conduct.Questions[0].Words, "why": s.Conduct.Waivers[0].Why,
		"answer": s.Conduct.Waivers[0].Note, "notes": s.Notes, "note": s.Decision.Note, "reason": s.Decision.Reasons[0].Message} {
		if got != kept {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func only(_ []Event, err error) error { return err }
