package kyc

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestWhoTakesFilesOut(t *testing.T) {
	for _, row := range []struct {
		roles     []Role
		may, sees bool
	}{
		{[]Role{Agent}, false, false},
		{[]Role{Auditor}, false, false},
		{[]Role{Developer}, false, false},
		{[]Role{Agent, Auditor, Developer}, false, false},
		{[]Role{Supervisor}, true, false},
		{[]Role{Agent, Supervisor}, true, false},
		{[]Role{Admin}, true, true},
		{nil, false, false},
	} {
		o := &Officer{Roles: row.roles}
		if got := o.MayExport() == nil; got != row.may {
			t.Errorf("%v exports: %v", row.roles, got)
		}
		if got := o.MaySeeExports() == nil; got != row.sees {
			t.Errorf("%v sees who did: %v", row.roles, got)
		}
	}
	if Exportable(MaxExported) != nil || Exportable(MaxExported+1) == nil {
		t.Error("the bound is elsewhere")
	}
}

func TestFiltersOfAnExportNameNobody(t *testing.T) {
	at := time.Date(2026, 3, 2, 6, 30, 0, 0, time.FixedZone("IST", 5*3600+1800))
	q := Search{Person: " Asha Rao +919800000002 ", Status: []Status{Completed, Rejected}, Outcome: Approved, Officer: "off_1", Rule: "r", Flag: FlagPrompting, Profile: "p", From: at, Before: at.Add(time.Hour)}
	got := q.Filters()
	want := []ExportFilter{{"person", "given"}, {"status", "completed,rejected"}, {"outcome", "approved"}, {"officer_id", "off_1"}, {"rule", "r"}, {"flag", "prompting"}, {"profile", "p"},
		{"created_after", "2026-03-02T01:00:00Z"}, {"created_before", "2026-03-02T02:00:00Z"}}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	for _, f := range got {
		if strings.Contains(f.Value, "Asha") || strings.Contains(f.Value, "98000") {
			t.Errorf("names somebody: %v", f)
		}
	}
	if got := (&Search{Person: "  "}).Filters(); got != nil {
		t.Errorf("of nothing: %v", got)
	}
}
