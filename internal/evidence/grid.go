package evidence

import "github.com/basekyc/basekyc/internal/kyc"

// pair is a label above its value.
type pair struct {
	label string
	value string
	st    style
}

// grid sets pairs in columns of equal width, row by row; a row is as high as its
// highest pair.
func (s *sheet) grid(columns int, pairs ...pair) block {
	return func(x, y, w float64) float64 {
		const gap, rowGap = 5.0, 2.2
		cw := (w - gap*float64(columns-1)) / float64(columns)
		var h float64
		for i := 0; i < len(pairs); i += columns {
			var row float64
			for j, p := range pairs[i:min(i+columns, len(pairs))] {
				px := x + float64(j)*(cw+gap)
				top := s.para(px, y+h, cw, p.label, label)
				st := p.st
				if p.value == unavailable {
					st = body.in(mute)
				}
				row = max(row, top+s.value(px, y+h+top, cw, p.value, st))
			}
			h += row + rowGap
		}
		return h
	}
}

// column of a table; width is a share of the whole.
type column struct {
	name  string
	width float64
}

type cell struct {
	text string
	st   style
}

// table gives one block for the head with the first row, and one for every
// further row, so that a page break falls between rows. The head is repeated on
// a new page.
func (s *sheet) table(columns []column, rows [][]cell) []block {
	var head block
	line := func(cells []cell, rule colour) block {
		return func(x, y, w float64) float64 {
			if s.fresh && !s.dry { // the first row on a new page
				s.fresh = false
				top := head(x, y, w)
				return top + s.row(columns, cells, x, y+top, w, rule)
			}
			return s.row(columns, cells, x, y, w, rule)
		}
	}
	names := make([]cell, len(columns))
	for i, c := range columns {
		names[i] = cell{c.name, label}
	}
	head = line(names, colour{196, 202, 211})
	blocks := []block{stack(head, line(rows[0], hair))}
	for _, r := range rows[1:] {
		blocks = append(blocks, line(r, hair))
	}
	return append(blocks, s.gap(1.2))
}

// row is one line of a table with a rule below it.
func (s *sheet) row(columns []column, cells []cell, x, y, w float64, rule colour) float64 {
	const pad, gap = 0.75, 3.0
	var h float64
	at := x
	for i, c := range cells {
		cw := columns[i].width * w
		h = max(h, s.value(at, y+pad, cw-gap, c.text, c.st))
		at += cw
	}
	h += 2 * pad
	s.line(x, y+h, x+w, rule)
	return h
}

// value is para on the baseline of body text, so that smaller type in the same
// row stands on the same line.
func (s *sheet) value(x, y, w float64, text string, st style) float64 {
	drop := s.baseline(s.lineHeight("", body), body) - s.baseline(s.lineHeight("", st), st)
	if st.size > body.size || text == "" {
		drop = 0
	}
	return drop + s.para(x, y+drop, w, text, st)
}

// stack sets blocks below each other as one that is never split.
func stack(blocks ...block) block {
	return func(x, y, w float64) float64 {
		var h float64
		for _, b := range blocks {
			h += b(x, y+h, w)
		}
		return h
	}
}

func (s *sheet) gap(h float64) block { return func(_, _, _ float64) float64 { return h } }

func (s *sheet) text(text string, st style) block {
	return func(x, y, w float64) float64 { return s.para(x, y, w, text, st) + 1.6 }
}

// bullet is a reason: its sentence, and its code in small type.
func (s *sheet) bullet(sentence, id string) block {
	return func(x, y, w float64) float64 {
		s.put(x, y+s.baseline(s.lineHeight("", body), body), "\u2022", body.in(mute))
		h := s.para(x+3, y, w-3, sentence, body)
		return h + s.para(x+3, y+h, w-3, id, code.in(mute)) + 1.2
	}
}

func verdictLook(v kyc.Verdict) (string, colour) {
	switch v {
	case kyc.Pass:
		return "Passed", green
	case kyc.Review:
		return "Review", amber
	case kyc.Fail:
		return "Failed", red
	}
	return "Not available", slate
}

func verdictChip(v kyc.Verdict) *chip {
	text, c := verdictLook(v)
	return &chip{text, c}
}

func verdictCell(v kyc.Verdict) cell {
	text, c := verdictLook(v)
	return cell{text, strong.in(c)}
}
