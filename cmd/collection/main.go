// Command collection writes the backend's door as collections that Postman and
// Bruno import, out of the OpenAPI document. CI compares.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/basekyc/basekyc/internal/rest"
)

func main() {
	folder := flag.String("out", "api", "folder of the contract")
	check := flag.Bool("check", false, "compare instead of writing")
	flag.Parse()
	if err := run(*folder, *check); err != nil {
		fmt.Fprintln(os.Stderr, "collection:", err)
		os.Exit(1)
	}
}

// files are what is written, by name.
var files = map[string]func([]folder) any{
	"postman_collection.json": postman,
	"bruno_collection.json":   bruno,
}

func run(out string, check bool) error {
	doc, err := rest.Document()
	if err != nil {
		return err
	}
	folders, err := read(doc)
	if err != nil {
		return err
	}
	for name, form := range files {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		if err := e.Encode(form(folders)); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		path := filepath.Join(out, name)
		if !check {
			if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
				return fmt.Errorf("write %s: %w", name, err)
			}
			continue
		}
		if old, err := os.ReadFile(path); err != nil || !bytes.Equal(old, b.Bytes()) {
			return fmt.Errorf("%s is old: run go generate ./api", path)
		}
	}
	return nil
}
