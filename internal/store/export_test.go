package store

import (
	"context"
	"database/sql"
)

// Waiting is how many writes stand in the queue: tests build batches with it.
func (s *Store) Waiting() int { return len(s.queue) }

// Setting reads one value in the transaction of a batch of one member.
func (s *Store) Setting(lazy bool, query string) (value string, err error) {
	err = s.submit(context.Background(), needs{lazy: lazy}, func(b *batch) error {
		return b.writer.query("read a setting", func(rows *sql.Rows) error { return rows.Scan(&value) }, query)
	})
	return value, err
}

// Unmark leaves the sessions as they were before there were marks.
func (s *Store) Unmark() error {
	return s.submit(context.Background(), needs{}, func(b *batch) error {
		if _, err := b.exec("unmark", "DELETE FROM session_tags"); err != nil {
			return err
		}
		_, err := b.exec("unmark", "UPDATE sessions SET marked = 0")
		return err
	})
}
