package puppet

import (
	"image"
	"math"
)

// quad is a flat thing seen in perspective: its corners in the scene,
// clockwise from the top left.
type quad [4]place

// rectangle is the upright quad of a centre and a size, turned by degrees.
func rectangle(centre place, width, height, degrees float64) quad {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	var q quad
	for i, c := range [4]place{{-0.5, -0.5}, {0.5, -0.5}, {0.5, 0.5}, {-0.5, 0.5}} {
		x, y := c.x*width, c.y*height
		q[i] = place{centre.x + x*cos - y*sin, centre.y + x*sin + y*cos}
	}
	return q
}

// moved shifts every corner.
func (q quad) moved(dx, dy float64) quad {
	for i := range q {
		q[i].x += dx
		q[i].y += dy
	}
	return q
}

// inverse returns the function that finds where in the flat thing, 0 to 1
// each way, a place of the scene lies (P. Heckbert, square-to-quadrilateral
// projection, inverted by its adjugate).
func (q quad) inverse() func(x, y float64) (u, v float64) {
	x0, y0, x1, y1, x2, y2, x3, y3 := q[0].x, q[0].y, q[1].x, q[1].y, q[2].x, q[2].y, q[3].x, q[3].y
	dx1, dx2, sx := x1-x2, x3-x2, x0-x1+x2-x3
	dy1, dy2, sy := y1-y2, y3-y2, y0-y1+y2-y3
	det := dx1*dy2 - dx2*dy1
	g, h := (sx*dy2-dx2*sy)/det, (dx1*sy-sx*dy1)/det
	a, b, c := x1-x0+g*x1, x3-x0+h*x3, x0
	d, e, f := y1-y0+g*y1, y3-y0+h*y3, y0
	return func(x, y float64) (float64, float64) {
		u := (e-f*h)*x + (c*h-b)*y + b*f - c*e
		v := (f*g-d)*x + (a-c*g)*y + c*d - a*f
		w := (d*h-e*g)*x + (b*g-a*h)*y + a*e - b*d
		return u / w, v / w
	}
}

// lay draws a flat picture into the quad, its colours changed by light.
func lay(scene, flat *image.RGBA, q quad, light func(u, v float64, colour [3]float64) [3]float64) {
	from := q.inverse()
	size := flat.Rect.Size()
	var sample [4]byte
	tint(scene, region(scene.Rect.Size(), 0, q[:]...), 1, func(x, y int, _, _, _ float64) (float64, float64, float64) {
		u, v := from(float64(x)+0.5, float64(y)+0.5)
		bilinear(flat, float32(u*float64(size.X)-0.5), float32(v*float64(size.Y)-0.5), sample[:])
		c := light(u, v, [3]float64{float64(sample[0]), float64(sample[1]), float64(sample[2])})
		return c[0], c[1], c[2]
	})
}

// dim multiplies what is under the mask, for shadows.
func dim(picture *image.RGBA, m mask, gain float64) {
	tint(picture, m, 1, func(_, _ int, r, g, b float64) (float64, float64, float64) {
		return r * gain, g * gain, b * gain
	})
}
