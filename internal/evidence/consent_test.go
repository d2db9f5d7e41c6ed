package evidence_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/basekyc/basekyc/internal/evidence"
	"github.com/basekyc/basekyc/internal/kyc"
)

// Whoever changes a text changes the version, and these with it. A new
// language leaves the version as it is: no wording that it names has changed.
const consentVersion = "2026-11-2"

var consentHashes = map[string]string{
	"en": "9abe4c8fa3b185e66a0308fe1cf8a15018f5bc6619ab94416e988c1ff9fbeb6f",
	"hi": "eba72e68169a63d366079f121624f1a929645aee160dc5367bf99c9331228e43",
	"bn": "fcf928051eecf95e4db04f7f0c123eea9ee08b9c496c7c053467a5c7e16a81f5",
	"mr": "986b35460782fa115a9c4a2b20b559fead20f2241ee12fc465ec5c2b856a3ed9",
	"te": "7849987cd8e9bdc5992ca6a6e46aee72e03e9846b668752e63270ceca5c483f9",
	"ta": "7fdd54affc641fbe6e73672df41ceb64569d4ef42a3c67663a35c90dda126e6c",
	"gu": "c00942fba59c2482d71fa75715ad1b83ac255567dc13b97350bde253149a21a3",
	"kn": "c36728fff7a69ef8d283bda5ab54b5f6ae46b035d5fd423459c5189c2dd8318e",
	"ml": "48b6a76ceb6f8b7d7b1346949d86b1eb3446a9695528243ce7a16195fa681560",
	"pa": "b7c36d84745713330f0d5a1cc6a8f9c95440e6cd5a21faa845e11696fc991366",
}

var scripts = map[string]*unicode.RangeTable{
	"en": unicode.Latin, "hi": unicode.Devanagari, "bn": unicode.Bengali, "mr": unicode.Devanagari, "te": unicode.Telugu,
	"ta": unicode.Tamil, "gu": unicode.Gujarati, "kn": unicode.Kannada, "ml": unicode.Malayalam, "pa": unicode.Gurmukhi,
}

func TestConsent(t *testing.T) {
	if evidence.ConsentVersion != consentVersion {
		t.Errorf("version %s", evidence.ConsentVersion)
	}
	en := evidence.Consent("en")
	want(t, en.Text, "recorded", "photo", "compares your face", "law", "stop at any time")
	shape := regexp.MustCompile(`(?m)^(-? ?)?.+$`) // lines: words, items of a list, empty ones
	for _, l := range kyc.Languages {
		c := evidence.Consent(l)
		if c.Language != l || c.SHA256 != digest(c.Text) || c.SHA256 != consentHashes[l] || c.Version != consentVersion {
			t.Errorf("%s: language %s, version %s, hash %s", l, c.Language, c.Version, c.SHA256)
		}
		if shape.ReplaceAllString(c.Text, "$1") != shape.ReplaceAllString(en.Text, "$1") {
			t.Errorf("%s: not the paragraphs and lists of the English text", l)
		}
		for _, line := range strings.Split(strings.TrimSpace(c.Text), "\n") {
			if line != "" && !strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(scripts[l], r) }) {
				t.Errorf("%s: %q is not in its script", l, line)
			}
		}
	}
}

// TestConsentNamesTheButton: the last sentence quotes what the customer presses.
func TestConsentNamesTheButton(t *testing.T) {
	for _, l := range kyc.Languages {
		b, err := os.ReadFile(filepath.Join("..", "..", "sdk", "web", "texts", l+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var page map[string]string
		if err := json.Unmarshal(b, &page); err != nil {
			t.Fatalf("%s: %v", l, err)
		}
		if c := evidence.Consent(l); !strings.Contains(c.Text, `"`+page["consent.agree"]+`"`) {
			t.Errorf("%s: does not quote %q", l, page["consent.agree"])
		}
	}
}

func TestConsentFallsBack(t *testing.T) {
	for asked, got := range map[string]string{
		"ta": "ta", "ta-IN": "ta", "TE": "te", "pa_IN": "pa", "pa-Guru-IN": "pa", "mr-Latn": "mr",
		"or": "en", "or-IN": "en", "": "en", "en-IN": "en", "tam": "en", "../hi": "en", "-": "en",
	} {
		if c := evidence.Consent(asked); c.Language != got {
			t.Errorf("%q: got %s, want %s", asked, c.Language, got)
		}
	}
}
