package vision

import (
	"image"
	"image/color"
	"image/draw"
)

// RGB is a picture in memory: 3 bytes a pixel, rows without gaps. It is an image.Image, so that it can be encoded.
type RGB struct {
	W, H int
	Pix  []uint8 // 3*W*H
}

// NewRGB returns a black picture.
func NewRGB(w, h int) *RGB { return &RGB{W: w, H: h, Pix: make([]uint8, 3*w*h)} }

// ColorModel, Bounds and At make RGB an image.Image.
func (m *RGB) ColorModel() color.Model { return color.RGBAModel }

// Bounds starts at 0,0.
func (m *RGB) Bounds() image.Rectangle { return image.Rect(0, 0, m.W, m.H) }

// At returns the colour of one pixel, opaque black outside.
func (m *RGB) At(x, y int) color.Color {
	if x < 0 || y < 0 || x >= m.W || y >= m.H {
		return color.RGBA{A: 255}
	}
	p := m.Pix[3*(y*m.W+x):]
	return color.RGBA{p[0], p[1], p[2], 255}
}

// FromImage copies any picture; transparent pixels come out as if on black. An RGB is returned as it is.
func FromImage(src image.Image) *RGB {
	if m, ok := src.(*RGB); ok {
		return m
	}
	m := NewRGB(src.Bounds().Dx(), src.Bounds().Dy())
	m.read(src)
	return m
}

// read fills m, whose size must be that of src.
func (m *RGB) read(src image.Image) {
	b := src.Bounds()
	switch src := src.(type) {
	case *image.YCbCr:
		m.readYCbCr(src)
	case *image.RGBA:
		m.readQuads(src.Pix[src.PixOffset(b.Min.X, b.Min.Y):], src.Stride)
	case *image.Gray:
		for y := range m.H {
			row := src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):][:m.W]
			out := m.Pix[3*y*m.W:][:3*m.W]
			for x, v := range row {
				out[3*x], out[3*x+1], out[3*x+2] = v, v, v
			}
		}
	default:
		// A strip at a time, so that a large upload never needs a second whole picture.
		const strip = 64
		quads := image.NewRGBA(image.Rect(0, 0, m.W, min(strip, m.H)))
		for y := 0; y < m.H; y += strip {
			n := min(strip, m.H-y)
			draw.Draw(quads, image.Rect(0, 0, m.W, n), src, image.Pt(b.Min.X, b.Min.Y+y), draw.Src)
			part := &RGB{W: m.W, H: n, Pix: m.Pix[3*y*m.W:][:3*n*m.W]}
			part.readQuads(quads.Pix, quads.Stride)
		}
	}
}

// readQuads drops the alpha of premultiplied RGBA rows.
func (m *RGB) readQuads(pix []uint8, stride int) {
	for y := range m.H {
		row := pix[y*stride:][:4*m.W]
		out := m.Pix[3*y*m.W:][:3*m.W]
		for i, j := 0, 0; i+3 < len(row) && j+2 < len(out); i, j = i+4, j+3 {
			out[j], out[j+1], out[j+2] = row[i], row[i+1], row[i+2]
		}
	}
}

// readYCbCr uses the same 16.16 fixed-point JFIF formula as color.YCbCrToRGB, two pixels of a chroma pair at a time.
func (m *RGB) readYCbCr(src *image.YCbCr) {
	b := src.Bounds()
	half := src.SubsampleRatio == image.YCbCrSubsampleRatio420 || src.SubsampleRatio == image.YCbCrSubsampleRatio422
	if !half || b.Min.X&1 != 0 {
		m.readYCbCrSlow(src)
		return
	}
	for y := range m.H {
		luma := src.Y[src.YOffset(b.Min.X, b.Min.Y+y):][:m.W]
		c := src.COffset(b.Min.X, b.Min.Y+y)
		pairs := (m.W + 1) / 2
		cb, cr := src.Cb[c:][:pairs], src.Cr[c:][:pairs]
		out := m.Pix[3*y*m.W:][:3*m.W]
		for i, u := range cb {
			u1, v1 := int32(u)-128, int32(cr[i])-128
			r, g, bl := 91881*v1, -22554*u1-46802*v1, 116130*u1
			if 2*i+1 >= len(luma) {
				l := int32(luma[2*i]) * 0x10101
				out[6*i], out[6*i+1], out[6*i+2] = clamp16(l+r), clamp16(l+g), clamp16(l+bl)
				break
			}
			o := out[6*i : 6*i+6 : 6*i+6]
			l := int32(luma[2*i]) * 0x10101
			o[0], o[1], o[2] = clamp16(l+r), clamp16(l+g), clamp16(l+bl)
			l = int32(luma[2*i+1]) * 0x10101
			o[3], o[4], o[5] = clamp16(l+r), clamp16(l+g), clamp16(l+bl)
		}
	}
}

func (m *RGB) readYCbCrSlow(src *image.YCbCr) {
	b := src.Bounds()
	for y := range m.H {
		for x := range m.W {
			c := src.YCbCrAt(b.Min.X+x, b.Min.Y+y)
			out := m.Pix[3*(y*m.W+x):][:3]
			out[0], out[1], out[2] = color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
		}
	}
}

// clamp16 takes the integer part of a 16.16 number, held to 0..255.
func clamp16(v int32) uint8 {
	if uint32(v)&0xff000000 == 0 {
		return uint8(v >> 16)
	}
	return uint8(^(v >> 31))
}

// Crop copies the part of the box, widened by margin times its size on each side, that lies inside the picture; nil when
// nothing does.
func (m *RGB) Crop(b Box, margin float64) *RGB {
	dx, dy := margin*b.Width(), margin*b.Height()
	x1, y1 := max(int(b.X1-dx), 0), max(int(b.Y1-dy), 0)
	x2, y2 := min(int(b.X2+dx+1), m.W), min(int(b.Y2+dy+1), m.H)
	if x1 >= x2 || y1 >= y2 {
		return nil
	}
	out := NewRGB(x2-x1, y2-y1)
	for y := range out.H {
		copy(out.Pix[3*y*out.W:][:3*out.W], m.Pix[3*((y1+y)*m.W+x1):])
	}
	return out
}
