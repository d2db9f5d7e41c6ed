package kyc

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// met is a session of which everything that can be looked at was looked at.
func met(live bool, profile string) *Session {
	score := 0.91
	return &Session{Scope: Scope{Account: "acct_a", Live: live}, ID: "vs_x", Head: Hash{1}, Status: InProgress, Type: FullKYC, Profile: profile, Language: "en",
		Documents: []DocumentType{PAN}, Consent: &Consent{Version: "1", Language: "en", At: start}, Officer: &officer,
		Conduct: Conduct{Origin: "https://kyc.bank.example", Earlier: &Earlier{At: start}, Questions: []Asked{{ID: "weather", Answer: AnswerGood}, {ID: "weekday", Answer: AnswerGood}}},
		Checks: []Check{
			{Kind: CheckLiveness, Verdict: Pass, Liveness: &Liveness{PassiveScore: &score, Passive: "fine", Challenges: []Challenge{{Kind: "smile", Passed: true}}}},
			{Kind: CheckDocument, Verdict: Pass, Document: &Document{Type: PAN}},
			{Kind: CheckFaceMatch, Verdict: Pass, FaceMatch: &FaceMatch{Similarity: 0.6, Threshold: 0.34}}}}
}

func ruleOf(t *testing.T, s *Session, id string) RuleResult {
	t.Helper()
	for _, r := range s.Rules() {
		if r.ID == id {
			return r
		}
	}
	t.Fatalf("no rule %s", id)
	return RuleResult{}
}

func codes(list []Reason) (out []string) {
	for _, r := range list {
		out = append(out, r.Code)
	}
	return out
}

func TestRules(t *testing.T) {
	tests := []struct {
		name   string
		live   bool
		change func(*Session)
		rule   string
		status RuleStatus
		detail string
	}{
		{"a person conducts", true, nil, "live_official", RuleUnavailable, "no certificate"},
		{"a trained person conducts", true, func(s *Session) { s.Officer = &OfficerRef{Certificate: "V-7", Certified: true} }, "live_official", RulePass, "V-7"},
		{"a person whose certificate had lapsed", true, func(s *Session) { s.Officer = &OfficerRef{Certificate: "V-7"} }, "live_official", RuleFail, "lapsed"},
		{"a program conducts a live call", true, func(s *Session) { s.Officer = &OfficerRef{Simulated: true} }, "live_official", RuleFail, "program"},
		{"a program conducts a test", false, func(s *Session) { s.Officer = &OfficerRef{Simulated: true} }, "live_official", RuleNotApplicable, "Test mode"},
		{"a domain", true, nil, "own_domain", RulePass, "kyc.bank.example"},
		{"an address", true, func(s *Session) { s.Conduct.Origin = "https://203.0.113.9:8443" }, "own_domain", RuleUnavailable, "nobody's domain"},
		{"an address of the sixth version", true, func(s *Session) { s.Conduct.Origin = "https://[2001:db8::9]:8443" }, "own_domain", RuleUnavailable, "nobody's domain"},
		{"loopback", true, func(s *Session) { s.Conduct.Origin = "http://localhost:8080" }, "own_domain", RuleUnavailable, "nobody's domain"},
		{"encrypted", true, nil, "encryption", RulePass, "HTTPS"},
		{"not encrypted", true, func(s *Session) { s.Conduct.Origin = "http://kyc.bank.example" }, "encryption", RuleFail, "plain HTTP"},
		{"not encrypted, tested", false, func(s *Session) { s.Conduct.Origin = "http://kyc.bank.example" }, "encryption", RuleFail, "plain HTTP"},
		{"on the machine", true, func(s *Session) { s.Conduct.Origin = "http://localhost:8080" }, "encryption", RuleNotApplicable, "nothing left"},
		{"nobody knows where", true, func(s *Session) { s.Conduct.Origin = "" }, "encryption", RuleUnavailable, "not kept"},
		{"consent", true, nil, "consent", RulePass, "23-11-2026 14:30:00 IST"},
		{"no consent", true, func(s *Session) { s.Consent = nil }, "consent", RuleFail, "not recorded"},
		{"no GeoIP", true, nil, "ip_in_india", RuleNotApplicable, "no GeoIP file"},
		{"no position", true, nil, "geo_tag", RuleUnavailable, "not captured"},
		{"no position, tested", false, nil, "geo_tag", RuleNotApplicable, "In live mode it is unavailable"},
		{"recorded", true, func(s *Session) { s.Recording = &Artifact{Duration: 90 * time.Second} }, "recording", RulePass, "1m30s"},
		{"not recorded", true, func(s *Session) { s.Conduct.Ended = true }, "recording", RuleFail, "Nothing was recorded"},
		{"under way", true, nil, "recording", RuleUnavailable, "once the call is over"},
		{"live", true, nil, "liveness", RulePass, "1 of 1 challenges met; passive signal fine (0.910)"},
		{"not live", true, func(s *Session) { s.Checks[0].Verdict = Fail }, "liveness", RuleFail, "failed"},
		{"not computed", true, func(s *Session) { s.Checks[0].Verdict = Unavailable }, "liveness", RuleUnavailable, "computed"},
		{"not computed, tested", false, func(s *Session) { s.Checks[0].Verdict = Unavailable }, "liveness", RuleUnavailable, "computed"},
		{"uncertain", true, func(s *Session) { s.Checks[2].Verdict = Review }, "face_match", RuleFail, "uncertain"},
		{"played", false, func(s *Session) { s.Checks[2].Simulated = true }, "face_match", RuleNotApplicable, "nothing was measured"},
		{"no such step", true, func(s *Session) { s.Type = LivenessOnly }, "face_match", RuleNotApplicable, "no such step"},
		{"the card is not read", true, nil, "pan", RuleUnavailable, "not read"},
		{"no PAN in a renewal", true, func(s *Session) { s.Type, s.Documents = ReKYC, []DocumentType{Passport} }, "pan", RuleNotApplicable, "renewal"},
		{"no PAN at all", true, func(s *Session) { s.Documents = []DocumentType{Passport} }, "pan", RuleUnavailable, "not asked for"},
		{"no identity wanted", true, func(s *Session) { s.Type = LivenessOnly }, "ovd", RuleNotApplicable, "does not establish"},
		{"no Aadhaar", true, nil, "aadhaar_redacted", RuleNotApplicable, "No Aadhaar"},
		{"an Aadhaar card", true, func(s *Session) { s.Documents = []DocumentType{Aadhaar} }, "aadhaar_redacted", RuleUnavailable, "as it was taken"},
		{"no customer from before", true, nil, "rejected_before", RulePass, "there are none"},
		{"a customer from before", true, func(s *Session) {
			s.Conduct.Earlier.Sessions = []Before{{Outcome: Refused}, {Outcome: Approved}, {Prompted: true}}
		}, "rejected_before", RulePass, "3 sessions, 2 of them rejected"},
		{"nobody looked", true, func(s *Session) { s.Conduct.Earlier = nil }, "rejected_before", RuleUnavailable, "not looked up"},
		{"no interruption", true, nil, "disruption", RulePass, "not interrupted"},
		{"resumed", true, func(s *Session) { s.Conduct.Interruptions, s.Decision = 2, &Decision{} }, "disruption", RulePass, "2 times"},
		{"lost", true, func(s *Session) { s.Conduct.Interruptions, s.Status = 1, Failed }, "disruption", RuleFail, "did not go on"},
		{"no audit", true, nil, "concurrent_audit", RuleUnavailable, "without an audit"},
		{"an audit to come", true, func(s *Session) { s.AuditDue = true }, "concurrent_audit", RuleUnavailable, "has to agree"},
		{"audited", true, func(s *Session) { s.Audit = &Audit{Finding: AuditApprove, At: start} }, "concurrent_audit", RulePass, "agreed on 23-11-2026"},
		{"audited by a program", false, func(s *Session) { s.Audit = &Audit{Finding: AuditApprove, Auditor: OfficerRef{Simulated: true}} }, "concurrent_audit", RuleNotApplicable, "program"},
		{"not agreed", true, func(s *Session) { s.Audit = &Audit{Finding: AuditReject} }, "concurrent_audit", RuleFail, "not agree"},
		{"nothing on the chain", true, func(s *Session) { s.Head = Hash{} }, "audit_trail", RuleUnavailable, "sealed yet"},
		{"rejected for a reason", true, func(s *Session) { s.Decision = &Decision{Outcome: Refused, Reasons: []Reason{{"x", "y"}}} }, "reasons", RulePass, "One"},
		{"not rejected", true, nil, "reasons", RuleNotApplicable, "not rejected"},
		{"no blinking", true, nil, "accessibility", RulePass, "blinking"},
		{"blinking", true, func(s *Session) { s.Checks[0].Liveness.Challenges[0].Kind = "blink" }, "accessibility", RuleFail, "Blinking"},
	}
	for _, tt := range tests {
		s := met(tt.live, "rbi_vcip")
		if tt.change != nil {
			tt.change(s)
		}
		if r := ruleOf(t, s, tt.rule); r.Status != tt.status || !strings.Contains(r.Detail, tt.detail) {
			t.Errorf("%s: %s is %s: %s", tt.name, r.ID, r.Status, r.Detail)
		}
	}
}

func TestAnUnmetMandatoryRuleMakesAReview(t *testing.T) {
	s := met(true, "rbi_vcip")
	if _, err := s.Decide(Approve, nil, "", officer, start); err != nil {
		t.Fatal(err)
	}
	if s.Decision.Outcome != NeedsReview || !slices.Contains(codes(s.Decision.Reasons), "rule_pan") || slices.Contains(codes(s.Decision.Reasons), "rule_recording") {
		t.Errorf("a live approval without a verified PAN: %+v", s.Decision)
	}
	for _, profile := range []string{"rbi_vcip", "sebi_vipv", "irdai_vbip", "none"} { // what has no instrument does not bar a test
		s = met(false, profile)
		if _, err := s.Decide(Approve, nil, "", officer, start); err != nil || s.Decision.Outcome != Approved || len(s.Decision.Reasons) > 0 {
			t.Errorf("a test under %s: %v, %+v", profile, err, s.Decision)
		}
	}
	s = met(true, "none")
	if _, err := s.Decide(Approve, nil, "", officer, start); err != nil || s.Decision.Outcome != Approved || len(s.Rules()) > 0 {
		t.Errorf("live without a regulator: %v, %+v", err, s.Decision)
	}
}

// The recording is known after the decision only, and still counts.
func TestACallThatWasNotRecordedNeedsAReview(t *testing.T) {
	decided := func() *Session {
		s := met(false, "rbi_vcip")
		if _, err := s.Decide(Approve, nil, "", officer, start); err != nil || s.Decision.Outcome != Approved {
			t.Fatal(err, s.Decision)
		}
		return s
	}
	s := decided()
	if _, err := s.Settle(start); err != nil || s.Decision.Outcome != NeedsReview || !slices.Equal(codes(s.Decision.Reasons), []string{"rule_recording"}) {
		t.Errorf("nothing was recorded: %v, %+v", err, s.Decision)
	}
	s = decided()
	s.Report = &Artifact{} // by a way that forgot to settle
	if events, err := s.Conclude(start); err != nil || s.Decision.Outcome != NeedsReview || !strings.Contains(string(events[0].Data), "rule_recording") {
		t.Errorf("concluded: %v, %+v", err, s.Decision)
	}
	s = decided()
	if _, err := s.SealRecording(Artifact{Duration: time.Minute}, nil, start); err != nil || s.Decision.Outcome != Approved || ruleOf(t, s, "recording").Status != RulePass {
		t.Errorf("recorded: %v, %+v", err, s.Decision)
	}
}

// An audit is known last of all, and weighs then.
func TestAnAuditWeighsAtTheEnd(t *testing.T) {
	s := met(true, "none")
	s.Custom = &Profile{Name: "audited", Rules: []Rule{{ID: "concurrent_audit", Text: "Audited.", Severity: Mandatory, Check: RuleConcurrentAudit}}}
	s.AuditDue = true
	if _, err := s.Decide(Approve, nil, "", officer, start); err != nil || s.Decision.Outcome != Approved {
		t.Fatal(err, s.Decision)
	}
	s.Report = &Artifact{}
	if _, err := s.Conclude(start); err != nil || s.Status != InAudit {
		t.Fatal(err, s.Status)
	}
	auditor := OfficerRef{ID: "off_2"}
	if err := s.TakeAudit(auditor, start); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Find(AuditApprove, nil, "", auditor, start); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SealAddendum(Artifact{ID: "art_1"}, start); err != nil || s.Status != Completed || s.Decision.Outcome != Approved || ruleOf(t, s, "concurrent_audit").Status != RulePass {
		t.Errorf("%v, %s, %+v, %+v", err, s.Status, s.Decision, s.Rules())
	}
}

// Whatever happened in a call, no rule that was not computed passes, all of them
// are listed, and an outcome approved has none against it.
func TestRulesAreNeverHidden(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		verdicts := []Verdict{Pass, Review, Fail, Unavailable}
		p := rapid.SampledFrom(builtIn).Draw(t, "profile")
		s := met(rapid.Bool().Draw(t, "live"), p.Name)
		s.Type = rapid.SampledFrom([]VerificationType{FullKYC, ReKYC, DocumentOnly, LivenessOnly}).Draw(t, "type")
		s.Checks = nil
		for _, k := range []CheckKind{CheckLiveness, CheckDocument, CheckFaceMatch} {
			if rapid.Bool().Draw(t, "checked") {
				s.Checks = append(s.Checks, Check{Kind: k, Verdict: rapid.SampledFrom(verdicts).Draw(t, "verdict"), Simulated: !s.Live && rapid.Bool().Draw(t, "played")})
			}
		}
		if rapid.Bool().Draw(t, "silent") {
			s.Consent = nil
		}
		s.Conduct.Origin = rapid.SampledFrom([]string{"", "https://a.example", "http://a.example", "http://localhost:1"}).Draw(t, "origin")
		ruling := rapid.SampledFrom([]Ruling{Approve, Reject, UnableToVerify}).Draw(t, "ruling")
		if _, err := s.Decide(ruling, []Reason{{"x", "y"}}[:rapid.IntRange(0, 1).Draw(t, "n")], "", officer, start); err != nil {
			return
		}
		if rapid.Bool().Draw(t, "recorded") {
			_, _ = s.SealRecording(Artifact{ID: "art_1"}, nil, start)
		} else {
			_, _ = s.Settle(start)
		}
		got := s.Rules()
		if len(got) != len(p.Rules) {
			t.Fatalf("%d of %d rules", len(got), len(p.Rules))
		}
		for _, r := range got {
			kind, step := CheckKind(r.ID), slices.Contains(s.Type.Steps(), StepID(r.ID))
			if c := s.LatestCheck(kind); (kind == CheckLiveness || kind == CheckFaceMatch) && r.Status == RulePass && (!step || c == nil || c.Verdict != Pass || c.Simulated) {
				t.Fatalf("%s passes without having been computed", r.ID)
			}
			if r.Detail == "" || r.Text == "" {
				t.Fatalf("%s says nothing", r.ID)
			}
			if s.Decision.Outcome == Approved && r.Severity == Mandatory && !r.Met() {
				t.Fatalf("approved although %s is %s", r.ID, r.Status)
			}
		}
	})
}

func TestEveryRuleIsDecided(t *testing.T) {
	for _, p := range builtIn {
		for _, r := range p.Rules {
			if ruleChecks[r.Check] == nil || r.Text == "" || r.Severity == "" || r.ID != string(r.Check) {
				t.Errorf("%s: %+v", p.Name, r)
			}
		}
	}
	if len(ruleTexts) != len(ruleChecks) {
		t.Error("a check without a rule")
	}
}
