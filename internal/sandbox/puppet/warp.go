package puppet

import (
	"image"
	"math"
)

// anchor says where the picture is taken from around one place: the pixel at
// (x, y) of the new picture comes from (x+dx, y+dy) of the old one.
type anchor struct {
	x, y, dx, dy float64
	reach        float64 // standard deviation of its influence, pixels
}

// cell is the spacing of the displacement grid in pixels.
const cell = 8

// stillness is the weight with which a place that no anchor reaches stays
// where it is. Anchors weigh 1/reach, so 1e-4 only counts far from all.
const stillness = 1e-4

// field is a displacement known at every cell-th pixel and linear in between.
type field struct {
	columns, rows int
	dx, dy        []float32
}

// newField blends the anchors by Gaussian weights normalised to one.
func newField(size image.Point, anchors []anchor) field {
	f := field{columns: size.X/cell + 2, rows: size.Y/cell + 2}
	n := f.columns * f.rows
	f.dx, f.dy = make([]float32, n), make([]float32, n)
	weight := make([]float32, n)
	for i := range weight {
		weight[i] = stillness
	}
	for _, a := range anchors {
		radius := 3.5 * a.reach
		x0, x1 := span(a.x, radius, f.columns)
		y0, y1 := span(a.y, radius, f.rows)
		k := -1 / (2 * a.reach * a.reach)
		for j := y0; j < y1; j++ {
			v := float64(j*cell) - a.y
			for i := x0; i < x1; i++ {
				u := float64(i*cell) - a.x
				w := float32(math.Exp(k*(u*u+v*v)) / a.reach)
				at := j*f.columns + i
				weight[at] += w
				f.dx[at] += w * float32(a.dx)
				f.dy[at] += w * float32(a.dy)
			}
		}
	}
	for i, w := range weight {
		f.dx[i] /= w
		f.dy[i] /= w
	}
	return f
}

// span is the half-open range of grid lines within radius of a coordinate.
func span(at, radius float64, lines int) (int, int) {
	low := int(math.Ceil((at - radius) / cell))
	high := int(math.Floor((at+radius)/cell)) + 1
	return min(max(low, 0), lines), min(max(high, 0), lines)
}

// warp draws the picture displaced by the field, clamped at its borders.
// Cells that stay where they are, most of the room, are copied.
func warp(source *image.RGBA, f field) *image.RGBA {
	out := rgba(source)
	for j := range f.rows - 1 {
		for i := range f.columns - 1 {
			f.cell(source, out, i, j)
		}
	}
	return out
}

// cell draws the pixels between four grid places.
func (f field) cell(source, out *image.RGBA, i, j int) {
	k := j*f.columns + i
	corners := [4]int{k, k + 1, k + f.columns, k + f.columns + 1}
	still := true
	for _, c := range corners {
		still = still && f.dx[c] == 0 && f.dy[c] == 0
	}
	if still {
		return
	}
	mix := func(g []float32, a, b float32) float32 {
		top := g[corners[0]] + (g[corners[1]]-g[corners[0]])*a
		low := g[corners[2]] + (g[corners[3]]-g[corners[2]])*a
		return top + (low-top)*b
	}
	area := image.Rect(i*cell, j*cell, (i+1)*cell, (j+1)*cell).Intersect(out.Rect)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		b := float32(y-j*cell) / cell
		dx, dy := mix(f.dx, 0, b), mix(f.dy, 0, b)
		stepX, stepY := (mix(f.dx, 1, b)-dx)/cell, (mix(f.dy, 1, b)-dy)/cell
		at := out.PixOffset(area.Min.X, y)
		for x := area.Min.X; x < area.Max.X; x++ {
			bilinear(source, float32(x)+dx, float32(y)+dy, out.Pix[at:at+4:at+4])
			dx, dy, at = dx+stepX, dy+stepY, at+4
		}
	}
}

// bilinear writes the opaque colour of the source at a fractional place.
// Outside it repeats the border.
func bilinear(source *image.RGBA, x, y float32, out []byte) {
	size := source.Rect.Size()
	x = min(max(x, 0), float32(size.X)-1.001)
	y = min(max(y, 0), float32(size.Y)-1.001)
	xi, yi := int(x), int(y)
	u, v := int32((x-float32(xi))*256), int32((y-float32(yi))*256)
	k := yi*source.Stride + 4*xi
	top := source.Pix[k : k+8 : k+8]
	low := source.Pix[k+source.Stride : k+source.Stride+8 : k+source.Stride+8]
	for c := range 3 {
		a := int32(top[c])*(256-u) + int32(top[c+4])*u
		b := int32(low[c])*(256-u) + int32(low[c+4])*u
		out[c] = byte((a*(256-v) + b*v + 1<<15) >> 16)
	}
	out[3] = 255
}
