package evidence

import (
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
)

type colour struct{ r, g, b int }

// The palette: one ink, two greys, and four colours that always come with a
// word.
var (
	ink    = colour{22, 27, 38}
	mute   = colour{96, 105, 122}
	hair   = colour{221, 225, 231}
	paper  = colour{246, 247, 249}
	green  = colour{22, 112, 72}
	amber  = colour{150, 92, 0}
	red    = colour{172, 32, 32}
	slate  = colour{71, 80, 97}
	tinted = map[colour]colour{green: {232, 244, 238}, amber: {253, 244, 226}, red: {252, 236, 235}, slate: {240, 242, 245}}
)

// The type scale, in points.
var (
	title  = style{boldFile, 17, ink}
	lead   = style{boldFile, 15, ink}
	strong = style{boldFile, 9, ink}
	body   = style{sansFile, 9, ink}
	small  = style{sansFile, 8, mute}
	label  = style{sansFile, 7.2, mute}
	code   = style{monoFile, 7.4, ink}
)

func (st style) in(c colour) style { st.ink = c; return st }

// A4 with a column for headings and one for content.
const (
	pageW, pageH = 210.0, 297.0
	left         = 17.0
	contentW     = pageW - 2*left
	sideW        = 37.0
	mainX        = left + sideW
	mainW        = contentW - sideW
	topY         = 17.0
	bottomY      = pageH - 17.0
)

// block draws itself with its upper left corner at x, y and gives its height.
// It must not change anything but the sheet, because it is run twice: dry, to
// be measured, and then for good.
type block func(x, y, w float64) float64

// sheet is the document in the making.
type sheet struct {
	pdf    *fpdf.Fpdf
	facts  *Facts
	y      float64 // where the next block goes
	dry    bool    // measure only
	fresh  bool    // the next block continues a section on a new page
	shaper shaping.HarfbuzzShaper
	faces  map[string]*font.Face
	shapes map[run]shaped
	err    error // of a font that does not load; ends in paint
}

// paint writes a whole document.
func paint(w io.Writer, f *Facts, draw func(*sheet)) error {
	s := &sheet{pdf: fpdf.New("P", "mm", "A4", ""), facts: f, faces: map[string]*font.Face{}, shapes: map[run]shaped{}}
	// Everything that fpdf would take from the clock or from a map's order.
	s.pdf.SetCatalogSort(true)
	at := f.AsOf.UTC().Truncate(time.Second)
	s.pdf.SetCreationDate(at)
	s.pdf.SetModificationDate(at)
	s.pdf.SetProducer("BASEKYC", true)
	s.pdf.SetTitle("Video KYC verification report "+f.SessionID, true)
	s.pdf.SetAuthor(f.Account.Name, true)
	s.pdf.SetSubject("Evidence of verification session "+f.SessionID, true)
	s.pdf.SetLang("en-IN")
	s.pdf.SetAutoPageBreak(false, 0)
	for _, file := range []string{sansFile, boldFile, monoFile} {
		b, err := fontBytes(file)
		if err != nil {
			return err
		}
		s.pdf.AddUTF8FontFromBytes(file, "", b)
	}
	s.addPage()
	draw(s)
	s.footers()
	if s.err != nil {
		return s.err
	}
	return s.pdf.Output(w)
}

func (s *sheet) setFont(st style) { s.pdf.SetFont(st.file, "", st.size) }

func (s *sheet) face(file string) *font.Face {
	f, ok := s.faces[file]
	if !ok {
		var err error
		if f, err = newFace(file); err != nil && s.err == nil {
			s.err = err
		}
		s.faces[file] = f
	}
	return f
}

func (s *sheet) addPage() {
	s.pdf.AddPage()
	s.y = topY
	if !s.facts.Livemode {
		s.testMode()
	}
}

// testMode marks a page so that nobody files it: a band and a watermark that
// lies beneath everything else.
func (s *sheet) testMode() {
	s.pdf.TransformBegin()
	s.pdf.TransformRotate(52, pageW/2, pageH/2)
	st := style{boldFile, 150, colour{249, 243, 227}}
	s.put(pageW/2-s.width("TEST", st)/2, pageH/2+18, "TEST", st)
	s.pdf.TransformEnd()
	s.fill(0, 0, pageW, 9, colour{250, 204, 92})
	st = style{boldFile, 8.5, colour{66, 41, 0}}
	text := "TEST MODE \u2013 made with test keys, not evidence of anybody\u2019s identity"
	s.put((pageW-s.width(text, st))/2, 5.9, text, st)
}

func (s *sheet) footers() {
	n := s.pdf.PageCount()
	for page := 1; page <= n; page++ {
		s.pdf.SetPage(page)
		s.line(left, pageH-14, pageW-left, hair)
		st := label
		x := left + s.put(left, pageH-9.6, "Session ", st)
		s.put(x, pageH-9.6, s.facts.SessionID, code.in(mute))
		text := "Page " + count(&page) + " of " + count(&n)
		s.put(pageW-left-s.width(text, st), pageH-9.6, text, st)
	}
}

func (s *sheet) fill(x, y, w, h float64, c colour) {
	if s.dry {
		return
	}
	s.pdf.SetFillColor(c.r, c.g, c.b)
	s.pdf.Rect(x, y, w, h, "F")
}

func (s *sheet) rounded(x, y, w, h, r float64, c colour) {
	if s.dry {
		return
	}
	s.pdf.SetFillColor(c.r, c.g, c.b)
	s.pdf.RoundedRect(x, y, w, h, r, "1234", "F")
}

func (s *sheet) line(x1, y, x2 float64, c colour) {
	if s.dry {
		return
	}
	s.pdf.SetDrawColor(c.r, c.g, c.b)
	s.pdf.SetLineWidth(0.2)
	s.pdf.Line(x1, y, x2, y)
}

// measure gives the height of a block without drawing it.
func (s *sheet) measure(b block, w float64) float64 {
	was := s.dry
	s.dry = true
	defer func() { s.dry = was }()
	return b(0, 0, w)
}

const (
	sectionGap = 2.6  // between a section's end and the next rule
	sectionPad = 3.4  // between a rule and what follows
	keepWhole  = 70.0 // sections up to this height are never split
)

// section draws a heading with a verdict beside a column of blocks. It breaks
// between blocks only; a short section moves to the next page as a whole.
func (s *sheet) section(name string, verdict *chip, blocks ...block) {
	heights := make([]float64, len(blocks))
	var total float64
	for i, b := range blocks {
		heights[i] = s.measure(b, mainW)
		total += heights[i]
	}
	head := func(x, y, w float64) float64 {
		h := s.para(x, y, w-4, name, strong)
		if verdict != nil {
			h += 1.2 + s.chip(x, y+h+1.2, *verdict)
		}
		return h
	}
	first := s.measure(head, sideW)
	if len(heights) > 0 {
		first = max(first, heights[0])
	}
	need := first
	if total <= keepWhole {
		need = max(first, total)
	}
	if s.y+sectionPad+need > bottomY {
		s.addPage()
	}
	s.line(left, s.y, pageW-left, hair)
	s.y += sectionPad
	end := s.y + head(left, s.y, sideW)
	page := s.pdf.PageNo()
	for i, b := range blocks {
		if s.y+heights[i] > bottomY {
			s.addPage()
			s.line(left, s.y, pageW-left, hair)
			s.y += sectionPad
			s.para(left, s.y, sideW-4, name+" (continued)", strong.in(mute))
			s.fresh = true
		}
		s.y += b(mainX, s.y, mainW)
		s.fresh = false
	}
	if s.pdf.PageNo() == page {
		s.y = max(s.y, end)
	}
	s.y += sectionGap
}

// chip is a word in its colour, never a colour alone.
type chip struct {
	text string
	c    colour
}

func (s *sheet) chip(x, y float64, c chip) float64 {
	st := style{boldFile, 7.6, c.c}
	const h = 4.9
	w := s.width(c.text, st) + 4
	s.rounded(x, y, w, h, 1.2, tinted[c.c])
	s.put(x+2, y+s.baseline(h, st), c.text, st)
	return h
}
