package puppet

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// closeUpWidth is the card's share of the picture: it fills the frame that the
// page draws on a laptop.
const closeUpWidth = 0.58

// closeUp draws the card on a desk, seen from straight above.
func closeUp(picture, card *image.RGBA) {
	size := picture.Rect.Size()
	width, height := float64(size.X), float64(size.Y)
	all := region(size, 0, place{0, 0}, place{width, 0}, place{width, height}, place{0, height})
	fill(picture, all, color.RGBA{138, 104, 74, 255}, func(x, y float64) float64 {
		return 1 + 0.08*cloud(x*0.12, y*1.5, 14) + 0.25*(0.5-y/height)
	})
	wide := width * closeUpWidth
	high := wide * cardHeight / cardWidth
	q := rectangle(place{width / 2, height / 2}, wide, high, -1)
	shadow := q.moved(6, 8)
	dim(picture, region(size, 8, shadow[:]...), 0.55)
	small := image.NewRGBA(image.Rect(0, 0, int(wide), int(high))) // reduced once, with care
	draw.CatmullRom.Scale(small, small.Rect, card, card.Rect, draw.Src, nil)
	lay(picture, small, q, func(u, v float64, c [3]float64) [3]float64 {
		k := 1.02 - 0.08*u - 0.05*v
		return [3]float64{k * c[0], k * c[1], k * c[2]}
	})
}
