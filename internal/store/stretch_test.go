package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

// testStretches keeps signs of life, also those that another process wrote before
// it died: nothing of it was open.
func testStretches(t *testing.T, b backend) {
	first := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, first)
	live := kyc.Scope{Account: scope.Account, Live: true}
	at := func(seconds int) time.Time { return kyctest.Noon.Add(time.Duration(seconds) * time.Second) }
	sign := func(s *store.Store, scope kyc.Scope, officer string, state kyc.Presence, seconds int) {
		t.Helper()
		must(t, s.Sign(ctx, scope, officer, state, at(seconds)))
	}
	sign(first, scope, "off_a", kyc.Online, 0)
	sign(first, scope, "off_a", kyc.Online, 30)
	sign(first, scope, "off_b", kyc.OnBreak, 40)
	sign(first, live, "off_a", kyc.Online, 50)
	sign(first, kyctest.PutAccount(t, first), "off_a", kyc.Online, 50)
	second := b.open(t, store.Options{}) // another process; the first says nothing more
	sign(second, scope, "off_a", kyc.Online, 60)
	sign(second, scope, "off_a", kyc.OnBreak, 90)
	sign(second, scope, "off_a", kyc.OnBreak, 80) // late
	sign(second, scope, "off_a", kyc.Online, 400)

	want := []kyc.Stretch{
		{Officer: "off_b", State: kyc.OnBreak, From: at(40), Until: at(40)},
		{Officer: "off_a", State: kyc.Online, From: at(0), Until: at(90)},
		{Officer: "off_a", State: kyc.OnBreak, From: at(90), Until: at(90)},
		{Officer: "off_a", State: kyc.Online, From: at(400), Until: at(400)},
	}
	slices.SortFunc(want, func(a, b kyc.Stretch) int { return a.From.Compare(b.From) })
	read := func(from, to int) []kyc.Stretch {
		t.Helper()
		list, more, err := second.Stretches(ctx, scope, kyc.Span{From: at(from), To: at(to)})
		must(t, err)
		if more {
			t.Error("more than can be counted")
		}
		slices.SortFunc(list, func(a, b kyc.Stretch) int { return a.From.Compare(b.From) })
		return list
	}
	if got := read(0, 1000); !slices.Equal(got, want) {
		t.Errorf("%v\nwant\n%v", got, want)
	}
	if got := read(100, 1000); !slices.Equal(got, want[3:]) {
		t.Errorf("later ones: %v", got)
	}
	if got := read(0, 40); !slices.Equal(got, want[:1]) {
		t.Errorf("earlier ones: %v", got)
	}
}
