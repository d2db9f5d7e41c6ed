// Package docs owns the guides. They are embedded, so that a server shows the
// text that belongs to its own version, and run by the tests beside them.
package docs

import "embed"

// Files are the guides, in Markdown.
//
//go:embed *.md
var Files embed.FS
