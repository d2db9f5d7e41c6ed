package puppet

import (
	"image"
	"image/color"
)

// newSitter paints the second picture that a blink needs: a warp cannot shut
// an eye of ten pixels without smearing it.
func newSitter(picture *image.RGBA, f face) sitter {
	shut := rgba(picture)
	for _, eye := range []struct{ outline, upper, lower []int }{
		{eyeRight, []int{224, 223, 222, 50}, []int{33, 7, 163, 144, 145, 153, 154, 155, 133}},
		{eyeLeft, []int{444, 443, 442, 280}, []int{362, 382, 381, 380, 374, 373, 390, 249, 263}},
	} {
		closeEye(shut, f, eye.outline, eye.upper, eye.lower)
	}
	return sitter{picture: picture, shut: shut, face: f}
}

// closeEye covers the eye with the colour of the skin above it and draws the
// lashes where the lids meet.
func closeEye(picture *image.RGBA, f face, outline, upper, lower []int) {
	size := picture.Rect.Size()
	var skin [3]int
	for _, p := range f.flat(upper...) {
		k := picture.PixOffset(int(p.x), int(p.y))
		for c := range skin {
			skin[c] += int(picture.Pix[k+c]) / len(upper)
		}
	}
	lid := f.flat(outline...)
	var top, low float64 = lid[0].y, lid[0].y
	for _, p := range lid {
		top, low = min(top, p.y), max(low, p.y)
	}
	for i, p := range lid { // the upper lashes go with the lid
		if p.y < (top+low)/2 {
			lid[i].y -= 0.02 * f.width
		}
	}
	c := color.RGBA{byte(skin[0]), byte(skin[1]), byte(skin[2]), 255}
	fill(picture, region(size, 1, lid...), c, func(x, y float64) float64 {
		return 1.0 - 0.12*ease((y-top)/(low-top)) + 0.02*grain(int(x), int(y))
	})
	seam := f.flat(lower...)
	for i := len(seam) - 1; i >= 0; i-- {
		seam = append(seam, place{seam[i].x, seam[i].y - 0.009*f.width})
	}
	dim(picture, region(size, 1, seam...), 0.35)
}
