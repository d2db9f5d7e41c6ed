package api

import "time"

// CaseExport is the body of POST /desk/search/export: a search, and as what it is taken.
type CaseExport struct {
	CaseSearch
	Format string `json:"format,omitempty" enum:"csv,xlsx" default:"csv"`
}

// NumbersExport is the body of POST /desk/numbers/export.
type NumbersExport struct {
	From          string `json:"from,omitempty" maxLength:"10" doc:"YYYY-MM-DD, the first day; 13 days before the last one unless given"`
	To            string `json:"to,omitempty" maxLength:"10" doc:"The last day; today unless given"`
	TargetSeconds int    `json:"target_seconds,omitempty" minimum:"0" maximum:"14400" doc:"The account's own unless given"`
	Format        string `json:"format,omitempty" enum:"csv,xlsx" default:"csv"`
	Table         string `json:"table,omitempty" enum:"days,officers,attendance,funnel" default:"days" doc:"Of a CSV, which has one; an XLSX has all"`
}

// ExportNote says who took a file out of the console.
type ExportNote struct {
	ID        string         `json:"id"`
	CreatedAt time.Time      `json:"created_at"`
	Officer   Named          `json:"officer" doc:"text is the name as it was then"`
	Kind      string         `json:"kind" enum:"cases,numbers"`
	Format    string         `json:"format" enum:"csv,xlsx"`
	Filters   []ExportFilter `json:"filters" nullable:"false" doc:"Of a person only that one was given"`
	Rows      int            `json:"rows" doc:"That left. Of a file that the server never finished, those that it was to have"`
	Complete  bool           `json:"complete" doc:"All of it left"`
}

// ExportFilter is one thing that was asked for.
type ExportFilter struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// ExportList is a page of notes, newest first.
type ExportList struct {
	Data    []ExportNote `json:"data" nullable:"false"`
	HasMore bool         `json:"has_more"`
}
