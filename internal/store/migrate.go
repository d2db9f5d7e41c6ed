package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var embedded embed.FS

// migrate brings the schema up to date, on a pool of its own.
func migrate(ctx context.Context, d dialect) error {
	files, err := fs.Sub(embedded, "migrations")
	if err != nil {
		return err
	}
	db, err := d.open(2, false)
	if err != nil {
		return err
	}
	defer db.Close()
	name, options, err := d.migration()
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(name, db, files, options...)
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}
