package puppet

import (
	"image"
	"image/color"
	"math"
)

// hold draws the card in front of the chest between two thumbs. share 0 is
// below the picture, 1 fully shown.
func hold(picture, card *image.RGBA, skin color.RGBA, share, beat float64) {
	t := 2 * math.Pi * beat
	centre := place{306 + 2*math.Sin(t), 384 + 1.5*math.Sin(2*t) + 210*(1-share)}
	q := rectangle(centre, 270, 170, -2+0.6*math.Sin(t))
	q[0].x, q[1].x = q[0].x+4, q[1].x-4 // leant back a little
	size := picture.Rect.Size()
	shadow := q.moved(5, 8)
	dim(picture, region(size, 6, shadow[:]...), 0.6)
	lay(picture, card, q, func(u, v float64, c [3]float64) [3]float64 {
		k := 0.98 - 0.08*v + 0.05*u
		return [3]float64{k * c[0], k * c[1], k * c[2]}
	})
	thumb(picture, skin, place{q[3].x - 16, q[3].y + 26}, place{q[3].x + 26, q[3].y - 34})
	thumb(picture, skin, place{q[2].x + 16, q[2].y + 26}, place{q[2].x - 26, q[2].y - 34})
}

// thumb draws a finger from its root to its tip, with a nail.
func thumb(picture *image.RGBA, skin color.RGBA, root, tip place) {
	size := picture.Rect.Size()
	length := math.Hypot(tip.x-root.x, tip.y-root.y)
	ax, ay := (tip.x-root.x)/length, (tip.y-root.y)/length
	outline := func(from, to, wide float64) []place {
		var list []place
		at := func(along, across float64) {
			list = append(list, place{root.x + ax*along - ay*across, root.y + ay*along + ax*across})
		}
		at(from, -wide)
		for a := -math.Pi / 2; a <= math.Pi/2; a += math.Pi / 12 {
			at(to-wide+wide*math.Cos(a)*1.15, wide*math.Sin(a))
		}
		at(from, wide)
		return list
	}
	body := outline(-40, length, 14)
	dim(picture, region(size, 5, body...), 0.75)
	fill(picture, region(size, 1, body...), skin, func(x, y float64) float64 {
		across := ((x-root.x)*-ay + (y-root.y)*ax) / 14
		return 1.02 - 0.22*across*across + 0.03*cloud(x, y, 5)
	})
	nail := color.RGBA{min(skin.R, 230) + 20, min(skin.G, 220) + 16, min(skin.B, 220) + 16, 255}
	fill(picture, region(size, 1, outline(length-16, length-3, 8)...), nail, func(_, _ float64) float64 { return 1 })
}
