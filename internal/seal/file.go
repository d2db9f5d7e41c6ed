package seal

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const head = `# Key of the secrets in the database: webhook secrets, kept replies, messages, authenticators.
# Without it they are lost; with it and the database they can be read. Keep a
# copy apart from both. To change it, add a line of 32 random octets in base64
# at the end: the last line seals, every line opens.
`

// Open reads the key file, and makes it with a first key when there is none. A
// file that others may read is refused: it would make the sealing a formality.
func Open(keyFile string) (*Box, error) {
	b, err := load(keyFile)
	if errors.Is(err, fs.ErrNotExist) {
		if err = create(keyFile); err == nil {
			b, err = load(keyFile)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("open the key of sealed secrets: %w", err)
	}
	return b, nil
}

func load(path string) (*Box, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others (mode %04o); run chmod 600 on it", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	b := &Box{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		raw, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(raw) != keyBytes {
			return nil, fmt.Errorf("%s: line %d is not 32 octets in base64", path, n)
		}
		sum := sha256.Sum256(raw)
		b.keys = append(b.keys, key{id: [idBytes]byte(sum[:]), secret: [keyBytes]byte(raw)})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(b.keys) == 0 {
		return nil, fmt.Errorf("%s holds no key", path)
	}
	return b, nil
}

// create has the key on stable storage before anything is sealed with it. Of
// two processes that race both end with the same file.
func create(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".seal-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	secret := make([]byte, keyBytes)
	rand.Read(secret) // never fails: it ends the program instead
	_, err = f.WriteString(head + base64.StdEncoding.EncodeToString(secret) + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	// Link, unlike Rename, never replaces a key that is already there.
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
