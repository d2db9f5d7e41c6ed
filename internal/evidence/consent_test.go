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
const consentVersion = "2026-11-3"

var consentHashes = map[string]string{
	"en": "0f87e99660d5a974ec16049ed413dcba17f33d7c260140a30ce011748204b54c",
	"hi": "fe51480f29a87557319da839abceda023fb5e1ff1c78066cbf3cccfb67558f19",
	"bn": "53dd985966dddf57d802ee8c0f9b5b450b26547e0dd9cbb0520ddd23cf8c5feb",
	"mr": "e7636f22a034a1352f5a8f8954299ee9bc44a7fdaaeddc596fe048c432354822",
	"te": "46c1b88ae5377946d8bb610c1f7f6b6df509db93a5d8995d4c0b105ace3f6333",
	"ta": "0bfee72531da9db6c12eb4b72377e9a3b776934bb49ae22d15b085172fbf6f2b",
	"gu": "7f68abb78a06e0f44bf6da8d02480e6535256f823d211d9d4d435af3f48ac7a8",
	"kn": "6a53104bc4803e5da7147a9c14819fee3b0e887b1d49a898b2cde05c13b8246f",
	"ml": "9eed35323be6448ee19ff342e37b5e9500499e594116be7faf05c56d91616931",
	"pa": "2d43e6d48c175d4ad3a4337ccb2d4ad96a61a4531761c9c8cd27aa64a781bfb3",
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
