// Package document owns what can be told from the words on an identity document: which of them is the number, the name, the date
// of birth. It is handed lines that somebody has read, and gives proposals that an officer confirms. It is pure, and never gives
// the number of an Aadhaar card in full.
package document

import (
	"math"
	"slices"
	"strings"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Line is one line of words and where it stands on the picture, in pixels. Spaces may be lost, and look-alikes mistaken.
type Line struct {
	Text       string
	Confidence float64 // 0..1
	X, Y       float64 // of its middle
	W, H       float64
	Angle      float64 // radians, clockwise
}

// Reading is what a document seems to say.
type Reading struct {
	Fields []kyc.DocumentField // with their proposals
	Checks []kyc.DocumentCheck // of what only the whole text tells
}

// maxLines bounds the work, whatever the picture shows.
const maxLines = 120

// Read takes the fields of a kind of document out of its lines.
func Read(kind kyc.DocumentType, lines []Line) Reading {
	p := page(level(lines[:min(len(lines), maxLines)]))
	var r Reading
	switch kind {
	case kyc.PAN:
		r.pan(p)
	case kyc.Aadhaar:
		r.aadhaar(p)
	case kyc.Passport:
		r.passport(p)
	case kyc.DrivingLicence:
		r.licence(p)
	case kyc.VoterID:
		r.voter(p)
	}
	return r
}

// propose keeps a field that was read.
func (r *Reading) propose(name, value string, confidence float64) {
	if value = strings.TrimSpace(value); value == "" || slices.ContainsFunc(r.Fields, func(f kyc.DocumentField) bool { return f.Name == name }) {
		return
	}
	if name != kyc.FieldNumber {
		value = kyc.MaskAadhaar(value)
	}
	r.Fields = append(r.Fields, kyc.DocumentField{Name: name, Proposal: value, Confidence: math.Round(confidence*1000) / 1000})
}

// page is what was read, level and from top to bottom.
type page []Line

// level turns the lines about the origin by the angle of the longest one, so that above and below mean what they say.
func level(lines []Line) []Line {
	var angle, longest float64
	for _, l := range lines {
		if l.W > longest {
			angle, longest = l.Angle, l.W
		}
	}
	cos, sin := math.Cos(-angle), math.Sin(-angle)
	out := slices.Clone(lines)
	for i := range out {
		l := &out[i]
		l.X, l.Y = l.X*cos-l.Y*sin, l.X*sin+l.Y*cos
	}
	slices.SortStableFunc(out, func(a, b Line) int {
		switch {
		case a.Y < b.Y:
			return -1
		case a.Y > b.Y:
			return 1
		}
		return 0
	})
	return out
}

// below is the nearest line under l that begins near it or overlaps it, not farther than some lines away.
func (p page) below(l Line) (Line, bool) {
	const far = 3.5
	for _, o := range p {
		if o.Y <= l.Y+l.H/2 || o.Y-l.Y > far*max(l.H, o.H) {
			continue
		}
		if min(l.X+l.W/2, o.X+o.W/2) > max(l.X-l.W/2, o.X-o.W/2) {
			return o, true
		}
	}
	return Line{}, false
}

// beside is the nearest line to the right of l on its height.
func (p page) beside(l Line) (Line, bool) {
	best, found := Line{}, false
	for _, o := range p {
		if o.X > l.X && math.Abs(o.Y-l.Y) < l.H/2 && o != l && (!found || o.X < best.X) {
			best, found = o, true
		}
	}
	return best, found
}
