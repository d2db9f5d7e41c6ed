package vision

import (
	"math"
	"slices"
)

// Detector thresholds; a still is looked at more eagerly, as nothing there depends on counting faces.
const (
	frameScore = 0.65
	stillScore = 0.5
	sameFace   = 0.4 // boxes that overlap more show one face
)

// detect returns the faces of m, the surest first.
func (w *worker) detect(m *RGB, atLeast float64) ([]Box, error) {
	pass, err := w.pass(RoleDetect)
	if err != nil {
		return nil, err
	}
	in := pass.Input()
	sx, sy := float64(m.W), float64(m.H)
	if m.H > m.W { // portrait: grey on the right makes it 4:3
		shown := max(int(math.Round(detectHeight*sx/sy)), 1)
		sx *= detectWidth / float64(shown)
		small := w.resize.crop(m, 0, 0, float64(m.W), sy, shown, detectHeight)
		const plane = detectWidth * detectHeight
		for i := range in {
			in[i] = 0 // 127 after the ramp
		}
		for y := range detectHeight {
			row := RGB{W: shown, H: 1, Pix: small.Pix[3*y*shown:]}
			at := y * detectWidth
			detectRamp.planes(&row, in[at:], in[plane+at:], in[2*plane+at:])
		}
	} else {
		detectRamp.rgb(w.resize.crop(m, 0, 0, sx, sy, detectWidth, detectHeight), in)
	}
	if err := pass.Run(); err != nil {
		return nil, err
	}
	scores, corners := pass.Output(0), pass.Output(1)
	w.boxes = w.boxes[:0]
	for i := range detectAnchors {
		if s := float64(scores[2*i+1]); s >= atLeast {
			c := corners[4*i:][:4]
			w.boxes = append(w.boxes, Box{float64(c[0]) * sx, float64(c[1]) * sy, float64(c[2]) * sx, float64(c[3]) * sy, s})
		}
	}
	return surest(w.boxes), nil
}

// surest keeps, of boxes that overlap, the one with the highest score. It sorts in place and returns a slice of its own.
func surest(boxes []Box) []Box {
	slices.SortStableFunc(boxes, func(a, b Box) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		}
		return 0
	})
	var kept []Box
	for _, b := range boxes {
		if b.Width() > 0 && b.Height() > 0 &&
			!slices.ContainsFunc(kept, func(k Box) bool { return b.overlap(k) > sameFace }) {
			kept = append(kept, b)
		}
	}
	return kept
}

func largest(boxes []Box) Box {
	return slices.MaxFunc(boxes, func(a, b Box) int { return compare(a.area(), b.area()) })
}

// subject is the face that a photograph is of: large and near the middle.
func subject(boxes []Box, m *RGB) Box {
	weight := func(b Box) float64 {
		c := b.centre()
		dx, dy := c.X-float64(m.W)/2, c.Y-float64(m.H)/2
		return b.area() - 2*(dx*dx+dy*dy)
	}
	return slices.MaxFunc(boxes, func(a, b Box) int { return compare(weight(a), weight(b)) })
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
