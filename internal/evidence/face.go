package evidence

import (
	"bytes"
	"embed"
	"fmt"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
)

// The fonts travel in the binary: a report must not depend on what a machine
// happens to have installed. Licence: fonts/OFL.txt.
//
//go:embed fonts/*.ttf
var fontFiles embed.FS

// Text that fpdf can set itself, glyph for letter.
const (
	sansFile = "NotoSans-Regular"
	boldFile = "NotoSans-Bold"
	monoFile = "IBMPlexMono-Regular"
)

// scriptFiles are the fonts of scripts that need shaping.
var scriptFiles = map[language.Script]string{
	language.Devanagari: "NotoSansDevanagari-Regular",
	language.Bengali:    "NotoSansBengali-Regular",
	language.Gujarati:   "NotoSansGujarati-Regular",
	language.Gurmukhi:   "NotoSansGurmukhi-Regular",
	language.Kannada:    "NotoSansKannada-Regular",
	language.Malayalam:  "NotoSansMalayalam-Regular",
	language.Tamil:      "NotoSansTamil-Regular",
	language.Telugu:     "NotoSansTelugu-Regular",
}

// parsedFonts are parsed once, when a report first needs them. A Font may be
// used by many goroutines, a Face by one.
var parsedFonts sync.Map // name -> func() (*font.Font, error)

func fontBytes(name string) ([]byte, error) {
	b, err := fontFiles.ReadFile("fonts/" + name + ".ttf")
	if err != nil {
		return nil, fmt.Errorf("read font: %w", err)
	}
	return b, nil
}

// newFace gives a face of the caller's own.
func newFace(name string) (*font.Face, error) {
	load, _ := parsedFonts.LoadOrStore(name, sync.OnceValues(func() (*font.Font, error) {
		b, err := fontBytes(name)
		if err != nil {
			return nil, err
		}
		face, err := font.ParseTTF(bytes.NewReader(b))
		if err != nil {
			return nil, fmt.Errorf("parse font %s: %w", name, err)
		}
		return face.Font, nil
	}))
	f, err := load.(func() (*font.Font, error))()
	if err != nil {
		return nil, err
	}
	return font.NewFace(f), nil
}

// MonoFont is the typeface of ids and times, as a TrueType file. Its licence is
// the SIL Open Font License (fonts/OFL.txt).
func MonoFont() []byte {
	b, err := fontFiles.ReadFile("fonts/" + monoFile + ".ttf")
	if err != nil {
		panic(fmt.Sprintf("evidence: embedded font: %v", err)) // cannot happen in a binary that was built
	}
	return b
}
