package evidence

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// shaped is a run as its font wants it drawn, in ems.
type shaped struct {
	glyphs  []placed
	advance float64
}

type placed struct {
	id   font.GID
	x, y float64 // of the glyph's origin, y upwards
}

// shape applies the font's substitutions and positions: conjuncts, reordered
// vowels and marks. fpdf knows nothing of these.
func (s *sheet) shape(r run) shaped {
	if done, ok := s.shapes[r]; ok {
		return done
	}
	em := float64(r.face.Upem())
	text := []rune(r.text)
	out := s.shaper.Shape(shaping.Input{Text: text, RunEnd: len(text), Direction: di.DirectionLTR, Face: r.face,
		Size: fixed.I(int(r.face.Upem())), Script: r.script, Language: language.NewLanguage("und")})
	var sh shaped
	for _, g := range out.Glyphs {
		sh.glyphs = append(sh.glyphs, placed{g.GlyphID, sh.advance + ems(g.XOffset, em), ems(g.YOffset, em)})
		sh.advance += ems(g.Advance, em)
	}
	s.shapes[r] = sh
	return sh
}

func ems(v fixed.Int26_6, em float64) float64 { return float64(v) / 64 / em }

// outline draws a shaped run as paths. The text itself goes along as the
// replacement of one invisible full stop, stretched to the run's width, so that
// a reader can search for and copy a name that is made of curves.
func (s *sheet) outline(x, y, w float64, r run, st style) {
	s.setFont(style{file: sansFile, size: st.size})
	s.pdf.RawWriteStr("/Span <</ActualText <" + utf16Hex(r.text) + ">>> BDC")
	if dot := s.pdf.GetStringWidth("."); dot > 0 && w > 0 {
		s.pdf.RawWriteStr(fmt.Sprintf("%.2f Tz", 100*w/dot))
	}
	s.pdf.SetTextRenderingMode(3)
	s.pdf.Text(x, y, ".")
	s.pdf.SetTextRenderingMode(0)
	s.pdf.RawWriteStr("100 Tz EMC")

	scale := st.size * pointMM
	s.pdf.SetFillColor(st.ink.r, st.ink.g, st.ink.b)
	how := "F"
	if st.file == boldFile { // one weight is carried; a thin edge gives the other
		s.pdf.SetDrawColor(st.ink.r, st.ink.g, st.ink.b)
		s.pdf.SetLineWidth(scale * 0.03)
		s.pdf.SetLineJoinStyle("round")
		how = "FD"
	}
	drawn := false
	for _, g := range s.shape(r).glyphs {
		o, ok := r.face.GlyphDataOutline(g.id)
		if !ok {
			continue
		}
		k := scale / float64(r.face.Upem())
		s.path(o, x+g.x*scale, y-g.y*scale, k)
		drawn = drawn || len(o.Segments) > 0
	}
	if drawn {
		s.pdf.DrawPath(how)
	}
}

// path adds one glyph to the current path; k is millimetres per font unit.
func (s *sheet) path(o font.GlyphOutline, x, y, k float64) {
	var at opentype.SegmentPoint
	px := func(p opentype.SegmentPoint) float64 { return x + float64(p.X)*k }
	py := func(p opentype.SegmentPoint) float64 { return y - float64(p.Y)*k }
	between := func(a, b opentype.SegmentPoint) opentype.SegmentPoint { // two thirds towards b
		return opentype.SegmentPoint{X: a.X + (b.X-a.X)*2/3, Y: a.Y + (b.Y-a.Y)*2/3}
	}
	open := false
	for _, seg := range o.Segments {
		a := seg.Args
		switch seg.Op {
		case opentype.SegmentOpMoveTo:
			if open {
				s.pdf.ClosePath()
			}
			open = true
			s.pdf.MoveTo(px(a[0]), py(a[0]))
			at = a[0]
		case opentype.SegmentOpLineTo:
			s.pdf.LineTo(px(a[0]), py(a[0]))
			at = a[0]
		case opentype.SegmentOpQuadTo: // PDF has cubic curves only
			c1, c2 := between(at, a[0]), between(a[1], a[0])
			s.pdf.CurveBezierCubicTo(px(c1), py(c1), px(c2), py(c2), px(a[1]), py(a[1]))
			at = a[1]
		case opentype.SegmentOpCubeTo:
			s.pdf.CurveBezierCubicTo(px(a[0]), py(a[0]), px(a[1]), py(a[1]), px(a[2]), py(a[2]))
			at = a[2]
		}
	}
	if open {
		s.pdf.ClosePath()
	}
}

func utf16Hex(text string) string {
	var b strings.Builder
	b.WriteString("FEFF")
	for _, u := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}
