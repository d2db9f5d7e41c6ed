package puppet

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
)

// Width and Height are the size of every scene in pixels.
const (
	Width  = 640
	Height = 480
)

// portrait reads the embedded picture and its mesh.
func portrait() (sitter, error) {
	raw, err := assets.ReadFile("assets/portrait.jpg")
	if err != nil {
		return sitter{}, fmt.Errorf("read portrait: %w", err)
	}
	picture, err := jpeg.Decode(bytes.NewReader(raw))
	if err != nil {
		return sitter{}, fmt.Errorf("decode portrait: %w", err)
	}
	points, err := readMesh()
	if err != nil {
		return sitter{}, err
	}
	return newSitter(rgba(picture), newFace(points)), nil
}

// rgba copies a picture into the layout that the warp reads.
func rgba(picture image.Image) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: picture.Bounds().Size()})
	draw.Draw(out, out.Rect, picture, picture.Bounds().Min, draw.Src)
	return out
}
