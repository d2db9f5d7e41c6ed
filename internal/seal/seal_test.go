package seal_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/basekyc/basekyc/internal/seal"
)

func open(t *testing.T, file string) *seal.Box {
	t.Helper()
	b, err := seal.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func keyFile(t *testing.T) string { return filepath.Join(t.TempDir(), "keys", "seal.key") }

func TestWhatWasSealedIsReadAfterARestart(t *testing.T) {
	file := keyFile(t)
	sealed := open(t, file).For("secrets").Seal([]byte("whsec_1"), []byte("we_1"))
	if bytes.Contains(sealed, []byte("whsec_1")) {
		t.Error("the text is there to be read")
	}
	plain, err := open(t, file).For("secrets").Open(sealed, []byte("we_1"))
	if err != nil || string(plain) != "whsec_1" {
		t.Fatalf("%q, %v", plain, err)
	}
	if again := open(t, file).For("secrets").Seal([]byte("whsec_1"), []byte("we_1")); bytes.Equal(again, sealed) {
		t.Error("the same text looks the same twice")
	}
}

func TestNothingElseOpensIt(t *testing.T) {
	root := open(t, keyFile(t))
	box := root.For("secrets")
	sealed := box.Seal([]byte("text"), []byte("here"))
	for name, try := range map[string]func() ([]byte, error){
		"another context":   func() ([]byte, error) { return box.Open(sealed, []byte("there")) },
		"another purpose":   func() ([]byte, error) { return root.For("messages").Open(sealed, []byte("here")) },
		"the root":          func() ([]byte, error) { return root.Open(sealed, []byte("here")) },
		"one more secret":   func() ([]byte, error) { return box.With([]byte("s")).Open(sealed, []byte("here")) },
		"another key file":  func() ([]byte, error) { return open(t, keyFile(t)).For("secrets").Open(sealed, []byte("here")) },
		"nothing at all":    func() ([]byte, error) { return box.Open(nil, []byte("here")) },
		"only the key's id": func() ([]byte, error) { return box.Open(sealed[:4], []byte("here")) },
	} {
		if plain, err := try(); !errors.Is(err, seal.ErrOpen) || plain != nil {
			t.Errorf("%s: %q, %v", name, plain, err)
		}
	}
	for i := range sealed {
		bent := bytes.Clone(sealed)
		bent[i] ^= 1
		if _, err := box.Open(bent, []byte("here")); !errors.Is(err, seal.ErrOpen) {
			t.Errorf("octet %d was changed and nobody noticed: %v", i, err)
		}
	}
}

func TestASecretOfSomebodyElseIsNeeded(t *testing.T) {
	box := open(t, keyFile(t)).For("replies")
	sealed := box.With([]byte("order-17")).Seal([]byte("reply"), nil)
	if plain, err := box.With([]byte("order-17")).Open(sealed, nil); err != nil || string(plain) != "reply" {
		t.Errorf("%q, %v", plain, err)
	}
	for _, s := range []string{"order-18", ""} {
		if _, err := box.With([]byte(s)).Open(sealed, nil); !errors.Is(err, seal.ErrOpen) {
			t.Errorf("opened with %q: %v", s, err)
		}
	}
}

func TestANewKeySealsAndTheFormerStillOpens(t *testing.T) {
	file := keyFile(t)
	old := open(t, file).For("secrets").Seal([]byte("old"), nil)
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)) + "\n")
	f.Close()
	box := open(t, file).For("secrets")
	if plain, err := box.Open(old, nil); err != nil || string(plain) != "old" {
		t.Errorf("%q, %v", plain, err)
	}
	fresh := box.Seal([]byte("new"), nil)
	text, _ := os.ReadFile(file)
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if err := os.WriteFile(file, []byte(lines[len(lines)-1]), 0o600); err != nil {
		t.Fatal(err)
	}
	box = open(t, file).For("secrets")
	if plain, err := box.Open(fresh, nil); err != nil || string(plain) != "new" {
		t.Errorf("%q, %v", plain, err)
	}
	if _, err := box.Open(old, nil); !errors.Is(err, seal.ErrOpen) {
		t.Errorf("the key that is gone still opens: %v", err)
	}
}

func TestAKeyFileThatCannotBeTrustedIsRefused(t *testing.T) {
	for hint, write := range map[string]func(string){
		"chmod 600": func(p string) {
			os.WriteFile(p, []byte(base64.StdEncoding.EncodeToString(make([]byte, 32))), 0o640)
			os.Chmod(p, 0o640)
		},
		"holds no key":   func(p string) { os.WriteFile(p, []byte("# nothing\n"), 0o600) },
		"line 2":         func(p string) { os.WriteFile(p, []byte("# short\nAAAA\n"), 0o600) },
		"in base64":      func(p string) { os.WriteFile(p, []byte("not base64 at all"), 0o600) },
		"is a directory": func(p string) { os.Mkdir(p, 0o700) },
	} {
		p := filepath.Join(t.TempDir(), "seal.key")
		write(p)
		if _, err := seal.Open(p); err == nil || !strings.Contains(err.Error(), hint) {
			t.Errorf("%s: %v", hint, err)
		}
	}
}

func TestProcessesThatRaceEndWithOneKey(t *testing.T) {
	file := keyFile(t)
	boxes := make([]*seal.Box, 8)
	var all sync.WaitGroup
	for i := range boxes {
		all.Go(func() { boxes[i], _ = seal.Open(file) })
	}
	all.Wait()
	for _, b := range boxes {
		if b == nil {
			t.Fatal("one did not open")
		}
		if _, err := boxes[0].Open(b.Seal([]byte("x"), nil), nil); err != nil {
			t.Error(err)
		}
	}
	if rest, _ := filepath.Glob(filepath.Join(filepath.Dir(file), ".seal-*")); len(rest) > 0 {
		t.Errorf("left behind: %v", rest)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}
