package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

// testSessionFilters compares every filter, and filters together, with going
// through all the sessions by hand, in pages of three.
func testSessionFilters(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	other := kyctest.PutAccount(t, s)
	var all []*kyc.Session
	for i := range 24 {
		at := kyctest.Noon.Add(time.Duration(i) * 700 * time.Microsecond) // several within one millisecond of an id
		o := kyctest.Asha()
		o.Metadata = nil
		o.Customer.Reference = fmt.Sprint("loan-", i%3)
		if i%4 != 0 {
			o.Metadata = map[string]string{"branch": []string{"Pune", "Puri"}[i%2], "desk": fmt.Sprint(i % 3)}
		}
		for _, owner := range []kyc.Scope{scope, other} {
			id := kyc.ID(kyc.PrefixSession, at, kyc.Entropy([]byte(fmt.Sprintf("%10d", i))))
			if owner == other {
				id = kyctest.ID(kyc.PrefixSession)
			}
			v, events, err := kyc.NewSession(owner, id, o, kyc.Link{TokenID: id}, at)
			must(t, err)
			must(t, s.CreateSession(ctx, v, events))
			if owner == scope {
				if i%5 == 0 {
					v, err = s.ChangeSession(ctx, scope, v.ID, func(v *kyc.Session) ([]kyc.Event, error) { return v.Cancel(at) })
					must(t, err)
				}
				all = append(all, v)
			}
		}
	}
	slices.Reverse(all) // newest first
	mid := all[12].CreatedAt
	for name, q := range map[string]kyc.SessionQuery{
		"all":                  {},
		"from":                 {From: mid},
		"before":               {Before: mid},
		"within":               {From: all[15].CreatedAt, Before: all[4].CreatedAt},
		"an empty time":        {From: mid, Before: mid},
		"long ago":             {Before: time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC)},
		"one pair":             {Metadata: map[string]string{"branch": "Pune"}},
		"two pairs":            {Metadata: map[string]string{"branch": "Puri", "desk": "1"}},
		"no such value":        {Metadata: map[string]string{"branch": "Surat"}},
		"no such name":         {Metadata: map[string]string{"Pune": "branch"}},
		"a pair and a status":  {Metadata: map[string]string{"desk": "2"}, Status: []kyc.Status{kyc.Canceled, kyc.Joined}},
		"a pair and a time":    {Metadata: map[string]string{"desk": "2"}, From: mid},
		"everything":           {Metadata: map[string]string{"branch": "Puri"}, Status: []kyc.Status{kyc.Created}, Reference: "loan-1", Before: mid},
		"statuses and a time":  {Status: []kyc.Status{kyc.Created, kyc.Canceled}, Before: mid},
		"a reference":          {Reference: "loan-2", From: mid},
		"the oldest of a pair": {Metadata: map[string]string{"branch": "Pune"}, Oldest: true},
	} {
		var want []string
		for _, v := range all {
			fits := (len(q.Status) == 0 || slices.Contains(q.Status, v.Status)) && (q.Reference == "" || q.Reference == v.Customer.Reference) &&
				!v.CreatedAt.Before(q.From) && (q.Before.IsZero() || v.CreatedAt.Before(q.Before))
			for k, x := range q.Metadata {
				got, ok := v.Metadata[k]
				fits = fits && ok && got == x
			}
			if fits {
				want = append(want, v.ID)
			}
		}
		if q.Oldest {
			slices.Reverse(want)
		}
		var got []string
		for more := true; more; {
			q.Limit = 3
			var page []*kyc.Session
			var err error
			page, more, err = s.Sessions(ctx, scope, q)
			must(t, err)
			for _, v := range page {
				got, q.After = append(got, v.ID), v.ID
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %d\n%v\nwant %d\n%v", name, len(got), got, len(want), want)
		}
	}
}
