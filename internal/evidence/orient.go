package evidence

import (
	"bytes"
	"encoding/binary"
	"image"
)

// exif finds the EXIF block of a JPEG, or nil. Pictures that have one are never
// put into a report as they are: it may hold a place.
func exif(jpeg []byte) []byte {
	for at := 2; at+4 <= len(jpeg) && jpeg[at] == 0xff; {
		size := int(binary.BigEndian.Uint16(jpeg[at+2:]))
		if jpeg[at+1] == 0xda || size < 2 || at+2+size > len(jpeg) { // the scan begins, or nonsense
			return nil
		}
		if block, ok := bytes.CutPrefix(jpeg[at+4:at+2+size], []byte("Exif\x00\x00")); ok && jpeg[at+1] == 0xe1 {
			return block
		}
		at += 2 + size
	}
	return nil
}

// bare tells whether a JPEG is nothing but a picture: no block that may say
// where it was taken (EXIF, XMP, IPTC, a comment), and nothing behind its end,
// where a second file could hide.
func bare(jpeg []byte) bool {
	for at := 2; at+4 <= len(jpeg) && jpeg[at] == 0xff; {
		kind, size := jpeg[at+1], int(binary.BigEndian.Uint16(jpeg[at+2:]))
		if kind == 0xda {
			end := bytes.Index(jpeg[at:], []byte{0xff, 0xd9}) // inside a scan it would be stuffed
			return end >= 0 && at+end+2 == len(jpeg)
		}
		colours := kind == 0xe0 || kind == 0xe2 || kind == 0xee // JFIF, ICC, Adobe
		if size < 2 || kind == 0xfe || kind >= 0xe0 && kind <= 0xef && !colours {
			return false
		}
		at += 2 + size
	}
	return false
}

// orientation of an EXIF block, 1 to 8; 1, upright, when it does not say.
func orientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 1
	}
	n := uint64(order.Uint16(tiff[at:]))
	for i := range n {
		e := at + 2 + 12*i
		if e+12 > uint64(len(tiff)) {
			return 1
		}
		const tagOrientation = 0x0112
		if order.Uint16(tiff[e:]) == tagOrientation {
			if v := order.Uint16(tiff[e+8:]); v >= 1 && v <= 8 {
				return int(v)
			}
			return 1
		}
	}
	return 1
}

// upright turns and mirrors a small picture as its orientation asks.
func upright(src *image.RGBA, orientation int) *image.RGBA {
	if orientation <= 1 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	dw, dh := w, h
	if orientation >= 5 {
		dw, dh = h, w
	}
	dst := image.NewRGBA(image.Rect(0, 0, dw, dh))
	for y := range dh {
		for x := range dw {
			sx, sy := x, y // where this pixel comes from
			switch orientation {
			case 2:
				sx = w - 1 - x
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sy = h - 1 - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, h-1-x
			case 7:
				sx, sy = w-1-y, h-1-x
			case 8:
				sx, sy = w-1-y, x
			}
			copy(dst.Pix[dst.PixOffset(x, y):][:4], src.Pix[src.PixOffset(sx, sy):][:4])
		}
	}
	return dst
}
