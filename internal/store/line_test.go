package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

// A line is read in the order in which customers are met, page by page to its end,
// whoever leaves it meanwhile.
func testLine(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	one, other := kyctest.PutAccount(t, s), kyctest.PutAccount(t, s)
	put := func(scope kyc.Scope, p kyc.Priority, minute int) string {
		o := kyctest.Asha()
		o.Priority = p
		v, events := kyctest.Ordered(t, scope, o)
		at := kyctest.Noon.Add(time.Duration(minute) * time.Minute)
		for _, do := range []func() ([]kyc.Event, error){
			func() ([]kyc.Event, error) { return v.Join(kyc.Hash{1}, at) },
			func() ([]kyc.Event, error) { return v.RecordConsent(kyc.Consent{Version: "1"}, at) },
			func() ([]kyc.Event, error) { return v.Queue(at) },
		} {
			more, err := do()
			must(t, err)
			events = append(events, more...)
		}
		must(t, s.CreateSession(ctx, v, events))
		return v.ID
	}
	low, late, early := put(one, kyc.Low, 1), put(one, kyc.Normal, 3), put(one, kyc.Normal, 2)
	high := put(one, kyc.High, 4)
	put(other, kyc.High, 1)
	kyctest.Put(t, s, one, kyc.Joined)
	want := []string{high, early, late, low}
	places, err := s.Places(ctx, one)
	must(t, err)
	if !slices.Equal(places, want) {
		t.Errorf("places %v, want %v", places, want)
	}
	var got []string
	var after *kyc.Session
	for more := true; more; {
		var page []*kyc.Session
		page, more, err = s.Line(ctx, one, after, 1)
		must(t, err)
		for _, v := range page {
			after = v
			got = append(got, v.ID)
			_, err := s.ChangeSession(ctx, one, v.ID, func(v *kyc.Session) ([]kyc.Event, error) {
				return v.Start(kyctest.Officer, kyctest.Noon.Add(time.Hour))
			})
			must(t, err)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("line %v, want %v", got, want)
	}
	if places, err := s.Places(ctx, one); err != nil || len(places) > 0 {
		t.Errorf("left in line: %v, %v", places, err)
	}
	ends := kyctest.Noon.Add(time.Hour + kyc.HoldFor)
	_, err = s.ChangeSession(ctx, one, low, func(v *kyc.Session) ([]kyc.Event, error) {
		return v.HandBack(kyctest.Officer, kyc.Transfer{To: &kyc.Attendant{ID: "off_meera", Name: "Meera"}}, "break", kyctest.Noon.Add(time.Hour))
	})
	must(t, err)
	mine, _, err := s.Sessions(ctx, one, kyc.SessionQuery{Officer: "off_meera", Status: []kyc.Status{kyc.Waiting}, Limit: 10})
	if err != nil || len(mine) != 1 || mine[0].Hold == nil || !mine[0].Hold.Until.Equal(ends) || mine[0].LineSince.IsZero() {
		t.Errorf("handed to Meera: %+v, %v", mine, err)
	}
}
