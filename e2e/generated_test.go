package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/api"
)

// Clients that foreign generators make out of our document compile, and bring a
// session from its creation to its result.
func TestGeneratedClients(t *testing.T) {
	t.Parallel()
	t.Run("oapi-codegen", func(t *testing.T) {
		t.Parallel()
		needTools(t, "go")
		folder := generated(t, "oapi-codegen", func(folder string) error {
			if err := os.Mkdir(filepath.Join(folder, "client"), 0o755); err != nil {
				return err
			}
			if err := does(folder, "go", "tool", "oapi-codegen", "-generate", "types,client", "-package", "client", "-o", "client/client.gen.go", "openapi.yaml"); err != nil {
				return err
			}
			return does(folder, "go", "build", "-ldflags", "-s -w", "-o", "session", ".")
		})
		completes(t, exec.CommandContext(t.Context(), filepath.Join(folder, "session")))
	})
	t.Run("openapi-ts", func(t *testing.T) {
		t.Parallel()
		needTools(t, "node", "npm")
		folder := generated(t, "openapi-ts", func(folder string) error {
			for _, step := range [][]string{
				{"npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"},
				{"node_modules/.bin/openapi-ts"},
				{"node_modules/.bin/tsc", "-p", "."},
			} {
				if err := does(folder, step[0], step[1:]...); err != nil {
					return err
				}
			}
			return os.RemoveAll(filepath.Join(folder, "node_modules")) // what was compiled needs nothing
		})
		completes(t, exec.CommandContext(t.Context(), "node", filepath.Join(folder, "out", "session.js")))
	})
}

// completes runs a backend and compares what it prints with the session.
func completes(t *testing.T, backend *exec.Cmd) {
	t.Helper()
	d := ours(t)
	backend.Env = append(os.Environ(), "BASEKYC_URL="+d.URL, "BASEKYC_SECRET_KEY="+d.SecretKey)
	var said strings.Builder
	backend.Stderr = &said
	in, err := backend.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := backend.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := backend.Start(); err != nil {
		t.Fatal(err)
	}
	lines := json.NewDecoder(out)
	hear := func(line any) {
		t.Helper()
		if err := lines.Decode(line); err != nil {
			_ = backend.Wait() // what it said tells more
			t.Fatalf("%v\n%s", err, said.String())
		}
	}
	var made struct{ ID, Early, Status string }
	hear(&made)
	if made.Early != "wrong_state" || made.Status != "decided" {
		t.Errorf("%+v", made)
	}
	m := &meeting{t: t, d: d, ctx: t.Context()}
	m.ID = made.ID
	m.hears(api.SessionCompleted, api.ReportReady)
	m.settled()
	if s := get[api.Session](t, d, "/v1/sessions/"+m.ID); s.Status != "completed" || s.Metadata["branch"] != "Pune" {
		t.Errorf("session %+v", s)
	}
	if _, err := in.Write([]byte("\n")); err != nil {
		t.Fatal(err)
	}
	var result struct {
		Outcome   string
		Simulated bool
	}
	hear(&result)
	if result.Outcome != "approved" || !result.Simulated {
		t.Errorf("%+v", result)
	}
	if err := backend.Wait(); err != nil {
		t.Errorf("%v\n%s", err, said.String())
	}
}

// generated is a folder with the backend of testdata/name, made by build beside
// the document. It is made once for each document, in the user's cache.
func generated(t *testing.T, name string, build func(folder string) error) string {
	t.Helper()
	files := map[string][]byte{}
	sum := sha256.New()
	add := func(as, path string) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[as] = b
		sum.Write([]byte(as + "\x00"))
		sum.Write(b)
	}
	sources, err := os.ReadDir(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range sources {
		add(f.Name(), filepath.Join("testdata", name, f.Name()))
	}
	add("openapi.yaml", filepath.Join("..", "api", "openapi.yaml"))
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	cache = filepath.Join(cache, "basekyc")
	folder := filepath.Join(cache, "generated-"+name+"-"+hex.EncodeToString(sum.Sum(nil)[:8]))
	if _, err := os.Stat(folder); err == nil {
		return folder
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		t.Fatal(err)
	}
	fresh, err := os.MkdirTemp(cache, "generating-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(fresh)
	for as, b := range files {
		if err := os.WriteFile(filepath.Join(fresh, as), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := build(fresh); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(fresh, folder); err != nil && !errors.Is(err, os.ErrExist) { // another run was quicker
		t.Fatal(err)
	}
	return folder
}

// does runs a tool in a folder; what it said is in the error.
func does(folder, name string, args ...string) error {
	if strings.ContainsRune(name, filepath.Separator) {
		name = filepath.Join(folder, name)
	}
	c := exec.Command(name, args...)
	c.Dir = folder
	c.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly")
	if out, err := c.CombinedOutput(); err != nil {
		return errors.New(strings.Join(c.Args, " ") + ": " + err.Error() + "\n" + string(out))
	}
	return nil
}
