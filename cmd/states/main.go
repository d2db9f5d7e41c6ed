// Command states writes docs/session-states.md from the transition table.
package main

import (
	"log"
	"os"

	"github.com/basekyc/basekyc/internal/kyc"
)

func main() {
	if err := os.WriteFile("docs/session-states.md", []byte(kyc.Diagram()), 0o644); err != nil {
		log.Fatal(err)
	}
}
