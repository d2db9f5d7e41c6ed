package site

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// guide is one page of the documentation, rendered when the program starts.
type guide struct {
	Name  string // of the file without .md, and of the address
	Title string // the first heading
	Brief string // one line for the list
	Body  template.HTML
	Parts []part
}

// part is a second-level heading.
type part struct{ ID, Title string }

// chapter is what the list of guides shows, in the order of an integration.
var chapters = []struct{ name, brief string }{
	{"quickstart", "From nothing to a verified session, and your server hearing of it"},
	{"authentication", "Keys, OAuth clients, scopes, rolling"},
	{"api", "Repeating requests safely, lists, versions, errors, limits"},
	{"clients", "The clients for Go and Node: retries, iterators, streams, errors"},
	{"embedding", "The verification by link, in an iframe or in your own page"},
	{"webview", "Inside an app: messages, permissions, back key, background"},
	{"webhooks", "Receivers in Node, Go, Python, PHP and Java; retries, order, duplicates"},
	{"appointments", "Calls by appointment: hours, slots, moving one"},
	{"messages", "The link by SMS and e-mail, from your servers or captured"},
	{"profiles", "Regulator profiles: rules, what decides them, what an approval needs"},
	{"sandbox", "Every outcome on demand, without a camera"},
	{"dashboard", "Accounts, people, roles, branding, and the dashboard's log-in"},
	{"console", "How officers, auditors and supervisors work"},
	{"embedding-desk", "The officer's call in a frame of your own console"},
	{"going-live", "What changes between the demo and real customers"},
	{"network", "Ports, TLS, proxies, and calls through narrow networks"},
	{"session-states", "Which states a session has and what moves it"},
	{"access", "Every request with its permission, and what each credential gets"},
	{"operations", "Running the server: configuration, backup, what to watch"},
	{"accuracy", "What the checks were measured on, and what they were not"},
}

// elsewhere are files of the repository that the server has under another
// address. A link to any other file keeps its words and loses its target.
var elsewhere = map[string]string{
	"errors.md":                      "/docs/errors",
	"../api/openapi.yaml":            "/openapi.yaml",
	"../sdk/web/src/types/events.ts": "/sdk/basekyc.d.ts",
	"../sdk/web/src/types/errors.ts": "/sdk/basekyc.d.ts",
}

// guides renders every chapter out of files.
func guides(files fs.FS) ([]guide, error) {
	md := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID(),
		parser.WithASTTransformers(util.Prioritized(links{}, 100))))
	var list []guide
	for _, c := range chapters {
		src, err := fs.ReadFile(files, c.name+".md")
		if err != nil {
			return nil, fmt.Errorf("guide %s: %w", c.name, err)
		}
		g := guide{Name: c.name, Brief: c.brief}
		tree := md.Parser().Parse(text.NewReader(src))
		for n := tree.FirstChild(); n != nil; n = n.NextSibling() {
			h, ok := n.(*ast.Heading)
			if !ok {
				continue
			}
			switch id, _ := h.AttributeString("id"); {
			case h.Level == 1 && g.Title == "":
				g.Title = plain(h, src)
			case h.Level == 2:
				g.Parts = append(g.Parts, part{fmt.Sprintf("%s", id), plain(h, src)})
			}
		}
		if g.Title == "" {
			return nil, errors.New("guide " + c.name + ": no title")
		}
		var body bytes.Buffer
		if err := md.Renderer().Render(&body, src, tree); err != nil {
			return nil, fmt.Errorf("guide %s: %w", c.name, err)
		}
		g.Body = template.HTML(body.String()) // our own text; HTML in it is left out
		list = append(list, g)
	}
	return list, nil
}

// plain is the text of a heading without its marks.
func plain(n ast.Node, src []byte) string {
	var out strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			out.Write(t.Value(src))
			continue
		}
		out.WriteString(plain(c, src))
	}
	return out.String()
}

// links turns addresses of files into addresses of this server.
type links struct{}

func (links) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	var all []*ast.Link
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walker itself never fails
		if l, ok := n.(*ast.Link); ok && entering {
			all = append(all, l)
		}
		return ast.WalkContinue, nil
	})
	for _, l := range all {
		to, ok := address(string(l.Destination))
		if ok {
			l.Destination = []byte(to)
			continue
		}
		words := l.Parent()
		for c := l.FirstChild(); c != nil; c = l.FirstChild() {
			words.InsertBefore(words, l, c)
		}
		words.RemoveChild(words, l)
	}
}

func address(to string) (string, bool) {
	if strings.HasPrefix(to, "#") || strings.HasPrefix(to, "https://") || strings.HasPrefix(to, "http://") || strings.HasPrefix(to, "/") {
		return to, true
	}
	file, fragment, _ := strings.Cut(to, "#")
	if fragment != "" {
		fragment = "#" + fragment
	}
	if at, ok := elsewhere[file]; ok {
		return at + fragment, true
	}
	name, ok := strings.CutSuffix(file, ".md")
	for _, c := range chapters {
		if ok && c.name == name {
			return "/docs/guide/" + name + fragment, true
		}
	}
	return "", false
}

// guideRoutes mounts the list, the pages and what they load.
func (s Site) guideRoutes(mux *http.ServeMux) error {
	list, err := guides(s.Guides)
	if err != nil {
		return err
	}
	show := func(g *guide) (http.HandlerFunc, error) {
		var page bytes.Buffer
		err := guidePage.Execute(&page, struct {
			All  []guide
			Open *guide
		}{list, g})
		return func(w http.ResponseWriter, r *http.Request) { s.guide(w, r, page.Bytes()) }, err
	}
	index, err := show(nil)
	if err != nil {
		return err
	}
	mux.HandleFunc("GET /docs/guide", index)
	mux.HandleFunc("GET /docs/guide/{$}", index)
	for i := range list {
		page, err := show(&list[i])
		if err != nil {
			return err
		}
		mux.HandleFunc("GET /docs/guide/"+list[i].Name, page)
	}
	mux.HandleFunc("GET /guide/{file...}", func(w http.ResponseWriter, r *http.Request) {
		s.file(w, r, path.Join("guide", path.Clean("/"+r.PathValue("file"))))
	})
	return nil
}

func (s Site) guide(w http.ResponseWriter, r *http.Request, page []byte) {
	w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	w.Header().Set("Referrer-Policy", "no-referrer")
	send(w, r, "guide.html", page)
}

var guidePage = template.Must(template.New("guide").Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{with .Open}}{{.Title}} · {{end}}BASEKYC guides</title>
<link rel="icon" href="/join/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/guide/guide.css">
<script type="module" src="/guide/guide.js"></script>
</head>
<body>
<a class="skip" href="#text">Skip to the text</a>
<header><a class="mark" href="/">BASEKYC</a><nav aria-label="Documentation"><a href="/docs/guide">Guides</a><a href="/docs">API reference</a><a href="/docs/errors">Errors</a></nav></header>
<div class="page">
<nav class="chapters" aria-label="Guides"><ul>{{$open := .Open}}{{range .All}}
<li><a href="/docs/guide/{{.Name}}"{{if and $open (eq $open.Name .Name)}} aria-current="page"{{end}}>{{.Title}}</a></li>{{end}}
</ul></nav>
<main id="text">
{{- if .Open}}{{.Open.Body}}{{else}}
<h1>Guides</h1>
<p>Every command and every program on these pages is run by the tests of this version.</p>
<dl>{{range .All}}<div><dt><a href="/docs/guide/{{.Name}}">{{.Title}}</a></dt><dd>{{.Brief}}</dd></div>{{end}}</dl>{{end}}
</main>
{{with .Open}}{{if gt (len .Parts) 1}}<nav class="parts" aria-label="On this page"><p>On this page</p><ul>{{range .Parts}}<li><a href="#{{.ID}}">{{.Title}}</a></li>{{end}}</ul></nav>{{end}}{{end}}
</div>
</body>
</html>
`))
