package kyctest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/basekyc/basekyc/internal/kyctest/cluster"
	"github.com/basekyc/basekyc/internal/store"
)

// Engines that a store runs on; each makes the address of a database that has the schema and nothing else.
var Engines = map[string]func(testing.TB) string{"sqlite": SQLite, "postgres": Postgres}

// SQLite is the address of a database of this test's own, copied from one that was brought up from nothing: the
// migrations are a third of the time of many tests when each runs them.
func SQLite(t testing.TB) string {
	t.Helper()
	pattern, err := sqlitePattern()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "kyc.db")
	if err := os.WriteFile(path, pattern, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

var sqlitePattern = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "kyctest")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "kyc.db")
	if err := bringUp("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// Postgres is the address of a database of this test's own, on one real server per test binary, copied like SQLite's.
// Without PostgreSQL the test is skipped, or fails when RequireTools is 1.
func Postgres(t testing.TB) string {
	t.Helper()
	c, err := started()
	if err != nil {
		if errors.Is(err, cluster.ErrMissing) && os.Getenv(RequireTools) != "1" {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	pattern, err := postgresPattern()
	if err != nil {
		t.Fatal(err)
	}
	dsn, drop, err := c.Copy(context.Background(), pattern)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	return dsn
}

var postgresPattern = sync.OnceValues(func() (string, error) {
	c, err := started()
	if err != nil {
		return "", err
	}
	dsn, _, err := c.Create(context.Background()) // goes with the server
	if err != nil {
		return "", err
	}
	return dsn, bringUp(dsn)
})

// bringUp gives an empty database its schema.
func bringUp(dsn string) error {
	s, err := store.Open(context.Background(), store.Options{DSN: dsn})
	if err != nil {
		return err
	}
	return s.Close()
}
