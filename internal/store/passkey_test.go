package store_test

import (
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

func testPasskeys(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	ravi, other := kyctest.Ravi(kyctest.PutAccount(t, s).Account), kyctest.Ravi(kyctest.PutAccount(t, s).Account)
	other.Email = "other@example.com"
	must(t, s.CreateOfficer(ctx, ravi))
	must(t, s.CreateOfficer(ctx, other))
	p := kyc.Passkey{ID: kyctest.ID(kyc.PrefixPasskey), Name: "Telephone", Credential: []byte{0, 1, 0xff}, PublicKey: []byte{2}, Counter: 7, Flags: 0x1d, Model: []byte{3},
		Transports: []string{"internal"}, CreatedAt: kyctest.Noon, UsedAt: kyctest.Noon, DoubtedAt: kyctest.Noon}
	change := func(o kyc.Officer, f func(*kyc.Officer) error) (*kyc.Officer, error) {
		return s.ChangeOfficer(ctx, o.Account, o.ID, func(o kyc.Officer, _ []kyc.Officer) (*kyc.Officer, error) { return &o, f(&o) })
	}
	add := func(o kyc.Officer) (*kyc.Officer, error) {
		return change(o, func(o *kyc.Officer) error {
			_, err := o.AddPasskey(p, []kyc.Hash{{1}})
			return err
		})
	}
	h := kyc.CredentialHash(p.Credential)
	_, err := s.OfficerByPasskey(ctx, h)
	wantKind(t, "a passkey that nobody has", err, kyc.NotFound)
	added, err := add(ravi)
	must(t, err)
	if got, err := s.OfficerByPasskey(ctx, h); err != nil || !reflect.DeepEqual(got, added) || !reflect.DeepEqual(got.Passkeys(), []kyc.Passkey{p}) {
		t.Fatalf("wrote %+v, read %+v %v", added, got, err)
	}
	_, err = add(other)
	wantCode(t, err, "passkey_taken")
	if got, err := s.Officer(ctx, other.Account, other.ID); err != nil || !reflect.DeepEqual(*got, other) {
		t.Errorf("a refused passkey left %+v %v", got, err)
	}
	if _, err := change(ravi, func(o *kyc.Officer) error { return o.RenamePasskey(p.ID, "Key ring") }); err != nil {
		t.Error(err)
	}
	if got, err := s.OfficerByPasskey(ctx, h); err != nil || got.Passkeys()[0].Name != "Key ring" {
		t.Errorf("%+v %v", got, err)
	}
	// Whatever takes it away frees it.
	for name, away := range map[string]func() error{
		"removed": func() error {
			_, err := change(ravi, func(o *kyc.Officer) error { return o.RemovePasskey(p.ID) })
			return err
		},
		"disarmed": func() error {
			_, err := change(ravi, func(o *kyc.Officer) error { o.SecondFactor = nil; return nil })
			return err
		},
	} {
		must(t, away())
		_, err = s.OfficerByPasskey(ctx, h)
		wantKind(t, name, err, kyc.NotFound)
		if _, err := add(ravi); err != nil {
			t.Errorf("%s, and added again: %v", name, err)
		}
	}
	_, err = s.ChangeOfficer(ctx, ravi.Account, ravi.ID, func(kyc.Officer, []kyc.Officer) (*kyc.Officer, error) { return nil, nil })
	must(t, err)
	if _, err := add(other); err != nil {
		t.Errorf("its owner was removed: %v", err)
	}
}

func testAQuestionIsAnsweredOnce(t *testing.T, b backend) {
	one, two := b.open(t, store.Options{}), b.open(t, store.Options{})
	until := kyctest.Noon.Add(kyc.PasskeyLife)
	var wg sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		wg.Go(func() { errs[i] = []*store.Store{one, two}[i%2].AnswerOnce(ctx, kyc.Hash{1}, kyctest.Noon, until) })
	}
	wg.Wait()
	good := 0
	for _, err := range errs {
		if err == nil {
			good++
			continue
		}
		wantCode(t, err, "passkey_stale")
	}
	if good != 1 {
		t.Errorf("answered %d times", good)
	}
	must(t, one.AnswerOnce(ctx, kyc.Hash{2}, until.Add(time.Minute), until.Add(time.Hour))) // clocks differ a little
	wantCode(t, two.AnswerOnce(ctx, kyc.Hash{1}, until.Add(time.Minute), until), "passkey_stale")
	must(t, one.AnswerOnce(ctx, kyc.Hash{3}, until.Add(2*time.Hour), until.Add(3*time.Hour)))
	must(t, two.AnswerOnce(ctx, kyc.Hash{1}, until.Add(2*time.Hour), until)) // forgotten: it had run out long ago
}
