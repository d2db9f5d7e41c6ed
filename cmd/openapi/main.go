// Command openapi writes the OpenAPI document of the routes, as JSON and as
// YAML, into the folder of the contract. CI runs it and compares.
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
	flag.Parse()
	if err := run(*folder); err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}

func run(folder string) error {
	for name, write := range map[string]func() ([]byte, error){"openapi.json": rest.Document, "openapi.yaml": rest.DocumentYAML} {
		doc, err := write()
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, name), doc, 0o644); err != nil {
			return fmt.Errorf("write the document: %w", err)
		}
	}
	return nil
}
