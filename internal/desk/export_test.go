package desk_test

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/desk"
	"github.com/basekyc/basekyc/internal/kyc"
)

// shelf is a store of sessions that are only counted.
type shelf struct {
	matching int
	notes    []kyc.Export
	broken   error // of the second page
	pages    int
}

func (s *shelf) CountSearch(_ context.Context, _ kyc.Scope, _ kyc.Search, limit int) (int, error) {
	return min(s.matching, limit), nil
}

func (s *shelf) Search(_ context.Context, scope kyc.Scope, q kyc.Search) (page []*kyc.Session, more bool, err error) {
	if s.pages++; s.pages == 2 && s.broken != nil {
		return nil, false, s.broken
	}
	for range min(q.Limit, s.matching) {
		page = append(page, &kyc.Session{Scope: scope, ID: "vs_1"})
	}
	s.matching -= len(page)
	return page, s.matching > 0, nil
}

func (s *shelf) AddExport(_ context.Context, e *kyc.Export) error {
	s.notes = append(s.notes, *e)
	return nil
}

func (s *shelf) EndExport(_ context.Context, e *kyc.Export) error {
	s.notes = append(s.notes, *e)
	return nil
}

func (s *shelf) Exports(context.Context, kyc.Scope, kyc.PageQuery) ([]kyc.Export, bool, error) {
	return s.notes, false, nil
}

func TestExports(t *testing.T) {
	gone := errors.New("the reader has gone")
	admin := &kyc.Officer{ID: "off_1", Name: "Meera", Roles: []kyc.Role{kyc.Admin}}
	for name, row := range map[string]struct {
		by       *kyc.Officer
		matching int
		broken   error
		leaves   int // the reader, after so many
		code     string
		rows     int
		complete bool
		noted    int
	}{
		"all":               {by: admin, matching: 250, rows: 250, complete: true, noted: 2},
		"none":              {by: admin, complete: true, noted: 2},
		"to the bound":      {by: admin, matching: kyc.MaxExported, rows: kyc.MaxExported, complete: true, noted: 2},
		"beyond it":         {by: admin, matching: kyc.MaxExported + 1, code: "export_too_large"},
		"an agent":          {by: &kyc.Officer{Roles: []kyc.Role{kyc.Agent}}, matching: 1, code: "forbidden"},
		"the store breaks":  {by: admin, matching: 250, broken: errors.New("disk"), rows: 100, noted: 2},
		"the reader leaves": {by: admin, matching: 250, leaves: 7, rows: 8, noted: 2},
	} {
		s := &shelf{matching: row.matching, broken: row.broken}
		x := desk.NewExports(s, time.Now, rand.Reader)
		rows, begun := 0, false
		err := x.Cases(t.Context(), kyc.Scope{Account: "acct_1"}, row.by, "csv", kyc.Search{}, func(*kyc.Export) error { begun = true; return nil }, func(*kyc.Session) error {
			if rows++; row.leaves > 0 && rows > row.leaves {
				return gone
			}
			return nil
		})
		var e *kyc.Error
		if errors.As(err, &e) != (row.code != "") || e != nil && e.Code != row.code {
			t.Errorf("%s: %v", name, err)
		}
		if (err == nil) != row.complete || rows != row.rows || begun != (row.noted > 0) || len(s.notes) != row.noted {
			t.Errorf("%s: %d rows, begun %v, %d notes, %v", name, rows, begun, len(s.notes), err)
		}
		if row.noted > 0 {
			if first, last := s.notes[0], s.notes[1]; first.Rows != row.matching || first.Ended || last.Rows != row.rows || last.Ended != row.complete || last.Name != "Meera" {
				t.Errorf("%s: noted %+v, then %+v", name, first, last)
			}
		}
	}
}

// Files that are read slowly do not pile up, and those of one account keep no other one out.
func TestFewExportsAtOnce(t *testing.T) {
	x := desk.NewExports(&shelf{matching: 1}, time.Now, rand.Reader)
	admin := &kyc.Officer{Roles: []kyc.Role{kyc.Admin}}
	take := func(account string, begin func() error) error {
		return x.Cases(t.Context(), kyc.Scope{Account: account}, admin, "csv", kyc.Search{}, func(*kyc.Export) error { return begin() }, func(*kyc.Session) error { return nil })
	}
	done := func() error { return nil }
	var again, fifth error
	err := take("acct_1", func() error {
		again = take("acct_1", done)
		return take("acct_2", func() error {
			return take("acct_3", func() error {
				return take("acct_4", func() error {
					fifth = take("acct_5", done)
					return nil
				})
			})
		})
	})
	if err != nil || !kyc.IsKind(again, kyc.TooMany) || !kyc.IsKind(fifth, kyc.TooMany) {
		t.Errorf("%v; a second of an account: %v; the fifth of all: %v", err, again, fifth)
	}
	for _, account := range []string{"acct_1", "acct_5"} {
		if err := take(account, done); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	}
}
