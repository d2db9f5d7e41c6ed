package docs_test

import (
	"bytes"
	"encoding/json"
	"github.com/basekyc/basekyc/internal/kyctest/npm"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// missing skips, or fails where everything is supposed to be installed.
func missing(t *testing.T, variable string, args ...any) {
	t.Helper()
	if os.Getenv(variable) == "1" {
		t.Fatal(args...)
	}
	t.Skip(args...)
}

func need(t *testing.T, tools ...string) {
	t.Helper()
	for _, name := range tools {
		if _, err := exec.LookPath(name); err != nil {
			missing(t, "BASEKYC_REQUIRE_TOOLS", name, " is not installed")
		}
	}
}

func needModels(t *testing.T) {
	t.Helper()
	dir := os.Getenv("BASEKYC_MODELS")
	if dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			t.Fatal(err)
		}
		dir = filepath.Join(cache, "basekyc", "models")
	}
	if _, err := os.Stat(filepath.Join(dir, "complete")); err != nil {
		missing(t, "BASEKYC_REQUIRE_MODELS", "the models are not installed: make models")
	}
}

// demo is the program, started the way that a program starts it.
type demo struct {
	URL       string `json:"url"`
	PublicKey string `json:"public_key"`
	SecretKey string `json:"secret_key"`
	binary    string
}

// startDemo waits for the line that says that the demo is ready.
func startDemo(t *testing.T) *demo {
	t.Helper()
	d := &demo{binary: os.Getenv("BASEKYC_BIN")}
	dir := t.TempDir()
	if d.binary == "" {
		d.binary = filepath.Join(dir, "basekyc")
		if out, err := exec.Command("go", "build", "-o", d.binary, "../cmd/basekyc").CombinedOutput(); err != nil {
			t.Fatalf("go build: %v\n%s", err, out)
		}
	}
	var log bytes.Buffer
	c := exec.Command(d.binary, "demo", "--json", "--listen", "127.0.0.1:0", "--data", filepath.Join(dir, "data"), "--media-port", "0")
	c.Stderr = &log
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		if err := c.Wait(); err != nil {
			t.Errorf("the demo did not end well: %v\n%s", err, log.String())
		}
	})
	if err := json.NewDecoder(out).Decode(d); err != nil {
		t.Fatalf("the demo never was ready: %v", err)
	}
	return d
}

// ownPackage links our package for Node into a folder, built.
func ownPackage(t *testing.T, scope string) {
	t.Helper()
	need(t, "npm")
	c := exec.Command("npm", "run", "-s", "build", "-w", "@basekyc/node")
	c.Dir = ".."
	if out, err := c.CombinedOutput(); err != nil {
		missing(t, "BASEKYC_REQUIRE_TOOLS", "build @basekyc/node: ", err, ": ", string(out))
	}
	from, err := filepath.Abs("../sdk/node")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(scope, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(from, filepath.Join(scope, "node")); err != nil {
		t.Fatal(err)
	}
}

// nodeModules has the reference library of Standard Webhooks, by the lock file of the test in internal/webhook.
func nodeModules(t *testing.T) string {
	t.Helper()
	dir, err := npm.Folder("../internal/webhook/testdata/verify")
	if err != nil {
		missing(t, "BASEKYC_REQUIRE_TOOLS", err)
	}
	return filepath.Join(dir, "node_modules")
}
