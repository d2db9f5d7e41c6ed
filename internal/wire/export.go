package wire

import (
	"fmt"
	"strings"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// CaseHead names the columns of a file of cases. Mobile, e-mail address and day of
// birth are not among them: a file is read by people whom nobody lets in, and finds
// the customer by name and reference.
func CaseHead(zone *time.Location) []string {
	at := func(what string) string { return what + " (" + zone.String() + ")" }
	return []string{"Session", at("Created"), "Status", "Outcome", "Customer", "Reference", "Verification", "Profile", "Language", "Officer",
		at("In line"), at("Call began"), at("Decided"), "Reasons", "Rules not met", "Flags", "Calls sent back"}
}

// CaseRow is a session as a row of such a file.
func CaseRow(v *kyc.Session) []any {
	officer, outcome := "", ""
	var decided time.Time
	var reasons, rules, flags []string
	if v.Officer != nil {
		officer = v.Officer.Name
	}
	if d := v.Decision; d != nil {
		outcome, decided = string(d.Outcome), d.At
		for _, r := range d.Reasons {
			reasons = append(reasons, r.Code)
		}
		for i := range v.Conduct.Rules {
			if r := &v.Conduct.Rules[i]; !r.Met() && !r.Pending {
				rules = append(rules, r.ID)
			}
		}
	}
	for _, f := range v.Conduct.Flags {
		flags = append(flags, string(f.Kind))
	}
	words := func(list []string) string { return strings.Join(list, "; ") }
	return []any{v.ID, v.CreatedAt, string(v.Status), outcome, v.Customer.Name, v.Customer.Reference, string(v.Type), v.Profile, v.Language, officer,
		v.QueuedAt, v.StartedAt, decided, words(reasons), words(rules), words(flags), len(v.Rounds)}
}

// Table is one of a file.
type Table struct {
	ID, Name string
	Head     []string
	Rows     [][]any
}

// NumbersTables are the numbers of a desk as tables of a file.
func NumbersTables(n *api.CallStats) []Table {
	days := Table{ID: "days", Name: "Days", Head: []string{"Day (" + n.Timezone + ")", "Met", fmt.Sprintf("Met within %d s", n.TargetSeconds), "Met later", "Abandoned", "Service level",
		"Half waited at most (s)", "95 of 100 waited at most (s)", "A call takes (s)"}}
	for _, d := range n.Days {
		days.Rows = append(days.Rows, []any{d.Date, d.Met, d.InTarget, d.OutOfTarget, d.Abandoned, number(d.ServiceLevel), number(d.WaitP50Seconds), number(d.WaitP95Seconds), number(d.HandlingSeconds)})
	}
	officers := Table{ID: "officers", Name: "Officers", Head: []string{"Officer", "Id", "Calls", "A call takes (s)", "Approved", "Needs review", "Rejected", "Handed back", "Appointment", "Undecided"}}
	for _, o := range n.Officers {
		officers.Rows = append(officers.Rows, []any{o.Name, o.OfficerID, o.Calls, o.HandlingSeconds, o.Approved, o.NeedsReview, o.Rejected, o.HandedBack, o.Appointments, o.Undecided})
	}
	attendance := Table{ID: "attendance", Name: "Time at the desk", Head: []string{"Day (" + n.Timezone + ")", "Officer", "Id", "Online (s)", "In call (s)", "Idle (s)", "Break (s)", "Away (s)", "Occupancy"}}
	for _, a := range n.Attendance {
		attendance.Rows = append(attendance.Rows, []any{a.Date, a.Name, a.OfficerID, a.OnlineSeconds, a.InCallSeconds, a.IdleSeconds, a.BreakSeconds, a.AwaySeconds, number(a.Occupancy)})
	}
	funnel := Table{ID: "funnel", Name: "Funnel", Head: []string{"Step", "Came so far", "Still on the way", "Ended here"}}
	for _, s := range n.Funnel {
		funnel.Rows = append(funnel.Rows, []any{s.Step, s.Reached, s.OnTheWay, s.Ended})
	}
	return []Table{days, officers, attendance, funnel}
}

// number of a cell; none is nothing.
func number(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}

// ExportNote is a note as administrators see it.
func ExportNote(e *kyc.Export) api.ExportNote {
	n := api.ExportNote{ID: e.ID, CreatedAt: e.At, Officer: api.Named{ID: e.Officer, Text: e.Name}, Kind: string(e.Kind), Format: e.Format, Filters: []api.ExportFilter{}, Rows: e.Rows, Complete: e.Ended}
	for _, f := range e.Filters {
		n.Filters = append(n.Filters, api.ExportFilter(f))
	}
	return n
}
