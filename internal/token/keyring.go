package token

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base32"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

// Keyring signs with its newest key and verifies with all of them, so that a
// new key can be added while tokens of the former one still live. It is safe
// for concurrent use; it never changes after it was made.
type Keyring struct {
	signer  signingKey
	verify  map[string]ed25519.PublicKey
	now     func() time.Time
	entropy io.Reader // draws jti
	life    time.Duration
	shift   time.Duration
}

type signingKey struct {
	id      string
	private ed25519.PrivateKey
}

// Options of a keyring. Life and Shift default to DefaultLife and DefaultShift.
type Options struct {
	Now     func() time.Time
	Entropy io.Reader // cryptographic; read from several goroutines at once
	Life    time.Duration
	Shift   time.Duration
}

const keySuffix = ".ed25519.pem"

// Open loads every key of a folder; the name that sorts last signs. An empty
// folder gets a first key. Key files that others may read are refused.
func Open(folder string, o Options) (*Keyring, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of signing keys: %w", err)
	}
	keys, err := load(folder)
	if err != nil {
		return nil, err
	}
	if len(keys) == 0 {
		if err := AddKey(folder, o); err != nil {
			return nil, err
		}
		if keys, err = load(folder); err != nil {
			return nil, err
		}
	}
	return newKeyring(keys, o)
}

// AddKey writes a new signing key into a folder. It is used from the next Open.
func AddKey(folder string, o Options) error {
	_, private, err := ed25519.GenerateKey(o.Entropy)
	if err != nil {
		return fmt.Errorf("make a signing key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return fmt.Errorf("write a signing key: %w", err)
	}
	var tail [5]byte
	if _, err := io.ReadFull(o.Entropy, tail[:]); err != nil {
		return fmt.Errorf("name a signing key: %w", err)
	}
	id := o.Now().UTC().Format("20060102T150405") + "-" + strings.ToLower(base32.StdEncoding.EncodeToString(tail[:]))
	f, err := os.OpenFile(filepath.Join(folder, id+keySuffix), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write a signing key: %w", err)
	}
	err = pem.Encode(f, &pem.Block{Type: "PRIVATE KEY", Bytes: der})
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write a signing key: %w", err)
	}
	return nil
}

func load(folder string) ([]signingKey, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*"+keySuffix))
	if err != nil {
		return nil, fmt.Errorf("list signing keys: %w", err)
	}
	sort.Strings(files)
	var keys []signingKey
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			return nil, fmt.Errorf("read a signing key: %w", err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			return nil, fmt.Errorf("signing key %s can be read by others: chmod 600 it", filepath.Base(file))
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read a signing key: %w", err)
		}
		block, _ := pem.Decode(text)
		if block == nil {
			return nil, fmt.Errorf("signing key %s is not PEM", filepath.Base(file))
		}
		parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		private, ok := parsed.(ed25519.PrivateKey)
		if err != nil || !ok {
			return nil, fmt.Errorf("signing key %s is not an Ed25519 key", filepath.Base(file))
		}
		keys = append(keys, signingKey{strings.TrimSuffix(filepath.Base(file), keySuffix), private})
	}
	return keys, nil
}

func newKeyring(keys []signingKey, o Options) (*Keyring, error) {
	if len(keys) == 0 {
		return nil, errors.New("no signing key")
	}
	if o.Now == nil || o.Entropy == nil {
		return nil, errors.New("keyring needs a clock and entropy")
	}
	if o.Life == 0 {
		o.Life = DefaultLife
	}
	if o.Shift == 0 {
		o.Shift = DefaultShift
	}
	k := &Keyring{signer: keys[len(keys)-1], verify: map[string]ed25519.PublicKey{},
		now: o.Now, entropy: o.Entropy, life: o.Life, shift: o.Shift}
	for _, key := range keys {
		k.verify[key.id] = key.private.Public().(ed25519.PublicKey)
	}
	return k, nil
}
