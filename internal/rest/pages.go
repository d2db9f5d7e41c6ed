package rest

import (
	"bytes"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// pages mounts what is not JSON: the document, its pages and the metrics.
func (s *server) pages() error {
	// Written when they are first asked for: both together take seven tenths of a
	// start, and few starts are followed by a look at them.
	doc := sync.OnceValues(func() ([]byte, error) { return document(s.api.OpenAPI()) })
	yaml := sync.OnceValues(func() ([]byte, error) {
		b, err := doc()
		if err != nil {
			return nil, err
		}
		return asYAML(b)
	})
	var errorPage bytes.Buffer
	if err := errorsPage.Execute(&errorPage, errorsView{Title: "Errors", Errors: api.Errors}); err != nil {
		return err
	}
	s.mux.HandleFunc("GET /openapi.json", written("application/json", doc))
	s.mux.HandleFunc("GET /openapi.yaml", written("application/yaml", yaml))
	s.mux.HandleFunc("GET /docs/errors", fixed("text/html; charset=utf-8", errorPage.Bytes()))
	for _, e := range api.Errors {
		var page bytes.Buffer
		if err := errorPageOf(&page, e); err != nil {
			return err
		}
		s.mux.HandleFunc("GET "+api.ProblemAddress(e.Code), fixed("text/html; charset=utf-8", page.Bytes()))
	}
	s.mux.HandleFunc("GET /docs/init.js", fixed("text/javascript; charset=utf-8", []byte(swaggerInit)))
	s.mux.HandleFunc("GET /docs", s.swagger)
	s.mux.HandleFunc("GET /docs/{file}", s.swaggerFile)
	if s.Pages != nil { // the guides live among our addresses and are pages all the same
		guides := func(w http.ResponseWriter, r *http.Request) { s.Pages.ServeHTTP(&page{ResponseWriter: w, r: r}, r) }
		s.mux.HandleFunc("GET /docs/guide", guides)
		s.mux.HandleFunc("GET /docs/guide/{file...}", guides)
	}
	s.mux.Handle("GET /metrics", promhttp.HandlerFor(s.Metrics, promhttp.HandlerOpts{}))
	s.mux.HandleFunc("/", s.elsewhere)
	return nil
}

// written is fixed with what the first caller waits for.
func written(kind string, page func() ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		b, err := page()
		if err != nil {
			fail(w, r, err)
			return
		}
		fixed(kind, b)(w, r)
	}
}

func fixed(kind string, b []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		pageHeaders(w.Header(), kind)
		_, _ = w.Write(b) // fails only when the caller is gone
	}
}

// pageHeaders let nothing come from elsewhere: everything is in the binary.
// Swagger UI sets styles from its script.
func pageHeaders(h http.Header, kind string) {
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'")
	h.Set("Referrer-Policy", "no-referrer")
}

const swaggerPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>BASEKYC API</title>
<link rel="icon" href="/join/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/init.js"></script>
</body>
</html>
`

const swaggerInit = `SwaggerUIBundle({url: "/openapi.json", dom_id: "#ui", deepLinking: true, validatorUrl: null, supportedSubmitMethods: []});
`

func (s *server) swagger(w http.ResponseWriter, r *http.Request) {
	if s.SwaggerUI == nil {
		fail(w, r, &kyc.Error{Kind: kyc.NotFound, Code: "not_found", Message: "The API pages are not built into this binary; /openapi.json is."})
		return
	}
	fixed("text/html; charset=utf-8", []byte(swaggerPage))(w, r)
}

// swaggerFile serves the files of swagger-ui-dist; the folder is flat.
func (s *server) swaggerFile(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	if s.SwaggerUI == nil || !fs.ValidPath(name) || strings.HasSuffix(name, ".html") {
		fail(w, r, errNoRoute)
		return
	}
	if info, err := fs.Stat(s.SwaggerUI, name); err != nil || info.IsDir() {
		fail(w, r, errNoRoute)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.ServeFileFS(w, r, s.SwaggerUI, name)
}

// prose sets what stands between backticks as code.
func prose(text string) template.HTML {
	var out strings.Builder
	for i, part := range strings.Split(text, "`") {
		part = template.HTMLEscapeString(part)
		if i%2 == 1 {
			part = "<code>" + part + "</code>"
		}
		out.WriteString(part)
	}
	return template.HTML(out.String()) // every part is escaped
}

// errorsView is the page of all errors, or of one.
type errorsView struct {
	Title  string
	Errors []api.PublicError
}

func errorPageOf(w io.Writer, e api.PublicError) error {
	return errorsPage.Execute(w, errorsView{Title: e.Title, Errors: []api.PublicError{e}})
}

var errorsPage = template.Must(template.New("errors").Funcs(template.FuncMap{"prose": prose}).Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}} - BASEKYC</title>
<link rel="icon" href="/join/icon.svg" type="image/svg+xml">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}h2{margin:2rem 0 0}:target{background:#fff3bf}</style>
</head>
<body>
<h1>{{.Title}}</h1>
<p>Every error reply is <code>application/problem+json</code>. <code>code</code> is stable: branch on it. <code>request_id</code> finds the request in the operator's log.</p>
{{range .Errors}}<section id="{{.Code}}"><h2><code>{{.Code}}</code></h2><p>{{.Status}}: {{.Title}}. {{prose .Text}}</p></section>
{{end}}{{if eq (len .Errors) 1}}<p><a href="/docs/errors">All errors</a>, <a href="/docs">the API</a></p>
{{end}}</body>
</html>
`))

// ours are the paths in which an unknown address is a problem, not a page.
var ours = []string{"/v1/", "/customer/", "/desk/", "/oauth/", "/brand/", "/docs/", "/openapi."}

// elsewhere answers what no route matched: preflights, wrong methods, unknown
// addresses, and at last the pages of the site.
func (s *server) elsewhere(w http.ResponseWriter, r *http.Request) {
	allowed := s.methods(r)
	switch {
	case r.Method == http.MethodOptions && len(allowed) > 0:
		preflight(w, allowed)
	case len(allowed) > 0 && !isPage(r):
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		fail(w, r, errMethod)
	case s.Pages != nil && !isOurs(r.URL.Path):
		s.Pages.ServeHTTP(&page{ResponseWriter: w, r: r}, r)
	default:
		fail(w, r, errNoRoute)
	}
}

// page turns the plain text of an unknown page into a problem for programs: who
// does not ask for HTML has got the address of the API wrong.
type page struct {
	http.ResponseWriter
	r   *http.Request
	bad bool
}

func (w *page) WriteHeader(status int) {
	unknown := status == http.StatusNotFound || status == http.StatusMethodNotAllowed
	if w.bad = unknown && !strings.Contains(w.r.Header.Get("Accept"), "text/html"); !w.bad {
		w.ResponseWriter.WriteHeader(status)
		return
	}
	if status == http.StatusMethodNotAllowed {
		fail(w.ResponseWriter, w.r, errMethod)
		return
	}
	fail(w.ResponseWriter, w.r, errNoRoute)
}

func (w *page) Write(b []byte) (int, error) {
	if w.bad {
		return len(b), nil
	}
	return w.ResponseWriter.Write(b)
}

// methods lists what the address of a request would take.
func (s *server) methods(r *http.Request) []string {
	var out []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		probe := *r
		probe.Method = m
		if _, pattern := s.mux.Handler(&probe); pattern != "/" && pattern != "" {
			out = append(out, m)
		}
	}
	return out
}

// isPage tells whether the dashboard's pages answer: some have the address of a
// form that is posted to the API.
func isPage(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/dashboard/") && (r.Method == http.MethodGet || r.Method == http.MethodHead)
}

func isOurs(path string) bool {
	for _, p := range ours {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}

// allowAnyOrigin lets a page of another origin read the reply. Nothing here
// goes by cookies, so that gives no page anything that it does not hold itself.
func allowAnyOrigin(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "Request-Id, Retry-After, Api-Version, RateLimit-Limit, RateLimit-Policy, RateLimit-Remaining, RateLimit-Reset, "+
		"Location, Upload-Offset, Upload-Length, Upload-Expires, Tus-Resumable, Tus-Version")
}

// preflight lets browsers send their request: customers' pages on a bank's own
// origin work, and a secret key in a page gets its advice instead of a riddle.
func preflight(w http.ResponseWriter, allowed []string) {
	h := w.Header()
	allowAnyOrigin(h)
	h.Set("Access-Control-Allow-Methods", strings.Join(allowed, ", "))
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Api-Version, Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset, "+DeviceHeader)
	h.Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}
