package site

import (
	"net/http"
	"strings"
)

// embed serves the officer's call for the frame of a bank's own console. Who may
// frame it hangs on the public key in the address, which is no secret; what lets
// the officer in is told to the page by its parent and is in no address.
func (s Site) embed(mux *http.ServeMux) {
	mux.HandleFunc("GET /console/embed/{key}", func(w http.ResponseWriter, r *http.Request) {
		parents := "'none'"
		if s.Parents != nil {
			if list := s.Parents(r.Context(), r.PathValue("key")); len(list) > 0 {
				parents = strings.Join(list, " ")
			}
		}
		h := w.Header()
		h.Set("Content-Security-Policy", strings.TrimSuffix(facePolicy, "'none'")+parents)
		h.Set("Permissions-Policy", "camera=(self), microphone=(self)")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store") // the policy changes with the key
		s.file(w, r, "console/index.html")
	})
}
