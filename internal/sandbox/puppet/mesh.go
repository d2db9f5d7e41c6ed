package puppet

import (
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

//go:embed assets/portrait.jpg assets/portrait.mesh assets/customer.ogg assets/agent.ogg
var assets embed.FS

// meshPoints is the number of points of the facemesh topology.
const meshPoints = 468

// meshUnit is the resolution of the stored mesh: int16 in 1/32 of a scene pixel.
const meshUnit = 32

// point is a place in the scene: x to the right, y down, z away from the
// viewer, all in pixels of the 640x480 picture.
type point struct{ x, y, z float64 }

func (p point) to(q point) float64 { return math.Hypot(p.x-q.x, p.y-q.y) }

// face is a facemesh with the measures that the warp needs.
type face struct {
	points [meshPoints]point
	centre point   // centre of rotation, behind the face
	width  float64 // cheek to cheek
	eyes   float64 // outer corner to outer corner
}

// axisDepth is how far behind the mean of the mesh the head turns, in face
// widths: the neck, not the nose.
const axisDepth = 0.45

// newFace derives the measures of a mesh.
func newFace(points [meshPoints]point) face {
	f := face{points: points}
	for _, p := range points {
		f.centre.x += p.x / meshPoints
		f.centre.y += p.y / meshPoints
		f.centre.z += p.z / meshPoints
	}
	f.width = points[cheekLeft].x - points[cheekRight].x
	f.eyes = points[eyeOuterRight].to(points[eyeOuterLeft])
	f.centre.z += axisDepth * f.width
	return f
}

// Points of the mesh by name. Right and left are the person's own: in an
// unmirrored picture the right eye is on the left.
const (
	eyeOuterRight = 33
	eyeOuterLeft  = 263
	mouthRight    = 61
	mouthLeft     = 291
	lipUpper      = 13
	lipLower      = 14
	foreheadTop   = 10
	chin          = 152
	cheekRight    = 234
	cheekLeft     = 454
	noseTip       = 4
)

// oval runs once around the face.
var oval = []int{
	10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
	152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
}

// Outlines of what is not skin.
var (
	eyeRight    = []int{33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7}
	eyeLeft     = []int{362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382}
	mouthInside = []int{78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95}
)

// flat is the outline of some mesh points in the picture.
func (f face) flat(points ...int) []place {
	list := make([]place, len(points))
	for i, id := range points {
		list[i] = f.points[id].flat()
	}
	return list
}

// lowerLip is what an opening mouth moves down most.
var lowerLip = []int{95, 88, 178, 87, 14, 317, 402, 318, 324, 146, 91, 181, 84, 17, 314, 405, 321, 375, 96, 89, 179, 86, 15, 316, 403, 319, 325, 77, 90, 180, 85, 16, 315, 404, 320, 307}

// readMesh reads the 468 points that the face mesh network found on the portrait.
func readMesh() ([meshPoints]point, error) {
	var points [meshPoints]point
	raw, err := assets.ReadFile("assets/portrait.mesh")
	if err != nil {
		return points, fmt.Errorf("read portrait mesh: %w", err)
	}
	return decodeMesh(raw)
}

var errMeshSize = errors.New("mesh is not 468 points of three int16")

// decodeMesh reads little-endian int16 triples in units of 1/32 pixel.
func decodeMesh(raw []byte) ([meshPoints]point, error) {
	var points [meshPoints]point
	if len(raw) != meshPoints*6 {
		return points, errMeshSize
	}
	at := func(i int) float64 { return float64(int16(binary.LittleEndian.Uint16(raw[2*i:]))) / meshUnit }
	for i := range points {
		points[i] = point{at(3 * i), at(3*i + 1), at(3*i + 2)}
	}
	return points, nil
}
