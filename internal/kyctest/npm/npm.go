// Package npm owns the packages of npm that tests hold this program against.
package npm

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

// ErrMissing tells that nothing can be installed on this machine.
var ErrMissing = errors.New("npm is not installed (Debian: apt-get install npm)")

// Folder gives a copy of a folder with what its lock file names installed in it: once for each content of the folder, in the
// user's cache, where other test processes find it.
func Folder(from string) (string, error) {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", ErrMissing
	}
	name, err := named(from)
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "basekyc", "npm-"+name)
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", err
	}
	fresh, err := os.MkdirTemp(filepath.Dir(dir), "install-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(fresh)
	if err := os.CopyFS(fresh, os.DirFS(from)); err != nil {
		return "", err
	}
	c := exec.Command(npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	c.Dir = fresh
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm ci: %w: %s", err, out)
	}
	if err := os.Rename(fresh, dir); err != nil {
		if _, done := os.Stat(dir); done != nil { // another test process was not faster
			return "", err
		}
	}
	return dir, nil
}

// named is the name that a folder's content has.
func named(from string) (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(os.DirFS(from), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(from, path))
		fmt.Fprintf(sum, "%s %d\n%s", path, len(b), b)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil)[:8]), err
}
