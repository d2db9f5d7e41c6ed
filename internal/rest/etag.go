package rest

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
)

// tagged answers with an ETag of what next writes, and with 304 when the caller
// has that already: a backend that asks again and again pays no bytes. The tag
// is weak, because the same reply may be compressed or not.
func tagged(w http.ResponseWriter, r *http.Request, next func()) {
	rec := recorderOf(w)
	rec.tag = true
	next()
	rec.tag = false
	if rec.held == nil {
		return // no JSON, or no success
	}
	sum := sha256.Sum256(rec.held.Bytes())
	tag := `W/"` + hex.EncodeToString(sum[:16]) + `"`
	w.Header().Set("ETag", tag)
	if !has(r, tag) {
		rec.release()
		return
	}
	rec.drop()
	w.Header().Del("Content-Type")
	w.WriteHeader(http.StatusNotModified)
}

// has tells whether If-None-Match names a tag, by weak comparison.
func has(r *http.Request, tag string) bool {
	for _, list := range r.Header.Values("If-None-Match") {
		for _, t := range strings.Split(list, ",") {
			if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == strings.TrimPrefix(tag, "W/") {
				return true
			}
		}
	}
	return false
}
