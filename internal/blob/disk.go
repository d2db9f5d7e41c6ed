package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	// suffix of files. Keys never end in it, so that the key "a" and the folder
	// of the key "a/b" do not meet.
	suffix = ".age"
	// incoming holds unfinished files; keys cannot start with a dot.
	incoming = ".incoming"
)

// disk keeps each blob in one file, its key being the path.
type disk struct{ dir string }

func openDisk(dir string) (*disk, error) {
	d := &disk{dir: dir}
	// Leftovers of a process that died in the middle of a Put.
	if err := os.RemoveAll(filepath.Join(dir, incoming)); err != nil {
		return nil, fmt.Errorf("clear unfinished files: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(dir, incoming), 0o700); err != nil {
		return nil, err
	}
	return d, nil
}

func (d *disk) path(key string) string {
	return filepath.Join(d.dir, filepath.FromSlash(key)+suffix)
}

// Put writes a temporary file, flushes it, renames it into place and flushes
// the folder: a crash leaves the old bytes or the new ones.
func (d *disk) Put(_ context.Context, key string, r io.Reader) error {
	f, err := os.CreateTemp(filepath.Join(d.dir, incoming), "put-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone already after the rename
	_, err = io.Copy(f, r)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	path := d.path(key)
	if err := d.makeDir(filepath.Dir(path)); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// makeDir makes a folder and its missing parents, and flushes each entry.
func (d *disk) makeDir(path string) error {
	if st, err := os.Stat(path); err == nil && st.IsDir() {
		return nil
	}
	if err := d.makeDir(filepath.Dir(path)); err != nil {
		return err
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func (d *disk) Get(_ context.Context, key string) (ReaderAtCloser, int64, error) {
	f, err := os.Open(d.path(key))
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = ErrNotFound
		}
		return nil, 0, err
	}
	st, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, st.Size(), nil
}

func (d *disk) Delete(_ context.Context, key string) error {
	path := d.path(key)
	if err := os.Remove(path); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	return syncDir(filepath.Dir(path)) // an erasure must survive a power cut
}

// List walks only the folder that the prefix names.
func (d *disk) List(ctx context.Context, prefix string) ([]string, error) {
	var keys []string
	top := d.dir
	if i := strings.LastIndexByte(prefix, '/'); i > 0 {
		if checkKey(prefix[:i]) != nil {
			return nil, nil // no key can start so
		}
		top = filepath.Join(d.dir, filepath.FromSlash(prefix[:i]))
	}
	err := filepath.WalkDir(top, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // deleted meanwhile, or no such folder
		}
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if e.IsDir() {
			if e.Name() == incoming {
				return fs.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(d.dir, path)
		if err != nil {
			return err
		}
		key, ok := strings.CutSuffix(filepath.ToSlash(rel), suffix)
		if ok && strings.HasPrefix(key, prefix) && checkKey(key) == nil {
			keys = append(keys, key)
		}
		return nil
	})
	slices.Sort(keys)
	return keys, err
}

// used tells whether any blob is stored.
func (d *disk) used() (bool, error) {
	found := errors.New("found")
	err := filepath.WalkDir(d.dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && strings.HasSuffix(path, suffix) {
			return found
		}
		return err
	})
	if errors.Is(err, found) {
		return true, nil
	}
	return false, err
}

// syncDir flushes a folder's entries, which a file's own Sync does not.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
