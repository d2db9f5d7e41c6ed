package cluster

import (
	"context"
	"os"
	"path/filepath"
)

// Database gives the address of an empty database by the name of its engine, sqlite or postgres, with the server's first
// process where there is one; any other name is an address already. drop ends it.
func Database(ctx context.Context, engine string) (dsn string, server int, drop func(), err error) {
	switch engine {
	case "sqlite":
		dir, err := os.MkdirTemp("", "basekyc-bench-")
		if err != nil {
			return "", 0, nil, err
		}
		return "sqlite:" + filepath.Join(dir, "kyc.db"), 0, func() { os.RemoveAll(dir) }, nil
	case "postgres":
		c, err := Start()
		if err != nil {
			return "", 0, nil, err
		}
		drop = func() { c.Stop() }
		if dsn, _, err = c.Create(ctx); err != nil {
			drop()
			return "", 0, nil, err
		}
		return dsn, c.PID(), drop, nil
	}
	return engine, 0, func() {}, nil
}
