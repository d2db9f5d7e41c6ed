package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/internal/rest"
)

func TestTheCollectionsAreCurrent(t *testing.T) {
	if err := run("../../api", true); err != nil {
		t.Error(err)
	}
}

// Every operation that a secret key opens is in both, once.
func TestEveryOperationIsThere(t *testing.T) {
	doc, err := rest.Document()
	if err != nil {
		t.Fatal(err)
	}
	folders, err := read(doc)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, f := range folders {
		for _, r := range f.Requests {
			seen[r.ID]++
			if r.Body != "" && !json.Valid([]byte(r.Body)) {
				t.Errorf("%s has a body that is no JSON", r.ID)
			}
		}
	}
	var d openapi
	if err := json.Unmarshal(doc, &d); err != nil {
		t.Fatal(err)
	}
	for path, item := range d.Paths {
		for _, raw := range item {
			var o operation
			if json.Unmarshal(raw, &o) == nil && o.backend() && seen[o.OperationID] != 1 {
				t.Errorf("%s of %s is there %d times", o.OperationID, path, seen[o.OperationID])
			}
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d operations", len(seen))
	}
	for name, form := range files {
		b, err := json.Marshal(form(folders))
		if strings.Contains(string(b), "map[") {
			t.Errorf("%s: an object was written as text", name)
		}
		if !strings.Contains(string(b), "metadata[branch]") || !strings.Contains(string(b), "image/png") {
			t.Errorf("%s: no filter by metadata, or no type of a logo", name)
		}
		if err != nil || strings.Count(string(b), "/v1/") < len(seen) {
			t.Errorf("%s: %v, %d addresses", name, err, strings.Count(string(b), "/v1/"))
		}
	}
}
