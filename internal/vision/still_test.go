package vision_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/basekyc/basekyc/internal/vision"
)

// tiff is an EXIF block that says nothing but the orientation.
func tiff(order binary.ByteOrder, orientation uint16) []byte {
	head := []byte("II*\x00")
	if order == binary.BigEndian {
		head = []byte("MM\x00*")
	}
	b := make([]byte, 26)
	copy(b, head)
	order.PutUint32(b[4:], 8)
	order.PutUint16(b[8:], 1)
	order.PutUint16(b[10:], 0x0112)
	order.PutUint16(b[12:], 3)
	order.PutUint32(b[14:], 1)
	order.PutUint16(b[18:], orientation)
	return b
}

func withExif(jpg []byte, exif []byte) []byte {
	body := append([]byte("Exif\x00\x00"), exif...)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2))
	return append(append(append([]byte{}, jpg[:2]...), append(segment, body...)...), jpg[2:]...)
}

// quarters is upright: red, green above blue, white; wider than high.
var quarters = [2][2]color.RGBA{{{220, 0, 0, 255}, {0, 220, 0, 255}}, {{0, 0, 220, 255}, {230, 230, 230, 255}}}

// stored lays the upright picture out as a camera that was held the given way stores it.
func stored(orientation int) image.Image {
	const w, h = 64, 32
	sw, sh := w, h
	if orientation >= 5 {
		sw, sh = h, w
	}
	m := image.NewRGBA(image.Rect(0, 0, sw, sh))
	for y := range h {
		for x := range w {
			c := quarters[2*y/h][2*x/w]
			// where the upright pixel x, y is stored, as the EXIF standard names row 0 and column 0
			at := map[int][2]int{1: {x, y}, 2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y},
				5: {y, x}, 6: {y, w - 1 - x}, 7: {h - 1 - y, w - 1 - x}, 8: {h - 1 - y, x}}[orientation]
			m.SetRGBA(at[0], at[1], c)
		}
	}
	return m
}

func TestStillComesOutUpright(t *testing.T) {
	for o := 1; o <= 8; o++ {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			var b bytes.Buffer
			if err := jpeg.Encode(&b, stored(o), &jpeg.Options{Quality: 95}); err != nil {
				t.Fatal(err)
			}
			m, err := vision.DecodeStill(withExif(b.Bytes(), tiff(order, uint16(o))))
			if err != nil {
				t.Fatal(err)
			}
			if m.W != 64 || m.H != 32 {
				t.Fatalf("orientation %d: %d x %d", o, m.W, m.H)
			}
			if width, height, err := vision.StillSize(withExif(b.Bytes(), tiff(order, uint16(o)))); err != nil || width != m.W || height != m.H {
				t.Errorf("orientation %d: its size is %d x %d, %v", o, width, height, err)
			}
			for q := range 4 {
				got, want := m.At(16+32*(q%2), 8+16*(q/2)).(color.RGBA), quarters[q/2][q%2]
				near(t, "red", got.R, want.R, 12)
				near(t, "green", got.G, want.G, 12)
				near(t, "blue", got.B, want.B, 12)
			}
		}
	}
}

func pngChunk(name string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, name...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func TestOrientationOfPNGAndWebP(t *testing.T) {
	file := append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", make([]byte, 13))...)
	file = append(file, pngChunk("eXIf", tiff(binary.BigEndian, 6))...)
	if got := vision.ExifOrientation(file); got != 6 {
		t.Errorf("PNG: got %d", got)
	}
	body := tiff(binary.LittleEndian, 8)
	webp := append([]byte("RIFF\x00\x00\x00\x00WEBPVP8X\x03\x00\x00\x00abc\x00EXIF"), byte(len(body)), 0, 0, 0)
	if got := vision.ExifOrientation(append(webp, body...)); got != 8 {
		t.Errorf("WebP: got %d", got)
	}
}

// bomb is a PNG of a few bytes whose header announces w x h pixels.
func bomb(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32(nil, w)
	head = binary.BigEndian.AppendUint32(head, h)
	head = append(head, 8, 2, 0, 0, 0)
	return append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", head)...)
}

func TestStillIsRefused(t *testing.T) {
	var whole bytes.Buffer
	if err := png.Encode(&whole, stored(1)); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name string
		data []byte
		want error
	}{
		{"empty", nil, vision.ErrStillFormat},
		{"text", []byte("{\"not\": \"a picture\"}"), vision.ErrStillFormat},
		{"cut", whole.Bytes()[:whole.Len()/2], vision.ErrStillFormat},
		{"pixel bomb", bomb(60000, 60000), vision.ErrStillTooLarge},
		{"just above", bomb(8001, 5000), vision.ErrStillTooLarge},
		{"overflowing size", bomb(1<<31-1, 1<<31-1), vision.ErrStillFormat},
		{"too many bytes", append(whole.Bytes(), make([]byte, vision.MaxStillBytes)...), vision.ErrStillTooLarge},
	}
	for _, c := range cases {
		m, err := vision.DecodeStill(c.data)
		if m != nil || !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
		if vision.Hint(err) == "" {
			t.Errorf("%s: no hint", c.name)
		}
	}
}

func FuzzDecodeStill(f *testing.F) {
	var j, p bytes.Buffer
	if err := jpeg.Encode(&j, stored(1), nil); err != nil {
		f.Fatal(err)
	}
	if err := png.Encode(&p, stored(1)); err != nil {
		f.Fatal(err)
	}
	f.Add(withExif(j.Bytes(), tiff(binary.LittleEndian, 6)))
	f.Add(p.Bytes())
	f.Add(bomb(1<<20, 1<<20))
	f.Add([]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := vision.DecodeStill(data)
		if (m == nil) == (err == nil) {
			t.Fatalf("picture %v with error %v", m != nil, err)
		}
		if m != nil && (m.W <= 0 || m.H <= 0 || m.W*m.H > vision.MaxStillPixels || len(m.Pix) != 3*m.W*m.H) {
			t.Fatalf("%d x %d with %d bytes", m.W, m.H, len(m.Pix))
		}
	})
}
