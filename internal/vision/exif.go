package vision

import (
	"bytes"
	"encoding/binary"
)

// exifOrientation reads how a camera was held out of a JPEG, PNG or WebP file: 1..8 as in the EXIF standard, 0 when the file does
// not say.
func exifOrientation(data []byte) int {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xd8}):
		return tiffOrientation(jpegExif(data))
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return tiffOrientation(pngExif(data[8:]))
	case len(data) > 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return tiffOrientation(webpExif(data[12:]))
	}
	return 0
}

var exifHeader = []byte("Exif\x00\x00")

// jpegExif walks the segments before the picture for APP1 with an Exif header.
func jpegExif(data []byte) []byte {
	for at := 2; at+4 <= len(data) && data[at] == 0xff; {
		marker, size := data[at+1], int(binary.BigEndian.Uint16(data[at+2:]))
		if marker == 0xff { // fill byte
			at++
			continue
		}
		if marker == 0xda || size < 2 || at+2+size > len(data) {
			return nil
		}
		body := data[at+4 : at+2+size]
		if marker == 0xe1 && bytes.HasPrefix(body, exifHeader) {
			return body[len(exifHeader):]
		}
		at += 2 + size
	}
	return nil
}

// pngExif walks the chunks (length, name, body, checksum).
func pngExif(data []byte) []byte {
	for len(data) >= 12 {
		size := int64(binary.BigEndian.Uint32(data))
		if size > int64(len(data))-12 {
			return nil
		}
		if string(data[4:8]) == "eXIf" {
			return data[8 : 8+size]
		}
		data = data[12+size:]
	}
	return nil
}

// webpExif walks the RIFF chunks (name, length, body, padding to an even length).
func webpExif(data []byte) []byte {
	for len(data) >= 8 {
		size := int64(binary.LittleEndian.Uint32(data[4:]))
		if size > int64(len(data))-8 {
			return nil
		}
		if string(data[:4]) == "EXIF" {
			return bytes.TrimPrefix(data[8:8+size], exifHeader)
		}
		data = data[min(8+size+size&1, int64(len(data))):]
	}
	return nil
}

// tiffOrientation looks tag 0x0112 up in the first directory.
func tiffOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(tiff[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	entries := int(order.Uint16(tiff[at:]))
	for i, e := 0, at+2; i < entries && e+12 <= int64(len(tiff)); i, e = i+1, e+12 {
		const orientation, short = 0x0112, 3
		if order.Uint16(tiff[e:]) == orientation && order.Uint16(tiff[e+2:]) == short {
			if v := int(order.Uint16(tiff[e+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 0
		}
	}
	return 0
}
