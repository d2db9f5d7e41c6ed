package vision

import (
	"os"
	"path/filepath"
	"slices"
)

// ModelStatus is what is known of a file of the models folder.
type ModelStatus string

// A file that is present is proved and loaded by the first picture that needs it.
const (
	ModelLoaded  ModelStatus = "loaded"
	ModelPresent ModelStatus = "present" // has the right size
	ModelMissing ModelStatus = "missing"
	ModelDamaged ModelStatus = "damaged" // other bytes than pinned
)

// ModelInfo names a model for storing with results and for the health page.
type ModelInfo struct {
	Role   Role        `json:"role"`
	Name   string      `json:"name"`
	SHA256 string      `json:"sha256"` // pinned; equal to the file's when Status is loaded
	Status ModelStatus `json:"status"`
}

// Models lists runtime and networks in the order of the manifest. It reads file sizes only.
func (a *Analyzer) Models() []ModelInfo {
	m, err := LoadManifest()
	if err != nil {
		return nil // Open has parsed the same bytes
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	var list []ModelInfo
	for _, f := range m.Kept() {
		list = append(list, ModelInfo{f.Role, f.To, f.SHA256, a.status(f)})
	}
	return list
}

func (a *Analyzer) status(f PinnedFile) ModelStatus {
	if a.nets[f.Role] != nil || f.Role == RoleRuntime && len(a.nets) > 0 || f.Role == RoleTextKeys && a.keys != nil {
		return ModelLoaded
	}
	info, err := os.Stat(filepath.Join(a.dir, f.To))
	switch {
	case err != nil:
		return ModelMissing
	case a.bad[f.Role] || info.Size() != f.Bytes:
		return ModelDamaged
	}
	return ModelPresent
}

// Available tells, from file sizes, whether checks of faces can be expected to work.
func (a *Analyzer) Available() bool {
	return a.have(func(r Role) bool { return !slices.Contains(readingRoles, r) })
}

// Reads tells, from file sizes, whether words can be expected to be read.
func (a *Analyzer) Reads() bool {
	return a.have(func(r Role) bool { return r == RoleRuntime || slices.Contains(readingRoles, r) })
}

func (a *Analyzer) have(needed func(Role) bool) bool {
	runtimes := 0
	for _, m := range a.Models() {
		if needed(m.Role) && m.Status != ModelLoaded && m.Status != ModelPresent {
			return false
		}
		if m.Role == RoleRuntime {
			runtimes++
		}
	}
	return runtimes == 1
}
