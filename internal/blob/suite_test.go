package blob_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/basekyc/basekyc/internal/blob"
)

// noise is n bytes that do not compress and are the same each time.
func noise(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}

// suite is what every backend must do. open gives an empty store.
func suite(t *testing.T, open func(t *testing.T) *blob.Store) {
	ctx := context.Background()
	put := func(t *testing.T, s *blob.Store, key string, b []byte) blob.Info {
		t.Helper()
		info, err := s.Put(ctx, key, bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	get := func(t *testing.T, s *blob.Store, key string) []byte {
		t.Helper()
		r, err := s.Get(ctx, key)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if r.Size() != int64(len(b)) {
			t.Fatalf("size %d, read %d", r.Size(), len(b))
		}
		return b
	}

	t.Run("round trip at the chunk boundaries of age", func(t *testing.T) {
		s := open(t)
		for _, n := range []int{0, 1, 65535, 65536, 65537, 131072, 300001} {
			b := noise(n)
			info := put(t, s, "acct/vs/rec.webm", b)
			sum := sha256.Sum256(b)
			if info.Bytes != int64(n) || info.SHA256 != hex.EncodeToString(sum[:]) {
				t.Fatalf("%d bytes: info %+v", n, info)
			}
			if !bytes.Equal(get(t, s, "acct/vs/rec.webm"), b) {
				t.Fatalf("%d bytes came back changed", n)
			}
		}
	})

	t.Run("seek", func(t *testing.T) {
		s, b := open(t), noise(300_000)
		put(t, s, "k", b)
		r, err := s.Get(ctx, "k")
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		for _, at := range []int64{0, 65530, 65536, 150_000, 299_999} {
			if _, err := r.Seek(at, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(io.LimitReader(r, 20))
			if err != nil || !bytes.Equal(got, b[at:min(at+20, 300_000)]) {
				t.Fatalf("at %d: %v", at, err)
			}
		}
		if _, err := r.Seek(-1, io.SeekStart); err == nil {
			t.Fatal("seek before the start succeeded")
		}
		put(t, s, "short", b[:1000]) // TestReader tries every offset
		short, err := s.Get(ctx, "short")
		if err != nil {
			t.Fatal(err)
		}
		defer short.Close()
		if err := iotest.TestReader(short, b[:1000]); err != nil {
			t.Fatal(err)
		}
	})

	t.Run("missing", func(t *testing.T) {
		s := open(t)
		if _, err := s.Get(ctx, "nothing/here"); !errors.Is(err, blob.ErrNotFound) {
			t.Fatalf("got %v", err)
		}
		if err := s.Delete(ctx, "nothing/here"); err != nil {
			t.Fatalf("deleting nothing: %v", err)
		}
		if keys, err := s.List(ctx, "nothing/"); err != nil || len(keys) != 0 {
			t.Fatalf("got %v %v", keys, err)
		}
	})

	t.Run("delete", func(t *testing.T) {
		s := open(t)
		put(t, s, "a/b", []byte("x"))
		open, err := s.Get(ctx, "a/b")
		if err != nil {
			t.Fatal(err)
		}
		defer open.Close()
		if err := s.Delete(ctx, "a/b"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Get(ctx, "a/b"); !errors.Is(err, blob.ErrNotFound) {
			t.Fatalf("got %v", err)
		}
		if b, err := io.ReadAll(open); err != nil || string(b) != "x" {
			t.Fatalf("a blob that was open when deleted reads %q, %v", b, err)
		}
	})

	t.Run("list", func(t *testing.T) {
		s := open(t)
		for _, k := range []string{"a/2", "a/1", "a", "ab", "a/1/x.jpg", "b/1"} {
			put(t, s, k, []byte(k))
		}
		for prefix, want := range map[string][]string{
			"":    {"a", "a/1", "a/1/x.jpg", "a/2", "ab", "b/1"},
			"a":   {"a", "a/1", "a/1/x.jpg", "a/2", "ab"},
			"a/":  {"a/1", "a/1/x.jpg", "a/2"},
			"a/1": {"a/1", "a/1/x.jpg"}, "c": nil, "../": nil, "/": nil} {
			if got, err := s.List(ctx, prefix); err != nil || !slices.Equal(got, want) {
				t.Errorf("list %q: %v %v, want %v", prefix, got, err, want)
			}
		}
	})

	t.Run("a failed put changes nothing", func(t *testing.T) {
		s := open(t)
		put(t, s, "k", []byte("before"))
		broken := io.MultiReader(bytes.NewReader(noise(200_000)), iotest.ErrReader(io.ErrUnexpectedEOF))
		if _, err := s.Put(ctx, "k", broken); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("got %v", err)
		}
		canceled, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := s.Put(canceled, "k", strings.NewReader("after")); !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v", err)
		}
		if got := get(t, s, "k"); string(got) != "before" {
			t.Fatalf("got %q", got)
		}
		if keys, _ := s.List(ctx, ""); !slices.Equal(keys, []string{"k"}) {
			t.Fatalf("left behind: %v", keys)
		}
	})

	t.Run("keys", func(t *testing.T) {
		s := open(t)
		for _, k := range []string{"", "/", "/a", "a/", "a//b", "..", "a/../b", "./a", "a/.", ".hidden",
			"a/.incoming", "A", "a b", "a\\b", "ä", "a\x00", "a.age", "a.age/b", strings.Repeat("x", 201), strings.Repeat("x/", 256) + "x"} {
			if _, err := s.Put(ctx, k, strings.NewReader("")); !errors.Is(err, blob.ErrKey) {
				t.Errorf("put %q: %v", k, err)
			}
			if _, err := s.Get(ctx, k); !errors.Is(err, blob.ErrKey) {
				t.Errorf("get %q: %v", k, err)
			}
			if err := s.Delete(ctx, k); !errors.Is(err, blob.ErrKey) {
				t.Errorf("delete %q: %v", k, err)
			}
		}
		if _, err := s.List(ctx, "A b"); !errors.Is(err, blob.ErrKey) {
			t.Errorf("list: %v", err)
		}
		put(t, s, "acct_0/vs_1/a-b..c.webm", nil) // dots inside a segment are fine
	})

	t.Run("concurrent", func(t *testing.T) {
		s := open(t)
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				b := bytes.Repeat([]byte{byte(i)}, 70_000)
				if _, err := s.Put(ctx, "same/key", bytes.NewReader(b)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		b := get(t, s, "same/key")
		if len(b) != 70_000 || !bytes.Equal(b, bytes.Repeat(b[:1], 70_000)) {
			t.Fatal("writers were mixed")
		}
		r, err := s.Get(ctx, "same/key")
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		for i := range 8 {
			wg.Go(func() {
				p := make([]byte, 100)
				if _, err := r.ReadAt(p, int64(i*8000)); err != nil || !bytes.Equal(p, b[:100]) {
					t.Errorf("read at %d: %v", i*8000, err)
				}
			})
		}
		wg.Wait()
	})
}
