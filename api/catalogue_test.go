package api_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/api"
)

func TestCatalogue(t *testing.T) {
	form, seen := regexp.MustCompile(`^[a-z][a-z_]+$`), map[string]bool{}
	for _, e := range api.Errors {
		if !form.MatchString(e.Code) || seen[e.Code] || e.Title == "" || e.Text == "" || e.Status < 400 || e.Status > 599 || e.Status == 422 {
			t.Errorf("entry %+v", e)
		}
		seen[e.Code] = true
	}
	if p := api.NewProblem("link_used"); p.Status != 409 || p.Type != "/docs/errors/link_used" || p.Title == "" {
		t.Errorf("%+v", p)
	}
	if p := api.NewProblem("nobody_knows"); p.Code != api.CodeInternal || p.Status != 500 {
		t.Errorf("unknown code: %+v", p)
	}
}

// The page that `type` points at is current.
func TestErrorsPage(t *testing.T) {
	var want bytes.Buffer
	if err := api.WriteErrors(&want); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../docs/errors.md")
	if err != nil || !bytes.Equal(got, want.Bytes()) {
		t.Fatalf("docs/errors.md is not current, run go generate ./api (%v)", err)
	}
}

// Every code that the source gives to callers is in the catalogue: the first
// string of kyc.Errorf, and Code of a kyc.Error.
func TestCatalogueHasEveryCode(t *testing.T) {
	found := 0
	err := filepath.WalkDir("../internal", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil // the compiler says it better
		}
		ast.Inspect(f, func(n ast.Node) bool {
			var code ast.Expr
			switch n := n.(type) {
			case *ast.CallExpr:
				if name(n.Fun) == "Errorf" && len(n.Args) >= 3 {
					code = n.Args[1]
				}
			case *ast.CompositeLit:
				if n.Type != nil && name(n.Type) == "Error" {
					for _, e := range n.Elts {
						if kv, ok := e.(*ast.KeyValueExpr); ok && name(kv.Key) == "Code" {
							code = kv.Value
						}
					}
				}
			}
			if lit, ok := code.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				c, _ := strconv.Unquote(lit.Value)
				if found++; !regexp.MustCompile(`^[a-z_]+$`).MatchString(c) {
					return true // fmt.Errorf with its format
				}
				if _, ok := api.ErrorByCode(c); !ok {
					t.Errorf("%s: code %q is not in api.Errors", path, c)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || found == 0 {
		t.Fatalf("%d codes found, %v", found, err)
	}
}

func name(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return ""
}
