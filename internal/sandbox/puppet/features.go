package puppet

import (
	"image"
	"image/color"
	"math"
)

// face paints brows, beard, moustache and glasses where the mesh says.
func (c costume) face(picture *image.RGBA, f face) {
	size := picture.Rect.Size()
	ink := c.hair
	if ink.A == 0 {
		ink = color.RGBA{70, 52, 36, 255}
	}
	ink = color.RGBA{ink.R / 2, ink.G / 2, ink.B / 2, 255}
	if c.brows > 0 {
		for _, brow := range [][]place{
			f.flat(70, 63, 105, 66, 107, 55, 65, 52, 53, 46),
			f.flat(300, 293, 334, 296, 336, 285, 295, 282, 283, 276),
		} {
			stubble(picture, region(size, 1, brow...), c.brows, 0.25, ink)
		}
	}
	lips := region(size, 2, f.flat(61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)...)
	if c.beard > 0 {
		stubble(picture, without(region(size, 4, f.flat(
			93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323,
			401, 435, 416, 434, 432, 287, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146, 61, 57, 212, 214, 192, 215, 177,
		)...), lips), c.beard, 0.35, ink)
	}
	if c.moustache > 0 {
		stubble(picture, without(region(size, 2, f.flat(57, 186, 92, 165, 167, 164, 393, 391, 322, 410, 287, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185, 61)...), lips), c.moustache, 0.35, ink)
	}
	if c.glasses {
		glasses(picture, f)
	}
}

// stubble darkens the skin towards a colour, unevenly as hair does.
func stubble(picture *image.RGBA, m mask, strength, uneven float64, ink color.RGBA) {
	tint(picture, m, strength, func(x, y int, r, g, b float64) (float64, float64, float64) {
		a := 1 - uneven*(0.5+0.5*cloud(float64(x)*1.6, float64(y)*0.7, 2.2))
		keep := 1 - a
		shade := 0.7 + luma(r, g, b)/400
		return r*keep + float64(ink.R)*a*shade, g*keep + float64(ink.G)*a*shade, b*keep + float64(ink.B)*a*shade
	})
}

// glasses draws a dark frame around both eyes, a bridge and two temples.
func glasses(picture *image.RGBA, f face) {
	size := picture.Rect.Size()
	frame := image.NewAlpha(picture.Rect)
	stroke := func(x, y, r float64) {
		for j := int(y - r - 1); j <= int(y+r+1); j++ {
			for i := int(x - r - 1); i <= int(x+r+1); i++ {
				if i < 0 || j < 0 || i >= size.X || j >= size.Y {
					continue
				}
				v := clamp((r + 0.5 - math.Hypot(float64(i)-x, float64(j)-y)) * 255)
				k := j*frame.Stride + i
				frame.Pix[k] = max(frame.Pix[k], v)
			}
		}
	}
	thick := 0.014 * f.width
	line := func(a, b place) {
		for t := 0.0; t <= 1; t += 0.01 {
			stroke(a.x+(b.x-a.x)*t, a.y+(b.y-a.y)*t, thick)
		}
	}
	rx, ry := 0.175*f.width, 0.125*f.width
	lens := make([]place, 0, 2)
	for _, corners := range [][2]int{{33, 133}, {362, 263}} {
		a, b := f.points[corners[0]], f.points[corners[1]]
		centre := place{(a.x + b.x) / 2, (a.y+b.y)/2 + 0.02*f.width}
		lens = append(lens, centre)
		for t := 0.0; t < 2*math.Pi; t += 0.01 {
			sin, cos := math.Sincos(t)
			round := math.Pow(math.Pow(math.Abs(cos), 3)+math.Pow(math.Abs(sin), 3), -1.0/3) // a rounded square
			stroke(centre.x+rx*cos*round, centre.y+ry*sin*round, thick)
		}
	}
	line(place{lens[0].x + rx, lens[0].y - 0.2*ry}, place{lens[1].x - rx, lens[1].y - 0.2*ry})
	line(place{lens[0].x - rx, lens[0].y - 0.4*ry}, f.points[127].flat())
	line(place{lens[1].x + rx, lens[1].y - 0.4*ry}, f.points[356].flat())
	fill(picture, frame, color.RGBA{34, 30, 32, 255}, func(_, _ float64) float64 { return 1 })
}
