package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/basekyc/basekyc/internal/kyc"
)

var exportTable = &table{name: "exports", key: 3, columns: []column{
	{"account", text}, {"live", integer}, {"id", text}, {"created_at", integer}, {"officer", text}, {"name", text},
	{"kind", text}, {"format", text}, {"filters", text}, {"amount", integer}, {"ended", integer}}}

// AddExport notes one before its first row leaves.
func (s *Store) AddExport(ctx context.Context, e *kyc.Export) error {
	filters, err := json.Marshal(e.Filters)
	if err != nil {
		return fmt.Errorf("encode filters: %w", err)
	}
	return s.submit(ctx, needs{}, func(b *batch) error {
		return b.add(exportTable, "export", []any{e.Account, mode(e.Live), e.ID, micros(e.At), e.Officer, e.Name, string(e.Kind), e.Format,
			string(filters), int64(e.Rows), mode(e.Ended)})
	})
}

// EndExport notes how many rows left in the end, and whether that was all.
func (s *Store) EndExport(ctx context.Context, e *kyc.Export) error {
	return s.submit(ctx, needs{}, func(b *batch) error {
		_, err := b.exec("end an export", "UPDATE exports SET amount = $4, ended = $5 WHERE "+exportTable.matches(3),
			e.Account, mode(e.Live), e.ID, int64(e.Rows), mode(e.Ended))
		return err
	})
}

// Exports lists a scope's, newest first.
func (s *Store) Exports(ctx context.Context, scope kyc.Scope, q kyc.PageQuery) (page []kyc.Export, more bool, err error) {
	limit := pageLimit(q.Limit)
	query := "SELECT " + exportTable.names("") + " FROM exports WHERE account = $1 AND live = $2"
	args := []any{scope.Account, mode(scope.Live), int64(limit + 1)}
	if q.After != "" {
		query += " AND id < $4"
		args = append(args, q.After)
	}
	err = s.query(ctx, "read exports", func(rows *sql.Rows) error {
		var e kyc.Export
		var live, at, amount, ended int64
		var filters string
		if err := rows.Scan(&e.Account, &live, &e.ID, &at, &e.Officer, &e.Name, &e.Kind, &e.Format, &filters, &amount, &ended); err != nil {
			return err
		}
		e.Live, e.At, e.Rows, e.Ended = live != 0, instant(at), int(amount), ended != 0
		page = append(page, e)
		return json.Unmarshal([]byte(filters), &page[len(page)-1].Filters)
	}, query+" ORDER BY id DESC LIMIT $3", args...)
	page, more = cut(page, limit)
	return page, more, err
}
