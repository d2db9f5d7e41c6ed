// Package api owns the public contract in Go: the events that webhooks carry,
// how they are signed and verified, and the catalogue of public errors. Server
// and clients share it, so neither can drift from the other. It imports no
// other package of the project.
package api

//go:generate go run ./errorspage ../docs/errors.md
//go:generate go run ../cmd/collection -out .

// Version is the dated version of the contract. It stands in every event and
// changes only when a reader of the former version could break.
const Version = "2026-11-01"
