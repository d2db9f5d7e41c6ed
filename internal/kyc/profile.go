package kyc

import "slices"

// Severity says what an unmet rule does to an approval.
type Severity string

const (
	Mandatory Severity = "mandatory" // unmet, it makes a review of an approval
	Advisory  Severity = "advisory"  // unmet, it is said and changes nothing
)

// Rule is one sentence of a regulator, and what decides it.
type Rule struct {
	ID       string    `json:"id"`
	Text     string    `json:"text"`
	Severity Severity  `json:"severity"`
	Check    RuleCheck `json:"check"`
	// Outside says that, and how, the rule is kept outside of this platform: it is
	// then not judged here. Empty for the profiles that ship.
	Outside string `json:"outside,omitempty"`
	// Because says why a custom profile is milder than the one it is made from.
	Because string `json:"because,omitempty"`
}

// Profile is what a regulator asks of a session, as data. Its name is ordered
// with the session.
type Profile struct {
	Name          string               `json:"name"`
	Title         string               `json:"title"`
	Base          string               `json:"base,omitempty"` // a custom profile is made from it
	Rules         []Rule               `json:"rules"`
	Questions     int                  `json:"questions"`            // that must be drawn and answered
	Interruptions []InterruptionPolicy `json:"interruptions"`        // that may be ordered; the first unless one is
	Audit         bool                 `json:"audit"`                // an auditor has to agree, whatever was ordered
	AuditShare    int                  `json:"audit_share"`          // of the live sessions, in percent, that chance sends to auditors
	WatchTold     Told                 `json:"watch_told,omitempty"` // who is told that a supervisor watches; empty is both
}

// DefaultProfile is what a session runs under that names none.
const DefaultProfile = "rbi_vcip"

type knownRule struct {
	check RuleCheck
	text  string
}

// ruleTexts are the rules that the platform knows, in the order in which they are
// shown. Each is decided by the check of its name. A text claims no more than its
// check decides.
var ruleTexts = []knownRule{
	{RuleLiveOfficial, "A live, authorised and trained official conducts the call."},
	{RuleOwnDomain, "The call runs on the regulated entity's own domain."},
	{RuleEncryption, "The call is encrypted between the customer's device and the hosting point."},
	{RuleConsent, "The customer's consent is recorded, alteration-proof."},
	{RuleIPInIndia, "Addresses outside India, and spoofed ones, are refused."},
	{RuleGeoTag, "The customer's live position is captured and lies in India."},
	{RuleRecording, "The call is recorded with sound and picture, and the recording is sealed."},
	{RuleLiveness, "Liveness and spoofing are checked, not by blinking alone."},
	{RuleFaceMatch, "The face on the document is the live face."},
	{RuleRandomQuestions, "The sequence and kind of the questions vary from call to call."},
	{RulePrompting, "Prompting of the customer leads to rejection."},
	{RulePAN, "The PAN is captured and verified with its issuer."},
	{RuleOVD, "Identity is proved by offline Aadhaar or another official document that was verified."},
	{RuleAadhaarRedacted, "The Aadhaar number is never kept in full."},
	{RuleDisruption, "A dropped call means a fresh session or a marked resumption, as ordered; never a quiet splice."},
	{RuleConcurrentAudit, "The account opens only after a concurrent audit."},
	{RuleRejectedBefore, "Earlier rejections of the customer are considered."},
	{RuleAuditTrail, "Every act is logged with who did it, tamper-evident."},
	{RuleRetention, "Records are kept for at least five years after the relationship ends."},
	{RuleReasons, "The reasons of a rejection are recorded."},
	{RuleAccessibility, "People with disabilities can complete the call."},
	{RuleIncident, "A forged identity is reported as an incident."},
}

// Profiles that ship. Which rules of SEBI and IRDAI are mandatory follows public
// summaries of their circulars; an account that reads them otherwise makes a
// profile of its own.
var builtIn = []Profile{
	{Name: "rbi_vcip", Title: "RBI, video-based customer identification", AuditShare: allSessions, Questions: 2, Interruptions: interruptionPolicies, WatchTold: TellBoth,
		Rules: rules(RuleRetention, RuleAccessibility, RuleIncident)},
	{Name: "sebi_vipv", Title: "SEBI, video in-person verification", Questions: 1, Interruptions: interruptionPolicies, WatchTold: TellBoth,
		Rules: rules(RuleOwnDomain, RuleIPInIndia, RuleDisruption, RuleConcurrentAudit, RuleRejectedBefore, RuleRetention, RuleAccessibility, RuleIncident)},
	{Name: "irdai_vbip", Title: "IRDAI, video-based identification", Questions: 1, Interruptions: interruptionPolicies, WatchTold: TellBoth,
		Rules: rules(RuleOwnDomain, RuleIPInIndia, RulePAN, RuleDisruption, RuleRejectedBefore, RuleRetention, RuleAccessibility, RuleIncident)},
	{Name: "none", Title: "No regulator: the ordered checks alone", Rules: []Rule{}, Interruptions: interruptionPolicies, WatchTold: TellNobody},
}

// rules are all that are known, mandatory but for those named.
func rules(advisory ...RuleCheck) []Rule {
	out := make([]Rule, len(ruleTexts))
	for i, r := range ruleTexts {
		out[i] = Rule{ID: string(r.check), Text: r.text, Severity: Mandatory, Check: r.check}
		if slices.Contains(advisory, r.check) {
			out[i].Severity = Advisory
		}
	}
	return out
}

// ships tells whether the profile is one of ours: it need not be kept with the
// session, its name finds it.
func (p *Profile) ships() bool {
	return slices.ContainsFunc(builtIn, func(b Profile) bool { return b.Name == p.Name })
}

// profile of the session: its own when it was ordered under a custom one. A name
// that is not known any more has no rules.
func (s *Session) profile() Profile {
	if s.Custom != nil {
		return *s.Custom
	}
	for _, p := range builtIn {
		if p.Name == s.Profile {
			return p
		}
	}
	return Profile{Name: s.Profile}
}
