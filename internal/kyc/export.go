package kyc

import (
	"strings"
	"time"
)

// Export is a note that somebody took data of many customers out of the console:
// who, when, what he asked for and how much it was. It is written before the first
// row leaves, so that one that broke off is there too.
type Export struct {
	Scope
	ID      string
	At      time.Time
	Officer string // id
	Name    string // as it was then: the note outlives the member
	Kind    ExportKind
	Format  string
	Filters []ExportFilter
	Rows    int  // that left; while it has not ended, those that were asked for
	Ended   bool // all of them left
}

// ExportKind is what was taken.
type ExportKind string

const (
	ExportCases   ExportKind = "cases"
	ExportNumbers ExportKind = "numbers"
)

// ExportFilter is one thing that was asked for. Whom somebody looked for is not
// among them: the note would outlive what is known of the customer.
type ExportFilter struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// MaxExported is how many cases one file has at most.
const MaxExported = 50_000

var errTooMuch = Errorf(Invalid, "export_too_large", "More than %d cases match; no file holds so many.", MaxExported)

// MayExport refuses whoever does not answer for the work of others: a file leaves
// the console, and nobody sees any more who reads it.
func (o *Officer) MayExport() error {
	if !o.MaySupervise() {
		return Errorf(Forbidden, "forbidden", "Only supervisors and administrators take files out of the console.")
	}
	return nil
}

// MaySeeExports tells whether the officer reads who took what.
func (o *Officer) MaySeeExports() error {
	for _, r := range o.Roles {
		if r == Admin {
			return nil
		}
	}
	return Errorf(Forbidden, "forbidden", "Only administrators read who took files out of the console.")
}

// Exportable refuses more rows than a file holds.
func Exportable(rows int) error {
	if rows > MaxExported {
		return errTooMuch
	}
	return nil
}

// Filters of a search, as its export notes them.
func (q *Search) Filters() []ExportFilter {
	var list []ExportFilter
	add := func(name, value string) {
		if value != "" {
			list = append(list, ExportFilter{name, value})
		}
	}
	if strings.TrimSpace(q.Person) != "" {
		add("person", "given")
	}
	statuses := make([]string, len(q.Status))
	for i, s := range q.Status {
		statuses[i] = string(s)
	}
	add("status", strings.Join(statuses, ","))
	add("outcome", string(q.Outcome))
	add("officer_id", q.Officer)
	add("rule", q.Rule)
	add("flag", string(q.Flag))
	add("profile", q.Profile)
	if !q.From.IsZero() {
		add("created_after", q.From.UTC().Format(time.RFC3339))
	}
	if !q.Before.IsZero() {
		add("created_before", q.Before.UTC().Format(time.RFC3339))
	}
	return list
}
