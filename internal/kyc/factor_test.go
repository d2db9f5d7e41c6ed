package kyc_test

import (
	"errors"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

func codeOf(err error) string {
	var e *kyc.Error
	if errors.As(err, &e) {
		return e.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// factorAt is noon of some day.
var factorAt = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func guarded() *kyc.Officer {
	return &kyc.Officer{ID: "off_ravi", Roles: []kyc.Role{kyc.Agent}, Epoch: 3,
		SecondFactor: &kyc.SecondFactor{Secret: []byte("s"), Began: factorAt, Since: factorAt, Step: 100, Recovery: []kyc.Hash{{1}, {2}}}}
}

func TestASecondFactorIsOnWithItsFirstCode(t *testing.T) {
	for name, tt := range map[string]struct {
		o    *kyc.Officer
		step int64
		at   time.Time
		want string
	}{
		"the first code":         {&kyc.Officer{}, 7, factorAt.Add(kyc.EnrolLife - 1), ""},
		"a wrong one":            {&kyc.Officer{}, 0, factorAt, "totp_invalid"},
		"too late":               {&kyc.Officer{}, 7, factorAt.Add(kyc.EnrolLife), "second_factor_off"},
		"with one that is there": {guarded(), 7, factorAt, "second_factor_on"},
	} {
		t.Run(name, func(t *testing.T) {
			before := tt.o.Epoch
			err := tt.o.Enrol([]byte("sealed"), factorAt)
			if err == nil {
				if tt.o.Guarded() {
					t.Error("a secret that nobody has shown to have guards")
				}
				err = tt.o.Guard(tt.step, []kyc.Hash{{9}}, tt.at)
			}
			if codeOf(err) != tt.want {
				t.Fatalf("%q, want %q", codeOf(err), tt.want)
			}
			if ended := tt.o.Epoch != before; ended != (tt.want == "") {
				t.Errorf("logins ended: %v", ended)
			}
			if tt.want == "" && codeOf(tt.o.TakeStep(tt.step)) != "totp_invalid" {
				t.Error("the code of the enrolment is good for a log-in too")
			}
		})
	}
	if err := (&kyc.Officer{}).Guard(7, nil, factorAt); codeOf(err) != "second_factor_off" {
		t.Errorf("without an enrolment: %v", err)
	}
}

func TestACodeIsGoodOnce(t *testing.T) {
	o := guarded()
	for _, c := range []struct {
		step int64
		want string
	}{{0, "totp_invalid"}, {99, "totp_invalid"}, {100, "totp_invalid"}, {101, ""}, {101, "totp_invalid"}, {100, "totp_invalid"}, {103, ""}} {
		if err := o.TakeStep(c.step); codeOf(err) != c.want {
			t.Errorf("step %d: %v, want %q", c.step, err, c.want)
		}
	}
	before := o.SecondFactor
	for _, c := range []struct {
		code kyc.Hash
		want string
	}{{kyc.Hash{3}, "totp_invalid"}, {kyc.Hash{}, "totp_invalid"}, {kyc.Hash{2}, ""}, {kyc.Hash{2}, "totp_invalid"}, {kyc.Hash{1}, ""}, {kyc.Hash{1}, "totp_invalid"}} {
		if err := o.TakeRecovery(c.code); codeOf(err) != c.want {
			t.Errorf("recovery %x: %v, want %q", c.code[0], err, c.want)
		}
	}
	if len(before.Recovery) != 2 || o.Epoch != 3 {
		t.Error("a log-in changed what others hold of the officer")
	}
	for _, none := range []*kyc.Officer{{}, {SecondFactor: &kyc.SecondFactor{Recovery: []kyc.Hash{{1}}}}} {
		if none.TakeStep(1) == nil || none.TakeRecovery(kyc.Hash{1}) == nil || none.Replace(nil) == nil {
			t.Error("a code is good without a second factor")
		}
	}
}

func TestWhoTakesALostAuthenticatorOff(t *testing.T) {
	admin := kyc.Principal{Kind: kyc.ByMember, ID: "off_admin", Permissions: kyc.PermissionsOf([]kyc.Role{kyc.Admin})}
	self := admin
	self.ID = "off_ravi"
	weak := kyc.Principal{Kind: kyc.ByKey, ID: "key_weak", Permissions: []kyc.Permission{kyc.WriteAccount}}
	for name, tt := range map[string]struct {
		by   kyc.Principal
		want string
	}{
		"an administrator":          {admin, ""},
		"oneself":                   {self, "not_oneself"},
		"one who may less than him": {weak, "grants_too_much"},
	} {
		o := guarded()
		if err := o.Disarm(&tt.by); codeOf(err) != tt.want {
			t.Errorf("%s: %v", name, err)
		}
		if off := tt.want == ""; o.Guarded() == off || (o.Epoch != 3) != off {
			t.Errorf("%s: guarded %v, epoch %d", name, o.Guarded(), o.Epoch)
		}
	}
}

func TestWhoMayWorkWhereASecondFactorIsAskedFor(t *testing.T) {
	plain, enrolling := &kyc.Officer{}, &kyc.Officer{SecondFactor: &kyc.SecondFactor{Secret: []byte("s"), Began: factorAt}}
	program := &kyc.Officer{Roles: []kyc.Role{kyc.Agent, kyc.Simulated}}
	for name, tt := range map[string]struct {
		required bool
		o        *kyc.Officer
		m        kyc.Method
		want     string
	}{
		"not asked for":           {false, plain, kyc.ByPassword, ""},
		"password alone":          {true, plain, kyc.ByPassword, "second_factor_required"},
		"an enrolment that waits": {true, enrolling, kyc.ByPassword, "second_factor_required"},
		"with a second factor":    {true, guarded(), kyc.ByPassword, ""},
		"by single sign-on":       {true, plain, kyc.BySignOn, ""},
		"a simulated officer":     {true, program, kyc.ByPassword, ""},
	} {
		a := kyc.Account{Security: kyc.Security{RequireSecondFactor: tt.required}}
		if err := a.MayWork(tt.o, tt.m); codeOf(err) != tt.want {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}
