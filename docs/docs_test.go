// Package docs_test owns the promise that the guides work: every marked snippet
// of README.md and docs/ is run against a demo that listens on free ports.
//
// A snippet is marked in the first line of its fence, after the language:
//
//	sh test=NAME              runs in bash; snippets of one NAME in one file share a shell, in order
//	sh test=NAME background   runs beside the rest once something answers on $PORT, and is ended with it
//	sh test=NAME background=WORD   the same, once it has printed WORD
//	js test=NAME file=PATH    is written to PATH before anything runs; any language
//	text expect=NAME          the lines must be in the output, in the order that they have in one block
//
// NAME may be several, parted by commas.
package docs_test

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// limit of one guide, on a machine that does other things as well.
const limit = 90 * time.Second

// guide is everything of one NAME in one file.
type guide struct {
	file, name string
	script     strings.Builder
	files      map[string]string
	expect     [][]string
	besides    int  // how many snippets run beside the rest and were waited for by a word
	receives   bool // something listens on $PORT
	calls      bool // a call is conducted, which needs the models to be approved
	tools      []string
}

// interpreters of languages that only one guide each is written in.
var interpreters = map[string]string{".php": "php", ".java": "java"}

var fence = regexp.MustCompile("^```(\\w+)?(.*)$")

// pages are the documents that are kept by hand.
func pages(t *testing.T) []string {
	t.Helper()
	own, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Glob("../*.md")
	if err != nil {
		t.Fatal(err)
	}
	if len(own) < 3 || len(root) < 3 {
		t.Fatalf("found only %v and %v", own, root)
	}
	return append(own, root...)
}

func guides(t *testing.T) []*guide {
	t.Helper()
	var list []*guide
	find := func(file, name string) *guide {
		for _, g := range list {
			if g.file == file && g.name == name {
				return g
			}
		}
		g := &guide{file: file, name: name, files: map[string]string{}}
		list = append(list, g)
		return g
	}
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(text), "\n")
		for i := 0; i < len(lines); i++ {
			m := fence.FindStringSubmatch(lines[i])
			if m == nil {
				continue
			}
			from := i + 1
			for i++; i < len(lines) && !strings.HasPrefix(lines[i], "```"); i++ {
			}
			if i == len(lines) {
				t.Fatalf("%s: a snippet is never closed", page)
			}
			tags, code := tagsOf(m[2]), strings.Join(lines[from:i], "\n")+"\n"
			switch {
			case tags["expect"] != "":
				for _, name := range strings.Split(tags["expect"], ",") {
					g := find(page, name)
					g.expect = append(g.expect, lines[from:i])
				}
			case tags["test"] != "":
				for _, name := range strings.Split(tags["test"], ",") {
					find(page, name).add(t, m[1], tags, code)
				}
			}
		}
	}
	return list
}

func tagsOf(s string) map[string]string {
	out := map[string]string{}
	for _, f := range strings.Fields(s) {
		k, v, _ := strings.Cut(f, "=")
		out[k] = v
	}
	return out
}

func (g *guide) add(t *testing.T, language string, tags map[string]string, code string) {
	t.Helper()
	word, background := tags["background"]
	g.calls = g.calls || strings.Contains(code, "simulate customer")
	switch {
	case tags["file"] != "":
		if tool := interpreters[filepath.Ext(tags["file"])]; tool != "" {
			g.tools = append(g.tools, tool)
		}
		g.files[tags["file"]] = code
	case language != "sh":
		t.Fatalf("%s: a snippet in %q needs file=", g.file, language)
	case background && word != "":
		g.besides++
		fmt.Fprintf(&g.script, "{\n%s} > >(tee beside.%d) 2>&1 &\n"+
			"until grep -qs %s beside.%d; do sleep 0.1; done\n", code, g.besides, word, g.besides)
	case background:
		g.receives = true
		// bash has no long wait for a port; curl tries again with growing pauses.
		fmt.Fprintf(&g.script, "{\n%s} &\n"+
			"curl -s -o /dev/null --retry 8 --retry-connrefused \"http://127.0.0.1:$PORT/\"\n", code)
	default:
		g.script.WriteString(code)
	}
}

func TestGuides(t *testing.T) {
	need(t, "bash", "curl", "node", "python3", "go")
	list := guides(t)
	if len(list) == 0 {
		t.Fatal("no snippet is marked")
	}
	demo := startDemo(t)
	t.Run("served", func(t *testing.T) {
		t.Parallel()
		served(t, demo)
	})
	for _, g := range list {
		t.Run(strings.TrimPrefix(g.file, "../")+"/"+g.name, func(t *testing.T) {
			t.Parallel()
			if g.calls {
				needModels(t)
			}
			need(t, g.tools...)
			g.run(t, demo)
		})
	}
}

func (g *guide) run(t *testing.T, d *demo) {
	dir := t.TempDir()
	for name, code := range g.files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(code), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(d.binary, filepath.Join(dir, "bin", "basekyc")); err != nil {
		t.Fatal(err)
	}
	for _, code := range g.files {
		if strings.Contains(code, "'standardwebhooks'") {
			if err := os.Symlink(nodeModules(t), filepath.Join(dir, "node_modules")); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, code := range g.files {
		if strings.Contains(code, "'@basekyc/node'") {
			ownPackage(t, filepath.Join(dir, "node_modules", "@basekyc"))
		}
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	out, err := os.Create(filepath.Join(t.TempDir(), "output")) // a pipe would wait for what runs beside
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	c := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", g.script.String())
	c.Dir, c.Stdout, c.Stderr = dir, out, out
	// A group of its own, so that nothing that the guide started outlives it.
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	endGroup := func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	c.Cancel = endGroup
	c.Env = append(os.Environ(), "BASEKYC_URL="+d.URL, "BASEKYC_SECRET_KEY="+d.SecretKey, "BASEKYC_CHECKOUT="+root)
	if g.receives {
		c.Env = append(c.Env, "PORT="+freePort(t))
	}
	failed := c.Run()
	said, missing := g.look(t, out.Name())
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for failed == nil && missing != "" && g.besides > 0 && ctx.Err() == nil { // what runs beside is not done when the last command is
		select {
		case <-ctx.Done():
		case <-tick.C:
			said, missing = g.look(t, out.Name())
		}
	}
	if c.Process != nil {
		_ = endGroup() // fails when nothing is left, as it should
	}
	if failed != nil {
		t.Fatalf("%v\n%s", failed, said)
	}
	if missing != "" {
		t.Fatalf("%q is not in the output, or not in this place:\n%s", missing, said)
	}
}

// look reads the output so far and names the first line that it lacks.
func (g *guide) look(t *testing.T, file string) (said []byte, missing string) {
	t.Helper()
	said, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range g.expect {
		rest := string(said)
		for _, want := range block {
			_, after, ok := strings.Cut(rest, want)
			if !ok {
				return said, want
			}
			rest = after
		}
	}
	return said, ""
}

// freePort gives a port that was free a moment ago: the guides name theirs
// before they listen, because the address is registered first.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// Links inside the repository lead somewhere.
func TestLinksLeadSomewhere(t *testing.T) {
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			u, err := url.Parse(m[1])
			if err != nil {
				t.Errorf("%s: %s: %v", page, m[1], err)
				continue
			}
			if u.Scheme != "" || u.Path == "" {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), filepath.FromSlash(u.Path))); err != nil {
				t.Errorf("%s: the link to %s leads nowhere", page, m[1])
			}
		}
	}
}
