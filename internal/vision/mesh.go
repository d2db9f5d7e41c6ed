package vision

import "math"

// Mesh is the 468 points of the MediaPipe face topology, in picture pixels.
type Mesh []Point3

// Pose is how a head is held and a mouth is drawn. Angles are in degrees and measured in the picture as the camera took it, not
// mirrored.
type Pose struct {
	Yaw        float64 `json:"yaw"`         // positive: nose towards the picture's right, which is the person's own left
	Pitch      float64 `json:"pitch"`       // positive: down
	Roll       float64 `json:"roll"`        // positive: the picture's right eye is lower
	MouthWidth float64 `json:"mouth_width"` // in distances between the outer eye corners
	Lift       float64 `json:"lift"`        // of the mouth corners above the middle of the lips, in the same unit
}

// Points of the mesh by name; left and right are the picture's.
const (
	leftCheek, rightCheek        = 234, 454
	forehead, chin               = 10, 152
	leftEyeOuter, leftEyeInner   = 33, 133
	rightEyeInner, rightEyeOuter = 362, 263
	mouthLeft, mouthRight        = 61, 291
	upperLip, lowerLip           = 13, 14
)

// Pose reads the head's pose off the mesh.
func (p Mesh) Pose() Pose {
	degrees := func(y, x float64) float64 { return math.Atan2(y, x) * 180 / math.Pi }
	flat := func(a, b int) float64 { return math.Hypot(p[a].X-p[b].X, p[a].Y-p[b].Y) }
	eyes := flat(leftEyeOuter, rightEyeOuter)
	lips := (p[upperLip].Y + p[lowerLip].Y) / 2
	corners := (p[mouthLeft].Y + p[mouthRight].Y) / 2
	return Pose{
		Yaw:        degrees(p[rightCheek].Z-p[leftCheek].Z, p[rightCheek].X-p[leftCheek].X),
		Pitch:      degrees(p[chin].Z-p[forehead].Z, p[chin].Y-p[forehead].Y),
		Roll:       degrees(p[rightEyeOuter].Y-p[leftEyeOuter].Y, p[rightEyeOuter].X-p[leftEyeOuter].X),
		MouthWidth: flat(mouthLeft, mouthRight) / eyes,
		Lift:       (lips - corners) / eyes,
	}
}

const (
	meshMargin = 1.35 // side of the crop in face boxes
	maxTilt    = 0.8  // radians; a steeper eye line is taken for a mistake of the landmarks
)

// mesh fits the face mesh; score is the network's belief that it saw a face, 0..1.
func (w *worker) mesh(m *RGB, b Box, five [5]Point) (points Mesh, score float64, err error) {
	pass, err := w.pass(RoleMesh)
	if err != nil {
		return nil, 0, err
	}
	side := meshMargin * max(b.Width(), b.Height())
	angle := math.Atan2(five[1].Y-five[0].Y, five[1].X-five[0].X)
	if math.Abs(angle) > maxTilt {
		angle = 0
	}
	t := levelled(b.centre(), side, angle, meshSize)
	meshRamp.rgb(w.warp.warp(m, t, meshSize), pass.Input())
	if err := pass.Run(); err != nil {
		return nil, 0, err
	}
	out, back, k := pass.Output(0), t.inverse(), t.scale()
	points = make(Mesh, meshPoints)
	for i := range points {
		p := back.apply(Point{float64(out[3*i]), float64(out[3*i+1])})
		points[i] = Point3{p.X, p.Y, float64(out[3*i+2]) / k}
	}
	return points, float64(pass.Output(1)[0]), nil
}

// eyesOpen is the highest chance, over both eyes and their mirror images, that an eye is open.
func (w *worker) eyesOpen(m *RGB, p Mesh) (float64, error) {
	pass, err := w.pass(RoleEye)
	if err != nil {
		return 0, err
	}
	const margin = 1.3 // side of the crop in eye lengths
	in, best := pass.Input(), 0.0
	for _, eye := range [][2]int{{leftEyeOuter, leftEyeInner}, {rightEyeInner, rightEyeOuter}} {
		a, b := p[eye[0]], p[eye[1]]
		side := margin * math.Hypot(b.X-a.X, b.Y-a.Y)
		if side < 1 {
			continue
		}
		t := levelled(Point{(a.X + b.X) / 2, (a.Y + b.Y) / 2}, side, math.Atan2(b.Y-a.Y, b.X-a.X), eyeSize)
		grey(w.warp.warp(m, t, eyeSize), 1.0/255, in)
		for range 2 {
			if err := pass.Run(); err != nil {
				return 0, err
			}
			best = max(best, chance(pass.Output(0), 1))
			for y := range eyeSize {
				row := in[y*eyeSize:][:eyeSize]
				for i, j := 0, eyeSize-1; i < j; i, j = i+1, j-1 {
					row[i], row[j] = row[j], row[i]
				}
			}
		}
	}
	return best, nil
}
