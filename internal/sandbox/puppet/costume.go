package puppet

import (
	"image"
	"image/color"
	"image/draw"
)

// costume dresses the portrait as somebody else: all of it is painted before
// the face is reshaped, in the coordinates of the portrait.
type costume struct {
	shape      shape
	hair       color.RGBA // zero keeps the portrait's
	complexion [3]float64 // gain per channel on skin, zero keeps it
	brows      float64    // 0..1 darker brows
	beard      float64    // 0..1
	moustache  float64    // 0..1
	glasses    bool
	room       func(picture *image.RGBA) // zero keeps suit and background
	jacket     color.RGBA
	shirt      color.RGBA
}

// headOutline is the silhouette of hair, face and neck in the portrait.
var headOutline = []place{
	{246, 318}, {251, 262}, {248, 236}, {243, 214}, {236, 205}, {224, 189}, {207, 169}, {199, 141},
	{199, 111}, {210, 86}, {237, 64}, {258, 51}, {272, 37}, {297, 28}, {323, 25}, {353, 30}, {376, 41},
	{402, 59}, {420, 82}, {430, 108}, {433, 134}, {427, 161}, {412, 188}, {397, 212}, {389, 219},
	{380, 219}, {373, 242}, {364, 270}, {362, 284}, {366, 318},
}

// hairline is the lower edge of the hair around the face, from ear to ear.
var hairline = []place{
	{243, 209}, {239, 190}, {240, 160}, {243, 140}, {248, 118}, {270, 124}, {300, 127}, {330, 131},
	{352, 136}, {376, 143}, {382, 160}, {384, 185}, {386, 206}, {397, 212},
}

// dress paints the costume on a copy of the portrait and reshapes its face.
func (c costume) dress(from sitter) sitter {
	size := from.picture.Rect.Size()
	picture := rgba(from.picture)
	hair := hairMask(size)
	skin := region(size, 2, headOutline...)
	without(skin, hair)
	if c.complexion != [3]float64{} {
		c.tan(picture, skin, from.face)
	}
	if c.hair.A != 0 {
		dye(picture, hair, 1, 1.05, c.hair)
	}
	c.face(picture, from.face)
	if c.room != nil {
		c.stand(picture, size)
	}
	return sitter{picture: picture, face: from.face}.reshape(c.shape)
}

// hairMask is the head above the hairline.
func hairMask(size image.Point) mask {
	outline := append([]place(nil), hairline...)
	for i := len(headOutline) - 7; i >= 4; i-- { // back over the top, ear to ear
		outline = append(outline, headOutline[i])
	}
	return region(size, 2, outline...)
}

// tan changes the skin and leaves eyes and teeth what they are.
func (c costume) tan(picture *image.RGBA, skin mask, f face) {
	for _, eye := range [][]int{eyeRight, eyeLeft, mouthInside} {
		without(skin, region(picture.Rect.Size(), 1, f.flat(eye...)...))
	}
	tint(picture, skin, 1, func(_, _ int, r, g, b float64) (float64, float64, float64) {
		warm := min(max((r-b-28)/40, 0.1), 1) // skin is warmer than teeth and the white of the eye
		gain := func(v, k float64) float64 { return v * (1 + (k-1)*warm) }
		return gain(r, c.complexion[0]), gain(g, c.complexion[1]), gain(b, c.complexion[2])
	})
}

// stand puts a room behind the head and a jacket under it.
func (c costume) stand(picture *image.RGBA, size image.Point) {
	head := region(size, 1, headOutline...)
	scene := image.NewRGBA(picture.Rect)
	c.room(scene)
	draw.DrawMask(scene, head.Rect, picture, head.Rect.Min, head, head.Rect.Min, draw.Over)
	copy(picture.Pix, scene.Pix)
	c.clothe(picture, size)
}

// clothe draws shirt and jacket from the neck down.
func (c costume) clothe(picture *image.RGBA, size image.Point) {
	cloth := func(x, y float64) float64 {
		fold := 0.10*cloud(x+y*0.4, y*0.5, 46) + 0.05*cloud(x, y*0.35, 17) + 0.025*grain(int(x), int(y))
		edge := (x - 306) / 330
		return 1.04 - 0.45*edge*edge + fold
	}
	shadow := region(size, 7, place{248, 262}, place{364, 262}, place{362, 300}, place{306, 330}, place{250, 300})
	dim(picture, shadow, 0.72)
	fill(picture, region(size, 1,
		place{250, 284}, place{306, 316}, place{362, 284}, place{384, 292}, place{400, 480}, place{212, 480}, place{228, 292}),
		c.shirt, cloth)
	body := []place{
		{250, 276}, {240, 284}, {205, 312}, {150, 334}, {95, 356}, {52, 392}, {30, 440}, {22, 480},
		{306, 480}, {590, 480}, {582, 440}, {560, 392}, {517, 356}, {462, 334}, {407, 312}, {372, 284},
		{362, 276}, {352, 330}, {306, 452}, {260, 330},
	}
	fill(picture, region(size, 1, body...), c.jacket, cloth)
	dark := func(x, y float64) float64 { return cloth(x, y) * 0.86 }
	left := []place{{248, 276}, {236, 288}, {214, 334}, {236, 346}, {222, 362}, {302, 470}, {306, 452}, {268, 352}}
	right := make([]place, len(left))
	for i, p := range left {
		right[i] = place{612 - p.x, p.y}
	}
	for _, lapel := range [][]place{left, right} {
		soft := region(size, 4, lapel...)
		dim(picture, soft, 0.8)
		fill(picture, region(size, 1, lapel...), c.jacket, dark)
	}
	collar := []place{{249, 272}, {244, 288}, {270, 340}, {306, 322}}
	flap := make([]place, len(collar))
	for i, p := range collar {
		flap[i] = place{612 - p.x, p.y}
	}
	for _, part := range [][]place{collar, flap} {
		dim(picture, region(size, 3, part...), 0.82)
		fill(picture, region(size, 1, part...), c.shirt, func(x, y float64) float64 { return 1.03 * cloth(x, y) })
	}
}
