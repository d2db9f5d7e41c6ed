package puppet

import (
	"image"
	"image/color"
)

// block is a rectangle of one colour in a room.
type block struct {
	area image.Rectangle
	c    color.RGBA
}

// paintRoom fills the picture with a wall lit from one side and softened
// blocks of furniture: out of focus, as behind a camera's subject.
func paintRoom(picture *image.RGBA, wall color.RGBA, light float64, soft int, blocks []block) {
	size := picture.Rect.Size()
	all := region(size, 0, place{0, 0}, place{Width, 0}, place{Width, Height}, place{0, Height})
	fill(picture, all, wall, func(x, y float64) float64 {
		return 1 + light*(x/Width-0.5) - 0.12*y/Height + 0.03*cloud(x, y, 120)
	})
	for _, b := range blocks {
		r := b.area
		x0, y0, x1, y1 := float64(r.Min.X), float64(r.Min.Y), float64(r.Max.X), float64(r.Max.Y)
		fill(picture, region(size, soft, place{x0, y0}, place{x1, y0}, place{x1, y1}, place{x0, y1}), b.c,
			func(x, y float64) float64 { return 0.95 + 0.1*(x-x0)/(x1-x0) + 0.05*cloud(x, y, 30) })
	}
	tint(picture, all, 1, func(x, y int, r, g, b float64) (float64, float64, float64) {
		n := 2.5 * grain(x, y)
		return r + n, g + n, b + n
	})
}

// office is the agent's room: shelves with files behind, a window to the side.
func office(picture *image.RGBA) {
	blocks := []block{
		{image.Rect(470, -20, 660, 300), color.RGBA{206, 221, 230, 255}},
		{image.Rect(560, -20, 568, 300), color.RGBA{150, 158, 162, 255}},
		{image.Rect(-20, 90, 190, 104), color.RGBA{128, 92, 62, 255}},
		{image.Rect(-20, 232, 190, 246), color.RGBA{128, 92, 62, 255}},
	}
	spines := []color.RGBA{{62, 84, 110, 255}, {120, 54, 48, 255}, {84, 104, 84, 255}, {186, 168, 130, 255}, {70, 70, 78, 255}, {140, 110, 70, 255}}
	for i := range 8 {
		x := -6 + i*24
		blocks = append(blocks,
			block{image.Rect(x, 28+(i*7)%18, x+20, 90), spines[(i*5+1)%len(spines)]},
			block{image.Rect(x, 166+(i*11)%20, x+19, 232), spines[(i*3+2)%len(spines)]})
	}
	paintRoom(picture, color.RGBA{188, 180, 166, 255}, 0.18, 4, blocks)
}

// sittingRoom is where the impostor calls from: a plain wall, a curtain and a
// framed picture.
func sittingRoom(picture *image.RGBA) {
	blocks := []block{
		{image.Rect(462, 60, 606, 190), color.RGBA{96, 74, 52, 255}},
		{image.Rect(474, 72, 594, 178), color.RGBA{208, 204, 190, 255}},
		{image.Rect(488, 120, 580, 170), color.RGBA{110, 138, 124, 255}},
		{image.Rect(-20, 400, 660, 500), color.RGBA{104, 92, 96, 255}},
	}
	for i := range 5 {
		shade := uint8(112 + 22*(i%2))
		blocks = append(blocks, block{image.Rect(-20+i*30, -20, 12+i*30, 500), color.RGBA{shade - 40, shade, shade - 6, 255}})
	}
	paintRoom(picture, color.RGBA{172, 184, 190, 255}, -0.2, 5, blocks)
}
