package store_test

import (
	"database/sql"
	"errors"
	"testing"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

// A database without room says so, changes nothing, still reads, and goes on.
func TestAFullDatabase(t *testing.T) {
	for name, tt := range map[string]struct {
		address func(testing.TB) string
		fill    func(*testing.T, *store.Store, string) (make func())
	}{
		"sqlite": {kyctest.SQLite, func(t *testing.T, s *store.Store, _ string) func() {
			pages, err := s.Setting(false, "PRAGMA page_count")
			must(t, err)
			_, err = s.Setting(false, "PRAGMA max_page_count = "+pages)
			must(t, err)
			return func() {
				_, err := s.Setting(false, "PRAGMA max_page_count = 1000000")
				must(t, err)
			}
		}},
		"postgres": {kyctest.Postgres, func(t *testing.T, _ *store.Store, dsn string) func() {
			admin, err := sql.Open("pgx", dsn)
			must(t, err)
			t.Cleanup(func() { _ = admin.Close() })
			do := func(query string) {
				t.Helper()
				_, err := admin.Exec(query)
				must(t, err)
			}
			do(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$`)
			do(`CREATE TRIGGER refuse BEFORE INSERT ON sessions EXECUTE FUNCTION refuse()`)
			return func() { do(`DROP TRIGGER refuse ON sessions`) }
		}},
	} {
		t.Run(name, func(t *testing.T) {
			dsn := tt.address(t)
			s := kyctest.OpenWith(t, store.Options{DSN: dsn})
			scope := kyctest.PutAccount(t, s)
			before := kyctest.Put(t, s, scope, kyc.Created)
			room := tt.fill(t, s, dsn)
			var refused *kyc.Session
			for range 2000 { // what pages have left is used up first
				v, events := kyctest.Created(t, scope)
				err := s.CreateSession(ctx, v, events)
				if err == nil {
					continue
				}
				if !errors.Is(err, kyc.ErrStorageFull) || !s.Full() {
					t.Fatalf("answered %v, full: %v", err, s.Full())
				}
				refused = v
				break
			}
			if refused == nil {
				t.Fatal("it is never full")
			}
			if _, err := s.Session(ctx, scope, refused.ID); !kyc.IsKind(err, kyc.NotFound) {
				t.Errorf("what was refused: %v", err)
			}
			if _, err := s.Session(ctx, scope, before.ID); err != nil {
				t.Errorf("what was there before: %v", err)
			}
			room()
			if v := kyctest.Put(t, s, scope, kyc.Created); s.Full() {
				t.Errorf("full after %s was written", v.ID)
			}
		})
	}
}
