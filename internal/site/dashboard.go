package site

import (
	"net/http"
	"path"
)

// dashboardPolicy is stricter than the join page's: nobody may frame the
// dashboard. Recording and report are blobs that the page fetched by itself.
const dashboardPolicy = "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// dashboard serves one page for every address below /dashboard: which of its
// views is shown is read from the address by the page itself.
func (s Site) dashboard(mux *http.ServeMux) {
	page := func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", dashboardPolicy)
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		s.file(w, r, "dashboard/index.html")
	}
	mux.HandleFunc("GET /dashboard", page)
	mux.HandleFunc("GET /dashboard/{view...}", page)
	mux.HandleFunc("GET /dashboard/assets/{file...}", func(w http.ResponseWriter, r *http.Request) {
		s.file(w, r, path.Join("dashboard", path.Clean("/"+r.PathValue("file"))))
	})
}
