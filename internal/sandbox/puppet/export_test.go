package puppet

import (
	"encoding/binary"
	"math"
	"testing"
)

// EncodeMesh and PortraitMesh let the tests with real networks, which live
// outside the package, write and read the embedded mesh.
func EncodeMesh(points [][3]float64) []byte {
	var list [meshPoints]point
	for i, p := range points {
		list[i] = point{p[0], p[1], p[2]}
	}
	return encodeMesh(list)
}

func PortraitMesh(t *testing.T) [meshPoints][3]float64 {
	t.Helper()
	points, err := readMesh()
	if err != nil {
		t.Fatal(err)
	}
	var list [meshPoints][3]float64
	for i, p := range points {
		list[i] = [3]float64{p.x, p.y, p.z}
	}
	return list
}

// encodeMesh is the inverse of decodeMesh.
func encodeMesh(points [meshPoints]point) []byte {
	raw := make([]byte, 0, meshPoints*6)
	put := func(v float64) {
		raw = binary.LittleEndian.AppendUint16(raw, uint16(int16(math.Round(v*meshUnit))))
	}
	for _, p := range points {
		put(p.x)
		put(p.y)
		put(p.z)
	}
	return raw
}
