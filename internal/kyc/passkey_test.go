package kyc_test

import (
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

func passkey(n byte) kyc.Passkey {
	return kyc.Passkey{ID: string('a' + rune(n)), Name: "Telephone", Credential: []byte{n}, Flags: 0x1d, CreatedAt: factorAt}
}

func TestThePasskeysOfAMember(t *testing.T) {
	o := &kyc.Officer{Epoch: 3}
	if used, err := o.AddPasskey(passkey(0), []kyc.Hash{{1}}); err != nil || !used || !o.Guarded() || o.HasAuthenticator() || o.Epoch != 4 {
		t.Fatalf("%v %v %+v", used, err, o)
	}
	if codeOf(o.TakeStep(7)) != "totp_invalid" || codeOf(o.Guard(7, nil, factorAt)) != "second_factor_off" {
		t.Error("a code is good without an authenticator")
	}
	before := *o
	if used, err := o.AddPasskey(passkey(1), []kyc.Hash{{2}}); err != nil || used || len(o.Passkeys()) != 2 || len(before.Passkeys()) != 1 {
		t.Errorf("%v %v %+v", used, err, o.SecondFactor)
	}
	if _, err := o.AddPasskey(passkey(1), nil); codeOf(err) != "passkey_taken" {
		t.Error(err)
	}
	if err := o.RenamePasskey("b", "Key ring"); err != nil || o.Passkeys()[1].Name != "Key ring" {
		t.Error(err)
	}
	if codeOf(o.RenamePasskey("z", "Key ring")) != "passkey_not_found" || codeOf(o.RemovePasskey("z")) != "passkey_not_found" {
		t.Error("an unknown one is changed")
	}
	if err := o.TakeRecovery(kyc.Hash{1}); err != nil {
		t.Errorf("the way back: %v", err)
	}
	if err := o.Enrol([]byte("sealed"), factorAt); err != nil {
		t.Fatal(err)
	}
	if o.RemovePasskey("a") != nil || o.RemovePasskey("b") != nil || o.Guarded() || o.SecondFactor == nil || o.SecondFactor.Recovery != nil || o.Epoch != 7 {
		t.Errorf("an enrolment waits still: %+v", o)
	}
	if err := o.Guard(7, []kyc.Hash{{3}}, factorAt); err != nil || !o.HasAuthenticator() {
		t.Error(err)
	}
	for n := range byte(kyc.MaxPasskeys) {
		if _, err := o.AddPasskey(passkey(n), nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := o.AddPasskey(passkey(99), nil); codeOf(err) != "too_many_passkeys" {
		t.Error(err)
	}
	if o.Unguard(); !o.Guarded() || o.HasAuthenticator() || len(o.SecondFactor.Recovery) != 1 {
		t.Errorf("%+v", o.SecondFactor)
	}
	if err := o.Disarm(&kyc.Principal{Permissions: kyc.Permissions}); err != nil || o.SecondFactor != nil {
		t.Errorf("%v %+v", err, o.SecondFactor)
	}
}

func TestTheCounterOfAPasskeyRises(t *testing.T) {
	for name, tt := range map[string]struct {
		kept, shown uint32
		doubted     bool
	}{
		"it rises":           {7, 8, false},
		"it has none":        {0, 0, false},
		"its first use":      {0, 1, false},
		"it stays":           {7, 7, true},
		"it goes back":       {7, 6, true},
		"it has one no more": {7, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			p := passkey(1)
			p.Counter = tt.kept
			o := &kyc.Officer{SecondFactor: &kyc.SecondFactor{Passkeys: []kyc.Passkey{p}}}
			doubted, err := o.UsePasskey([]byte{1}, tt.shown, 0x05, factorAt.Add(time.Hour))
			if p = o.Passkeys()[0]; err != nil || doubted != tt.doubted || p.DoubtedAt.IsZero() == doubted || p.UsedAt.IsZero() != doubted {
				t.Errorf("%v %v %+v", doubted, err, p)
			}
			if want := map[bool]uint32{false: tt.shown, true: tt.kept}[doubted]; p.Counter != want || p.KeptElsewhere() != doubted {
				t.Errorf("%+v", p)
			}
		})
	}
	if _, err := (&kyc.Officer{}).UsePasskey([]byte{1}, 1, 0, factorAt); codeOf(err) != "passkey_invalid" {
		t.Error(err)
	}
}

func TestNamesOfPasskeys(t *testing.T) {
	for name, good := range map[string]bool{"Telephone": true, "मेरा फ़ोन": true, "2": true, "": false, " a": false, "a\x07": false, "a\u202e": false,
		strings.Repeat("a", kyc.MaxPasskeyName): true, strings.Repeat("a", kyc.MaxPasskeyName+1): false} {
		if got := len(kyc.CheckPasskeyName(name)) == 0; got != good {
			t.Errorf("%q: %v", name, got)
		}
	}
}
