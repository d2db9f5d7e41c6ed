// Command openapi writes what follows from the routes: the OpenAPI document, as
// JSON and as YAML, into the folder of the contract, and the page of who may do
// what into that of the guides. CI runs it and compares.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/basekyc/basekyc/internal/rest"
)

func main() {
	folder := flag.String("out", "api", "folder of the contract")
	guides := flag.String("guides", "docs", "folder of the guides")
	flag.Parse()
	if err := run(*folder, *guides); err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}

func run(folder, guides string) error {
	for path, write := range map[string]func() ([]byte, error){filepath.Join(folder, "openapi.json"): rest.Document,
		filepath.Join(folder, "openapi.yaml"): rest.DocumentYAML, filepath.Join(guides, "access.md"): rest.AccessPage} {
		doc, err := write()
		if err != nil {
			return err
		}
		if err := os.WriteFile(path, doc, 0o644); err != nil {
			return fmt.Errorf("write the document: %w", err)
		}
	}
	return nil
}
