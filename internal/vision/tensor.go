package vision

import "math"

// ramp turns a colour value into what a network wants to read.
type ramp [256]float32

func newRamp(f func(v float64) float64) *ramp {
	var r ramp
	for i := range r {
		r[i] = float32(f(float64(i)))
	}
	return &r
}

var (
	detectRamp   = newRamp(func(v float64) float64 { return (v - 127) / 128 })
	featureRamp  = newRamp(func(v float64) float64 { return (v - 127.5) / 128 })
	meshRamp     = newRamp(func(v float64) float64 { return v / 255 })
	livenessRamp = newRamp(func(v float64) float64 { return v })
)

// planes writes the picture as three planes, red first.
func (r *ramp) planes(m *RGB, first, second, third []float32) {
	n := m.W * m.H
	pix := m.Pix[:3*n]
	first, second, third = first[:n], second[:n], third[:n]
	for i, j := 0, 0; i < n; i, j = i+1, j+3 {
		p := pix[j : j+3 : j+3]
		first[i], second[i], third[i] = r[p[0]], r[p[1]], r[p[2]]
	}
}

func (r *ramp) rgb(m *RGB, in []float32) {
	n := m.W * m.H
	r.planes(m, in[:n], in[n:2*n], in[2*n:])
}

func (r *ramp) bgr(m *RGB, in []float32) {
	n := m.W * m.H
	r.planes(m, in[2*n:], in[n:2*n], in[:n])
}

// grey writes BT.601 luma times scale.
func grey(m *RGB, scale float32, in []float32) {
	for i := range in[:m.W*m.H] {
		p := m.Pix[3*i:][:3]
		in[i] = (0.299*float32(p[0]) + 0.587*float32(p[1]) + 0.114*float32(p[2])) * scale
	}
}

// chance is the softmax of v at i.
func chance(v []float32, i int) float64 {
	var sum float64
	for _, x := range v {
		sum += math.Exp(float64(x - v[i]))
	}
	return 1 / sum
}
