package vision

import (
	"math"
	"slices"
)

// What the network that finds words was trained on, and what makes a line of its answer.
const (
	findSide   = 960 // the longer side of the picture is brought to this at most
	findStep   = 32  // both sides are multiples of it
	findPixel  = 0.3 // a pixel belongs to a line from here
	findLine   = 0.5 // and the pixels of a line have this mean
	findUnclip = 1.6 // the network marks the heart of a line: how far its edges lie outside
	findSmall  = 3   // pixels, both ways
	lineTilt   = 0.6 // radians; more is a logo
	blockTilt  = 0.2 // a short block has no direction of its own
	blockLong  = 2.5 // times as long as high is not short any more
)

var (
	findMean  = [3]float64{0.485, 0.456, 0.406}
	findSpan  = [3]float64{0.229, 0.224, 0.225}
	findRamps = func() (out [3]*ramp) {
		for c := range out {
			out[c] = newRamp(func(v float64) float64 { return (v/255 - findMean[c]) / findSpan[c] })
		}
		return out
	}()
)

// find returns the strips that show words, the largest first.
func (r *reader) find(m *RGB) ([]Strip, error) {
	if m.W < findSmall || m.H < findSmall {
		return nil, nil
	}
	net, err := r.nets(RoleTextFind)
	if err != nil {
		return nil, err
	}
	k := min(1, findSide/float64(max(m.W, m.H)))
	w, h := steps(float64(m.W)*k), steps(float64(m.H)*k)
	small := r.resize.crop(m, 0, 0, float64(m.W), float64(m.H), w, h)
	n := w * h
	r.in = grow(r.in, 3*n)
	for i := range n { // blue first; mean and span stand in that order
		p := small.Pix[3*i:][:3]
		r.in[i], r.in[n+i], r.in[2*n+i] = findRamps[0][p[2]], findRamps[1][p[1]], findRamps[2][p[0]]
	}
	score, _, err := net.Infer(r.in[:3*n], 1, 3, int64(h), int64(w))
	if err != nil {
		return nil, err
	}
	if len(score) != n {
		return nil, nil
	}
	fx, fy := float64(m.W)/float64(w), float64(m.H)/float64(h)
	var strips []Strip
	for _, blob := range islands(score, w, h) {
		if s, ok := stripOf(blob, w); ok {
			s.Centre.X, s.Centre.Y, s.Width, s.Height = s.Centre.X*fx, s.Centre.Y*fy, s.Width*fx, s.Height*fy
			strips = append(strips, s)
		}
	}
	slices.SortStableFunc(strips, func(a, b Strip) int { return compare(b.Width*b.Height, a.Width*a.Height) })
	return strips, nil
}

func steps(side float64) int { return max(int(math.Round(side/findStep)), 1) * findStep }

// islands are the connected pixels that show words, each as indices into score.
func islands(score []float32, w, h int) [][]int {
	seen := make([]bool, w*h)
	var out [][]int
	for start, v := range score {
		if seen[start] || v < findPixel {
			continue
		}
		seen[start] = true
		blob := []int{start}
		sum := 0.0
		for i := 0; i < len(blob); i++ {
			at := blob[i]
			sum += float64(score[at])
			x, y := at%w, at/w
			for _, d := range [4][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
				nx, ny := x+d[0], y+d[1]
				if nx < 0 || ny < 0 || nx >= w || ny >= h {
					continue
				}
				if next := ny*w + nx; !seen[next] && score[next] >= findPixel {
					seen[next] = true
					blob = append(blob, next)
				}
			}
		}
		if sum/float64(len(blob)) >= findLine {
			out = append(out, blob)
		}
	}
	return out
}

// stripOf lays a rectangle along the main axis of an island, as much wider as the network draws its lines too small.
func stripOf(blob []int, w int) (Strip, bool) {
	n := float64(len(blob))
	var mx, my float64
	for _, at := range blob {
		mx, my = mx+float64(at%w)/n, my+float64(at/w)/n
	}
	var xx, xy, yy float64
	x1, y1, x2, y2 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, at := range blob {
		x, y := float64(at%w), float64(at/w)
		xx, xy, yy = xx+(x-mx)*(x-mx), xy+(x-mx)*(y-my), yy+(y-my)*(y-my)
		x1, y1, x2, y2 = min(x1, x), min(y1, y), max(x2, x), max(y2, y)
	}
	bw, bh := x2-x1+1, y2-y1+1
	if bw < findSmall || bh < findSmall {
		return Strip{}, false
	}
	angle := math.Atan2(2*xy, xx-yy) / 2
	if math.Abs(angle) > lineTilt || bw < blockLong*bh && math.Abs(angle) > blockTilt {
		angle = 0
	}
	cos, sin := math.Cos(angle), math.Sin(angle)
	u1, v1, u2, v2 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, at := range blob {
		x, y := float64(at%w)-mx, float64(at/w)-my
		u, v := x*cos+y*sin, -x*sin+y*cos
		u1, v1, u2, v2 = min(u1, u), min(v1, v), max(u2, u), max(v2, v)
	}
	long, high := u2-u1+1, v2-v1+1
	grow := long * high * findUnclip / (2 * (long + high))
	u, v := (u1+u2)/2, (v1+v2)/2
	return Strip{Centre: Point{mx + u*cos - v*sin + 0.5, my + u*sin + v*cos + 0.5}, Width: long + 2*grow, Height: high + 2*grow, Angle: angle}, true
}
