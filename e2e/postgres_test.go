package e2e

import (
	"testing"

	"github.com/basekyc/basekyc/internal/kyctest/cluster"
)

// postgres starts a PostgreSQL of the test's own, with one empty database.
func postgres(t *testing.T) (dsn string) {
	t.Helper()
	pg, err := cluster.Start()
	if err != nil {
		missing(t, "BASEKYC_REQUIRE_TOOLS", err.Error())
	}
	t.Cleanup(func() {
		if err := pg.Stop(); err != nil {
			t.Error(err)
		}
	})
	dsn, _, err = pg.Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return dsn
}
