package puppet

import (
	"errors"
	"image"
	"math"
	"testing"
)

func sitterOf(t *testing.T) sitter {
	t.Helper()
	s, err := portrait()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTurningMovesTheNose(t *testing.T) {
	f := sitterOf(t).face
	nose := f.points[noseTip]
	for name, c := range map[string]struct {
		m      motion
		dx, dy float64 // signs
	}{
		"person's left is the picture's right": {motion{Yaw: 20}, 1, 0},
		"person's right":                       {motion{Yaw: -20}, -1, 0},
		"down":                                 {motion{Pitch: 20}, 0, 1},
		"up":                                   {motion{Pitch: -20}, 0, -1},
		"still":                                {motion{}, 0, 0},
	} {
		p := f.turn(nose, c.m)
		for axis, v := range map[string][2]float64{"x": {p.x - nose.x, c.dx}, "y": {p.y - nose.y, c.dy}} {
			switch {
			case v[1] == 0 && math.Abs(v[0]) > 12, v[1] != 0 && v[0]*v[1] < 10:
				t.Errorf("%s: nose moved %.1f along %s", name, v[0], axis)
			}
		}
	}
}

func TestSmileWidensAndLifts(t *testing.T) {
	f := sitterOf(t).face
	soft, wide := f.expression(poses[Ahead]), f.expression(poses[Smile])
	width := func(p [meshPoints]point) float64 { return p[mouthRight].to(p[mouthLeft]) }
	if width(wide) < 1.15*width(soft) {
		t.Errorf("mouth %.1f wide, softened %.1f", width(wide), width(soft))
	}
	if wide[mouthLeft].y >= soft[mouthLeft].y-5 {
		t.Errorf("corner rose from %.1f to %.1f only", soft[mouthLeft].y, wide[mouthLeft].y)
	}
}

func TestWarpOfNothingChangesNothing(t *testing.T) {
	s := sitterOf(t)
	still := warp(s.picture, newField(s.picture.Rect.Size(), s.face.anchors(motion{})))
	for i, v := range still.Pix {
		if d := int(v) - int(s.picture.Pix[i]); d < -1 || d > 1 {
			t.Fatalf("byte %d is %d, was %d", i, v, s.picture.Pix[i])
		}
	}
}

func TestWarpTakesFromTheAnchor(t *testing.T) {
	source := image.NewRGBA(image.Rect(0, 0, 160, 160))
	for y := 60; y < 70; y++ {
		for x := 60; x < 70; x++ {
			source.Pix[source.PixOffset(x, y)] = 255
		}
	}
	moved := warp(source, newField(source.Rect.Size(), []anchor{{90, 80, -25, -15, 20}}))
	if r := moved.RGBAAt(90, 80).R; r < 200 {
		t.Errorf("the bright square should be at its new place, found %d", r)
	}
	if r := moved.RGBAAt(10, 150); r.R != 0 {
		t.Errorf("far from every anchor nothing moves, found %v", r)
	}
}

func TestRoomStaysWhileTheHeadTurns(t *testing.T) {
	s := sitterOf(t)
	turned := s.pose(motion{Yaw: 26})
	for _, corner := range []image.Point{{5, 5}, {630, 5}, {5, 470}, {630, 470}} {
		if turned.RGBAAt(corner.X, corner.Y) != s.picture.RGBAAt(corner.X, corner.Y) {
			t.Errorf("the picture moved at %v", corner)
		}
	}
}

func TestQuadInverseFindsCorners(t *testing.T) {
	q := phone
	from := q.inverse()
	for i, want := range [4]place{{0, 0}, {1, 0}, {1, 1}, {0, 1}} {
		u, v := from(q[i].x, q[i].y)
		if math.Hypot(u-want.x, v-want.y) > 1e-9 {
			t.Errorf("corner %d is at %.3f, %.3f", i, u, v)
		}
	}
}

func TestMeshSurvivesItsFile(t *testing.T) {
	points := sitterOf(t).face.points
	again, err := decodeMesh(encodeMesh(points))
	if err != nil || again != points {
		t.Errorf("mesh changed on the way (error %v)", err)
	}
	if _, err := decodeMesh(make([]byte, 100)); !errors.Is(err, errMeshSize) {
		t.Errorf("a short file gave %v", err)
	}
}

func TestSwayLoopCloses(t *testing.T) {
	a, b := sway(0), sway(1)
	if math.Abs(a.Yaw-b.Yaw)+math.Abs(a.Pitch-b.Pitch)+math.Abs(a.Roll-b.Roll)+math.Abs(a.Rise-b.Rise) > 1e-9 {
		t.Errorf("loop starts at %+v and ends at %+v", a, b)
	}
}
