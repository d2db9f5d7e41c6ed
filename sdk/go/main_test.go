package basekyc_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// The examples run against the program itself: a demo on free ports, whose
// address and key they find where a backend would have them.
func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "basekyc-sdk-")
	if err != nil {
		return give(err)
	}
	defer os.RemoveAll(dir)
	binary := os.Getenv("BASEKYC_BIN")
	if binary == "" {
		binary = filepath.Join(dir, "basekyc")
		if out, err := exec.Command("go", "build", "-o", binary, "../../cmd/basekyc").CombinedOutput(); err != nil {
			return give(fmt.Errorf("go build: %w\n%s", err, out))
		}
	}
	c := exec.Command(binary, "demo", "--json", "--listen", "127.0.0.1:0", "--data", filepath.Join(dir, "data"), "--media-port", "0")
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		return give(err)
	}
	if err := c.Start(); err != nil {
		return give(err)
	}
	defer func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		_ = c.Wait() // the verdict of the tests stands
	}()
	var demo struct {
		URL       string `json:"url"`
		SecretKey string `json:"secret_key"`
	}
	if err := json.NewDecoder(out).Decode(&demo); err != nil {
		return give(fmt.Errorf("the demo never was ready: %w", err))
	}
	for name, value := range map[string]string{"BASEKYC_URL": demo.URL, "BASEKYC_SECRET_KEY": demo.SecretKey} {
		if err := os.Setenv(name, value); err != nil {
			return give(err)
		}
	}
	return m.Run()
}

func give(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}
