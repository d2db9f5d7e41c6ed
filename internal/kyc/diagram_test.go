package kyc

import (
	"os"
	"testing"
)

func TestDiagramIsCurrent(t *testing.T) {
	page, err := os.ReadFile("../../docs/session-states.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(page) != Diagram() {
		t.Error("docs/session-states.md is not what the transition table says: run make generate")
	}
}
