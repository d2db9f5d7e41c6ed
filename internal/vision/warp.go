package vision

import "math"

// warper turns a picture level and brings it to size; like resizer it keeps its buffers and serves one goroutine.
type warper struct {
	shrink resizer
	out    RGB
}

// shrinkBelow is the scale under which four-pixel sampling would skip too many pixels.
const shrinkBelow = 0.67

// warp samples a size x size square out of m, where t maps m to that square. What lies outside of m is black. A strong
// reduction first shrinks the part that is needed, so that nothing flickers. The result is overwritten by the next use.
func (w *warper) warp(m *RGB, t similarity, size int) *RGB { return w.cut(m, t, size, size) }

// cut is warp for any rectangle.
func (w *warper) cut(m *RGB, t similarity, width, height int) *RGB {
	if k := t.scale(); k > 0 && k < shrinkBelow {
		m, t = w.reduce(m, t, width, height)
	}
	w.out.W, w.out.H = width, height
	w.out.Pix = grow(w.out.Pix, 3*width*height)
	sample(m, t.inverse(), &w.out)
	return &w.out
}

// reduce shrinks the upright box around the rectangle that t cuts out to about the final scale.
func (w *warper) reduce(m *RGB, t similarity, width, height int) (*RGB, similarity) {
	inv, right, bottom := t.inverse(), float64(width), float64(height)
	x1, y1, x2, y2 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, c := range []Point{{0, 0}, {right, 0}, {0, bottom}, {right, bottom}} {
		p := inv.apply(c)
		x1, y1, x2, y2 = min(x1, p.X), min(y1, p.Y), max(x2, p.X), max(y2, p.Y)
	}
	x1, y1 = max(math.Floor(x1), 0), max(math.Floor(y1), 0)
	x2, y2 = min(math.Ceil(x2)+1, float64(m.W)), min(math.Ceil(y2)+1, float64(m.H))
	if x1 >= x2 || y1 >= y2 {
		return m, t
	}
	k := t.scale()
	nw, nh := max(int((x2-x1)*k), 1), max(int((y2-y1)*k), 1)
	// the scale must be exactly k both ways: cut the odd fraction of a pixel off
	x2, y2 = x1+float64(nw)/k, y1+float64(nh)/k
	small := w.shrink.crop(m, x1, y1, x2, y2, nw, nh)
	// small pixel u shows m at x1 - 0.5 + (u + 0.5)/k
	off := Point{x1 - 0.5 + 0.5/k, y1 - 0.5 + 0.5/k}
	o := t.apply(off)
	return small, similarity{t.a / k, t.b / k, o.X, o.Y}
}

// sample fills out, where inv maps a pixel of out to a place in m, by bilinear interpolation in 16.16 fixed point.
func sample(m *RGB, inv similarity, out *RGB) {
	const one = 1 << 16
	stepX, stepY := int(inv.a*one), int(inv.b*one)
	maxX, maxY := (m.W-1)*one, (m.H-1)*one
	stride := 3 * m.W
	for y := range out.H {
		p := inv.apply(Point{0, float64(y)})
		u, v := int(p.X*one), int(p.Y*one)
		row := out.Pix[3*y*out.W:][:3*out.W]
		for x := 0; x < len(row); x, u, v = x+3, u+stepX, v+stepY {
			o := row[x : x+3 : x+3]
			if u < -one || v < -one || u > maxX+one || v > maxY+one {
				o[0], o[1], o[2] = 0, 0, 0
				continue
			}
			cu, cv := min(max(u, 0), maxX), min(max(v, 0), maxY)
			at := 3 * ((cv>>16)*m.W + cu>>16)
			right, down := 3, stride
			if cu == maxX {
				right = 0
			}
			if cv == maxY {
				down = 0
			}
			fx, fy := (cu&0xffff)>>8, (cv&0xffff)>>8
			w11 := fx * fy
			w10, w01 := fx<<8-w11, fy<<8-w11
			w00 := 1<<16 - w11 - w10 - w01
			top, bottom := m.Pix[at:], m.Pix[at+down:]
			_, _ = top[right+2], bottom[right+2]
			o[0] = uint8((int(top[0])*w00 + int(top[right])*w10 + int(bottom[0])*w01 + int(bottom[right])*w11 + 1<<15) >> 16)
			o[1] = uint8((int(top[1])*w00 + int(top[right+1])*w10 + int(bottom[1])*w01 + int(bottom[right+1])*w11 + 1<<15) >> 16)
			o[2] = uint8((int(top[2])*w00 + int(top[right+2])*w10 + int(bottom[2])*w01 + int(bottom[right+2])*w11 + 1<<15) >> 16)
		}
	}
}
