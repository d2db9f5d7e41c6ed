package puppet

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/vector"
)

// place is a spot in the picture, in pixels of the scene.
type place struct{ x, y float64 }

func (p point) flat() place { return place{p.x, p.y} }

// mask is a coverage per pixel, 0 to 255, inside its own rectangle and 0 outside.
type mask = *image.Alpha

// region fills a closed outline and softens its edge by a blur of so many
// pixels. The mask is no larger than that takes, and inside the picture.
func region(size image.Point, soft int, outline ...place) mask {
	low, high := outline[0], outline[0]
	for _, p := range outline {
		low = place{min(low.x, p.x), min(low.y, p.y)}
		high = place{max(high.x, p.x), max(high.y, p.y)}
	}
	margin := 2*soft + 1
	box := image.Rect(int(low.x)-margin, int(low.y)-margin, int(high.x)+margin+1, int(high.y)+margin+1).
		Intersect(image.Rectangle{Max: size})
	out := image.NewAlpha(box)
	if box.Empty() {
		return out
	}
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	for i, p := range outline {
		x, y := float32(p.x)-float32(box.Min.X), float32(p.y)-float32(box.Min.Y)
		if i == 0 {
			r.MoveTo(x, y)
		} else {
			r.LineTo(x, y)
		}
	}
	r.ClosePath()
	r.Draw(out, box, image.Opaque, image.Point{})
	if soft > 0 {
		blur(out.Pix, box.Size(), soft)
		blur(out.Pix, box.Size(), soft)
	}
	return out
}

// blur is a box blur of the given radius over one byte per pixel, borders repeated.
func blur(pix []byte, size image.Point, radius int) {
	line := make([]byte, max(size.X, size.Y))
	pass := func(start, step, n int) {
		for i := range n {
			line[i] = pix[start+i*step]
		}
		sum := 0
		for i := -radius; i <= radius; i++ {
			sum += int(line[min(max(i, 0), n-1)])
		}
		for i := range n {
			pix[start+i*step] = byte(sum / (2*radius + 1))
			sum += int(line[min(i+radius+1, n-1)]) - int(line[max(i-radius, 0)])
		}
	}
	for y := range size.Y {
		pass(y*size.X, 1, size.X)
	}
	for x := range size.X {
		pass(x, size.X, size.Y)
	}
}

// without takes what the hole covers out of the mask, and returns the mask.
func without(m, hole mask) mask {
	both := m.Rect.Intersect(hole.Rect)
	for y := both.Min.Y; y < both.Max.Y; y++ {
		for x := both.Min.X; x < both.Max.X; x++ {
			k := m.PixOffset(x, y)
			m.Pix[k] = byte(int(m.Pix[k]) * (255 - int(hole.Pix[hole.PixOffset(x, y)])) / 255)
		}
	}
	return m
}

// tint changes the pixels under a mask by a function of their colour.
func tint(picture *image.RGBA, m mask, strength float64, change func(x, y int, r, g, b float64) (float64, float64, float64)) {
	for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
		for x := m.Rect.Min.X; x < m.Rect.Max.X; x++ {
			cover := m.Pix[m.PixOffset(x, y)]
			if cover == 0 {
				continue
			}
			a := float64(cover) / 255 * strength
			p := picture.Pix[y*picture.Stride+4*x:][:4:4]
			old := [3]float64{float64(p[0]), float64(p[1]), float64(p[2])}
			var fresh [3]float64
			fresh[0], fresh[1], fresh[2] = change(x, y, old[0], old[1], old[2])
			p[3] = 255
			for c := range fresh {
				p[c] = clamp(old[c] + (fresh[c]-old[c])*a)
			}
		}
	}
}

// dye keeps the shading of what is under the mask and takes another colour.
func dye(picture *image.RGBA, m mask, strength, gain float64, c color.RGBA) {
	tint(picture, m, strength, func(_, _ int, r, g, b float64) (float64, float64, float64) {
		l := luma(r, g, b) / 128 * gain
		return l * float64(c.R), l * float64(c.G), l * float64(c.B)
	})
}

// fill covers the mask with one colour, shaded by a function of the place.
func fill(picture *image.RGBA, m mask, c color.RGBA, shade func(x, y float64) float64) {
	tint(picture, m, 1, func(x, y int, _, _, _ float64) (float64, float64, float64) {
		s := shade(float64(x), float64(y))
		return s * float64(c.R), s * float64(c.G), s * float64(c.B)
	})
}

func luma(r, g, b float64) float64 { return 0.299*r + 0.587*g + 0.114*b }

func clamp(v float64) byte { return byte(min(max(v+0.5, 0), 255)) }

// grain is a repeatable value in [-1, 1) for a lattice place: the noise of a
// sensor or a fabric without a random source.
func grain(x, y int) float64 {
	h := uint32(x)*0x9E3779B1 ^ uint32(y)*0x85EBCA77
	h ^= h >> 15
	h *= 0x2C1B3C6D
	h ^= h >> 12
	h *= 0x297A2D39
	h ^= h >> 15
	return float64(h)/(1<<31) - 1
}

// cloud is grain smoothed over so many pixels.
func cloud(x, y, size float64) float64 {
	x, y = x/size, y/size
	xi, yi := math.Floor(x), math.Floor(y)
	u, v := ease(x-xi), ease(y-yi)
	i, j := int(xi), int(yi)
	top := grain(i, j)*(1-u) + grain(i+1, j)*u
	low := grain(i, j+1)*(1-u) + grain(i+1, j+1)*u
	return top*(1-v) + low*v
}
