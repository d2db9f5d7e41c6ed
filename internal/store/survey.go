package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// A planner that knows nothing of a table takes any index for good whose first
// columns are asked for: in a database with one busy account that walks all of
// its rows for each of a few. PostgreSQL counts what a table holds when its
// autovacuum comes by, once a minute, and a young table grows a thousandfold
// before. So the store has tables counted as soon as they have doubled, which
// is rare for large ones.

// surveyPause is what lies at least between two looks at what has grown.
const surveyPause = 2 * time.Second

// survey looks after commits until the store closes. It is advice for a planner:
// when it fails, for a role that does not own the tables as an example, nothing
// but time is lost.
func (s *Store) survey(ctx context.Context) {
	defer close(s.surveyed)
	for {
		select {
		case <-s.grown:
		case <-ctx.Done():
			return
		}
		if err := s.dialect.survey(ctx, s.read); err != nil && ctx.Err() == nil {
			s.Log.Debug("the planner's statistics were not renewed", "error", err)
		}
		select {
		case <-time.After(surveyPause):
		case <-ctx.Done():
			return
		}
	}
}

// grew wakes the survey; what has been said already is not said twice.
func (s *Store) grew() {
	select {
	case s.grown <- struct{}{}:
	default:
	}
}

// survey is nothing: SQLite's planner knows the columns of an index well enough
// without, and its ANALYZE would hold up the writer.
func (sqliteDialect) survey(context.Context, *sql.DB) error { return nil }

// survey counts tables that have twice the rows of the last count, or at least 500 more.
func (postgresDialect) survey(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, `SELECT quote_ident(c.relname) FROM pg_stat_user_tables AS s JOIN pg_class AS c ON c.oid = s.relid
		WHERE s.schemaname = current_schema() AND s.n_mod_since_analyze > 500 + greatest(c.reltuples, 0)`)
	if err != nil {
		return fmt.Errorf("look what has grown: %w", err)
	}
	var grown []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return errors.Join(err, rows.Close())
		}
		grown = append(grown, name)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return fmt.Errorf("look what has grown: %w", err)
	}
	for _, name := range grown {
		if _, err := db.ExecContext(ctx, "ANALYZE "+name); err != nil {
			return fmt.Errorf("count the rows of %s: %w", name, err)
		}
	}
	return nil
}
