package evidence

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"path"
	"strings"
)

//go:embed consent/*.txt
var consentFiles embed.FS

// ConsentVersion names the wording. It changes with any change of any text: a
// test compares the texts with the hashes that belong to it.
const ConsentVersion = "2026-11-3"

// ConsentText is what a customer is shown, to the letter.
type ConsentText struct {
	Version  string
	Language string // of Text, which is not always the one that was asked for
	Text     string
	SHA256   string // of Text as UTF-8, lower-case hexadecimal
}

// consentTexts are read when the program starts; they are part of it.
var consentTexts = readConsent()

// Consent gives the text for a language tag such as ta or ta-IN: that of the
// tag, else that of its language without region or script, else English.
// Language says which it is; letters may be of either case.
func Consent(language string) ConsentText {
	tag := strings.ToLower(strings.ReplaceAll(language, "_", "-"))
	short, _, _ := strings.Cut(tag, "-")
	for _, l := range []string{tag, short} {
		if t, ok := consentTexts[l]; ok {
			return t
		}
	}
	return consentTexts["en"]
}

func readConsent() map[string]ConsentText {
	out := map[string]ConsentText{}
	files, err := consentFiles.ReadDir("consent")
	if err != nil {
		panic(fmt.Sprintf("evidence: embedded consent texts: %v", err)) // cannot happen in a binary that was built
	}
	for _, f := range files {
		b, err := consentFiles.ReadFile(path.Join("consent", f.Name()))
		if err != nil {
			panic(fmt.Sprintf("evidence: embedded consent text: %v", err))
		}
		sum := sha256.Sum256(b)
		lang := strings.TrimSuffix(f.Name(), ".txt")
		out[lang] = ConsentText{Version: ConsentVersion, Language: lang, Text: string(b), SHA256: hex.EncodeToString(sum[:])}
	}
	return out
}
