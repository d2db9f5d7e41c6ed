package store

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// form is how both engines keep a column's values.
type form int

const (
	text    form = iota // Go string
	integer             // Go int64
	octets              // Go []byte
)

// column of a table.
type column struct {
	name string
	form form
}

// table names the columns that bulk statements read and write, in order. The
// first key of them identify the rows.
type table struct {
	name    string
	key     int
	columns []column
}

// names of the columns, as a list for SQL, each with the prefix.
func (t *table) names(prefix string) string {
	list := make([]string, len(t.columns))
	for i, c := range t.columns {
		list[i] = prefix + c.name
	}
	return strings.Join(list, ", ")
}

// id of a row, if the table has one.
func (t *table) id(row []any) string {
	for i, c := range t.columns {
		if c.name == "id" {
			return row[i].(string)
		}
	}
	return ""
}

// matches is a condition on the first n columns, with placeholders from $1.
func (t *table) matches(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteString(t.columns[i].name + " = $" + strconv.Itoa(i+1))
	}
	return b.String()
}

// raised is how an insert of a counter's row adds to the one that is there.
func (t *table) raised() string {
	last := t.columns[len(t.columns)-1].name
	key := &table{columns: t.columns[:t.key]}
	return " ON CONFLICT (" + key.names("") + ") DO UPDATE SET " + last + " = " + t.name + "." + last + " + excluded." + last +
		" RETURNING " + t.names("")
}

// placeholders from $first, n of them, separated by commas.
func placeholders(first, n int) string {
	list := make([]string, n)
	for i := range n {
		list[i] = "$" + strconv.Itoa(first+i)
	}
	return strings.Join(list, ", ")
}

// micros is how instants are kept: microseconds since 1970, 0 for the zero time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// instant reads what micros wrote.
func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// mode is how Scope.Live is kept: SQLite has no boolean.
func mode(live bool) int64 {
	if live {
		return 1
	}
	return 0
}

// list is how words are kept: a JSON array, also of none.
func list[T ~string](words []T) (string, error) {
	if len(words) == 0 {
		return "[]", nil
	}
	b, err := json.Marshal(words)
	if err != nil {
		return "", fmt.Errorf("write a list: %w", err)
	}
	return string(b), nil
}

// unlist reads what list wrote; none is nil.
func unlist[T ~string](text string) ([]T, error) {
	if text == "[]" {
		return nil, nil
	}
	var words []T
	if err := json.Unmarshal([]byte(text), &words); err != nil {
		return nil, fmt.Errorf("read a list: %w", err)
	}
	return words, nil
}

// hash reads a column of 32 octets; anything else leaves the zero hash, which
// no chain verifies with.
func hash(b []byte) (h kyc.Hash) {
	if len(b) == len(h) {
		copy(h[:], b)
	}
	return h
}
