package vision_test

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math"
	"sync"
	"testing"

	"github.com/basekyc/basekyc/internal/vision"
)

func ycc(p []uint8) (y, cb, cr uint8) { return color.RGBToYCbCr(p[0], p[1], p[2]) }

func look(t *testing.T, a *vision.Analyzer, m image.Image) vision.Observation {
	t.Helper()
	o, err := a.Analyze(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestPortraitIsMeasured(t *testing.T) {
	a := open(t, 1)
	o := look(t, a, portrait(t))
	if len(o.Faces) != 1 || o.Face == nil || o.Width != 512 || o.Height != 512 {
		t.Fatalf("got %d faces in %d x %d", len(o.Faces), o.Width, o.Height)
	}
	f := o.Face
	if f.HeightPx() < 100 || f.HeightPx() > 130 || f.Box.X1 < 160 || f.Box.X2 > 290 {
		t.Errorf("box %+v", f.Box)
	}
	if math.Abs(f.Pose.Yaw) > 5 || math.Abs(f.Pose.Pitch) > 15 || math.Abs(f.Pose.Roll) > 6 || f.MeshScore < 0.9 {
		t.Errorf("pose %+v, mesh score %v", f.Pose, f.MeshScore)
	}
	if f.EyesOpen < 0.9 {
		t.Errorf("open eyes are %v open", f.EyesOpen)
	}
	if length := vision.Cosine(&f.Embedding, &f.Embedding); math.Abs(length-1) > 1e-6 {
		t.Errorf("the embedding has length %v", length)
	}
	if f.Sharpness <= 0 || f.Brightness < 100 || f.Brightness > 180 || f.Liveness <= 0 || f.Liveness > 1 {
		t.Errorf("sharpness %v, brightness %v, liveness %v", f.Sharpness, f.Brightness, f.Liveness)
	}
	if f.Landmarks[0].X > f.Landmarks[1].X || f.Landmarks[2].Y < f.Landmarks[0].Y || f.Landmarks[3].Y < f.Landmarks[2].Y {
		t.Errorf("landmarks %v", f.Landmarks)
	}
	for _, info := range a.Models() {
		want := vision.ModelLoaded
		switch info.Role {
		case vision.RoleTextFind, vision.RoleTextRead, vision.RoleTextKeys:
			want = vision.ModelPresent // until a document is read
		}
		if info.Status != want {
			t.Errorf("after a frame: %+v", info)
		}
	}
}

// The same picture gives the same figures, on one worker and on many at once.
func TestPortraitIsMeasuredAlikeEveryTime(t *testing.T) {
	a := open(t, 2)
	m := portrait(t)
	first := look(t, a, m)
	var wait sync.WaitGroup
	for range 6 {
		wait.Go(func() {
			o, err := a.Analyze(context.Background(), m)
			if err != nil || *o.Face != *first.Face {
				t.Errorf("got another face, %v", err)
			}
		})
	}
	wait.Wait()
}

func TestPortraitIsItselfInOtherPictures(t *testing.T) {
	a := open(t, 1)
	m := portrait(t)
	original := look(t, a, m).Face
	video := frame(t)
	small := vision.Crop(m, 0, 0, 512, 512, 400, 400)
	large := vision.Crop(m, 0, 0, 512, 512, 2048, 2048)
	narrow := vision.NewRGB(512, 1000) // portrait format: padded, not squeezed
	copy(narrow.Pix[3*512*300:], m.Pix)
	tilted := vision.WarpSquare(m, vision.Point{X: 224, Y: 150}, 300, 15*math.Pi/180, 400)
	for name, p := range map[string]image.Image{"video": video, "small": small, "large": large, "narrow": narrow, "tilted": tilted} {
		o := look(t, a, p)
		if o.Face == nil {
			t.Errorf("%s: no face", name)
			continue
		}
		if c := vision.Cosine(&original.Embedding, &o.Face.Embedding); c < 0.9 {
			t.Errorf("%s: cosine %v to the original", name, c)
		}
		if d := math.Abs(o.Face.Pose.Yaw - original.Pose.Yaw); d > 5 {
			t.Errorf("%s: yaw %v, was %v", name, o.Face.Pose.Yaw, original.Pose.Yaw)
		}
		if name == "tilted" && math.Abs(o.Face.Pose.Roll-original.Pose.Roll+15) > 4 {
			t.Errorf("turned by 15 degrees, the roll went from %v to %v", original.Pose.Roll, o.Face.Pose.Roll)
		}
	}
}

func TestFacesAreCounted(t *testing.T) {
	a := open(t, 1)
	m := portrait(t)
	twice := vision.NewRGB(1024, 512)
	for y := range 512 {
		copy(twice.Pix[3*1024*y:], m.Pix[3*512*y:][:3*512])
		copy(twice.Pix[3*(1024*y+512):], m.Pix[3*512*y:][:3*512])
	}
	if o := look(t, a, twice); len(o.Faces) != 2 {
		t.Errorf("two people: got %d", len(o.Faces))
	}
	grey := vision.NewRGB(640, 480)
	if o := look(t, a, grey); len(o.Faces) != 0 || o.Face != nil {
		t.Errorf("nobody: got %d", len(o.Faces))
	}
	if _, err := a.Embed(context.Background(), grey); !errors.Is(err, vision.ErrNoFace) {
		t.Errorf("nobody: got %v", err)
	}
	if o := look(t, a, vision.NewRGB(1, 1)); len(o.Faces) != 0 {
		t.Errorf("one pixel: got %d", len(o.Faces))
	}
}

func TestMeshLiesOnTheFace(t *testing.T) {
	a := open(t, 1)
	box, mesh, err := a.Mesh(context.Background(), portrait(t))
	if err != nil || len(mesh) != 468 {
		t.Fatal(len(mesh), err)
	}
	for i, p := range mesh {
		if p.X < box.X1-30 || p.X > box.X2+30 || p.Y < box.Y1-30 || p.Y > box.Y2+30 {
			t.Errorf("point %d lies at %v, the face at %v", i, p, box)
		}
	}
	if nose, cheek := mesh[1], mesh[234]; nose.Z >= cheek.Z {
		t.Errorf("the nose (%v) lies behind the cheek (%v)", nose.Z, cheek.Z)
	}
}
