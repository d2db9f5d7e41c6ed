package blob_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/internal/blob"
)

func config(dir string) blob.Config {
	return blob.Config{Dir: filepath.Join(dir, "blobs"), IdentityFile: filepath.Join(dir, "keys", "blob.key")}
}

func openAt(t testing.TB, c blob.Config) *blob.Store {
	t.Helper()
	s, err := blob.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDisk(t *testing.T) {
	suite(t, func(t *testing.T) *blob.Store { return openAt(t, config(t.TempDir())) })
}

// files lists what is on the disk, whatever it is.
func files(t *testing.T, dir string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			paths = append(paths, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func TestNothingPlainOnDisk(t *testing.T) {
	c := config(t.TempDir())
	s := openAt(t, c)
	secret := strings.Repeat("a customer's face ", 10_000)
	if _, err := s.Put(context.Background(), "a/face.jpg", strings.NewReader(secret)); err != nil {
		t.Fatal(err)
	}
	list := files(t, c.Dir)
	if len(list) != 1 {
		t.Fatalf("files: %v", list)
	}
	b, err := os.ReadFile(list[0])
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte("face ")) {
		t.Fatal("plain bytes on the disk")
	}
	for _, p := range append(list, c.IdentityFile) {
		if st, err := os.Stat(p); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", p, st.Mode(), err)
		}
	}
}

func TestIdentityIsKept(t *testing.T) {
	ctx, c := context.Background(), config(t.TempDir())
	if _, err := openAt(t, c).Put(ctx, "k", strings.NewReader("kept")); err != nil {
		t.Fatal(err)
	}
	r, err := openAt(t, c).Get(ctx, "k")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); err != nil || string(b) != "kept" {
		t.Fatalf("%q %v", b, err)
	}
	if err := os.Chmod(c.IdentityFile, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.Open(c); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("an identity that others can read: %v", err)
	}
	if err := os.Remove(c.IdentityFile); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.Open(c); err == nil || !strings.Contains(err.Error(), "restore the file") {
		t.Errorf("a lost identity was replaced: %v", err)
	}
	other := config(t.TempDir())
	openAt(t, other)
	c.IdentityFile = other.IdentityFile
	if _, err := openAt(t, c).Get(ctx, "k"); err == nil {
		t.Error("another identity opened the blob")
	}
}

func TestDamageIsNoticed(t *testing.T) {
	ctx, c := context.Background(), config(t.TempDir())
	s, b := openAt(t, c), noise(200_000)
	if _, err := s.Put(ctx, "k", bytes.NewReader(b)); err != nil {
		t.Fatal(err)
	}
	path := files(t, c.Dir)[0]
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	read := func(damaged []byte) error {
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := s.Get(ctx, "k")
		if err != nil {
			return err
		}
		defer r.Close()
		_, err = io.ReadAll(r)
		return err
	}
	if err := read(whole); err != nil {
		t.Fatalf("undamaged: %v", err)
	}
	for _, at := range []int{10, 300, 100_000, len(whole) - 1} {
		flipped := bytes.Clone(whole)
		flipped[at] ^= 1
		if read(flipped) == nil {
			t.Errorf("a flipped bit at %d was not noticed", at)
		}
	}
	for _, n := range []int{0, 100, 65_000, len(whole) - 1} {
		if read(whole[:n]) == nil {
			t.Errorf("truncation to %d was not noticed", n)
		}
	}
	if read(append(bytes.Clone(whole), 0)) == nil {
		t.Error("a trailing byte was not noticed")
	}
}

func TestUnfinishedFilesAreCleared(t *testing.T) {
	c := config(t.TempDir())
	openAt(t, c)
	left := filepath.Join(c.Dir, ".incoming", "put-1")
	if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	openAt(t, c)
	if list := files(t, c.Dir); len(list) != 0 {
		t.Fatalf("left: %v", list)
	}
}

// BenchmarkSeek reads 4 KiB at changing places of a 20 MiB blob, as a player
// that jumps about does.
func BenchmarkSeek(b *testing.B) {
	s := openAt(b, config(b.TempDir()))
	if _, err := s.Put(context.Background(), "rec", bytes.NewReader(noise(20<<20))); err != nil {
		b.Fatal(err)
	}
	r, err := s.Get(context.Background(), "rec")
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	p := make([]byte, 4096)
	var at int64
	for b.Loop() {
		at = (at + 7_654_321) % (20<<20 - 4096)
		if _, err := r.Seek(at, io.SeekStart); err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadFull(r, p); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpenSeek also opens the blob each time, as one Range request does.
func BenchmarkOpenSeek(b *testing.B) {
	s := openAt(b, config(b.TempDir()))
	if _, err := s.Put(context.Background(), "rec", bytes.NewReader(noise(20<<20))); err != nil {
		b.Fatal(err)
	}
	p := make([]byte, 4096)
	for b.Loop() {
		r, err := s.Get(context.Background(), "rec")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := r.ReadAt(p, 10<<20); err != nil {
			b.Fatal(err)
		}
		r.Close()
	}
}

func BenchmarkPut(b *testing.B) {
	s, data := openAt(b, config(b.TempDir())), noise(20<<20)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := s.Put(context.Background(), "rec", bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}
