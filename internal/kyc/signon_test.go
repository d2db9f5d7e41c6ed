package kyc_test

import (
	"slices"
	"testing"

	"github.com/basekyc/basekyc/internal/kyc"
)

var ravi = kyc.Identity{Subject: "s-ravi", Email: "ravi@bank.example", Name: "Ravi Menon", Groups: []string{"everybody", "agents"}}

func bank(change func(*kyc.SignOn)) *kyc.SignOn {
	s := &kyc.SignOn{Domains: []string{"bank.example"}, Account: "acct_bank", Roles: []kyc.Role{kyc.Agent}}
	change(s)
	return s
}

func groups(s *kyc.SignOn) {
	s.Groups = map[string][]kyc.Role{"agents": {kyc.Agent}, "heads": {kyc.Supervisor, kyc.Agent}}
}

func TestSignOnIsForSomeDomains(t *testing.T) {
	for name, tt := range map[string]struct {
		s    kyc.SignOn
		i    kyc.Identity
		want string
	}{
		"ours":              {*bank(func(*kyc.SignOn) {}), ravi, ""},
		"in capitals":       {*bank(func(*kyc.SignOn) {}), kyc.Identity{Subject: "x", Email: "ravi@BANK.example"}, ""},
		"another":           {*bank(func(*kyc.SignOn) {}), kyc.Identity{Subject: "x", Email: "ravi@other.example"}, "sso_refused"},
		"one that ends so":  {*bank(func(*kyc.SignOn) {}), kyc.Identity{Subject: "x", Email: "ravi@evilbank.example"}, "sso_refused"},
		"one below":         {*bank(func(*kyc.SignOn) {}), kyc.Identity{Subject: "x", Email: "ravi@x.bank.example"}, "sso_refused"},
		"two signs":         {*bank(func(*kyc.SignOn) {}), kyc.Identity{Subject: "x", Email: "ravi@evil.example@bank.example"}, "sso_refused"},
		"no address":        {*bank(func(*kyc.SignOn) {}), kyc.Identity{Subject: "x"}, "sso_refused"},
		"nobody":            {*bank(func(*kyc.SignOn) {}), kyc.Identity{Email: "ravi@bank.example"}, "sso_refused"},
		"without a setting": {kyc.SignOn{}, ravi, "sso_refused"},
	} {
		if err := tt.s.Admits(tt.i); codeOf(err) != tt.want {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

func TestWhoSignsOn(t *testing.T) {
	admin := kyc.Officer{Account: "acct_bank", ID: "off_admin", Roles: []kyc.Role{kyc.Admin}}
	member := kyc.Officer{Account: "acct_bank", ID: "off_ravi", Roles: []kyc.Role{kyc.Agent}, Epoch: 3}
	with := func(o kyc.Officer, change func(*kyc.Officer)) kyc.Officer { change(&o); return o }
	none := func(*kyc.SignOn) {}
	for name, tt := range map[string]struct {
		s     *kyc.SignOn
		o     kyc.Officer
		i     kyc.Identity
		want  string
		roles []kyc.Role
		ended bool
	}{
		"the first time":                 {bank(none), member, ravi, "", member.Roles, false},
		"again":                          {bank(none), with(member, func(o *kyc.Officer) { o.Subject = "s-ravi" }), ravi, "", member.Roles, false},
		"another person of that address": {bank(none), with(member, func(o *kyc.Officer) { o.Subject = "s-other" }), ravi, "sso_refused", member.Roles, false},
		"of another account":             {bank(none), with(member, func(o *kyc.Officer) { o.Account = "acct_other" }), ravi, "sso_not_member", member.Roles, false},
		"where any account will do":      {bank(func(s *kyc.SignOn) { s.Account = "" }), with(member, func(o *kyc.Officer) { o.Account = "acct_other" }), ravi, "", member.Roles, false},
		"a program":                      {bank(none), with(member, func(o *kyc.Officer) { o.Roles = []kyc.Role{kyc.Agent, kyc.Simulated} }), ravi, "sso_not_member", []kyc.Role{kyc.Agent, kyc.Simulated}, false},
		"with the same roles":            {bank(groups), member, ravi, "", member.Roles, false},
		"with other roles":               {bank(groups), with(member, func(o *kyc.Officer) { o.Roles = []kyc.Role{kyc.Auditor} }), ravi, "", []kyc.Role{kyc.Agent}, true},
		"with more roles":                {bank(groups), member, kyc.Identity{Subject: "s-ravi", Groups: []string{"heads"}}, "", []kyc.Role{kyc.Supervisor, kyc.Agent}, true},
		"in no group with a role":        {bank(groups), member, kyc.Identity{Subject: "s-ravi", Groups: []string{"everybody"}}, "sso_no_role", member.Roles, false},
		"in no group":                    {bank(groups), member, kyc.Identity{Subject: "s-ravi"}, "sso_no_role", member.Roles, false},
		"the last administrator":         {bank(groups), admin, ravi, "", []kyc.Role{kyc.Admin, kyc.Agent}, true},
	} {
		before := tt.o.Epoch
		err := tt.o.SignOn(tt.s, tt.i, []kyc.Officer{admin, member})
		if codeOf(err) != tt.want || !slices.Equal(tt.o.Roles, tt.roles) || (tt.o.Epoch != before) != tt.ended {
			t.Errorf("%s: %v, roles %v, epoch %d", name, err, tt.o.Roles, tt.o.Epoch)
		}
		if err == nil && tt.o.Subject != "s-ravi" {
			t.Errorf("%s: known as %q", name, tt.o.Subject)
		}
	}
}

func TestWhoBecomesAMemberBySignOn(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*kyc.SignOn)
		i      kyc.Identity
		want   string
		roles  []kyc.Role
		called string
	}{
		"nobody":                  {func(*kyc.SignOn) {}, ravi, "sso_not_member", nil, ""},
		"nobody, without account": {func(s *kyc.SignOn) { s.Provision, s.Account = true, "" }, ravi, "sso_not_member", nil, ""},
		"with fixed roles":        {func(s *kyc.SignOn) { s.Provision = true }, ravi, "", []kyc.Role{kyc.Agent}, "Ravi Menon"},
		"with roles of groups":    {func(s *kyc.SignOn) { s.Provision = true; groups(s) }, kyc.Identity{Subject: "s", Email: "head@bank.example", Groups: []string{"heads"}}, "", []kyc.Role{kyc.Supervisor, kyc.Agent}, "head"},
		"in no group":             {func(s *kyc.SignOn) { s.Provision = true; groups(s) }, kyc.Identity{Subject: "s", Email: "x@bank.example"}, "sso_no_role", nil, ""},
		"with a name of no use":   {func(s *kyc.SignOn) { s.Provision = true }, kyc.Identity{Subject: "s", Email: "asha@bank.example", Name: "\x00"}, "", []kyc.Role{kyc.Agent}, "asha"},
	} {
		o, err := bank(tt.change).Welcome(tt.i)
		if codeOf(err) != tt.want {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
			continue
		}
		if err == nil && (o.Account != "acct_bank" || o.Subject != tt.i.Subject || o.Email != tt.i.Email || o.Name != tt.called || !slices.Equal(o.Roles, tt.roles) || o.Password != "") {
			t.Errorf("%s: %+v", name, o)
		}
	}
}
