package vision_test

import (
	"os"
	"testing"

	"github.com/basekyc/basekyc/internal/vision"
	"github.com/basekyc/basekyc/internal/vision/onnx"
)

// open gives an analyzer on the real networks. Without them the test is skipped, or fails when BASEKYC_REQUIRE_MODELS is set.
func open(t testing.TB, workers int) *vision.Analyzer {
	t.Helper()
	dir, err := vision.DefaultDir()
	if err != nil {
		t.Fatal(err)
	}
	a, err := vision.Open(vision.Config{Dir: dir, Workers: workers}, onnx.New(vision.LibraryPath(dir)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Errorf("close the analyzer: %v", err)
		}
	})
	if !a.Available() {
		if os.Getenv("BASEKYC_REQUIRE_MODELS") == "1" {
			t.Fatalf("no models in %s: go run ./cmd/models", dir)
		}
		t.Skipf("no models in %s: go run ./cmd/models", dir)
	}
	return a
}

// portrait is a NASA photograph of Eileen Collins, 512 x 512, public domain.
func portrait(t testing.TB) *vision.RGB {
	t.Helper()
	data, err := os.ReadFile("testdata/portrait.png")
	if err != nil {
		t.Fatal(err)
	}
	m, err := vision.DecodeStill(data)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
