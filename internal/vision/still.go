package vision

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // the three formats that a still may have
	_ "image/png"

	_ "golang.org/x/image/webp"
)

// Bounds of a still, checked before a pixel is decoded.
const (
	MaxStillBytes  = 25 << 20
	MaxStillPixels = 40_000_000
)

// DecodeStill turns an uploaded file into an upright picture. It reads the size from the header first, so that a small file which
// unpacks to a huge picture costs nothing. A picture at the limit needs about 300 MB while it is decoded: bound how many are
// decoded at once.
func DecodeStill(data []byte) (*RGB, error) {
	if len(data) > MaxStillBytes {
		return nil, fmt.Errorf("decode a picture of %d bytes: %w", len(data), ErrStillTooLarge)
	}
	cfg, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("decode a picture: %w (%v)", ErrStillFormat, err)
	}
	if cfg.Width <= 0 || cfg.Height <= 0 {
		return nil, fmt.Errorf("decode a picture without pixels: %w", ErrStillFormat)
	}
	if int64(cfg.Width)*int64(cfg.Height) > MaxStillPixels {
		return nil, fmt.Errorf("decode a picture of %d x %d: %w", cfg.Width, cfg.Height, ErrStillTooLarge)
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("decode a picture: %w (%v)", ErrStillFormat, err)
	}
	return FromImage(img).upright(exifOrientation(data)), nil
}

// StillSize is the size that DecodeStill gives a picture, without decoding a pixel. That the rest of it decodes it does not tell.
func StillSize(data []byte) (width, height int, err error) {
	cfg, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return 0, 0, fmt.Errorf("read the size of a picture: %w (%v)", ErrStillFormat, err)
	}
	if o := exifOrientation(data); o >= 5 && o <= 8 {
		return cfg.Height, cfg.Width, nil
	}
	return cfg.Width, cfg.Height, nil
}

// upright undoes an EXIF orientation, 1..8; any other value leaves the picture as it is.
func (m *RGB) upright(orientation int) *RGB {
	if orientation < 2 || orientation > 8 {
		return m
	}
	out := NewRGB(m.W, m.H)
	if orientation >= 5 {
		out.W, out.H = m.H, m.W
	}
	// a step right and a step down in the upright picture, in the stored one
	var start, right, down int
	w, h := m.W, m.H
	switch orientation {
	case 2:
		start, right, down = w-1, -1, w
	case 3:
		start, right, down = w*h-1, -1, -w
	case 4:
		start, right, down = w*(h-1), 1, -w
	case 5:
		start, right, down = 0, w, 1
	case 6:
		start, right, down = w*(h-1), -w, 1
	case 7:
		start, right, down = w*h-1, -w, -1
	case 8:
		start, right, down = w-1, w, -1
	}
	for y := range out.H {
		at := start + y*down
		row := out.Pix[3*y*out.W:][:3*out.W]
		for x := 0; x < len(row); x, at = x+3, at+right {
			copy(row[x:x+3], m.Pix[3*at:])
		}
	}
	return out
}
