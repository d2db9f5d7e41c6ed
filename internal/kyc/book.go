package kyc

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Book is the profiles of a server: those that ship and those of its operator.
// The zero Book holds those that ship. It is not changed after NewBook.
type Book struct {
	custom  []Profile
	Default string // "" means DefaultProfile
}

// All lists the profiles, those that ship first.
func (b *Book) All() []Profile {
	if b == nil {
		return slices.Clone(builtIn)
	}
	return append(slices.Clone(builtIn), b.custom...)
}

// Names of all profiles.
func (b *Book) Names() []string {
	var out []string
	for _, p := range b.All() {
		out = append(out, p.Name)
	}
	return out
}

// Find a profile by name; nil when there is none.
func (b *Book) Find(name string) *Profile {
	for _, p := range b.All() {
		if p.Name == name {
			return &p
		}
	}
	return nil
}

// Usual is the name of the profile for orders that name none.
func (b *Book) Usual() string {
	if b == nil || b.Default == "" {
		return DefaultProfile
	}
	return b.Default
}

// RuleChange is what a custom profile says of one rule. Empty members leave what
// the base says.
type RuleChange struct {
	ID       string
	Text     string
	Severity Severity
	Check    RuleCheck
	Outside  string
	Because  string
}

// CustomProfile is what an operator writes. It starts as a copy of Base, or empty;
// a rule of the base can be graded, and said to be kept elsewhere, but not dropped:
// every result goes on saying it.
type CustomProfile struct {
	Name          string
	Title         string
	Base          string
	Questions     *int
	Interruptions []InterruptionPolicy
	Audit         bool // an auditor has to agree
	AuditShare    *int // nil leaves what the base says
	WatchTold     Told // who is told that a supervisor watches; empty is as in the base, or both
	Rules         []RuleChange
}

// Bounds of what an operator writes.
const (
	MaxQuestions    = 10
	maxProfiles     = 20
	maxRules        = 60
	maxRuleText     = 200
	profileNameForm = "2 to 40 lower-case letters, digits and _, a letter first"
)

// keptHere are rules that are kept in the call or nowhere: no profile makes them
// milder.
var keptHere = []RuleCheck{RuleEncryption, RuleConsent, RuleRecording, RuleLiveness, RuleFaceMatch, RulePrompting, RuleAuditTrail, RuleReasons}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]{1,39}$`)

// NewBook judges the profiles of an operator. Each mistake is named by profile
// and rule, and says what would be right.
func NewBook(custom []CustomProfile, usual string) (*Book, []string) {
	b, wrong := &Book{Default: usual}, []string(nil)
	if len(custom) > maxProfiles {
		return b, []string{fmt.Sprintf("profiles: at most %d", maxProfiles)}
	}
	for i, c := range custom {
		where := fmt.Sprintf("profiles[%d]", i)
		if c.Name != "" {
			where = "profile " + c.Name
		}
		p, bad := c.profile(b)
		for _, w := range bad {
			wrong = append(wrong, where+": "+w)
		}
		b.custom = append(b.custom, p)
	}
	if usual != "" && b.Find(usual) == nil {
		wrong = append(wrong, fmt.Sprintf("default_profile %q: must be one of %s", usual, strings.Join(b.Names(), ", ")))
	}
	return b, wrong
}

// profile makes the profile out of what was written and of those before it.
func (c CustomProfile) profile(b *Book) (p Profile, wrong []string) {
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	p = Profile{Name: c.Name, Title: c.Title, Base: c.Base, Rules: []Rule{}, Interruptions: interruptionPolicies}
	if !nameForm.MatchString(c.Name) {
		bad("name %q: %s", c.Name, profileNameForm)
	} else if b.Find(c.Name) != nil {
		bad("the name is taken; give it another one")
	}
	if !printable(c.Title, maxRuleText) {
		bad("title: at most %d printable characters", maxRuleText)
	}
	if p.Title == "" {
		p.Title = c.Name
	}
	if c.Base != "" {
		base := b.Find(c.Base)
		if base == nil {
			bad("base %q: must be one of %s", c.Base, strings.Join(b.Names(), ", "))
			return p, wrong
		}
		p.Rules, p.Questions, p.Interruptions = slices.Clone(base.Rules), base.Questions, base.Interruptions
		p.Audit, p.AuditShare, p.WatchTold = base.Audit, base.AuditShare, base.WatchTold
	}
	p.Audit = p.Audit || c.Audit
	if c.AuditShare != nil {
		if p.AuditShare = *c.AuditShare; p.AuditShare < 0 || p.AuditShare > allSessions {
			bad("audit_share: 0 to %d percent", allSessions)
		}
	}
	p.WatchTold = cmp.Or(c.WatchTold, p.WatchTold, TellBoth)
	if !slices.Contains(tolds, p.WatchTold) {
		bad("watch_told %q: must be both, officer or nobody", p.WatchTold)
	}
	if q := c.Questions; q != nil {
		if p.Questions = *q; *q < 0 || *q > MaxQuestions {
			bad("questions %d: 0 to %d", *q, MaxQuestions)
		}
	}
	if len(c.Interruptions) > 0 {
		p.Interruptions = c.Interruptions
		for _, i := range c.Interruptions {
			if !slices.Contains(interruptionPolicies, i) {
				bad("interruptions %q: must be resume, fresh_session or never", i)
			}
		}
	}
	if len(c.Rules) > maxRules {
		bad("rules: at most %d", maxRules)
		return p, wrong
	}
	seen := map[string]bool{}
	for _, change := range c.Rules {
		if seen[change.ID] {
			bad("rule %s: is there twice", change.ID)
		}
		seen[change.ID] = true
		at := slices.IndexFunc(p.Rules, func(r Rule) bool { return r.ID == change.ID })
		if at < 0 {
			r, w := change.added()
			p.Rules, wrong = append(p.Rules, r), append(wrong, w...)
			continue
		}
		wrong = append(wrong, change.onto(&p.Rules[at])...)
	}
	return p, wrong
}

// onto changes a rule of the base.
func (c RuleChange) onto(r *Rule) (wrong []string) {
	bad := func(format string, args ...any) {
		wrong = append(wrong, "rule "+c.ID+": "+fmt.Sprintf(format, args...))
	}
	if c.Check != "" && c.Check != r.Check {
		bad("its check is %s; a rule with another check needs another id", r.Check)
	}
	if c.Severity != "" && c.Severity != Mandatory && c.Severity != Advisory {
		bad("severity %q: must be mandatory or advisory", c.Severity)
	}
	if r.Severity == Mandatory && c.Severity == Advisory && c.Because == "" && !slices.Contains(keptHere, r.Check) {
		bad("because: say why it is not mandatory here; it is shown in every result")
	}
	if c.Outside != "" && slices.Contains(keptHere, r.Check) {
		bad("outside: is kept in the call or nowhere")
	}
	if c.Severity == Advisory && slices.Contains(keptHere, r.Check) {
		bad("severity: is always mandatory")
	}
	wrong = append(wrong, c.texts()...)
	if c.Severity != "" {
		r.Severity = c.Severity
	}
	if c.Text != "" {
		r.Text = c.Text
	}
	if c.Outside != "" {
		r.Outside = c.Outside
	}
	if c.Because != "" {
		r.Because = c.Because
	}
	return wrong
}

// added is a rule that the base does not have.
func (c RuleChange) added() (Rule, []string) {
	r := Rule{ID: c.ID, Check: c.Check}
	if r.Check == "" {
		r.Check = RuleCheck(c.ID)
	}
	known := slices.IndexFunc(ruleTexts, func(k knownRule) bool { return k.check == r.Check })
	switch {
	case known < 0:
		var checks []string
		for _, k := range ruleTexts {
			checks = append(checks, string(k.check))
		}
		return r, []string{fmt.Sprintf("rule %s: check %q is not known; must be one of %s", c.ID, r.Check, strings.Join(checks, ", "))}
	case !nameForm.MatchString(c.ID):
		return r, []string{fmt.Sprintf("rule %q: id must be %s", c.ID, profileNameForm)}
	}
	r.Text, r.Severity = ruleTexts[known].text, Mandatory
	if c.Severity == Advisory && !slices.Contains(keptHere, r.Check) {
		r.Severity = Advisory // of a rule that nothing demands no reason is asked
		c.Severity = ""
	}
	return r, c.onto(&r)
}

func (c RuleChange) texts() (wrong []string) {
	for _, t := range []struct{ name, text string }{{"text", c.Text}, {"outside", c.Outside}, {"because", c.Because}} {
		if !printable(t.text, maxRuleText) {
			wrong = append(wrong, fmt.Sprintf("rule %s: %s: at most %d printable characters", c.ID, t.name, maxRuleText))
		}
	}
	return wrong
}
