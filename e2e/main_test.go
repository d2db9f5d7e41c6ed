// Package e2e owns the tests of the whole program: they start the real binary,
// come through its public doors only, and judge replies, events and files.
//
// BASEKYC_BIN names the binary; without it one is built. Without models or
// tools (ffmpeg, pdftotext, Node) the tests that need them are skipped, unless
// BASEKYC_REQUIRE_MODELS or BASEKYC_REQUIRE_TOOLS is 1.
package e2e

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// patience ends what hangs; nothing here is a measure of speed.
const patience = 2 * time.Minute

// atOnce is how many calls run at the same time on two processors.
const atOnce = 3

var (
	turns   = make(chan struct{}, atOnce)
	scratch string // folder of the run
)

func TestMain(m *testing.M) {
	flag.Parse()
	// Most tests wait for a call; turns bounds the calls.
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	var err error
	if scratch, err = os.MkdirTemp("", "basekyc-e2e-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(scratch)
	code := m.Run()
	if d := shared.started; d != nil {
		if err := d.terminate(); err != nil {
			fmt.Fprintln(os.Stderr, "the shared demo did not stop cleanly:", err)
			code = 1
		}
		d.hooks.close()
	}
	return code
}

// program is the binary under test.
var program = sync.OnceValues(func() (string, error) {
	if bin := os.Getenv("BASEKYC_BIN"); bin != "" {
		return filepath.Abs(bin)
	}
	bin := filepath.Join(scratch, "basekyc")
	out, err := exec.Command("go", "build", "-o", bin, "github.com/basekyc/basekyc/cmd/basekyc").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build basekyc: %w\n%s", err, out)
	}
	return bin, nil
})

// turn waits until a call may begin. Give it back early when a call has become
// quiet; the end of the test does it otherwise.
func turn(t *testing.T) (giveBack func()) {
	t.Helper()
	turns <- struct{}{}
	giveBack = sync.OnceFunc(func() { <-turns })
	t.Cleanup(giveBack)
	return giveBack
}

// needModels skips a test that judges what the networks say.
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
	if _, err := os.Stat(filepath.Join(dir, "feature.onnx")); err != nil {
		missing(t, "BASEKYC_REQUIRE_MODELS", "models are not installed: "+err.Error())
	}
}

// needTools skips a test whose tools are not installed.
func needTools(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			missing(t, "BASEKYC_REQUIRE_TOOLS", err.Error())
		}
	}
}

func missing(t *testing.T, required, what string) {
	t.Helper()
	if os.Getenv(required) == "1" {
		t.Fatal(what)
	}
	t.Skip(what)
}
