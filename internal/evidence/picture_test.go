package evidence_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/draw"
	"image/jpeg"
	"io"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/internal/evidence"
	"github.com/basekyc/basekyc/internal/kyc"
)

func TestPictures(t *testing.T) {
	report := func(pictures func(context.Context, kyc.Artifact) ([]byte, error)) ([]byte, error) {
		in := approved(t, order("Asha"), plain).input()
		in.Pictures = pictures
		var b bytes.Buffer
		err := evidence.Report(context.Background(), &b, in)
		return b.Bytes(), err
	}
	b, err := report(func(context.Context, kyc.Artifact) ([]byte, error) { return nil, evidence.ErrNoPicture })
	if err != nil {
		t.Fatal(err)
	}
	want(t, text(t, b), "erased")
	b, err = report(func(context.Context, kyc.Artifact) ([]byte, error) { return plain.face, nil })
	if err != nil {
		t.Fatal(err)
	}
	want(t, text(t, b), "do not match")
	if n := strings.Count(tool(t, b, "pdfimages", "-list", "-"), "jpeg"); n != 1 {
		t.Errorf("%d pictures; only the right one may be shown", n)
	}
	if _, err = report(func(context.Context, kyc.Artifact) ([]byte, error) { return nil, io.ErrUnexpectedEOF }); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a fault of the moment was sealed: %v", err)
	}
	bomb := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x86\xa0\x00\x01\x86\xa0\x08\x06\x00\x00\x00\x4d\x4e\xae\x87")
	st := approved(t, order("Asha"), images{live: bomb, document: plain.document, face: plain.face})
	if err := evidence.Report(context.Background(), io.Discard, st.input()); err == nil {
		t.Error("a picture of 100,000 by 100,000 pixels was decoded")
	}
}

// A telephone writes the sensor's rows and how to turn them. The PDF must have
// the picture upright, and nothing of the metadata.
func TestOrientation(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 64, 32)) // left half black, right half white
	draw.Draw(m, m.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(m, image.Rect(0, 0, 32, 32), image.Black, image.Point{}, draw.Src)
	var enc bytes.Buffer
	if err := jpeg.Encode(&enc, m, nil); err != nil {
		t.Fatal(err)
	}
	for o, want := range map[byte]struct {
		size  image.Point
		black image.Point
	}{1: {image.Pt(64, 32), image.Pt(5, 16)}, 2: {image.Pt(64, 32), image.Pt(58, 16)}, 3: {image.Pt(64, 32), image.Pt(58, 16)}, 4: {image.Pt(64, 32), image.Pt(5, 16)},
		5: {image.Pt(32, 64), image.Pt(16, 5)}, 6: {image.Pt(32, 64), image.Pt(16, 5)}, 7: {image.Pt(32, 64), image.Pt(16, 58)}, 8: {image.Pt(32, 64), image.Pt(16, 58)}} {
		meta := append([]byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00"), o, 0, 0, 0)
		turned := bytes.Join([][]byte{enc.Bytes()[:2], {0xff, 0xe1, 0, byte(len(meta) + 2)}, meta, enc.Bytes()[2:]}, nil)
		b := pdf(t, approved(t, order("Asha"), images{live: turned, document: plain.face, face: plain.face}).input())
		if bytes.Contains(b, []byte("Exif")) {
			t.Errorf("orientation %d: metadata in the report", o)
		}
		at := bytes.Index(b, []byte("\xff\xd8\xff"))
		for ; at >= 0; at = next(b, at) {
			got, err := jpeg.Decode(bytes.NewReader(b[at:]))
			if err != nil || got.Bounds().Dx() > 64 {
				continue
			}
			r, _, _, _ := got.At(want.black.X, want.black.Y).RGBA()
			if got.Bounds().Size() != want.size || r > 0x4000 {
				t.Errorf("orientation %d: size %v, red %x where black is wanted", o, got.Bounds().Size(), r)
			}
			break
		}
		if at < 0 {
			t.Errorf("orientation %d: no picture", o)
		}
	}
}

// The report holds pictures and nothing that rides along with them.
func TestNothingRidesAlongWithAPicture(t *testing.T) {
	var enc bytes.Buffer
	if err := jpeg.Encode(&enc, image.NewGray(image.Rect(0, 0, 32, 32)), nil); err != nil {
		t.Fatal(err)
	}
	const secret = "GPS 18.5204 73.8567"
	segment := func(kind byte, text string) []byte {
		return append(append([]byte{}, enc.Bytes()[:2]...), append(append([]byte{0xff, kind, 0, byte(len(text) + 2)}, text...), enc.Bytes()[2:]...)...)
	}
	for name, picture := range map[string][]byte{
		"XMP": segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+secret), "IPTC": segment(0xed, secret), "comment": segment(0xfe, secret),
		"behind the end": append(bytes.Clone(enc.Bytes()), secret...),
	} {
		if b := pdf(t, approved(t, order("Asha"), images{live: picture, document: plain.face, face: plain.face}).input()); bytes.Contains(b, []byte(secret)) {
			t.Errorf("%s: is in the report", name)
		}
	}
}

func next(b []byte, at int) int {
	n := bytes.Index(b[at+1:], []byte("\xff\xd8\xff"))
	if n < 0 {
		return -1
	}
	return at + 1 + n
}
