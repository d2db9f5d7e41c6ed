package document_test

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"os"
	"testing"
	"time"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/basekyc/basekyc/internal/document"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/sandbox/puppet"
	"github.com/basekyc/basekyc/internal/vision"
	"github.com/basekyc/basekyc/internal/vision/onnx"
)

// words drawn on a specimen.
type words struct {
	ttf  []byte
	size float64
	x, y int
	text string
}

func specimen(t *testing.T, lines ...words) image.Image {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 1284, 810))
	draw.Draw(m, m.Rect, image.NewUniform(color.RGBA{226, 232, 224, 255}), image.Point{}, draw.Src)
	for _, l := range lines {
		parsed, err := opentype.Parse(l.ttf)
		if err != nil {
			t.Fatal(err)
		}
		face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: l.size, DPI: 72})
		if err != nil {
			t.Fatal(err)
		}
		(&font.Drawer{Dst: m, Src: image.NewUniform(color.RGBA{24, 28, 44, 255}), Face: face, Dot: fixed.P(l.x, l.y)}).DrawString(l.text)
		if err := face.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func pan(t *testing.T) image.Image {
	t.Helper()
	raw, err := puppet.CardOf("Meera Iyer").Still()
	if err != nil {
		t.Fatal(err)
	}
	m, err := vision.DecodeStill(raw)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Cards that we drew, read by the real networks: what a real camera makes of real
// cards nobody here has measured.
func TestSpecimensAreRead(t *testing.T) {
	dir, err := vision.DefaultDir()
	if err != nil {
		t.Fatal(err)
	}
	a, err := vision.Open(vision.Config{Dir: dir}, onnx.New(vision.LibraryPath(dir)))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if !a.Reads() {
		if os.Getenv("BASEKYC_REQUIRE_MODELS") == "1" {
			t.Fatalf("no models in %s: go run ./cmd/models", dir)
		}
		t.Skipf("no models in %s: go run ./cmd/models", dir)
	}
	for _, tt := range []struct {
		kind   kyc.DocumentType
		shown  image.Image
		want   map[string]string
		checks map[string]kyc.Verdict
	}{
		{kyc.PAN, pan(t), map[string]string{"number": "ABCPI1234F", "name": "MEERA IYER", "father_name": "RAVI IYER", "date_of_birth": "1990-08-14"}, map[string]kyc.Verdict{"number": kyc.Pass, "name": kyc.Pass, "date_of_birth": kyc.Pass}},
		{kyc.Aadhaar, specimen(t, words{goregular.TTF, 40, 380, 80, "Government of India"}, words{gobold.TTF, 44, 420, 240, "Meera Iyer"}, words{goregular.TTF, 40, 420, 310, "DOB: 14/08/1990"},
			words{goregular.TTF, 40, 420, 380, "FEMALE"}, words{gobold.TTF, 64, 400, 640, "9999 4105 7058"}, words{goregular.TTF, 36, 400, 720, "VID : 9123 4567 8901 2345"}),
			map[string]string{"number": "XXXX XXXX 7058", "name": "MEERA IYER", "date_of_birth": "1990-08-14", "sex": "F"}, map[string]kyc.Verdict{"number": kyc.Pass, "name": kyc.Pass}},
		{kyc.Passport, specimen(t, words{goregular.TTF, 40, 380, 80, "REPUBLIC OF INDIA"}, words{gomono.TTF, 42, 70, 690, "P<INDIYER<<MEERA<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"}, words{gomono.TTF, 42, 70, 760, "P1234567<1IND9008146F3012316<<<<<<<<<<<<<<04"}),
			map[string]string{"number": "P1234567", "name": "MEERA IYER", "nationality": "IND", "date_of_birth": "1990-08-14", "sex": "F", "expires_on": "2030-12-31"}, map[string]kyc.Verdict{"mrz": kyc.Pass, "expiry": kyc.Pass}},
		{kyc.DrivingLicence, specimen(t, words{goregular.TTF, 40, 300, 80, "INDIAN UNION DRIVING LICENCE"}, words{gobold.TTF, 52, 300, 200, "MH12 20110012345"}, words{goregular.TTF, 40, 300, 320, "Name: MEERA IYER"}, words{goregular.TTF, 40, 300, 400, "DOB : 14-08-1990"}, words{goregular.TTF, 40, 300, 480, "Valid Till : 13-08-2040"}),
			map[string]string{"number": "MH1220110012345", "name": "MEERA IYER", "date_of_birth": "1990-08-14", "expires_on": "2040-08-13"}, nil},
	} {
		t.Run(string(tt.kind), func(t *testing.T) {
			read, err := a.Read(context.Background(), tt.shown)
			if err != nil {
				t.Fatal(err)
			}
			var lines []document.Line
			for _, l := range read {
				lines = append(lines, document.Line{Text: l.Text, Confidence: l.Confidence, X: l.Place.Centre.X, Y: l.Place.Centre.Y, W: l.Place.Width, H: l.Place.Height, Angle: l.Place.Angle})
			}
			r := document.Read(tt.kind, lines)
			d := kyc.Document{Type: tt.kind}
			d.Propose(r.Fields, r.Checks, kyc.Customer{Name: "Meera Iyer", DateOfBirth: "1990-08-14"}, time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC))
			if fmt.Sprint(d.Fields) != fmt.Sprint(tt.want) {
				t.Errorf("read %v\nwant %v\nof %+v", d.Fields, tt.want, lines)
			}
			for id, v := range tt.checks {
				if c := d.Check(id); c == nil || c.Verdict != v {
					t.Errorf("%s: %+v", id, c)
				}
			}
		})
	}
}
