// Package sheet writes tables for spreadsheets, row by row: as CSV or as XLSX. It
// keeps one row in memory, whatever the length of a table, and knows nothing of what
// stands in it.
//
// A cell is a string, an int, a float64, a time or nil. A text that a spreadsheet
// would take for a formula stays the text that it is: a customer's name is written
// by the customer, and whoever opens the file must not run it.
package sheet

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Format of a file.
type Format string

const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// MediaType of files.
func (f Format) MediaType() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// File is written from its begin to its end.
type File interface {
	// Table begins one. A CSV has one and no place for its name.
	Table(name string, head ...string) error
	Row(cells ...any) error
	// Close ends the file; the writer below stays open. Without it an XLSX cannot be opened.
	Close() error
}

// New begins a file; times are written as the clocks of a zone show them.
func New(f Format, w io.Writer, zone *time.Location) File {
	if f == XLSX {
		return newWorkbook(w, zone)
	}
	return newText(w, zone)
}

// clock is how times are written as text: every spreadsheet reads it as a time.
const clock = "2006-01-02 15:04:05"

// formula tells whether a spreadsheet might take a text for one. Spaces in front
// and the wide forms of the signs do not hide it from all of them.
func formula(text string) bool {
	if strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\r") || strings.HasPrefix(text, "\n") {
		return true
	}
	text = strings.TrimSpace(text)
	for _, sign := range []string{"=", "+", "-", "@", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(text, sign) {
			return true
		}
	}
	return false
}

func unknown(cell any) error { return fmt.Errorf("a cell cannot hold %T", cell) }
