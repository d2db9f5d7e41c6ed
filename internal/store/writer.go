package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
)

// databaseError marks what the database, not the caller, refused. It makes a
// batch roll back; every other error concerns one member only.
type databaseError struct {
	doing string
	err   error
}

func (e *databaseError) Error() string { return e.doing + ": " + e.err.Error() }
func (e *databaseError) Unwrap() error { return e.err }

func broken(doing string, err error) error {
	if err == nil {
		return nil
	}
	return &databaseError{doing, err}
}

// writer is the one connection that writes, with its prepared statements. It
// belongs to the committer. Its statements take no caller's context: a batch
// has many callers, and the driver of SQLite starts a goroutine per statement
// for a context that can end.
type writer struct {
	db         *sql.DB
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

// connect makes sure that there is a connection.
func (w *writer) connect(ctx context.Context) error {
	if w.conn != nil {
		return nil
	}
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return broken("connect to the database", err)
	}
	w.conn, w.statements = conn, map[string]*sql.Stmt{}
	return nil
}

// drop gives up the connection, so that the next batch starts on a fresh one.
func (w *writer) drop() {
	if w.conn == nil {
		return
	}
	for _, s := range w.statements {
		s.Close()
	}
	// ErrBadConn makes the pool close the connection instead of keeping it.
	w.conn.Raw(func(any) error { return driver.ErrBadConn })
	w.conn = nil
}

func (w *writer) prepare(query string) (*sql.Stmt, error) {
	if s, ok := w.statements[query]; ok {
		return s, nil
	}
	s, err := w.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	w.statements[query] = s
	return s, nil
}

// start begins a transaction. A connection that broke while it was idle is
// replaced once.
func (w *writer) start(begin string) error {
	for try := 0; ; try++ {
		if err := w.connect(context.Background()); err != nil {
			return err
		}
		err := w.plain(begin)
		if err == nil {
			return nil
		}
		w.drop()
		if try > 0 {
			return broken("begin a transaction", err)
		}
	}
}

// plain runs a statement that controls the transaction.
func (w *writer) plain(query string) error {
	_, err := w.conn.ExecContext(context.Background(), query)
	return err
}

// exec runs a statement and tells how many rows it touched.
func (w *writer) exec(doing, query string, args ...any) (int64, error) {
	s, err := w.prepare(query)
	if err != nil {
		return 0, broken(doing, err)
	}
	res, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, broken(doing, err)
	}
	n, err := res.RowsAffected()
	return n, broken(doing, err)
}

// query hands every row to scan.
func (w *writer) query(doing string, scan func(*sql.Rows) error, query string, args ...any) error {
	s, err := w.prepare(query)
	if err != nil {
		return broken(doing, err)
	}
	rows, err := s.QueryContext(context.Background(), args...)
	if err != nil {
		return broken(doing, err)
	}
	return each(doing, rows, scan)
}

// each closes rows after handing every one to scan.
func each(doing string, rows *sql.Rows, scan func(*sql.Rows) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return broken(doing, fmt.Errorf("read a row: %w", err))
		}
	}
	return broken(doing, rows.Err())
}
