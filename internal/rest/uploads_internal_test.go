package rest

import (
	"encoding/base64"
	"strings"
	"testing"
)

// What is taken means the same to whoever reads it as tus says: it can be written again.
func FuzzTusMetadata(f *testing.F) {
	for _, seed := range []string{"filetype aW1hZ2UvanBlZw==", "filetype aW1hZ2UvanBlZw==,sha256 YWJj", "filetype", "a ,b", ",", " ", "a b c", "a YQ==,a", "f\xff YQ==", "a  YQ=="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		read, ok := tusMetadata(header)
		if !ok {
			return
		}
		var pairs []string
		for name, value := range read {
			if name == "" || strings.ContainsAny(name, " ,") {
				t.Errorf("%q has the name %q", header, name)
			}
			pairs = append(pairs, name+" "+base64.StdEncoding.EncodeToString([]byte(value)))
		}
		again, ok := tusMetadata(strings.Join(pairs, ","))
		if !ok || len(again) != len(read) || len(read) != strings.Count(header, ",")+1 {
			t.Fatalf("%q is %q, and %q", header, read, again)
		}
		for name, value := range read {
			if again[name] != value {
				t.Errorf("%q: %q, and %q", name, value, again[name])
			}
		}
	})
}
