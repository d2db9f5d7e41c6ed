package kyc_test

import (
	"slices"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

func TestQuantilesAreByNearestRank(t *testing.T) {
	var list []time.Duration
	if kyc.Quantile(list, 0.5) != 0 {
		t.Error("of nothing")
	}
	for i := 1; i <= 100; i++ {
		list = append(list, time.Duration(i))
	}
	for q, want := range map[float64]time.Duration{0: 1, 0.5: 50, 0.95: 95, 1: 100} {
		if got := kyc.Quantile(list, q); got != want {
			t.Errorf("%v: %d", q, got)
		}
	}
	if got := kyc.Quantile(list[:1], 0.95); got != 1 {
		t.Errorf("of one: %d", got)
	}
}

func TestASpanOfTimeIsASpanOfIDs(t *testing.T) {
	at := time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)
	most := kyc.Entropy{}
	for i := range most {
		most[i] = 0xff
	}
	ids := []string{kyc.ID("vs", at.Add(-time.Millisecond), most), kyc.IDFloor("vs", at), kyc.ID("vs", at, most), kyc.IDFloor("vs", at.Add(time.Millisecond))}
	if !slices.IsSorted(ids) {
		t.Errorf("%v", ids)
	}
}

func TestPasswordsThatAreRefused(t *testing.T) {
	for _, p := range []string{"", "eleven char", "meera@example.com", "MEERA@example.com", "aaaaaaaaaaaaaaaa"} {
		if kyc.CheckPassword(p, "meera@example.com") == nil {
			t.Errorf("%q is taken", p)
		}
	}
	for _, p := range []string{"correct horse", "पासवर्डबहुतलंबा"} {
		if f := kyc.CheckPassword(p, "meera@example.com"); f != nil {
			t.Errorf("%q: %v", p, f)
		}
	}
}
