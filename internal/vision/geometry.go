package vision

import "math"

// Point is a place in a picture in pixels; pixel centres lie on whole numbers.
type Point struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// Point3 adds depth in the picture's pixels, growing away from the camera; its zero is about the middle of the head.
type Point3 struct{ X, Y, Z float64 }

// Box is a detected face in pixels. It may reach outside of the picture.
type Box struct {
	X1    float64 `json:"x1"`
	Y1    float64 `json:"y1"`
	X2    float64 `json:"x2"`
	Y2    float64 `json:"y2"`
	Score float64 `json:"score"` // of the detector, 0..1
}

// Width and Height are in pixels.
func (b Box) Width() float64 { return b.X2 - b.X1 }

// Height is in pixels.
func (b Box) Height() float64 { return b.Y2 - b.Y1 }

func (b Box) area() float64 { return b.Width() * b.Height() }

func (b Box) centre() Point { return Point{(b.X1 + b.X2) / 2, (b.Y1 + b.Y2) / 2} }

// square keeps the centre and the height.
func (b Box) square() Box {
	c, half := b.centre(), b.Height()/2
	return Box{c.X - half, c.Y - half, c.X + half, c.Y + half, b.Score}
}

// overlap is the intersection over the union, 0..1.
func (b Box) overlap(o Box) float64 {
	w := min(b.X2, o.X2) - max(b.X1, o.X1)
	h := min(b.Y2, o.Y2) - max(b.Y1, o.Y1)
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h / (b.area() + o.area() - w*h)
}

// similarity maps (x, y) to (a*x - b*y + tx, b*x + a*y + ty): turn, scale and shift, never shear.
type similarity struct{ a, b, tx, ty float64 }

// fitSimilarity is the least-squares similarity from src to dst, which have the same length.
func fitSimilarity(src, dst []Point) similarity {
	n := float64(len(src))
	var ms, md Point
	for i := range src {
		ms.X += src[i].X / n
		ms.Y += src[i].Y / n
		md.X += dst[i].X / n
		md.Y += dst[i].Y / n
	}
	var a, b, s float64
	for i := range src {
		x, y := src[i].X-ms.X, src[i].Y-ms.Y
		u, v := dst[i].X-md.X, dst[i].Y-md.Y
		a += x*u + y*v
		b += x*v - y*u
		s += x*x + y*y
	}
	if s == 0 {
		return similarity{}
	}
	a, b = a/s, b/s
	return similarity{a, b, md.X - a*ms.X + b*ms.Y, md.Y - b*ms.X - a*ms.Y}
}

// levelled maps a square of side pixels around c, turned by angle radians, onto a square of size pixels.
func levelled(c Point, side, angle, size float64) similarity {
	k := size / side
	a, b := k*math.Cos(angle), -k*math.Sin(angle)
	return similarity{a, b, size/2 - a*c.X + b*c.Y, size/2 - b*c.X - a*c.Y}
}

func (t similarity) scale() float64 { return math.Hypot(t.a, t.b) }

func (t similarity) inverse() similarity {
	d := t.a*t.a + t.b*t.b
	a, b := t.a/d, -t.b/d
	return similarity{a, b, -a*t.tx + b*t.ty, -b*t.tx - a*t.ty}
}

func (t similarity) apply(p Point) Point {
	return Point{t.a*p.X - t.b*p.Y + t.tx, t.b*p.X + t.a*p.Y + t.ty}
}
