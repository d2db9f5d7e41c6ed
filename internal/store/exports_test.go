package store_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

// testExports keeps notes of exports, each in its scope, and counts searches.
func testExports(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	live := kyc.Scope{Account: scope.Account, Live: true}
	note := func(scope kyc.Scope, minute int) kyc.Export {
		at := kyctest.Noon.Add(time.Duration(minute) * time.Minute)
		e := kyc.Export{Scope: scope, ID: kyc.ID(kyc.PrefixExport, at, kyc.Entropy{byte(minute)}), At: at, Officer: "off_1", Name: "Meera", Kind: kyc.ExportCases,
			Format: "csv", Filters: []kyc.ExportFilter{{Name: "profile", Value: "rbi_vcip"}}, Rows: 7}
		must(t, s.AddExport(ctx, &e))
		return e
	}
	first, second := note(scope, 1), note(scope, 2)
	note(live, 3)
	note(kyctest.PutAccount(t, s), 4)
	second.Rows, second.Ended = 6, true
	must(t, s.EndExport(ctx, &second))
	page, more, err := s.Exports(ctx, scope, kyc.PageQuery{Limit: 1})
	must(t, err)
	if !more || !reflect.DeepEqual(page, []kyc.Export{second}) {
		t.Errorf("the first page: %+v, more %v", page, more)
	}
	page, more, err = s.Exports(ctx, scope, kyc.PageQuery{Limit: 1, After: second.ID})
	must(t, err)
	if more || !reflect.DeepEqual(page, []kyc.Export{first}) {
		t.Errorf("the second page: %+v, more %v", page, more)
	}

	for range 3 {
		kyctest.Put(t, s, scope, kyc.Waiting)
	}
	kyctest.Put(t, s, scope, kyc.Completed)
	kyctest.Put(t, s, live, kyc.Waiting)
	for _, row := range []struct {
		q           kyc.Search
		limit, want int
	}{
		{kyc.Search{}, 100, 4},
		{kyc.Search{}, 3, 3},
		{kyc.Search{Status: []kyc.Status{kyc.Waiting, kyc.Completed}}, 100, 4},
		{kyc.Search{Status: []kyc.Status{kyc.Waiting}}, 100, 3},
		{kyc.Search{Person: "asha"}, 100, 4},
		{kyc.Search{Person: "nobody"}, 100, 0},
	} {
		if n, err := s.CountSearch(ctx, scope, row.q, row.limit); err != nil || n != row.want {
			t.Errorf("%+v: %d of at most %d, want %d, %v", row.q, n, row.limit, row.want, err)
		}
	}
}
