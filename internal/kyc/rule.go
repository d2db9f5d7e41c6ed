package kyc

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// RuleStatus is what a rule came to. What was not computed is never a pass.
type RuleStatus string

const (
	RulePass          RuleStatus = "pass"
	RuleFail          RuleStatus = "fail"
	RuleWaived        RuleStatus = "waived"         // by two people, with a reason
	RuleNotApplicable RuleStatus = "not_applicable" // the detail says why
	RuleUnavailable   RuleStatus = "unavailable"    // nothing here can decide it, or not yet
)

// RuleResult is what one rule of the session's profile came to.
type RuleResult struct {
	ID       string     `json:"id"`
	Text     string     `json:"text"`
	Severity Severity   `json:"severity"`
	Status   RuleStatus `json:"status"`
	Detail   string     `json:"detail"`
	Pending  bool       `json:"pending,omitempty"` // it cannot be known yet, and does not weigh
	Waivable bool       `json:"waivable,omitempty"`
	Waiver   *Waiver    `json:"waiver,omitempty"` // that makes it waived
}

// Met tells whether the rule stands in nobody's way.
func (r *RuleResult) Met() bool { return r.Status != RuleFail && r.Status != RuleUnavailable }

// RuleCheck names what decides a rule, out of the session's facts alone.
type RuleCheck string

const (
	RuleLiveOfficial    RuleCheck = "live_official"
	RuleOwnDomain       RuleCheck = "own_domain"
	RuleEncryption      RuleCheck = "encryption"
	RuleConsent         RuleCheck = "consent"
	RuleIPInIndia       RuleCheck = "ip_in_india"
	RuleGeoTag          RuleCheck = "geo_tag"
	RuleRecording       RuleCheck = "recording"
	RuleLiveness        RuleCheck = "liveness"
	RuleFaceMatch       RuleCheck = "face_match"
	RuleRandomQuestions RuleCheck = "random_questions"
	RulePrompting       RuleCheck = "prompting"
	RulePAN             RuleCheck = "pan"
	RuleOVD             RuleCheck = "ovd"
	RuleAadhaarRedacted RuleCheck = "aadhaar_redacted"
	RuleDisruption      RuleCheck = "disruption"
	RuleConcurrentAudit RuleCheck = "concurrent_audit"
	RuleRejectedBefore  RuleCheck = "rejected_before"
	RuleAuditTrail      RuleCheck = "audit_trail"
	RuleRetention       RuleCheck = "retention"
	RuleReasons         RuleCheck = "reasons"
	RuleAccessibility   RuleCheck = "accessibility"
	RuleIncident        RuleCheck = "incident"
)

// finding is what a check says, before waivers.
type finding struct {
	status  RuleStatus
	detail  string
	missing bool // this platform has nothing that could decide it
	pending bool
}

func pass(format string, args ...any) finding {
	return finding{status: RulePass, detail: fmt.Sprintf(format, args...)}
}

func fail(format string, args ...any) finding {
	return finding{status: RuleFail, detail: fmt.Sprintf(format, args...)}
}

func exempt(format string, args ...any) finding {
	return finding{status: RuleNotApplicable, detail: fmt.Sprintf(format, args...)}
}

func unavailable(format string, args ...any) finding {
	return finding{status: RuleUnavailable, detail: fmt.Sprintf(format, args...)}
}

// missing says that the platform has no instrument for the rule.
func missing(format string, args ...any) finding {
	f := unavailable(format, args...)
	f.missing = true
	return f
}

func later(format string, args ...any) finding {
	f := unavailable(format, args...)
	f.pending = true
	return f
}

// ruleChecks decide the rules.
var ruleChecks = map[RuleCheck]func(*Session) finding{
	RuleLiveOfficial:    liveOfficial,
	RuleOwnDomain:       ownDomain,
	RuleEncryption:      encryption,
	RuleConsent:         consentRecorded,
	RuleIPInIndia:       ipInIndia,
	RuleGeoTag:          geoTag,
	RuleRecording:       recorded,
	RuleLiveness:        func(s *Session) finding { return s.checkFinding(CheckLiveness) },
	RuleFaceMatch:       func(s *Session) finding { return s.checkFinding(CheckFaceMatch) },
	RuleRandomQuestions: randomQuestions,
	RulePrompting:       prompting,
	RulePAN:             panVerified,
	RuleOVD:             ovdVerified,
	RuleAadhaarRedacted: aadhaarRedacted,
	RuleDisruption:      disruption,
	RuleConcurrentAudit: concurrentAudit,
	RuleRejectedBefore:  rejectedBefore,
	RuleAuditTrail:      auditTrail,
	RuleRetention:       retention,
	RuleReasons:         reasonsRecorded,
	RuleAccessibility:   accessibility,
	RuleIncident:        incident,
}

// coveredBy are the steps whose shortfall says what the rule would say again.
var coveredBy = map[RuleCheck]StepID{RuleConsent: StepConsent, RuleLiveness: StepLiveness, RuleFaceMatch: StepFaceMatch}

// Rules lists every rule of the session's profile with what it came to: as it was
// when the session was decided and its evidence sealed, before that as it is now.
func (s *Session) Rules() []RuleResult {
	if s.Conduct.Rules != nil {
		return slices.Clone(s.Conduct.Rules)
	}
	results, _ := s.judge()
	return results
}

// Against lists what would make a review of an approval that was given now; empty
// outside a call.
func (s *Session) Against() []Reason {
	if !s.Status.InCall() {
		return nil
	}
	against := append(append(s.flagged(), s.shortfalls()...), s.unconfirmed()...)
	_, rules := s.judge()
	return append(against, missingFrom(against, rules)...)
}

// judge decides every rule now, and says which mandatory ones an approval
// founders on.
func (s *Session) judge() (results []RuleResult, against []Reason) {
	p := s.profile()
	results = make([]RuleResult, 0, len(p.Rules))
	for i := range p.Rules {
		r, weighs := s.judgeRule(&p.Rules[i])
		results = append(results, r)
		if weighs && r.Severity == Mandatory && !r.Met() {
			against = append(against, Reason{"rule_" + r.ID, r.Text + " " + r.Detail})
		}
	}
	return results, against
}

// judgeRule tells also whether the result weighs: not before it can be known, and
// not beside a reason of the step that the same check settles.
func (s *Session) judgeRule(r *Rule) (out RuleResult, weighs bool) {
	out = RuleResult{ID: r.ID, Text: r.Text, Severity: r.Severity}
	check, ok := ruleChecks[r.Check]
	f := missing("Nothing here decides it.")
	switch {
	case r.Outside != "":
		f = exempt("Kept outside of this platform: %s", r.Outside)
	case ok:
		f = check(s)
	}
	if f.missing && !s.Live {
		// Test mode identifies nobody and has no outside world to ask. It says what a
		// live session would come to, and lets the rest of the flow be tried.
		f = exempt("Test mode. In live mode it is unavailable: %s", f.detail)
	}
	out.Status, out.Detail, out.Pending = f.status, f.detail, f.pending
	out.Waivable = !slices.Contains(unwaivable, r.Check)
	s.waive(&out, f)
	if r.Severity == Advisory && r.Because != "" {
		out.Detail += " Advisory in this profile: " + r.Because
	}
	step, ok := coveredBy[r.Check]
	covered := ok && slices.Contains(s.Type.Steps(), step)
	return out, !f.pending && !covered
}

// settle weighs the rules again, now that more is known, and freezes what they
// came to. It only ever makes a review of an approval.
func (s *Session) settle() {
	if s.Decision == nil {
		return
	}
	rules, against := s.judge()
	s.Conduct.Rules = rules
	if s.Decision.Ruling != Approve || s.Decision.Outcome == Refused {
		return
	}
	d := *s.Decision
	d.Reasons = slices.Clone(d.Reasons)
	for _, reason := range against {
		if !slices.ContainsFunc(d.Reasons, func(r Reason) bool { return r.Code == reason.Code }) {
			d.Reasons = append(d.Reasons, reason)
			d.Outcome = NeedsReview
		}
	}
	s.Decision = &d
}

// Settle weighs the rules once the call is over and nothing more will be recorded.
func (s *Session) Settle(at time.Time) ([]Event, error) {
	if s.Status != Decided || s.Report != nil {
		return nil, nil
	}
	s.over()
	s.touch(at)
	return nil, nil
}

// over weighs the rules when nothing more will be recorded.
func (s *Session) over() {
	s.Conduct.Ended = true
	s.settle()
}

// identifies tells whether the ordered type establishes who somebody is.
func (v VerificationType) identifies() bool { return v == FullKYC || v == ReKYC }

const notIdentifying = "A session of this type does not establish an identity."

// played tells whether the sandbox played the call: no picture and no word of it exists.
func (s *Session) played() bool {
	return !s.Live && s.Recording == nil && slices.ContainsFunc(s.Checks, func(c Check) bool { return c.Simulated })
}

func (s *Session) hostOf() string {
	_, rest, _ := strings.Cut(s.Conduct.Origin, "://")
	host, _, _ := strings.Cut(rest, "/")
	return host
}
