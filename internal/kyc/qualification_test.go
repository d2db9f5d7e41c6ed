package kyc_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

func TestWhoMayMeetCustomers(t *testing.T) {
	noon := factorAt
	certified := kyc.OfficerRef{ID: "off_ravi", Certificate: "V-7", CertifiedUntil: noon}
	for name, tt := range map[string]struct {
		required bool
		o        kyc.OfficerRef
		at       time.Time
		want     string
	}{
		"no certificate, none asked for": {false, kyc.OfficerRef{}, noon, ""},
		"lapsed, none asked for":         {false, certified, noon, ""},
		"none":                           {true, kyc.OfficerRef{}, noon, "certificate_required"},
		"good to the last moment":        {true, certified, noon.Add(-time.Microsecond), ""},
		"lapsed":                         {true, certified, noon, "certificate_lapsed"},
		"long lapsed":                    {true, certified, noon.AddDate(1, 0, 0), "certificate_lapsed"},
		"a date without a number":        {true, kyc.OfficerRef{CertifiedUntil: noon}, noon.Add(-time.Hour), "certificate_required"},
		"a simulated officer":            {true, kyc.OfficerRef{Simulated: true}, noon, ""},
	} {
		a := kyc.Account{Security: kyc.Security{RequireCertificate: tt.required}}
		if err := a.MayMeet(tt.o, tt.at); codeOf(err) != tt.want {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

func TestASessionFreezesTheCertificateOfItsOfficer(t *testing.T) {
	o := kyc.Officer{ID: "off_ravi", Name: "Ravi"}
	if r := o.Ref(false); r.Certificate != "" || r.Certified {
		t.Errorf("without one: %+v", r)
	}
	o.Requalify(&kyc.Certificate{Number: "V-7", ExpiresAt: factorAt}, nil, nil)
	for name, tt := range map[string]struct {
		at   time.Time
		good bool
	}{"before it lapses": {factorAt.Add(-time.Second), true}, "after": {factorAt, false}} {
		s := kyc.Session{Status: kyc.Waiting}
		if _, err := s.Start(o.Ref(false), tt.at); err != nil {
			t.Fatal(err)
		}
		if got := s.Officer; got.Certificate != "V-7" || !got.CertifiedUntil.Equal(factorAt) || got.Certified != tt.good {
			t.Errorf("%s: %+v", name, got)
		}
		o.Requalify(&kyc.Certificate{Number: "V-7", ExpiresAt: factorAt}, nil, nil)
		if s.Officer.Certificate != "V-7" {
			t.Error("a later change reached the session")
		}
	}
}

func TestAQualificationIsEntered(t *testing.T) {
	o := kyc.Officer{}
	o.Requalify(&kyc.Certificate{Number: "V-7", ExpiresAt: factorAt}, []string{"hi", "en-IN", "hi"}, []string{"nri"})
	o.Requalify(nil, nil, nil)
	q := o.Qualification
	if q.Certificate == nil || q.Certificate.Number != "V-7" || !slices.Equal(q.Languages, []string{"hi", "en-IN"}) || !slices.Equal(q.Skills, []string{"nri"}) {
		t.Errorf("%+v", q)
	}
	o.Requalify(&kyc.Certificate{}, []string{}, []string{})
	if q := o.Qualification; q.Certificate != nil || len(q.Languages) > 0 || len(q.Skills) > 0 {
		t.Errorf("taken away: %+v", q)
	}
	for name, tt := range map[string]struct {
		q    kyc.Qualification
		want string
	}{
		"nothing":               {kyc.Qualification{}, ""},
		"all":                   {q, ""},
		"no end":                {kyc.Qualification{Certificate: &kyc.Certificate{Number: "V-7"}}, "certificate.expires_at"},
		"a number of two lines": {kyc.Qualification{Certificate: &kyc.Certificate{Number: "V\n7", ExpiresAt: factorAt}}, "certificate.number"},
		"a long number":         {kyc.Qualification{Certificate: &kyc.Certificate{Number: strings.Repeat("7", 65), ExpiresAt: factorAt}}, "certificate.number"},
		"no language":           {kyc.Qualification{Languages: []string{"Hindi"}}, "languages"},
		"too many languages":    {kyc.Qualification{Languages: slices.Repeat([]string{"hi"}, 21)}, "languages"},
		"a skill of words":      {kyc.Qualification{Skills: []string{"senior citizens"}}, "skills"},
	} {
		fields := tt.q.Check()
		got := ""
		if len(fields) > 0 {
			got = fields[0].Field
		}
		if got != tt.want || len(fields) > 1 {
			t.Errorf("%s: %+v, want %q", name, fields, tt.want)
		}
	}
}
