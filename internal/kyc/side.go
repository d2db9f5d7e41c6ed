package kyc

import "slices"

// Sides of a document. A first call takes the front; the back is taken once an
// auditor has asked for it.
const (
	SideFront = "front"
	SideBack  = "back"
)

// StillLabel names a still by what it shows.
func StillLabel(d DocumentType, side string) string { return string(d) + "_" + side }

// side is the picture of a side among a document check's evidence; nil without one.
func (c *Check) side(side string) *Artifact {
	if c.Document == nil {
		return nil
	}
	i := slices.IndexFunc(c.Evidence, func(a Artifact) bool { return a.Label == StillLabel(c.Document.Type, side) })
	if i < 0 {
		return nil
	}
	return &c.Evidence[i]
}

// Capture is what one check of a document takes, and what stands beside it from an
// earlier call.
type Capture struct {
	Sides []string
	Front *Check    // whose front stands: the back alone is taken; nil otherwise
	Back  *Artifact // that stands beside a new front; nil without one
}

// CaptureOf says what the next check of a document takes.
func (s *Session) CaptureOf(d DocumentType) Capture {
	named := s.named()
	var c Capture
	for i := range s.Carried {
		o := &s.Carried[i]
		switch k := s.check(o.Check); o.Piece {
		case PieceFront:
			if k != nil && k.Document.Type == d {
				c.Front = k
			}
		case PieceBack:
			if a := s.Picture(o.Still); a != nil && a.Label == StillLabel(d, SideBack) {
				c.Back = a
			}
		}
	}
	if c.Front == nil {
		c.Sides = []string{SideFront}
	}
	if c.Back == nil && (slices.Contains(named, PieceBack) || s.hadBack(d)) {
		c.Sides = append(c.Sides, SideBack)
	}
	return c
}

// hadBack tells whether the call that was sent back has the back of a document: taking
// the document again takes both.
func (s *Session) hadBack(d DocumentType) bool {
	if len(s.Rounds) == 0 {
		return false
	}
	return slices.ContainsFunc(s.Rounds[len(s.Rounds)-1].Checks, func(c Check) bool {
		return c.Document != nil && c.Document.Type == d && c.side(SideBack) != nil
	})
}

// backDue tells whether an auditor's wish for the back of a document is still open
// although the front stands.
func (s *Session) backDue() bool {
	return s.backOwed(func(c *Check) bool { return c.Verdict != Fail })
}

// backOwed tells whether that wish is open for a document among those that count.
func (s *Session) backOwed(counts func(*Check) bool) bool {
	if !slices.Contains(s.named(), PieceBack) {
		return false
	}
	return slices.ContainsFunc(s.documentChecks(), func(c *Check) bool { return counts(c) && c.side(SideBack) == nil })
}
