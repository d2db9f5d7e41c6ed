package store_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

// testYoungTablesAreCounted grows a table long before PostgreSQL itself would
// look at it, and waits until its planner knows.
func testYoungTablesAreCounted(t *testing.T, b backend) {
	if !strings.HasPrefix(b.dsn, "postgres") {
		t.Skip("SQLite's planner is not asked to count")
	}
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	grow := func(n int) {
		made := make(chan error, n)
		for range n {
			v, events := kyctest.Created(t, scope)
			go func() { made <- s.CreateSession(ctx, v, events) }()
		}
		for range n {
			must(t, <-made)
		}
	}
	grow(600)
	for range 100 {
		rows, err := s.Setting(true, "SELECT CAST(reltuples AS TEXT) FROM pg_class WHERE oid = 'sessions'::regclass")
		must(t, err)
		if n, err := strconv.ParseFloat(rows, 64); err == nil && n > 500 {
			return
		}
		time.Sleep(200 * time.Millisecond) // the server publishes what was written once a second
		grow(1)
	}
	t.Error("600 sessions were never counted")
}
