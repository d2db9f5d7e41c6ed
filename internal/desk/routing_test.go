package desk_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/desk"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
)

// comes puts a customer in line.
func (f fixture) comes(t *testing.T, o kyc.Order, at time.Time) *kyc.Session {
	t.Helper()
	s, events := kyctest.Ordered(t, f.scope, o)
	for _, do := range []func() ([]kyc.Event, error){
		func() ([]kyc.Event, error) { return s.Join(kyc.Hash{1}, at) },
		func() ([]kyc.Event, error) { return s.RecordConsent(kyc.Consent{Version: "1"}, at) },
		func() ([]kyc.Event, error) { return s.Queue(at) },
	} {
		more, err := do()
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, more...)
	}
	if err := f.store.CreateSession(ctx, s, events); err != nil {
		t.Fatal(err)
	}
	return s
}

// hires an officer who is at the desk.
func (f fixture) hires(t *testing.T, name string, languages ...string) kyc.OfficerRef {
	t.Helper()
	o := kyctest.Ravi(f.scope.Account)
	o.Name, o.Qualification.Languages = name, languages
	if err := f.store.CreateOfficer(ctx, o); err != nil {
		t.Fatal(err)
	}
	f.there[o.ID] = true
	return o.Ref(false)
}

func speaking(language string, p kyc.Priority) kyc.Order {
	o := kyctest.Asha()
	o.Language, o.Priority = language, p
	return o
}

// An officer is given the first of those he can serve, also when more than a
// hundred whom he cannot stand before, and of several priorities the highest.
func TestAnOfficerIsGivenWhomHeCanServe(t *testing.T) {
	f := open(t)
	now := kyctest.Noon
	f.Now = func() time.Time { return now }
	hema, tara := f.hires(t, "Hema", "hi", "en"), f.hires(t, "Tara", "ta")
	for range 130 {
		f.comes(t, speaking("ta", ""), now)
	}
	later := f.comes(t, speaking("hi", ""), now.Add(time.Second))
	urgent := f.comes(t, speaking("en", kyc.High), now.Add(2*time.Second))
	met := 0
	f.Met = func(waited, target time.Duration) {
		if waited < 0 || target != kyc.DefaultWaitTarget {
			t.Errorf("waited %s, target %s", waited, target)
		}
		met++
	}
	for i, want := range []*kyc.Session{urgent, later} {
		s, err := f.Next(ctx, f.scope, hema)
		if err != nil || s.ID != want.ID {
			t.Fatalf("%d: %v", i, err)
		}
		if _, err := f.Decide(ctx, f.scope, s.ID, hema, kyc.UnableToVerify, nil, ""); err != nil {
			t.Fatal(err)
		}
	}
	now = now.Add(time.Hour)
	if _, err := f.Next(ctx, f.scope, hema); code(err) != "nobody_waits" {
		t.Errorf("Tara is there, and Hema is given hers: %v", err)
	}
	delete(f.there, tara.ID)
	if _, err := f.Next(ctx, f.scope, hema); err != nil {
		t.Errorf("nobody else is there: %v", err)
	}
	if met != 3 {
		t.Errorf("%d of 3 were counted", met)
	}
}

func TestACustomerIsHandedToAColleague(t *testing.T) {
	f := open(t)
	hema, tara := f.hires(t, "Hema", "hi"), f.hires(t, "Tara", "hi", "ta")
	first, second := f.comes(t, speaking("hi", ""), kyctest.Noon), f.comes(t, speaking("hi", kyc.High), kyctest.Noon)
	if s, err := f.Accept(ctx, f.scope, first.ID, hema); err != nil || s.ID != first.ID {
		t.Fatal(err)
	}
	f.there[hema.ID] = false
	if list, err := f.Officers(ctx, f.scope, hema); err != nil || len(list) != 1 || list[0].Name != "Tara" || !list[0].Free {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err := f.Officers(ctx, f.scope, tara); err != nil || len(list) != 1 || list[0].Free {
		t.Errorf("%+v, %v", list, err)
	}
	for _, nobody := range []string{"off_none", hema.ID} {
		if _, err := f.HandBack(ctx, f.scope, first.ID, hema, desk.Transfer{Officer: nobody}, ""); code(err) != "officer_unavailable" {
			t.Errorf("%s: %v", nobody, err)
		}
	}
	if _, err := f.HandBack(ctx, f.scope, first.ID, hema, desk.Transfer{Officer: tara.ID}, ""); err != nil {
		t.Fatal(err)
	}
	other := f.hires(t, "Anu")
	if _, err := f.Accept(ctx, f.scope, first.ID, other); code(err) != "reserved" {
		t.Errorf("another takes him by hand: %v", err)
	}
	if s, err := f.Next(ctx, f.scope, tara); err != nil || s.ID != first.ID { // though the other one has a higher priority
		t.Fatalf("%v", err)
	}
	if s, err := f.Next(ctx, f.scope, other); err != nil || s.ID != second.ID {
		t.Errorf("%v", err)
	}
}

// Officers who ask at the same time are given customers in the order of the line.
func TestManyWhoAskAreGivenTheFirst(t *testing.T) {
	f := open(t)
	const officers, customers = 12, 30
	want := map[string]bool{}
	for i := range customers {
		p := kyc.Normal
		if i%3 == 0 {
			p = kyc.High
		}
		s := f.comes(t, speaking("en", p), kyctest.Noon.Add(time.Duration(i)*time.Second))
		want[s.ID] = p == kyc.High
	}
	got := make([]*kyc.Session, officers)
	var wg sync.WaitGroup
	for i := range officers {
		by := kyc.OfficerRef{ID: fmt.Sprintf("off_%d", i)}
		wg.Go(func() {
			s, err := f.Next(ctx, f.scope, by)
			if err != nil {
				t.Error(err)
				return
			}
			got[i] = s
		})
	}
	wg.Wait()
	high := 0
	for _, s := range got {
		if s != nil && want[s.ID] {
			high++
		}
	}
	if high != 10 {
		t.Errorf("%d of the 10 urgent ones were met by the first %d officers", high, officers)
	}
}
