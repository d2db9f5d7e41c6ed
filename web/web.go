// Package web holds the built pages: join page, SDK, dashboard and API pages. `make web`
// fills dist; a binary built without it says so instead of serving nothing.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Pages is the built tree: join/, sdk/, dashboard/, docs/.
func Pages() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // dist is embedded, so it exists
	}
	return sub
}
