package blob

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"filippo.io/age"
)

var errNoIdentity = errors.New("no identity file")

// loadIdentities reads the secret keys. A file that others can read is refused:
// it would make the encryption a formality.
func loadIdentities(path string) ([]*age.X25519Identity, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNoIdentity
	}
	if err != nil {
		return nil, fmt.Errorf("read identity: %w", err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("read identity: %w", err)
	}
	if st.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("read identity: %s can be read by others (mode %04o); run chmod 600 on it", path, st.Mode().Perm())
	}
	all, err := age.ParseIdentities(f)
	if err != nil {
		return nil, fmt.Errorf("read identity %s: %w", path, err)
	}
	var ids []*age.X25519Identity
	for _, id := range all {
		x, ok := id.(*age.X25519Identity)
		if !ok {
			return nil, fmt.Errorf("read identity %s: only X25519 identities are supported", path)
		}
		ids = append(ids, x)
	}
	return ids, nil
}

// createIdentity makes the secret and has it on stable storage before the first
// blob can depend on it. When two processes race, both end with the same file.
func createIdentity(path string) ([]*age.X25519Identity, error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, fmt.Errorf("create identity: %w", err)
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("create identity: %w", err)
	}
	f, err := os.CreateTemp(dir, ".identity-*") // mode 0600
	if err != nil {
		return nil, fmt.Errorf("create identity: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = fmt.Fprintf(f, "# Secret key of the blob store. Whoever has it can read every recording;\n"+
		"# without it nobody can. Keep a copy apart from the blobs.\n# public key: %s\n%s\n", id.Recipient(), id)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("create identity: %w", err)
	}
	// Link, unlike Rename, never replaces an identity that is already there.
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("create identity: %w", err)
	}
	if err := syncDir(dir); err != nil {
		return nil, fmt.Errorf("create identity: %w", err)
	}
	return loadIdentities(path)
}
