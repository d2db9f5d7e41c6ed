package kyc

import (
	"os"
	"testing"
)

func TestPictureIsCurrent(t *testing.T) {
	page, err := os.ReadFile("../../docs/session-states.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(page) != Picture() {
		t.Error("docs/session-states.md is not what the transition table says: run make generate")
	}
}
