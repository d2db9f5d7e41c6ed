package store_test

import (
	"database/sql"
	"testing"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

// TestLostConnections ends every connection of a store on the server's side.
func TestLostConnections(t *testing.T) {
	b := backend{kyctest.Postgres(t)}
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	v := kyctest.Put(t, s, scope, kyc.Created)
	admin, err := sql.Open("pgx", b.dsn)
	must(t, err)
	defer admin.Close()
	for range 3 {
		var n int
		must(t, admin.QueryRow(`SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid()`).Scan(&n))
		if n == 0 {
			t.Fatal("there was no connection to end")
		}
		if _, err := s.ChangeSession(ctx, scope, v.ID, touch); err != nil {
			t.Errorf("write after a lost connection: %v", err)
		}
		if _, err := s.Session(ctx, scope, v.ID); err != nil {
			t.Errorf("read after a lost connection: %v", err)
		}
	}
	if n := len(chain(t, s, refOf(v))); n != 4 {
		t.Errorf("got %d events, want 4", n)
	}
}

func TestBadAddress(t *testing.T) {
	for _, dsn := range []string{"", "sqlite:", "sqlite::memory:", "mysql://localhost/x", "postgres://localhost:notaport/x?password=secret"} {
		if s, err := store.Open(ctx, store.Options{DSN: dsn}); err == nil {
			s.Close()
			t.Errorf("%q was accepted", dsn)
		} else {
			t.Log(err)
		}
	}
}
