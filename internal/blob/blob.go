// Package blob owns bytes at rest: recordings, pictures and reports, each under
// a key, encrypted with age before they reach a backend.
//
// It knows nothing of verification sessions. Encryption, hashing and the form
// of keys are settled here once; a Backend only moves opaque bytes, so a disk
// and a bucket behave alike.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// ErrNotFound is wrapped by Get when nothing is stored under the key.
var ErrNotFound = errors.New("blob not found")

// ErrKey is wrapped by every method that is given a malformed key or prefix.
var ErrKey = errors.New("malformed blob key")

// Limits of a key. A segment leaves room for a suffix on file systems that stop
// at 255 bytes; the whole fits an object store's 1,024.
const (
	MaxKey     = 512
	MaxSegment = 200
)

// Config says where the bytes and the secret are. The two belong on different
// volumes and in different backups: either alone is worthless to a thief.
type Config struct {
	// Dir holds the encrypted files. It is made if missing. One process at a
	// time may use it.
	Dir string
	// IdentityFile holds the age identity (an X25519 secret key). It is made,
	// mode 0600, when it is missing and Dir holds no blob yet. Several
	// identities, one a line, are allowed: the first encrypts, all decrypt.
	IdentityFile string
}

// Info describes stored bytes before encryption.
type Info struct {
	Bytes  int64
	SHA256 string // lower-case hexadecimal
}

// Backend moves encrypted bytes. Keys are valid when they get here.
type Backend interface {
	// Put stores all of r under key, or nothing. It replaces what was there in
	// one step, and has reached stable storage when it returns nil.
	Put(ctx context.Context, key string, r io.Reader) error
	// Get opens the bytes for random reading and tells their number. A missing
	// key is ErrNotFound. What was opened stays readable after a Put or Delete.
	Get(ctx context.Context, key string) (ReaderAtCloser, int64, error)
	// Delete removes the key; removing a missing key is no error.
	Delete(ctx context.Context, key string) error
	// List gives the keys that start with prefix, sorted bytewise.
	List(ctx context.Context, prefix string) ([]string, error)
}

// ReaderAtCloser is an open, encrypted blob.
type ReaderAtCloser interface {
	io.ReaderAt
	io.Closer
}

// Store encrypts on the way in and decrypts on the way out. It is safe for
// concurrent use.
type Store struct {
	backend    Backend
	identities []age.Identity
	recipient  age.Recipient
}

// Open opens the store on a disk.
func Open(c Config) (*Store, error) {
	if c.Dir == "" || c.IdentityFile == "" {
		return nil, errors.New("open blob store: Dir and IdentityFile are required")
	}
	d, err := openDisk(c.Dir)
	if err != nil {
		return nil, fmt.Errorf("open blob store: %w", err)
	}
	ids, err := loadIdentities(c.IdentityFile)
	if errors.Is(err, errNoIdentity) {
		var used bool
		if used, err = d.used(); err != nil {
			return nil, fmt.Errorf("open blob store: %w", err)
		}
		if used {
			return nil, fmt.Errorf("open blob store: %s is missing, but %s holds blobs encrypted with it; restore the file", c.IdentityFile, c.Dir)
		}
		ids, err = createIdentity(c.IdentityFile)
	}
	if err != nil {
		return nil, fmt.Errorf("open blob store: %w", err)
	}
	return newStore(d, ids)
}

func newStore(b Backend, ids []*age.X25519Identity) (*Store, error) {
	s := &Store{backend: b, recipient: ids[0].Recipient()}
	for _, id := range ids {
		s.identities = append(s.identities, id)
	}
	return s, nil
}

// Put reads r to its end and stores it under key, replacing what was there.
// After an error, or a crash, the key holds what it held before.
func (s *Store) Put(ctx context.Context, key string, r io.Reader) (Info, error) {
	if err := checkKey(key); err != nil {
		return Info{}, fmt.Errorf("put blob: %w", err)
	}
	plain := &tally{ctx: ctx, r: r, hash: sha256.New()}
	cipher, err := age.EncryptReader(plain, s.recipient)
	if err != nil {
		return Info{}, fmt.Errorf("put blob %s: %w", key, err)
	}
	if err := s.backend.Put(ctx, key, cipher); err != nil {
		return Info{}, fmt.Errorf("put blob %s: %w", key, err)
	}
	return Info{Bytes: plain.n, SHA256: hex.EncodeToString(plain.hash.Sum(nil))}, nil
}

// Get opens the blob for reading and seeking. The caller closes it.
func (s *Store) Get(ctx context.Context, key string) (*Reader, error) {
	if err := checkKey(key); err != nil {
		return nil, fmt.Errorf("get blob: %w", err)
	}
	f, size, err := s.backend.Get(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("get blob %s: %w", key, err)
	}
	plain, n, err := age.DecryptReaderAt(f, size, s.identities...)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("get blob %s: decrypt: %w", key, err)
	}
	return &Reader{SectionReader: io.NewSectionReader(plain, 0, n), closer: f}, nil
}

// Delete removes the blob for good; deleting a missing one is no error, so that
// an erasure can be repeated.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return fmt.Errorf("delete blob: %w", err)
	}
	if err := s.backend.Delete(ctx, key); err != nil {
		return fmt.Errorf("delete blob %s: %w", key, err)
	}
	return nil
}

// List gives the keys that start with prefix, sorted; an empty prefix means all.
func (s *Store) List(ctx context.Context, prefix string) ([]string, error) {
	if err := checkPrefix(prefix); err != nil {
		return nil, fmt.Errorf("list blobs: %w", err)
	}
	keys, err := s.backend.List(ctx, prefix)
	if err != nil {
		return nil, fmt.Errorf("list blobs %s: %w", prefix, err)
	}
	return keys, nil
}

// Reader is an open blob. Read and Seek belong to one goroutine; ReadAt may be
// called by many. Every byte it returns has been authenticated.
type Reader struct {
	*io.SectionReader // Size, Read, Seek, ReadAt of the plain bytes
	closer            io.Closer
}

// Close releases what the backend holds open.
func (r *Reader) Close() error { return r.closer.Close() }

// checkKey refuses anything but segments of [a-z0-9_.-] joined by slashes, none
// of which starts with a dot: no "..", no hidden file, no absolute path.
func checkKey(key string) error {
	if key == "" || len(key) > MaxKey {
		return fmt.Errorf("%w: 1 to %d bytes are allowed", ErrKey, MaxKey)
	}
	for seg := range strings.SplitSeq(key, "/") {
		if seg == "" || seg[0] == '.' || len(seg) > MaxSegment || strings.HasSuffix(seg, suffix) {
			return fmt.Errorf("%w: %q", ErrKey, key)
		}
	}
	return checkPrefix(key)
}

func checkPrefix(prefix string) error {
	for i := range len(prefix) {
		c := prefix[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && !strings.ContainsRune("_/.-", rune(c)) {
			return fmt.Errorf("%w: %q", ErrKey, prefix)
		}
	}
	return nil
}

// tally counts and hashes the plain bytes, and ends the reading when the
// context does.
type tally struct {
	ctx  context.Context
	r    io.Reader
	hash interface {
		io.Writer
		Sum([]byte) []byte
	}
	n int64
}

func (t *tally) Read(p []byte) (int, error) {
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := t.r.Read(p)
	t.hash.Write(p[:n]) // never fails
	t.n += int64(n)
	return n, err
}
