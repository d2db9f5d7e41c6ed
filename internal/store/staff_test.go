package store_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

func testBranding(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	a := kyctest.Lender()
	a.Branding = kyc.Branding{Color: "#0a7d55", Logo: &kyc.Logo{SHA256: "ab", Type: "image/png", Bytes: 7}}
	a.Security = kyc.Security{RequireSecondFactor: true, RequireCertificate: true}
	must(t, s.CreateAccount(ctx, a))
	if got, err := s.Account(ctx, a.ID); err != nil || !reflect.DeepEqual(*got, a) {
		t.Errorf("wrote %+v, read %+v %v", a, got, err)
	}
	refused := errors.New("refused")
	if _, err := s.ChangeAccount(ctx, a.ID, func(a *kyc.Account) error { a.Name = "Other"; return refused }); !errors.Is(err, refused) {
		t.Error(err)
	}
	a.Branding.Look = kyc.Look{Mode: "dark", DarkSurface: "#101820", Radius: "4px", Font: `"Source Sans 3", sans-serif`}
	if got, err := s.ChangeAccount(ctx, a.ID, func(of *kyc.Account) error { of.Branding.Look = a.Branding.Look; return nil }); err != nil || !reflect.DeepEqual(*got, a) {
		t.Errorf("looks %+v %v", got, err)
	}
	a.Branding.Logo = nil
	if _, err := s.ChangeAccount(ctx, a.ID, func(a *kyc.Account) error { a.Branding.Logo = nil; return nil }); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Account(ctx, a.ID); err != nil || !reflect.DeepEqual(*got, a) {
		t.Errorf("left %+v %v", got, err)
	}
	_, err := s.ChangeAccount(ctx, "acct_none", func(*kyc.Account) error { return nil })
	wantKind(t, "an unknown account", err, kyc.NotFound)
}

func testLogins(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	account := kyctest.PutAccount(t, s).Account
	o := kyctest.Ravi(account)
	o.Qualification = kyc.Qualification{Certificate: &kyc.Certificate{Number: "V-7", ExpiresAt: kyctest.Noon}, Languages: []string{"hi"}, Skills: []string{"nri"}}
	o.Subject = "ravi at the provider"
	o.SecondFactor = &kyc.SecondFactor{Secret: []byte("sealed"), Began: kyctest.Noon, Since: kyctest.Noon, Step: 7, Recovery: []kyc.Hash{{1}, {2}}}
	must(t, s.CreateOfficer(ctx, o))
	l := kyc.Login{Account: account, Officer: o.ID, ID: kyctest.ID(kyc.PrefixLogin), Hash: kyc.Hash{1}, CreatedAt: kyctest.Noon, SeenAt: kyctest.Noon,
		Address: "192.0.2.1", Agent: "Firefox", Method: kyc.BySignOn}
	must(t, s.CreateLogin(ctx, l))
	got, who, err := s.LoginByHash(ctx, l.Hash)
	if err != nil || !reflect.DeepEqual(*got, l) || !reflect.DeepEqual(*who, o) {
		t.Fatalf("wrote %+v, read %+v %+v %v", l, got, who, err)
	}
	l.SeenAt = kyctest.Noon.Add(time.Hour)
	must(t, s.SeeLogin(ctx, &l, l.SeenAt))
	must(t, s.SeeLogin(ctx, &l, kyctest.Noon)) // late, from another node
	if list, err := s.Logins(ctx, account, o.ID); err != nil || len(list) != 1 || !list[0].SeenAt.Equal(l.SeenAt) {
		t.Errorf("%+v %v", list, err)
	}
	wantKind(t, "another account's", s.EndLogin(ctx, "acct_none", o.ID, l.ID), kyc.NotFound)
	// A change of epoch takes the logins along, another name does not.
	for _, epoch := range []int64{0, 1} {
		if _, err := s.ChangeOfficer(ctx, account, o.ID, func(o kyc.Officer, staff []kyc.Officer) (*kyc.Officer, error) {
			if len(staff) != 1 {
				t.Errorf("in view: %+v", staff)
			}
			o.Name, o.Epoch = "Ravi M", epoch
			return &o, nil
		}); err != nil {
			t.Fatal(err)
		}
		if list, err := s.Logins(ctx, account, o.ID); err != nil || len(list) != int(1-epoch) {
			t.Errorf("epoch %d: %+v %v", epoch, list, err)
		}
	}
	l.Epoch = 1
	must(t, s.CreateLogin(ctx, l))
	if _, err := s.ChangeOfficer(ctx, account, o.ID, func(kyc.Officer, []kyc.Officer) (*kyc.Officer, error) { return nil, nil }); err != nil {
		t.Fatal(err)
	}
	_, _, err = s.LoginByHash(ctx, l.Hash)
	wantKind(t, "the login of who was removed", err, kyc.NotFound)
	_, err = s.Officer(ctx, account, o.ID)
	wantKind(t, "who was removed", err, kyc.NotFound)
}

func testInvites(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	account := kyctest.PutAccount(t, s).Account
	i := kyc.Invite{Account: account, ID: kyctest.ID(kyc.PrefixInvite), Email: "Meera@example.com", Roles: []kyc.Role{kyc.Admin}, Hash: kyc.Hash{1},
		By: "off_1", CreatedAt: kyctest.Noon, ExpiresAt: kyctest.Noon.Add(time.Hour)}
	must(t, s.CreateInvite(ctx, i))
	if got, err := s.InviteByHash(ctx, i.Hash); err != nil || !reflect.DeepEqual(*got, i) {
		t.Fatalf("wrote %+v, read %+v %v", i, got, err)
	}
	o := kyctest.Ravi(account)
	late := i.ExpiresAt
	wantCode(t, s.Welcome(ctx, i.Hash, o, nil, late), "invitation_invalid")
	wantCode(t, s.Welcome(ctx, kyc.Hash{2}, o, nil, kyctest.Noon), "invitation_invalid")
	wantCode(t, s.Welcome(ctx, i.Hash, kyctest.Ravi("acct_other"), nil, kyctest.Noon), "invitation_invalid")
	must(t, s.Welcome(ctx, i.Hash, o, nil, kyctest.Noon))
	wantCode(t, s.Welcome(ctx, i.Hash, kyctest.Ravi(account), nil, kyctest.Noon), "invitation_invalid")
	// Nothing of a refused founding stays.
	founded := kyctest.Lender()
	twin := kyctest.Ravi(founded.ID)
	twin.Email = o.Email
	wantCode(t, s.Welcome(ctx, kyc.Hash{}, twin, &founded, kyctest.Noon), "email_taken")
	_, err := s.Account(ctx, founded.ID)
	wantKind(t, "the account of a refused founder", err, kyc.NotFound)
	must(t, s.Welcome(ctx, kyc.Hash{}, kyctest.Ravi(founded.ID), &founded, kyctest.Noon))
	if list, err := s.Invites(ctx, account); err != nil || len(list) != 1 || !list[0].AcceptedAt.Equal(kyctest.Noon) {
		t.Errorf("%+v %v", list, err)
	}
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var e *kyc.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("got %v, want %s", err, code)
	}
}
