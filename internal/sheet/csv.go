package sheet

import (
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
)

// mark says that the file is UTF-8. Without it Excel reads another code page, and
// no Indian script survives that.
const mark = "\ufeff"

// text is a file of CSV (RFC 4180).
type text struct {
	w     io.Writer
	rows  *csv.Writer
	zone  *time.Location
	begun bool
	line  []string
}

func newText(w io.Writer, zone *time.Location) *text {
	rows := csv.NewWriter(w)
	rows.UseCRLF = true
	return &text{w: w, rows: rows, zone: zone}
}

func (t *text) Table(_ string, head ...string) error {
	if t.begun {
		return errors.New("a CSV file has one table")
	}
	t.begun = true
	if _, err := io.WriteString(t.w, mark); err != nil {
		return err
	}
	return t.rows.Write(head)
}

func (t *text) Row(cells ...any) error {
	t.line = t.line[:0]
	for _, c := range cells {
		s := ""
		switch v := c.(type) {
		case nil:
		case string:
			s = plain(v)
		case int:
			s = strconv.Itoa(v)
		case float64:
			s = strconv.FormatFloat(v, 'f', -1, 64)
		case time.Time:
			if !v.IsZero() {
				s = v.In(t.zone).Format(clock)
			}
		default:
			return unknown(c)
		}
		t.line = append(t.line, s)
	}
	return t.rows.Write(t.line)
}

// plain is a text that no spreadsheet runs: an apostrophe in front of it says that
// it is one. NUL is in no text of ours, and ends the file for some readers.
func plain(v string) string {
	v = strings.ReplaceAll(v, "\x00", "")
	if formula(v) {
		return "'" + v
	}
	return v
}

func (t *text) Close() error {
	t.rows.Flush()
	return t.rows.Error()
}
