package evidence

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter"
	"golang.org/x/text/unicode/norm"
)

// style of a text. Size is in points; everything else on a sheet is in
// millimetres.
type style struct {
	file string // sansFile, boldFile or monoFile
	size float64
	ink  colour
}

const pointMM = 25.4 / 72

// leading of lines. Indic scripts hang signs above and below.
const (
	leading       = 1.4
	shapedLeading = 1.62
)

// run is a stretch of one line that is set in one way: by fpdf itself when face
// is nil, by shaping otherwise.
type run struct {
	text   string
	face   *font.Face
	script language.Script
}

// runs splits a line by what its characters need. A character that no font of
// ours has is written as its code point, so that nothing goes missing unseen.
func (s *sheet) runs(text, file string) []run {
	var out []run
	add := func(piece string, face *font.Face, script language.Script) {
		if n := len(out); n > 0 && out[n-1].face == face {
			out[n-1].text += piece
			return
		}
		out = append(out, run{piece, face, script})
	}
	native := s.face(file)
	for _, r := range norm.NFC.String(text) {
		if unicode.IsControl(r) {
			r = ' '
		}
		script := language.LookupScript(r)
		last := run{}
		if len(out) > 0 {
			last = out[len(out)-1]
		}
		neutral := script == language.Common || script == language.Inherited
		switch {
		case scriptFiles[script] != "" && has(s.face(scriptFiles[script]), r):
			add(string(r), s.face(scriptFiles[script]), script)
		case neutral && last.face != nil && has(last.face, r):
			add(string(r), last.face, last.script)
		case unicode.Is(unicode.Cf, r): // a joiner outside the scripts that use it
		case unicode.Is(unicode.Mn, r) && last.face == nil && has(native, r):
			// A mark that has no precomposed letter: shape it with what it sits on.
			n := len(out)
			if n == 0 {
				add(string(r), native, language.Latin)
				break
			}
			rs := []rune(last.text)
			base := string(rs[len(rs)-1:])
			out[n-1].text = string(rs[:len(rs)-1])
			if out[n-1].text == "" {
				out = out[:n-1]
			}
			add(base+string(r), native, language.Latin)
		case has(native, r) && r <= 0xffff && !unicode.Is(unicode.Mn, r):
			add(string(r), nil, language.Latin)
		case has(native, r):
			add(string(r), native, script)
		default:
			add(fmt.Sprintf("[U+%04X]", r), nil, language.Latin)
		}
	}
	return out
}

func has(f *font.Face, r rune) bool {
	if f == nil {
		return false
	}
	_, ok := f.NominalGlyph(r)
	return ok
}

// width of one line.
func (s *sheet) width(text string, st style) float64 {
	var w float64
	for _, r := range s.runs(text, st.file) {
		w += s.runWidth(r, st)
	}
	return w
}

func (s *sheet) runWidth(r run, st style) float64 {
	if r.face != nil {
		return s.shape(r).advance * st.size * pointMM
	}
	s.setFont(st)
	return s.pdf.GetStringWidth(r.text)
}

// put writes one line and gives its width. y is the baseline.
func (s *sheet) put(x, y float64, text string, st style) float64 {
	start := x
	for _, r := range s.runs(text, st.file) {
		w := s.runWidth(r, st)
		switch {
		case s.dry:
		case r.face != nil:
			s.outline(x, y, w, r, st)
		default:
			s.setFont(st)
			s.pdf.SetTextColor(st.ink.r, st.ink.g, st.ink.b)
			s.pdf.SetFillColor(st.ink.r, st.ink.g, st.ink.b)
			s.pdf.Text(x, y, r.text)
		}
		x += w
	}
	return x - start
}

// para writes text in lines no wider than w, from the top edge y, and gives the
// height. Nothing is ever cut off.
func (s *sheet) para(x, y, w float64, text string, st style) float64 {
	var h float64
	for _, line := range s.wrap(text, w, st) {
		lh := s.lineHeight(line, st)
		s.put(x, y+h+s.baseline(lh, st), line, st)
		h += lh
	}
	return h
}

// paraRight is para with lines that end at x+w.
func (s *sheet) paraRight(x, y, w float64, text string, st style) float64 {
	var h float64
	for _, line := range s.wrap(text, w, st) {
		lh := s.lineHeight(line, st)
		s.put(x+w-s.width(line, st), y+h+s.baseline(lh, st), line, st)
		h += lh
	}
	return h
}

func (s *sheet) lineHeight(line string, st style) float64 {
	for _, r := range s.runs(line, st.file) {
		if r.face != nil && r.script != language.Latin {
			return st.size * pointMM * shapedLeading
		}
	}
	return st.size * pointMM * leading
}

// baseline inside a line of height lh: capitals, 0.71 em in Noto Sans, are
// centred.
func (s *sheet) baseline(lh float64, st style) float64 {
	return (lh + 0.71*st.size*pointMM) / 2
}

// wrap breaks text where Unicode allows it, and inside a word only when the
// word alone is too wide, then between graphemes.
func (s *sheet) wrap(text string, w float64, st style) []string {
	var lines []string
	var line string
	flush := func() {
		lines = append(lines, strings.TrimRight(line, " \u00a0"))
		line = ""
	}
	fits := func(t string) bool { return s.width(strings.TrimRight(t, " \u00a0"), st) <= w+0.01 }
	for _, part := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		rs := []rune(part)
		if len(rs) == 0 {
			flush()
			continue
		}
		var seg segmenter.Segmenter
		seg.Init(rs)
		for it := seg.LineIterator(); it.Next(); {
			piece := string(it.Line().Text)
			if fits(line + piece) {
				line += piece
				continue
			}
			if line != "" {
				flush()
			}
			if fits(piece) {
				line = piece
				continue
			}
			var g segmenter.Segmenter
			g.Init([]rune(piece))
			for gi := g.GraphemeIterator(); gi.Next(); {
				letter := string(gi.Grapheme().Text)
				if line != "" && !fits(line+letter) {
					flush()
				}
				line += letter
			}
		}
		flush()
	}
	return lines
}
