// Package site serves pages to browsers: the customer's join page, the check of a device, the SDK, the
// guides, the developers' dashboard, and the start page, which also says at /console what is
// not there yet.
package site

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// policy lets the join page load nothing but ourselves. Pictures of the own
// camera are blobs; the socket goes to the same host.
const policy = "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' blob: data:; media-src 'self' blob:; " +
	"style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *"

// Site serves a tree of built pages, and the guides out of a folder of Markdown.
type Site struct {
	Pages, Guides fs.FS
	// Parents are the origins whose pages may frame an officer's call, by a public key
	// of the account: those that the key is bound to. nil means nobody may.
	Parents func(ctx context.Context, publicKey string) []string
}

// Routes puts the pages on a mux. It fails when a guide cannot be rendered.
func (s Site) Routes(mux *http.ServeMux) error {
	mux.HandleFunc("GET /v/{session}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(self)")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("Cache-Control", "no-store")
		s.file(w, r, "join/index.html")
	})
	mux.HandleFunc("GET /diagnose", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Permissions-Policy", "camera=(self), microphone=(self), geolocation=()")
		w.Header().Set("Referrer-Policy", "no-referrer")
		s.file(w, r, "diagnose/index.html")
	})
	mux.HandleFunc("GET /diagnose/{file...}", func(w http.ResponseWriter, r *http.Request) {
		s.file(w, r, path.Join("diagnose", path.Clean("/"+r.PathValue("file"))))
	})
	start := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		s.file(w, r, "start/index.html")
	}
	mux.HandleFunc("GET /{$}", start)
	s.face(mux, "dashboard")
	s.face(mux, "console")
	s.embed(mux)
	mux.HandleFunc("GET /start/{file...}", func(w http.ResponseWriter, r *http.Request) {
		s.file(w, r, path.Join("start", path.Clean("/"+r.PathValue("file"))))
	})
	mux.HandleFunc("GET /join/{file...}", func(w http.ResponseWriter, r *http.Request) {
		s.file(w, r, path.Join("join", path.Clean("/"+r.PathValue("file"))))
	})
	mux.HandleFunc("GET /sdk/{file...}", s.sdk)
	return s.guideRoutes(mux)
}

// sdk serves the SDK: its parts are kept by whoever has them, as each has its hash in its name.
func (s Site) sdk(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*") // any site may embed the SDK; credentials are never in a cookie
	file := path.Clean("/" + r.PathValue("file"))
	if _, err := fs.Stat(s.Pages, "sdk"+file); err == nil && strings.HasPrefix(file, "/parts/") {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	s.file(w, r, "sdk"+file)
}

func (s Site) file(w http.ResponseWriter, r *http.Request, name string) {
	body, err := fs.ReadFile(s.Pages, name)
	if err != nil {
		http.Error(w, "This page is not part of this build. Run make build.", http.StatusNotFound)
		return
	}
	send(w, r, name, body)
}

// send answers with a page that only a new version of the program changes.
func send(w http.ResponseWriter, r *http.Request, name string, body []byte) {
	sum := sha256.Sum256(body)
	h := w.Header()
	tag := hex.EncodeToString(sum[:8])
	h.Add("Vary", "Accept-Encoding")
	if len(body) >= worthPacking && unpacks(r) {
		if small := pages.of(sum, body); small != nil {
			body, tag = small, tag+"-gzip"
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("ETag", `"`+tag+`"`)
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	h.Set("X-Content-Type-Options", "nosniff")
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		h.Set("Content-Type", t)
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
}
