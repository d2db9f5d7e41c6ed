package site

import (
	"net/http"
	"path"
)

// facePolicy is stricter than the join page's: nobody may frame the
// dashboard or the console. Recording and report are blobs that the page fetched by itself.
const facePolicy = "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// face serves one page for every address below /dashboard or /console: which of
// its views is shown is read from the address by the page itself.
func (s Site) face(mux *http.ServeMux, name string) {
	page := func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", facePolicy)
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		s.file(w, r, name+"/index.html")
	}
	mux.HandleFunc("GET /"+name, page)
	mux.HandleFunc("GET /"+name+"/{view...}", page)
	mux.HandleFunc("GET /"+name+"/assets/{file...}", func(w http.ResponseWriter, r *http.Request) {
		s.file(w, r, path.Join(name, path.Clean("/"+r.PathValue("file"))))
	})
}
