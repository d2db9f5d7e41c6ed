package kyc

import (
	"slices"
	"strings"
	"testing"
)

func number(n int) *int { return &n }

func TestCustomProfiles(t *testing.T) {
	b, wrong := NewBook([]CustomProfile{
		{Name: "asha_vcip", Base: "rbi_vcip", Questions: number(3), Audit: true, Interruptions: []InterruptionPolicy{FreshSession}, Rules: []RuleChange{
			{ID: "pan", Outside: "The loan system asks the issuer."},
			{ID: "geo_tag", Severity: Advisory, Because: "Branches only."},
			{ID: "second_look", Check: RuleConcurrentAudit, Text: "Somebody else looks.", Severity: Advisory}}},
		{Name: "asha_strict", Base: "asha_vcip", Rules: []RuleChange{{ID: "accessibility", Severity: Mandatory}}},
		{Name: "small", Rules: []RuleChange{{ID: "consent"}}},
	}, "asha_vcip")
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if got := b.Names(); !slices.Equal(got, []string{"rbi_vcip", "sebi_vipv", "irdai_vbip", "none", "asha_vcip", "asha_strict", "small"}) || b.Usual() != "asha_vcip" {
		t.Error(got, b.Usual())
	}
	if r := builtIn[0].Rules[11]; r.Outside != "" {
		t.Errorf("a custom profile changed the one that ships: %+v", r)
	}
	if p := b.Find("small"); len(p.Rules) != 1 || p.Rules[0].Severity != Mandatory || p.Rules[0].Text == "" {
		t.Errorf("%+v", p)
	}
	o := order()
	o.Book = b
	s, _, err := NewSession(tenant, "vs_x", o, Link{}, start)
	if err != nil || s.Profile != "asha_vcip" || s.Custom == nil || !s.AuditDue || s.OnInterruption != FreshSession {
		t.Fatal(err, s)
	}
	if r := ruleOf(t, s, "pan"); r.Status != RuleNotApplicable || !strings.HasSuffix(r.Detail, "The loan system asks the issuer.") {
		t.Errorf("kept outside: %+v", r)
	}
	if r := ruleOf(t, s, "geo_tag"); r.Severity != Advisory || !strings.HasSuffix(r.Detail, "Branches only.") {
		t.Errorf("milder: %+v", r)
	}
	if r := ruleOf(t, s, "second_look"); r.Text != "Somebody else looks." || r.Severity != Advisory {
		t.Errorf("added: %+v", r)
	}
	o.OnInterruption = ResumeCall
	if _, _, err := NewSession(tenant, "vs_x", o, Link{}, start); !IsKind(err, Invalid) {
		t.Errorf("resumed against the profile: %v", err)
	}
	o.Profile, o.OnInterruption = "rbi_vcip", ""
	if s, _, err := NewSession(tenant, "vs_x", o, Link{}, start); err != nil || s.Custom != nil || s.OnInterruption != ResumeCall {
		t.Errorf("one that ships is kept by name: %v %+v", err, s)
	}
}

func TestMistakesInProfilesAreNamed(t *testing.T) {
	base := func(r ...RuleChange) []CustomProfile {
		return []CustomProfile{{Name: "mine", Base: "rbi_vcip", Rules: r}}
	}
	for name, tt := range map[string]struct {
		custom []CustomProfile
		usual  string
		want   string
	}{
		"no name":            {[]CustomProfile{{}}, "", "profiles[0]: name"},
		"name":               {[]CustomProfile{{Name: "Mine!"}}, "", "2 to 40 lower-case"},
		"taken":              {[]CustomProfile{{Name: "none"}}, "", "profile none: the name is taken"},
		"twice":              {[]CustomProfile{{Name: "mine"}, {Name: "mine"}}, "", "the name is taken"},
		"base":               {[]CustomProfile{{Name: "mine", Base: "rbi"}}, "", "must be one of rbi_vcip, sebi_vipv"},
		"questions":          {[]CustomProfile{{Name: "mine", Questions: number(11)}}, "", "questions 11: 0 to 10"},
		"interruptions":      {[]CustomProfile{{Name: "mine", Interruptions: []InterruptionPolicy{"splice"}}}, "", "must be resume, fresh_session or never"},
		"default":            {nil, "mine", "default_profile"},
		"unknown check":      {base(RuleChange{ID: "weather", Check: "sun"}), "", `rule weather: check "sun" is not known`},
		"unknown rule":       {base(RuleChange{ID: "weather"}), "", "is not known"},
		"another check":      {base(RuleChange{ID: "pan", Check: RuleOVD}), "", "needs another id"},
		"severity":           {base(RuleChange{ID: "pan", Severity: "often"}), "", "must be mandatory or advisory"},
		"milder, no reason":  {base(RuleChange{ID: "pan", Severity: Advisory}), "", "because: say why"},
		"prompting":          {base(RuleChange{ID: "prompting", Severity: Advisory, Because: "x"}), "", "always mandatory"},
		"prompting, again":   {base(RuleChange{ID: "hints", Check: RulePrompting, Severity: Advisory}), "", "always mandatory"},
		"recorded elsewhere": {base(RuleChange{ID: "recording", Outside: "x"}), "", "in the call or nowhere"},
		"rule twice":         {base(RuleChange{ID: "pan", Outside: "x"}, RuleChange{ID: "pan"}), "", "is there twice"},
		"control character":  {base(RuleChange{ID: "pan", Outside: "x\x00"}), "", "printable"},
	} {
		if _, wrong := NewBook(tt.custom, tt.usual); len(wrong) != 1 || !strings.Contains(wrong[0], tt.want) {
			t.Errorf("%s: %q", name, wrong)
		}
	}
}
