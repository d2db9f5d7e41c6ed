package check

import (
	"image"
	"image/png"
	"io"
)

// encode writes a picture that decodes; what is on it the stage decides.
func encode(w io.Writer) error { return png.Encode(w, image.NewGray(image.Rect(0, 0, 400, 300))) }
