package rest_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/rest"
)

func TestTheCheckedInDocumentIsCurrent(t *testing.T) {
	for name, write := range map[string]func() ([]byte, error){"api/openapi.json": rest.Document, "api/openapi.yaml": rest.DocumentYAML, "docs/access.md": rest.AccessPage} {
		want, err := write()
		must(t, err)
		got, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
		must(t, err)
		if !bytes.Equal(got, want) {
			t.Errorf("%s is old: go run ./cmd/openapi", name)
		}
	}
}

// Every member that is an object or null says so in the document.
func TestPointersToObjectsAreNullableInTheDocument(t *testing.T) {
	raw, err := rest.Document()
	must(t, err)
	var doc struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct {
					Nullable bool `json:"nullable"`
				} `json:"properties"`
				AdditionalProperties any `json:"additionalProperties"`
			} `json:"schemas"`
		} `json:"components"`
	}
	must(t, json.Unmarshal(raw, &doc))
	for _, v := range []any{api.View{}, api.Case{}, api.Result{}, api.Check{}, api.Report{}, api.Session{}, api.Endpoint{}, api.Delivery{}, api.Attempt{}, api.Instruction{}, api.Key{}, api.OAuthClient{}} {
		typ := reflect.TypeOf(v)
		s, ok := doc.Components.Schemas[typ.Name()]
		if !ok {
			t.Errorf("%s is not in the document", typ.Name())
			continue
		}
		if s.AdditionalProperties == false {
			t.Errorf("%s is a reply and closed: it could never grow", typ.Name())
		}
		for _, f := range reflect.VisibleFields(typ) {
			if f.Anonymous || f.Type.Kind() != reflect.Pointer {
				continue
			}
			if name := f.Tag.Get("json"); !s.Properties[name].Nullable {
				t.Errorf("%s.%s can be null and the document does not say so", typ.Name(), name)
			}
		}
	}
	if s := doc.Components.Schemas["NewSession"]; s.AdditionalProperties != false {
		t.Error("NewSession is a request and open: unknown members are refused")
	}
}

// TestTheDocumentLints runs the pinned linter. It is installed once, into the
// user's cache, under the hash of its lock.
func TestTheDocumentLints(t *testing.T) {
	lack := t.Skip
	if os.Getenv("BASEKYC_REQUIRE_TOOLS") == "1" {
		lack = t.Fatal
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		lack("npm is not installed")
	}
	lock, err := os.ReadFile("testdata/redocly/package-lock.json")
	must(t, err)
	cache, err := os.UserCacheDir()
	must(t, err)
	hash := sha256.Sum256(lock)
	folder := filepath.Join(cache, "basekyc", "redocly-"+hex.EncodeToString(hash[:6]))
	linter := filepath.Join(folder, "node_modules", ".bin", "redocly")
	if _, err := os.Stat(linter); err != nil {
		must(t, os.MkdirAll(folder, 0o755))
		manifest, err := os.ReadFile("testdata/redocly/package.json")
		must(t, err)
		must(t, os.WriteFile(filepath.Join(folder, "package.json"), manifest, 0o644))
		must(t, os.WriteFile(filepath.Join(folder, "package-lock.json"), lock, 0o644))
		install := exec.CommandContext(t.Context(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
		install.Dir = folder
		if out, err := install.CombinedOutput(); err != nil {
			lack("npm ci: ", err, "\n", string(out))
		}
	}
	doc, err := filepath.Abs(filepath.Join("..", "..", "api", "openapi.yaml"))
	must(t, err)
	cmd := exec.CommandContext(t.Context(), linter, "lint", doc)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("redocly: %v\n%s", err, out)
	}
}
