package evidence

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	_ "image/png" // a decoder

	"codeberg.org/go-pdf/fpdf"
	xdraw "golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // a decoder
)

const (
	// pictureSide is the longest side in pixels that goes into the PDF: 560 dpi
	// at the size in which it is printed. The original stays in the store.
	pictureSide = 960
	// maxPixels that are decoded at all: 4 bytes each, so 256 MB.
	maxPixels      = 64 << 20
	pictureQuality = 88
	// A JPEG within these limits is not encoded again.
	asIsSide  = 1280
	asIsBytes = 400 << 10
)

// picture is ready for the PDF. When jpeg is nil, note says why.
type picture struct {
	name string
	jpeg []byte
	w, h int
	note string
}

// loadPictures fetches and converts what is shown side by side, in the order of
// captions; nil where the session has none.
func loadPictures(ctx context.Context, in Input, f *Facts) (out [3]*picture, err error) {
	for i, a := range choosePictures(in.Session) {
		if a == nil || in.Pictures == nil {
			continue
		}
		b, err := in.Pictures(ctx, *a)
		if errors.Is(err, ErrNoPicture) {
			out[i] = &picture{note: "erased"}
			continue
		}
		if err != nil {
			return out, fmt.Errorf("picture %s: %w", a.ID, err)
		}
		sum := sha256.Sum256(b)
		if hex.EncodeToString(sum[:]) != a.SHA256 {
			out[i] = &picture{note: "withheld: the stored bytes do not match the recorded SHA-256"}
			continue
		}
		if out[i], err = convert(b); err != nil {
			return out, fmt.Errorf("picture %s: %w", a.ID, err)
		}
		out[i].name = a.SHA256
	}
	return out, nil
}

// convert makes a JPEG of moderate size, upright, without transparency and
// without metadata. One that is so already goes in byte for byte.
func convert(b []byte) (*picture, error) {
	c, format, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > maxPixels/c.Height {
		return nil, fmt.Errorf("%d by %d pixels are too many", c.Width, c.Height)
	}
	turn := 1
	if format == "jpeg" {
		meta := exif(b)
		if bare(b) && max(c.Width, c.Height) <= asIsSide && len(b) <= asIsBytes {
			return &picture{jpeg: b, w: c.Width, h: c.Height}, nil
		}
		turn = orientation(meta)
	}
	src, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	w, h := c.Width, c.Height
	if long := max(w, h); long > pictureSide {
		w, h = max(1, w*pictureSide/long), max(1, h*pictureSide/long)
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	xdraw.BiLinear.Scale(dst, dst.Bounds(), src, src.Bounds(), xdraw.Over, nil)
	dst = upright(dst, turn)
	w, h = dst.Rect.Dx(), dst.Rect.Dy()
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, dst, &jpeg.Options{Quality: pictureQuality}); err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return &picture{jpeg: buf.Bytes(), w: w, h: h}, nil
}

// gallery draws the pictures in boxes of equal size. They are fitted, never
// cropped: what is cut off is evidence as well.
func (s *sheet) gallery(pictures [3]*picture) block {
	if pictures == [3]*picture{} {
		return s.text("Live face, document and face on the document: "+unavailable+".", body.in(mute))
	}
	return func(x, y, w float64) float64 {
		const gap = 4.0
		side := (w - 2*gap) / 3
		var captionH float64
		for i, p := range pictures {
			bx := x + float64(i)*(side+gap)
			s.rounded(bx, y, side, side, 1.5, paper)
			switch {
			case p != nil && p.jpeg != nil:
				if !s.dry {
					s.image(p, bx, y, side)
				}
			default:
				note := unavailable
				if p != nil {
					note = p.note
				}
				lines := s.wrap(note, side-6, small)
				top := y + (side-float64(len(lines))*s.lineHeight(note, small))/2
				for j, l := range lines {
					lh := s.lineHeight(l, small)
					s.put(bx+(side-s.width(l, small))/2, top+float64(j)*lh+s.baseline(lh, small), l, small)
				}
			}
			captionH = max(captionH, s.para(bx, y+side+1.2, side, captions[i], label))
		}
		return side + 1.2 + captionH + 1.6
	}
}

func (s *sheet) image(p *picture, x, y, side float64) {
	opt := fpdf.ImageOptions{ImageType: "JPG"}
	s.pdf.RegisterImageOptionsReader(p.name, opt, bytes.NewReader(p.jpeg))
	w, h := side, side
	if p.w > p.h {
		h = side * float64(p.h) / float64(p.w)
	} else {
		w = side * float64(p.w) / float64(p.h)
	}
	s.pdf.ClipRoundedRect(x, y, side, side, 1.5, false)
	s.pdf.ImageOptions(p.name, x+(side-w)/2, y+(side-h)/2, w, h, false, opt, 0, "")
	s.pdf.ClipEnd()
}
