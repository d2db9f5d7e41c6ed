package kyc

import (
	"testing"
)

func TestDecisions(t *testing.T) {
	all := func(v Verdict) []Check {
		return []Check{{Kind: CheckLiveness, Verdict: Pass}, {Kind: CheckDocument, Verdict: Pass}, {Kind: CheckFaceMatch, Verdict: v}}
	}
	tests := []struct {
		name    string
		checks  []Check
		ruling  Ruling
		reasons []Reason
		outcome Outcome
	}{
		{"everything passed", all(Pass), Approve, nil, Approved},
		{"a mismatch cannot be approved", all(Fail), Approve, nil, NeedsReview},
		{"an uncertain match needs a review", all(Review), Approve, nil, NeedsReview},
		{"an uncomputed check needs a review", all(Unavailable), Approve, nil, NeedsReview},
		{"a missing check needs a review", all(Pass)[:2], Approve, nil, NeedsReview},
		{"a later try counts", append(all(Fail), Check{Kind: CheckFaceMatch, Verdict: Pass}), Approve, nil, Approved},
		{"a stated doubt needs a review", all(Pass), Approve, []Reason{{"doubt", "x"}}, NeedsReview},
		{"rejection", all(Fail), Reject, nil, Refused},
		{"rejection for the officer's reason", all(Pass), Reject, []Reason{{"prompting", "x"}}, Refused},
		{"prompting is never approved", all(Pass), Approve, []Reason{{"prompting", "x"}}, Refused},
		{"unable", all(Pass), UnableToVerify, nil, NeedsReview},
	}
	for _, tt := range tests {
		s := &Session{Status: InProgress, Type: FullKYC, Consent: &Consent{}, Officer: &officer, Checks: tt.checks}
		if _, err := s.Decide(tt.ruling, tt.reasons, "", officer, start); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		} else if s.Decision.Outcome != tt.outcome {
			t.Errorf("%s: %s", tt.name, s.Decision.Outcome)
		}
	}
	s := &Session{Status: InProgress, Type: FullKYC, Officer: &officer}
	if _, err := s.Decide(Approve, nil, "", OfficerRef{ID: "off_2"}, start); !IsKind(err, Forbidden) {
		t.Errorf("another officer decided: %v", err)
	}
	if _, err := s.Decide(Reject, []Reason{{"x", "y\x00"}}, "", officer, start); !IsKind(err, Invalid) {
		t.Errorf("a reason with a control character: %v", err)
	}
	s.Checks, s.Consent = all(Pass), &Consent{}
	if _, err := s.Decide(Reject, nil, "", officer, start); !IsKind(err, Invalid) {
		t.Errorf("rejected without a reason: %v", err)
	}
}
