package vision_test

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/basekyc/basekyc/internal/vision"
)

func noise(w, h int) *vision.RGB {
	random := rand.New(rand.NewPCG(1, 2))
	m := vision.NewRGB(w, h)
	for i := range m.Pix {
		m.Pix[i] = uint8(random.Uint32())
	}
	return m
}

func near(t *testing.T, what string, got, want uint8, by int) {
	t.Helper()
	if d := int(got) - int(want); d > by || d < -by {
		t.Fatalf("%s: got %d, want %d", what, got, want)
	}
}

func TestCropOfTheSameSizeIsTheSamePicture(t *testing.T) {
	m := noise(31, 17)
	got := vision.Crop(m, 0, 0, 31, 17, 31, 17)
	for i := range m.Pix {
		near(t, "value", got.Pix[i], m.Pix[i], 0)
	}
}

func TestHalvingIsTheMeanOfFour(t *testing.T) {
	m := noise(64, 48)
	got := vision.Crop(m, 0, 0, 64, 48, 32, 24)
	for y := range 24 {
		for x := range 32 {
			for c := range 3 {
				at := func(dx, dy int) int { return int(m.Pix[3*((2*y+dy)*64+2*x+dx)+c]) }
				mean := (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1) + 2) / 4
				near(t, "mean", got.Pix[3*(y*32+x)+c], uint8(mean), 1)
			}
		}
	}
}

// A picture of one colour stays that colour in any crop: the weights add up to one, and nothing outside of the picture is read.
func TestCropAndWarpKeepAPlainColour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 60).Draw(t, "w"), rapid.IntRange(1, 60).Draw(t, "h")
		v := rapid.Byte().Draw(t, "v")
		m := vision.NewRGB(w, h)
		for i := range m.Pix {
			m.Pix[i] = v
		}
		coordinate := rapid.Float64Range(-100, 160)
		x, y := coordinate.Draw(t, "x"), coordinate.Draw(t, "y")
		dx, dy := rapid.Float64Range(0.01, 200).Draw(t, "dx"), rapid.Float64Range(0.01, 200).Draw(t, "dy")
		ow, oh := rapid.IntRange(1, 40).Draw(t, "ow"), rapid.IntRange(1, 40).Draw(t, "oh")
		for _, p := range vision.Crop(m, x, y, x+dx, y+dy, ow, oh).Pix {
			if p != v {
				t.Fatalf("crop: got %d, want %d", p, v)
			}
		}
		angle := rapid.Float64Range(-4, 4).Draw(t, "angle")
		for _, p := range vision.WarpSquare(m, vision.Point{X: x, Y: y}, dx, angle, ow).Pix {
			if p != v && p != 0 {
				t.Fatalf("warp: got %d, want %d or black", p, v)
			}
		}
	})
}

func TestWarpTurnsAndShrinks(t *testing.T) {
	m := vision.NewRGB(400, 400)
	for y := range 400 {
		for x := range 400 { // red grows to the right, green downwards
			m.Pix[3*(y*400+x)], m.Pix[3*(y*400+x)+1] = uint8(x/2), uint8(y/2)
		}
	}
	for _, side := range []float64{40, 100, 300} { // enlarging, plain, with reduction first
		for _, degrees := range []float64{0, 30, -75} {
			angle := degrees * math.Pi / 180
			got := vision.WarpSquare(m, vision.Point{X: 200, Y: 200}, side, angle, 80)
			for _, p := range [][2]int{{40, 40}, {50, 40}, {40, 60}, {30, 20}} {
				u, v := (float64(p[0])-40)*side/80, (float64(p[1])-40)*side/80
				x := 200 + u*math.Cos(angle) - v*math.Sin(angle)
				y := 200 + u*math.Sin(angle) + v*math.Cos(angle)
				at := got.Pix[3*(p[1]*80+p[0]):]
				near(t, "red", at[0], uint8(x/2), 1)
				near(t, "green", at[1], uint8(y/2), 1)
			}
		}
	}
}

func TestEveryKindOfPictureIsReadAlike(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	ratios := []image.YCbCrSubsampleRatio{image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio444,
		image.YCbCrSubsampleRatio440}
	pictures := []image.Image{image.NewRGBA(image.Rect(0, 0, 33, 21)), image.NewGray(image.Rect(0, 0, 33, 21)),
		image.NewNRGBA(image.Rect(0, 0, 33, 130))}
	for _, p := range pictures[:2] {
		switch p := p.(type) {
		case *image.RGBA:
			for i := range p.Pix {
				p.Pix[i] = uint8(random.Uint32()) | uint8(i%4/3*255)
			}
		case *image.Gray:
			for i := range p.Pix {
				p.Pix[i] = uint8(random.Uint32())
			}
		}
	}
	nrgba := pictures[2].(*image.NRGBA)
	for i := range nrgba.Pix {
		nrgba.Pix[i] = uint8(random.Uint32())
	}
	for _, ratio := range ratios {
		p := image.NewYCbCr(image.Rect(0, 0, 33, 21), ratio)
		for _, plane := range [][]uint8{p.Y, p.Cb, p.Cr} {
			for i := range plane {
				plane[i] = uint8(random.Uint32())
			}
		}
		pictures = append(pictures, p, p.SubImage(image.Rect(2, 2, 31, 19)), p.SubImage(image.Rect(3, 5, 30, 20)))
	}
	for _, p := range pictures {
		m, b := vision.FromImage(p), p.Bounds()
		if m.W != b.Dx() || m.H != b.Dy() {
			t.Fatalf("%T: size %d x %d, want %v", p, m.W, m.H, b)
		}
		for y := range m.H {
			for x := range m.W {
				r, g, bl, _ := p.At(b.Min.X+x, b.Min.Y+y).RGBA()
				got := m.At(x, y).(color.RGBA)
				if got != (color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(bl >> 8), 255}) {
					t.Fatalf("%T at %d,%d: got %v, want %d %d %d", p, x, y, got, r>>8, g>>8, bl>>8)
				}
			}
		}
	}
}

func TestCropBoxStaysInside(t *testing.T) {
	m := noise(20, 10)
	got := m.Crop(vision.Box{X1: -5, Y1: 2, X2: 8, Y2: 30}, 0)
	if got.W != 9 || got.H != 8 || got.Pix[0] != m.Pix[3*2*20] {
		t.Errorf("got %d x %d", got.W, got.H)
	}
	if m.Crop(vision.Box{X1: 50, Y1: 2, X2: 58, Y2: 30}, 0) != nil {
		t.Error("a box outside of the picture gave pixels")
	}
}

func TestBoxesOfOneFaceAreMerged(t *testing.T) {
	got := vision.Surest([]vision.Box{{X1: 0, Y1: 0, X2: 10, Y2: 10, Score: 0.7}, {X1: 1, Y1: 0, X2: 11, Y2: 10, Score: 0.9},
		{X1: 30, Y1: 0, X2: 40, Y2: 10, Score: 0.8}, {X1: 5, Y1: 5, X2: 5, Y2: 9, Score: 1}})
	if len(got) != 2 || got[0].Score != 0.9 || got[1].Score != 0.8 {
		t.Errorf("got %v", got)
	}
}
