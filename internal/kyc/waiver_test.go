package kyc

import (
	"slices"
	"strings"
	"testing"
)

var second = OfficerRef{ID: "off_2", Name: "Kiran"}

func TestAWaiverTakesTwoPeople(t *testing.T) {
	s := met(true, "rbi_vcip")
	ask := func(rule string) {
		t.Helper()
		events, err := s.AskWaiver(rule, "Seen on the portal, 9999 4105 7058.", officer, start)
		if err != nil || len(events) != 1 || strings.Contains(string(events[0].Data), "portal") {
			t.Fatalf("%s: %v, %+v", rule, err, events)
		}
	}
	ask("pan")
	if r := ruleOf(t, s, "pan"); r.Status != RuleUnavailable || !strings.Contains(r.Detail, "nobody has answered") {
		t.Errorf("before the answer: %+v", r)
	}
	if again, err := s.AskWaiver("pan", "Please.", officer, start); err != nil || len(again) > 0 {
		t.Errorf("a second click: %v, %v", err, again)
	}
	if _, err := s.AnswerWaiver("pan", true, "", officer, start); !IsKind(err, Forbidden) {
		t.Errorf("answered by who asked: %v", err)
	}
	events, err := s.AnswerWaiver("pan", true, "", second, start)
	if err != nil || events[0].Type != EventWaiverGranted {
		t.Fatalf("%v, %+v", err, events)
	}
	if r := ruleOf(t, s, "pan"); r.Status != RuleWaived || r.Waiver.Second.ID != "off_2" || r.Waiver.By.ID != officer.ID || r.Waiver.Why == "" {
		t.Errorf("waived: %+v", r)
	}
	if _, err := s.AnswerWaiver("pan", false, "", second, start); !IsKind(err, NotFound) {
		t.Errorf("taken back: %v", err)
	}
	ask("ovd")
	if events, err = s.AnswerWaiver("ovd", false, "No.", second, start); err != nil || events[0].Type != EventWaiverRefused || !strings.Contains(ruleOf(t, s, "ovd").Detail, "refused") {
		t.Errorf("refused: %v, %+v", err, events)
	}
	ask("ovd") // with a better reason
	if _, err := s.Decide(Approve, nil, "", officer, start); err != nil {
		t.Fatal(err)
	}
	if got := codes(s.Decision.Reasons); slices.Contains(got, "rule_pan") || !slices.Contains(got, "rule_ovd") || s.Decision.Outcome != NeedsReview {
		t.Errorf("reasons %v", got)
	}
	if _, err := s.AnswerWaiver("ovd", true, "", second, start); !IsKind(err, Conflict) {
		t.Errorf("answered after the decision: %v", err)
	}
}

// With every unmet rule waived, and only then, a live approval under rbi_vcip holds.
func TestWaiversCarryALiveApproval(t *testing.T) {
	s := met(true, "rbi_vcip")
	for _, r := range s.Rules() {
		if r.Severity == Advisory || r.Met() || r.Pending || r.ID == "concurrent_audit" {
			continue
		}
		if _, err := s.AskWaiver(r.ID, "Kept by the branch.", officer, start); err != nil {
			t.Fatalf("%s: %v", r.ID, err)
		}
		if _, err := s.AnswerWaiver(r.ID, true, "", second, start); err != nil {
			t.Fatalf("%s: %v", r.ID, err)
		}
	}
	s.AuditDue = true
	if _, err := s.Decide(Approve, nil, "", officer, start); err != nil || s.Decision.Outcome != Approved {
		t.Fatalf("%v, %+v", err, s.Decision)
	}
	if _, err := s.SealRecording(Artifact{ID: "art_1"}, nil, start); err != nil || s.Decision.Outcome != Approved {
		t.Errorf("recorded: %v, %+v", err, s.Decision)
	}
}

func TestWaiversAreRefused(t *testing.T) {
	s := met(true, "rbi_vcip")
	for _, rule := range []string{"prompting", "consent", "encryption", "recording", "liveness", "face_match", "audit_trail", "reasons", "aadhaar_redacted", "concurrent_audit"} {
		if _, err := s.AskWaiver(rule, "x", officer, start); !IsKind(err, Forbidden) || ruleOf(t, s, rule).Waivable {
			t.Errorf("%s: %v", rule, err)
		}
	}
	for name, c := range map[string]struct {
		do   func() ([]Event, error)
		want Kind
	}{
		"unknown rule":       {func() ([]Event, error) { return s.AskWaiver("weather", "x", officer, start) }, Invalid},
		"no reason":          {func() ([]Event, error) { return s.AskWaiver("pan", "", officer, start) }, Invalid},
		"unprintable":        {func() ([]Event, error) { return s.AskWaiver("pan", "\x00", officer, start) }, Invalid},
		"by another officer": {func() ([]Event, error) { return s.AskWaiver("pan", "x", second, start) }, Forbidden},
		"never asked for":    {func() ([]Event, error) { return s.AnswerWaiver("pan", true, "", second, start) }, NotFound},
		"answered by program": {func() ([]Event, error) {
			return s.AnswerWaiver("pan", true, "", OfficerRef{ID: "off_3", Simulated: true}, start)
		}, Forbidden},
	} {
		if _, err := c.do(); !IsKind(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// who handed the call on does not answer for the next one
	s.Conduct.Waivers = []Waiver{{Rule: "pan", By: second}}
	if _, err := s.AnswerWaiver("pan", true, "", second, start); !IsKind(err, Forbidden) {
		t.Errorf("by a former officer who asked: %v", err)
	}
}
