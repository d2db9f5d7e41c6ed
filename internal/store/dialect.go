package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// dialect is everything in which the two engines differ. All other SQL of the
// package runs unchanged on both.
type dialect interface {
	// open makes a pool; at most conns connections.
	open(conns int, readOnly bool) (*sql.DB, error)
	migration() (goose.Dialect, []goose.ProviderOption, error)
	begin(lazy bool) string // lazy: COMMIT need not wait for the disk
	forUpdate() string      // behind a SELECT of one table's rows that are about to change
	skipLocked() string     // behind a SELECT aliased d, of rows that nobody else is busy with
	// insert, update and fetch work on many rows at once. fetch selects by the
	// first columns, as many as a key has, and locks in the order of the keys.
	insert(w *writer, t *table, rows [][]any) error
	update(w *writer, t *table, rows [][]any) error
	fetch(w *writer, t *table, keys [][]any, locked bool, scan func(*sql.Rows) error) error
	// raise adds to the last column of rows, which begin at zero, and hands over
	// what they are then. It locks in the order of rows.
	raise(w *writer, t *table, rows [][]any, scan func(*sql.Rows) error) error
	duplicate(err error) bool  // a unique key exists already
	rolledBack(err error) bool // a failed COMMIT has surely changed nothing
	lost(err error) bool       // the connection broke: another one may do
	full(err error) bool       // there is no room to write
	// survey renews what the planner knows of tables that have grown; see survey.go.
	survey(ctx context.Context, db *sql.DB) error
}

func newDialect(dsn string) (dialect, error) {
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok && path != "" && !strings.Contains(path, ":memory:") {
		return sqliteDialect{path}, nil
	}
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		c, err := pgx.ParseConfig(dsn)
		if err != nil {
			return nil, fmt.Errorf("database address: %w", err) // pgx leaves the password out
		}
		if c.ConnectTimeout == 0 {
			c.ConnectTimeout = 5 * time.Second // pgx would wait as long as the kernel does
		}
		return postgresDialect{c}, nil
	}
	return nil, errors.New("database address must begin with sqlite: or postgres://")
}

// sqliteDialect keeps everything in one file, written by one connection.
type sqliteDialect struct{ path string }

func (d sqliteDialect) open(conns int, readOnly bool) (*sql.DB, error) {
	q := url.Values{"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		// 16 MiB of log between checkpoints: rarer pauses, same durability.
		"wal_autocheckpoint(4000)", "cache_size(-16000)", "temp_store(MEMORY)"}}
	if readOnly {
		q.Add("_pragma", "query_only(1)")
	} else {
		q.Set("_txlock", "immediate")
		// Made by us first, because it holds personal data and SQLite would
		// let everybody read it. Its log inherits the mode.
		if err := os.MkdirAll(filepath.Dir(d.path), 0o700); err != nil {
			return nil, fmt.Errorf("make the database's folder: %w", err)
		}
		f, err := os.OpenFile(d.path, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, fmt.Errorf("make the database: %w", err)
		}
		if err := f.Close(); err != nil {
			return nil, fmt.Errorf("make the database: %w", err)
		}
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: d.path}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

func (sqliteDialect) migration() (goose.Dialect, []goose.ProviderOption, error) {
	return goose.DialectSQLite3, nil, nil
}

// begin also says how the transaction is to end. Without the wait the log is
// synced with the next durable commit, in order, and is whole at any time.
func (sqliteDialect) begin(lazy bool) string {
	if lazy {
		return "PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE"
	}
	return "PRAGMA synchronous = FULL; BEGIN IMMEDIATE"
}

func (sqliteDialect) forUpdate() string  { return "" }
func (sqliteDialect) skipLocked() string { return "" }

// insert runs a prepared statement per row: there is no way to the database
// and back to be saved.
func (sqliteDialect) insert(w *writer, t *table, rows [][]any) error {
	query := "INSERT INTO " + t.name + " (" + t.names("") + ") VALUES (" + placeholders(1, len(t.columns)) + ")"
	for _, row := range rows {
		if _, err := w.exec("insert into "+t.name, query, row...); err != nil {
			return err
		}
	}
	return nil
}

func (sqliteDialect) update(w *writer, t *table, rows [][]any) error {
	var set []string
	for i := t.key; i < len(t.columns); i++ {
		set = append(set, t.columns[i].name+" = $"+strconv.Itoa(i+1))
	}
	query := "UPDATE " + t.name + " SET " + strings.Join(set, ", ") + " WHERE " + t.matches(t.key)
	for _, row := range rows {
		if _, err := w.exec("update "+t.name, query, row...); err != nil {
			return err
		}
	}
	return nil
}

func (sqliteDialect) fetch(w *writer, t *table, keys [][]any, _ bool, scan func(*sql.Rows) error) error {
	for _, key := range keys {
		query := "SELECT " + t.names("") + " FROM " + t.name + " WHERE " + t.matches(len(key))
		if err := w.query("read "+t.name, scan, query, key...); err != nil {
			return err
		}
	}
	return nil
}

func (sqliteDialect) raise(w *writer, t *table, rows [][]any, scan func(*sql.Rows) error) error {
	query := "INSERT INTO " + t.name + " (" + t.names("") + ") VALUES (" + placeholders(1, len(t.columns)) + ")" + t.raised()
	for _, row := range rows {
		if err := w.query("raise "+t.name, scan, query, row...); err != nil {
			return err
		}
	}
	return nil
}

func (sqliteDialect) duplicate(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY || e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE)
}

// full is true for the disk and for a limit of pages; SHMSIZE is what the index
// of the log meets first.
func (sqliteDialect) full(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code()&0xff == sqlite3.SQLITE_FULL || e.Code() == sqlite3.SQLITE_IOERR_SHMSIZE)
}

// rolledBack is always true: the connection is given up after a failed COMMIT,
// which rolls back whatever was not committed.
func (sqliteDialect) rolledBack(error) bool { return true }
func (sqliteDialect) lost(error) bool       { return false }

// postgresDialect talks to a server that other processes may use as well.
type postgresDialect struct{ config *pgx.ConnConfig }

func (d postgresDialect) open(conns int, readOnly bool) (*sql.DB, error) {
	c := d.config.Copy()
	// What was answered must be on the disk, whatever the server's default.
	c.RuntimeParams["synchronous_commit"] = "on"
	// Nobody waits longer for another process that hangs within a change.
	c.RuntimeParams["lock_timeout"] = "10000"
	c.RuntimeParams["application_name"] = "basekyc"
	// A plan made while a table was empty could be kept when it is full, and
	// walk all of it for every lease. Planning anew costs no processor time
	// that go run ./bench -db postgres would show.
	c.RuntimeParams["plan_cache_mode"] = "force_custom_plan"
	if readOnly {
		c.RuntimeParams["default_transaction_read_only"] = "on"
	}
	db := stdlib.OpenDB(*c)
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

// migration holds an advisory lock, so that of several processes that start at
// the same time one migrates.
func (postgresDialect) migration() (goose.Dialect, []goose.ProviderOption, error) {
	// Probed each second, for a minute.
	l, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
	if err != nil {
		return "", nil, err
	}
	return goose.DialectPostgres, []goose.ProviderOption{goose.WithSessionLocker(l)}, nil
}

// begin sends both statements at once: they have no arguments.
func (postgresDialect) begin(lazy bool) string {
	if lazy {
		return "BEGIN; SET LOCAL synchronous_commit TO off"
	}
	return "BEGIN"
}

func (postgresDialect) forUpdate() string  { return " FOR UPDATE" }
func (postgresDialect) skipLocked() string { return " FOR UPDATE OF d SKIP LOCKED" }

// unnest is a list of arrays, one for each of the first n columns, as rows.
func unnest(t *table, n int) string {
	list := make([]string, n)
	for i := range n {
		list[i] = "$" + strconv.Itoa(i+1) + map[form]string{text: "::text[]", integer: "::bigint[]", octets: "::bytea[]"}[t.columns[i].form]
	}
	return "unnest(" + strings.Join(list, ", ") + ")"
}

// arrays turns rows into one array for each of the first n columns.
func arrays(t *table, n int, rows [][]any) []any {
	out := make([]any, n)
	for i := range n {
		switch t.columns[i].form {
		case text:
			out[i] = gather[string](rows, i)
		case integer:
			out[i] = gather[int64](rows, i)
		case octets:
			out[i] = gather[[]byte](rows, i)
		}
	}
	return out
}

func gather[T any](rows [][]any, i int) []T {
	list := make([]T, len(rows))
	for r, row := range rows {
		list[r] = row[i].(T)
	}
	return list
}

// insert sends all rows in one statement.
func (postgresDialect) insert(w *writer, t *table, rows [][]any) error {
	n := len(t.columns)
	_, err := w.exec("insert into "+t.name,
		"INSERT INTO "+t.name+" ("+t.names("")+") SELECT * FROM "+unnest(t, n), arrays(t, n, rows)...)
	return err
}

func (postgresDialect) update(w *writer, t *table, rows [][]any) error {
	var set, on []string
	for i, c := range t.columns {
		if i < t.key {
			on = append(on, "t."+c.name+" = u."+c.name)
		} else {
			set = append(set, c.name+" = u."+c.name)
		}
	}
	n := len(t.columns)
	_, err := w.exec("update "+t.name, "UPDATE "+t.name+" AS t SET "+strings.Join(set, ", ")+
		" FROM "+unnest(t, n)+" AS u ("+t.names("")+") WHERE "+strings.Join(on, " AND "), arrays(t, n, rows)...)
	return err
}

// fetch locks in the order of the key: two processes that change the same
// sessions wait for each other and never in a circle.
func (postgresDialect) fetch(w *writer, t *table, keys [][]any, locked bool, scan func(*sql.Rows) error) error {
	n := len(keys[0])
	key := &table{columns: t.columns[:n]}
	query := "SELECT " + t.names("t.") + " FROM " + t.name + " AS t WHERE (" + key.names("t.") +
		") IN (SELECT * FROM " + unnest(t, n) + ")"
	if locked {
		query += " ORDER BY " + key.names("t.") + " FOR UPDATE OF t"
	}
	return w.query("read "+t.name, scan, query, arrays(t, n, keys)...)
}

func (postgresDialect) raise(w *writer, t *table, rows [][]any, scan func(*sql.Rows) error) error {
	n := len(t.columns)
	return w.query("raise "+t.name, scan, "INSERT INTO "+t.name+" ("+t.names("")+") SELECT * FROM "+unnest(t, n)+t.raised(), arrays(t, n, rows)...)
}

func (postgresDialect) duplicate(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == "23505"
}

// full is true for the disk, and for a limit of the server's own.
func (postgresDialect) full(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == "53100"
}

// rolledBack is true when the server itself refused. A connection that broke
// during COMMIT leaves it open whether the server had committed.
func (postgresDialect) rolledBack(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e)
}

// lost is true for what the network says and for a server that shuts down.
func (postgresDialect) lost(err error) bool {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return strings.HasPrefix(e.Code, "57P")
	}
	var n net.Error
	return errors.As(err, &n) || errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err)
}
