package puppet

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	scale "golang.org/x/image/draw"
)

// Card is what stands on the specimen: nobody's real number, and no emblem.
type Card struct {
	Name, Father string
	Birth        string // DD/MM/YYYY
	Number       string // a permanent account number: AAAAA9999A
}

// SpecimenCard is the card of the sandbox's customer.
var SpecimenCard = Card{Name: "ASHA RAO", Father: "RAVI RAO", Birth: "14/08/1990", Number: "ABCPR1234F"}

// CardOf is the specimen with a customer's name on it: the name of an order that its
// font cannot write leaves it as it is.
func CardOf(name string) Card {
	c := SpecimenCard
	name = strings.ToUpper(strings.Join(strings.Fields(name), " "))
	parts := strings.Split(name, " ")
	surname := parts[len(parts)-1]
	if name == "" || surname == "" || surname[0] < 'A' || surname[0] > 'Z' || len(name) > longestName ||
		strings.ContainsFunc(name, func(r rune) bool { return r > 'Z' || r < ' ' }) {
		return c
	}
	c.Name, c.Father = name, "RAVI "+surname
	c.Number = "ABCP" + surname[:1] + "1234F" // the fifth letter is the surname's first
	return c
}

// longestName that the card has room for.
const longestName = 26

// An ID-1 card of 85.6 by 54 mm at 15 pixels a millimetre.
const (
	cardWidth  = 1284
	cardHeight = 810
)

// The still is what a phone's rear camera would give, reduced.
const (
	StillWidth  = 1600
	StillHeight = 1200
)

var cardPaper = color.RGBA{214, 228, 230, 255}

// photoArea is where the portrait is printed; photoCrop is what of the scene.
var (
	photoArea = image.Rect(64, 262, 64+340, 262+424)
	photoCrop = image.Rect(190, 12, 440, 324)
)

// Image draws the card flat, 1284x810.
func (c Card) Image() (*image.RGBA, error) {
	sitter, err := portrait()
	if err != nil {
		return nil, err
	}
	card := image.NewRGBA(image.Rect(0, 0, cardWidth, cardHeight))
	paper(card)
	scale.CatmullRom.Scale(card, photoArea, sitter.picture, photoCrop, draw.Src, nil)
	ink, pale := color.RGBA{22, 30, 52, 255}, color.RGBA{70, 84, 100, 255}
	lines := []struct {
		face  []byte
		size  float64
		x, y  int
		c     color.RGBA
		words string
	}{
		{gobold.TTF, 50, 64, 88, color.RGBA{24, 60, 96, 255}, "INCOME TAX DEPARTMENT"},
		{goregular.TTF, 34, 64, 140, pale, "Specimen for tests - not an identity document"},
		{goregular.TTF, 36, 64, 226, pale, "Permanent Account Number Card"},
		{gomonobold.TTF, 70, 716, 226, ink, c.Number},
		{goregular.TTF, 32, 452, 318, pale, "Name"},
		{gobold.TTF, 46, 452, 372, ink, c.Name},
		{goregular.TTF, 32, 452, 450, pale, "Father's Name"},
		{gobold.TTF, 46, 452, 504, ink, c.Father},
		{goregular.TTF, 32, 452, 582, pale, "Date of Birth"},
		{gobold.TTF, 46, 452, 636, ink, c.Birth},
	}
	for _, l := range lines {
		if err := write(card, l.face, l.size, l.x, l.y, l.c, l.words); err != nil {
			return nil, err
		}
	}
	if err := stamp(card); err != nil {
		return nil, err
	}
	return card, nil
}

// paper tints the card and lays fine waves over it, as on any plastic card.
func paper(card *image.RGBA) {
	var sway [cardWidth]float64
	for x := range sway {
		sway[x] = 9 * math.Sin(float64(x)/170)
	}
	for y := range cardHeight {
		drift := 7 * math.Sin(float64(y)/120)
		tone := [3]float64{float64(cardPaper.R), float64(cardPaper.G), float64(cardPaper.B)}
		if y < 160 { // the header
			tone = [3]float64{tone[0] * 0.86, tone[1] * 0.93, tone[2] * 0.98}
		}
		for x := range cardWidth {
			wave := math.Sin(float64(y)/7+sway[x]) + math.Sin(float64(x)/9+drift)
			k := 1 + 0.012*wave + 0.05*(float64(x)/cardWidth-0.5)
			p := card.Pix[card.PixOffset(x, y):][:4:4]
			p[0], p[1], p[2], p[3] = clamp(k*tone[0]), clamp(k*tone[1]), clamp(k*tone[2]), 255
		}
	}
}

// stamp writes SPECIMEN across the lower part of the card, beside the photograph and clear
// of the lines that are to be read.
func stamp(card *image.RGBA) error {
	layer := image.NewRGBA(image.Rect(0, 0, 900, 150))
	if err := write(layer, gobold.TTF, 132, 40, 122, color.RGBA{190, 30, 40, 255}, "SPECIMEN"); err != nil {
		return err
	}
	q := rectangle(place{880, 716}, 900, 150, -6)
	from := q.inverse()
	tint(card, region(card.Rect.Size(), 0, q[:]...), 1, func(x, y int, r, g, b float64) (float64, float64, float64) {
		u, v := from(float64(x), float64(y))
		i, j := min(max(int(u*900), 0), 899), min(max(int(v*150), 0), 149)
		a := float64(layer.Pix[layer.PixOffset(i, j)+3]) / 255 * 0.42
		return r + (190-r)*a, g + (30-g)*a, b + (40-b)*a
	})
	return nil
}

// write sets one line with its baseline at (x, y).
func write(picture *image.RGBA, ttf []byte, size float64, x, y int, c color.RGBA, words string) error {
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		return fmt.Errorf("parse font: %w", err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return fmt.Errorf("size font: %w", err)
	}
	defer face.Close()
	(&font.Drawer{Dst: picture, Src: image.NewUniform(c), Face: face, Dot: fixed.P(x, y)}).DrawString(words)
	return nil
}

// Still is a JPEG of the card lying on a desk, 1600x1200, as the customer's
// camera would take it: turned a little, unevenly lit, with a sensor's grain.
func (c Card) Still() ([]byte, error) {
	card, err := c.Image()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, onDesk(card), &jpeg.Options{Quality: 90}); err != nil {
		return nil, fmt.Errorf("encode still: %w", err)
	}
	return out.Bytes(), nil
}

func onDesk(card *image.RGBA) *image.RGBA {
	scene := image.NewRGBA(image.Rect(0, 0, StillWidth, StillHeight))
	size := scene.Rect.Size()
	all := region(size, 0, place{0, 0}, place{StillWidth, 0}, place{StillWidth, StillHeight}, place{0, StillHeight})
	fill(scene, all, color.RGBA{138, 104, 74, 255}, func(x, y float64) float64 {
		return 1 + 0.10*cloud(x*0.12, y*1.5, 14) + 0.06*cloud(x*0.3, y*4, 14) + 0.25*(0.5-y/StillHeight)
	})
	q := quad{{212, 272}, {1372, 226}, {1404, 952}, {226, 984}}
	shadow := q.moved(14, 18)
	dim(scene, region(size, 14, shadow[:]...), 0.55)
	lay(scene, card, q, func(u, v float64, c [3]float64) [3]float64 {
		k := 1.04 - 0.10*u - 0.06*v
		for i := range c {
			c[i] *= k
		}
		return c
	})
	tint(scene, all, 1, func(x, y int, r, g, b float64) (float64, float64, float64) {
		n := 3 * grain(x, y)
		return r + n, g + n, b + n
	})
	return scene
}
