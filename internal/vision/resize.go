package vision

import "math"

// axis says, for every output pixel along one direction, which source pixels it mixes: taps of them from first on, with weights
// that add up to 1<<14.
type axis struct {
	taps    int
	first   []int32
	weights []int32 // taps for each output pixel
}

const weightBits = 14

// reset plans out pixels that cover from..to of a row of size source pixels. Each output pixel is the mean of ceil(scale)
// bilinear samples spread evenly over its width: plain bilinear when enlarging, close to the area mean when shrinking. Samples
// beyond the edge repeat the last pixel.
func (a *axis) reset(from, to float64, size, out int) {
	scale := (to - from) / float64(out)
	samples := max(int(math.Ceil(scale)), 1)
	a.taps = samples + 2
	a.first = grow(a.first, out)
	a.weights = grow(a.weights, out*a.taps)
	clear(a.weights)
	last := float64(size - 1)
	share := int32(1<<weightBits) / int32(samples)
	for i := range out {
		row := a.weights[i*a.taps:][:a.taps]
		lo, sum, heaviest := -1, int32(0), 0
		for j := range samples {
			v := from + (float64(i)+(float64(j)+0.5)/float64(samples))*scale - 0.5
			v = min(max(v, 0), last)
			k := int(v)
			if lo < 0 {
				lo = k
			}
			w := int32((v-float64(k))*float64(share) + 0.5)
			row[k-lo] += share - w
			row[k-lo+1] += w
		}
		for j, w := range row {
			sum += w
			if w > row[heaviest] {
				heaviest = j
			}
		}
		row[heaviest] += 1<<weightBits - sum // what rounding left over
		a.first[i] = int32(lo)
	}
	a.trim()
	a.pullIn(size)
}

// trim drops last taps that no output pixel uses: halving a picture then costs two taps instead of four.
func (a *axis) trim() {
	for a.taps > 1 {
		for i := a.taps - 1; i < len(a.weights); i += a.taps {
			if a.weights[i] != 0 {
				return
			}
		}
		packed := a.weights[:0]
		for i := 0; i < len(a.weights); i += a.taps {
			packed = append(packed, a.weights[i:i+a.taps-1]...)
		}
		a.weights, a.taps = packed, a.taps-1
	}
}

// pullIn moves taps that reach past the last source pixel, which all weigh nothing, to the front.
func (a *axis) pullIn(size int) {
	for i, f := range a.first {
		over := int(f) + a.taps - size
		if over <= 0 {
			continue
		}
		row := a.weights[i*a.taps:][:a.taps]
		copy(row[over:], row)
		clear(row[:over])
		a.first[i] = f - int32(over)
	}
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// resizer keeps the plans and rows of one worker between pictures, so that a frame allocates nothing. Not for two goroutines.
type resizer struct {
	x, y axis
	row  []int32
	out  RGB
}

// crop samples the box of m into w x h pixels. The result belongs to the resizer and is overwritten by its next use.
func (r *resizer) crop(m *RGB, x1, y1, x2, y2 float64, w, h int) *RGB {
	r.out.W, r.out.H = w, h
	r.out.Pix = grow(r.out.Pix, 3*w*h)
	if x1 == 0 && y1 == 0 && x2 == float64(2*w) && y2 == float64(2*h) && m.W >= 2*w && m.H >= 2*h {
		m.halve(&r.out)
		return &r.out
	}
	r.x.reset(x1, x2, m.W, w)
	r.y.reset(y1, y2, m.H, h)
	lo := int(r.x.first[0])
	for _, f := range r.x.first {
		lo = min(lo, int(f))
	}
	hi := 0
	for _, f := range r.x.first {
		hi = max(hi, int(f)+r.x.taps)
	}
	r.row = grow(r.row, 3*(hi-lo))
	for y := range h {
		r.mixRows(m, y, lo, hi)
		r.mixColumns(r.out.Pix[3*y*w:][:3*w], lo)
	}
	return &r.out
}

// mixRows adds up the source rows of output row y, kept at 8 more bits than a pixel has. Up to four rows, the common case, go in
// one pass.
func (r *resizer) mixRows(m *RGB, y, lo, hi int) {
	const round = 1 << 5
	first, row := int(r.y.first[y]), r.row
	var src [4][]uint8
	var by [4]int32
	n := 0
	clean := true // row holds nothing yet
	add := func() {
		s0, s1, s2, s3 := src[0][:len(row)], src[1], src[2], src[3]
		switch {
		case clean && n == 1:
			for i := range row {
				row[i] = int32(s0[i]) * by[0]
			}
		case clean && n == 2:
			s1 = s1[:len(row)]
			for i := range row {
				row[i] = int32(s0[i])*by[0] + int32(s1[i])*by[1]
			}
		case clean && n == 3:
			s1, s2 = s1[:len(row)], s2[:len(row)]
			for i := range row {
				row[i] = int32(s0[i])*by[0] + int32(s1[i])*by[1] + int32(s2[i])*by[2]
			}
		case clean:
			s1, s2, s3 = s1[:len(row)], s2[:len(row)], s3[:len(row)]
			for i := range row {
				row[i] = int32(s0[i])*by[0] + int32(s1[i])*by[1] + int32(s2[i])*by[2] + int32(s3[i])*by[3]
			}
		default:
			for k := range n {
				for i, v := range src[k][:len(row)] {
					row[i] += int32(v) * by[k]
				}
			}
		}
		clean, n = false, 0
	}
	for j, w := range r.y.weights[y*r.y.taps:][:r.y.taps] {
		if w == 0 {
			continue
		}
		src[n], by[n] = m.Pix[3*((first+j)*m.W+lo):][:3*(hi-lo)], w
		if n++; n == len(src) {
			add()
		}
	}
	if n > 0 {
		add()
	}
	for i, v := range row {
		row[i] = (v + round) >> 6
	}
}

func (r *resizer) mixColumns(out []uint8, lo int) {
	const shift, half = 8 + weightBits, 1 << (8 + weightBits - 1)
	taps := r.x.taps
	if taps == 2 { // halving and bilinear enlarging, the common cases
		for x, f := range r.x.first {
			s := r.row[3*(int(f)-lo):][:6]
			w0, w1 := r.x.weights[2*x], r.x.weights[2*x+1]
			o := out[3*x:][:3]
			o[0] = uint8((s[0]*w0 + s[3]*w1 + half) >> shift)
			o[1] = uint8((s[1]*w0 + s[4]*w1 + half) >> shift)
			o[2] = uint8((s[2]*w0 + s[5]*w1 + half) >> shift)
		}
		return
	}
	for x, f := range r.x.first {
		s := r.row[3*(int(f)-lo):][:3*taps]
		var red, green, blue int32 = half, half, half
		for j, w := range r.x.weights[x*taps:][:taps] {
			p := s[3*j:][:3]
			red += p[0] * w
			green += p[1] * w
			blue += p[2] * w
		}
		o := out[3*x:][:3]
		o[0], o[1], o[2] = uint8(red>>shift), uint8(green>>shift), uint8(blue>>shift)
	}
}

// halve is crop for the commonest frame, 640 x 480 into the detector: the mean of each four pixels.
func (m *RGB) halve(out *RGB) {
	for y := range out.H {
		top := m.Pix[3*2*y*m.W:][:6*out.W]
		bottom := m.Pix[3*(2*y+1)*m.W:][:6*out.W]
		row := out.Pix[3*y*out.W:][:3*out.W]
		for len(row) >= 3 && len(top) >= 6 && len(bottom) >= 6 {
			row[0] = uint8((uint(top[0]) + uint(top[3]) + uint(bottom[0]) + uint(bottom[3]) + 2) >> 2)
			row[1] = uint8((uint(top[1]) + uint(top[4]) + uint(bottom[1]) + uint(bottom[4]) + 2) >> 2)
			row[2] = uint8((uint(top[2]) + uint(top[5]) + uint(bottom[2]) + uint(bottom[5]) + 2) >> 2)
			row, top, bottom = row[3:], top[6:], bottom[6:]
		}
	}
}
