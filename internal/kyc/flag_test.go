package kyc

import (
	"slices"
	"strings"
	"testing"
)

func TestFlags(t *testing.T) {
	for _, tt := range []struct {
		flag    FlagKind
		ruling  Ruling
		outcome Outcome
		reason  string
		event   EventType
	}{
		{FlagPrompting, Approve, Refused, "prompting", EventFlagged},
		{FlagPrompting, UnableToVerify, Refused, "prompting", EventFlagged},
		{FlagPrompting, Reject, Refused, "prompting", EventFlagged},
		{FlagSuspectedFraud, Approve, NeedsReview, "suspected_fraud", EventFraud},
		{FlagSuspectedFraud, Reject, Refused, "suspected_fraud", EventFraud},
		{FlagUnable, Approve, NeedsReview, "unable_to_verify", EventFlagged},
	} {
		s := met(false, "rbi_vcip")
		events, err := s.Raise(tt.flag, "whispers: 9800000002", officer, start)
		if err != nil || len(events) != 1 || events[0].Type != tt.event || strings.Contains(string(events[0].Data), "whispers") {
			t.Fatalf("%s: %v, %+v", tt.flag, err, events)
		}
		if again, err := s.Raise(tt.flag, "", officer, start); err != nil || len(again) > 0 || len(s.Conduct.Flags) != 1 {
			t.Errorf("%s: a second click: %v, %v", tt.flag, err, again)
		}
		events, err = s.Decide(tt.ruling, nil, "", officer, start)
		if err != nil || s.Decision.Outcome != tt.outcome || !slices.Contains(codes(s.Decision.Reasons), tt.reason) || len(events) != 1 {
			t.Errorf("%s, %s: %v, %+v", tt.flag, tt.ruling, err, s.Decision)
		}
		if tt.flag == FlagPrompting && ruleOf(t, s, "prompting").Status != RulePass {
			t.Error(ruleOf(t, s, "prompting"))
		}
	}
}

func TestFlagsAreRefused(t *testing.T) {
	s := met(false, "rbi_vcip")
	for name, c := range map[string]struct {
		change func()
		kind   FlagKind
		note   string
		by     OfficerRef
		want   Kind
	}{
		"unknown":         {func() {}, "hunch", "", officer, Invalid},
		"unprintable":     {func() {}, FlagPrompting, "\x00", officer, Invalid},
		"another officer": {func() {}, FlagPrompting, "", OfficerRef{ID: "off_2"}, Forbidden},
		"no call":         {func() { s.Status = Waiting }, FlagPrompting, "", officer, Conflict},
	} {
		s = met(false, "rbi_vcip")
		c.change()
		if _, err := s.Raise(c.kind, c.note, c.by, start); !IsKind(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Who flagged prompting may lose the call, hand it on or hang up: the flag stays.
func TestPromptingOutlivesTheCall(t *testing.T) {
	s := met(false, "rbi_vcip")
	if _, err := s.Raise(FlagPrompting, "", officer, start); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Fail("customer_lost", start); err != nil || s.RecommendedAction() != "decline" || ruleOf(t, s, "prompting").Status != RuleFail {
		t.Errorf("%v, %s, %+v", err, s.RecommendedAction(), ruleOf(t, s, "prompting"))
	}
}

func TestReasonsOfRejections(t *testing.T) {
	s := met(false, "rbi_vcip")
	if _, err := s.Decide(Reject, []Reason{{Code: ReasonOther}}, "", officer, start); !IsKind(err, Invalid) {
		t.Errorf("other without a note: %v", err)
	}
	events, err := s.Decide(Reject, []Reason{{Code: "document_forged"}, {Code: "our_own", Message: "As agreed."}, {Code: ReasonOther}}, "Laminated twice.", officer, start)
	if err != nil || events[0].Type != EventFraud || !strings.Contains(string(events[0].Data), "document_forged") {
		t.Fatalf("%v, %+v", err, events)
	}
	if r := s.Decision.Reasons; len(r) != 3 || r[0].Message != "The document looks forged or altered." || r[1].Message != "As agreed." {
		t.Errorf("%+v", r)
	}
	if r := ruleOf(t, s, "incident"); r.Status != RulePass {
		t.Errorf("%+v", r)
	}
	for i, r := range RejectionReasons {
		if r.Code == "" || r.Message == "" || catalogued(r.Code) != i {
			t.Errorf("%+v", r)
		}
	}
}
