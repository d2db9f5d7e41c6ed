// Package kyctest owns what tests share: databases that are thrown away and
// named fixtures, built through the public methods of the language. Only tests
// import it.
package kyctest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"testing"

	"github.com/basekyc/basekyc/internal/kyctest/cluster"
	"github.com/basekyc/basekyc/internal/store"
)

// RequireTools turns a skip for a missing tool into a failure: set it where
// everything is supposed to be installed.
const RequireTools = "BASEKYC_REQUIRE_TOOLS"

var server struct {
	sync.Mutex
	main    bool // Main runs, so somebody will stop it
	running *cluster.Cluster
	failed  error
}

// Main is the TestMain of packages that use OpenPostgres, Each or DSNs: it stops the
// server that they started.
//
//	func TestMain(m *testing.M) { kyctest.Main(m) }
func Main(m *testing.M) {
	server.main = true
	code := m.Run()
	server.Lock()
	defer server.Unlock()
	if server.running != nil {
		if err := server.running.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "stop postgres:", err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

func started() (*cluster.Cluster, error) {
	server.Lock()
	defer server.Unlock()
	if !server.main {
		return nil, errors.New("kyctest: TestMain of this package has to call kyctest.Main")
	}
	if server.running == nil && server.failed == nil {
		server.running, server.failed = cluster.Start()
	}
	return server.running, server.failed
}

// OpenWith opens a store and closes it with the test.
func OpenWith(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	}
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Open gives a store on SQLite.
func Open(t testing.TB) *store.Store {
	t.Helper()
	return OpenWith(t, store.Options{DSN: SQLite(t)})
}
