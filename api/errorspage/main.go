// Command errorspage writes docs/errors.md from the catalogue of public errors.
package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/basekyc/basekyc/api"
)

func main() {
	var page bytes.Buffer
	err := api.WriteErrors(&page)
	if err == nil {
		err = os.WriteFile(os.Args[1], page.Bytes(), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "errorspage:", err)
		os.Exit(1)
	}
}
