package puppet

import "math"

// shape makes another person's face out of the portrait's mesh. Every field
// is zero for the portrait itself and counts in face widths.
type shape struct {
	EyeApart, EyeUp, EyeLarge, EyeTilt float64
	BrowUp                             float64
	NoseWide, NoseLong                 float64
	MouthWide, MouthUp, LipFull        float64
	JawWide, ChinLong                  float64
	CheekWide, ForeheadWide            float64
}

// apply moves every point of the mesh by the fields it is near to.
func (s shape) apply(f face) [meshPoints]point {
	moved := f.points
	middle := func(a, b int) point {
		p, q := f.points[a], f.points[b]
		return point{(p.x + q.x) / 2, (p.y + q.y) / 2, (p.z + q.z) / 2}
	}
	eyes := []struct {
		at   point
		side float64
	}{{middle(33, 133), -1}, {middle(362, 263), 1}}
	mouth, nose, brow := middle(mouthRight, mouthLeft), f.points[noseTip], middle(105, 334)
	height := f.points[chin].y - f.points[foreheadTop].y
	for i, p := range f.points {
		var dx, dy float64
		side := (p.x - f.centre.x) / f.width                 // -0.5 .. 0.5
		down := (p.y - f.points[foreheadTop].y) / height     // 0 .. 1
		bump := func(centre point, rx, ry float64) float64 { // rx, ry in face widths
			u, v := (p.x-centre.x)/(rx*f.width), (p.y-centre.y)/(ry*f.width)
			return math.Exp(-(u*u + v*v) / 2)
		}
		for _, eye := range eyes {
			g := bump(eye.at, 0.16, 0.10)
			dx += g * (eye.side*s.EyeApart + s.EyeLarge*(p.x-eye.at.x)/f.width*4)
			dy += g * (-s.EyeUp + s.EyeLarge*(p.y-eye.at.y)/f.width*6 - eye.side*s.EyeTilt*(p.x-eye.at.x)/f.width*4)
		}
		dy -= s.BrowUp * bump(brow, 0.4, 0.07)
		g := bump(nose, 0.14, 0.12)
		dx += g * s.NoseWide * (p.x - nose.x) / f.width * 8
		dy += g * s.NoseLong
		g = bump(mouth, 0.26, 0.12)
		dx += g * s.MouthWide * (p.x - mouth.x) / f.width * 4
		dy += g * (-s.MouthUp + s.LipFull*(p.y-mouth.y)/f.width*8)
		low := ease((down - 0.5) / 0.4)
		dx += s.JawWide * low * side * 2
		dy += s.ChinLong * low * low
		dx += s.CheekWide * math.Exp(-(down-0.5)*(down-0.5)/(2*0.18*0.18)) * side * 2
		dx += s.ForeheadWide * (1 - ease((down-0.05)/0.35)) * side * 2
		moved[i].x += dx * f.width
		moved[i].y += dy * f.width
	}
	return moved
}

// reshape is the sitter with another face: picture and mesh together.
func (s sitter) reshape(to shape) sitter {
	moved := to.apply(s.face)
	list := make([]anchor, 0, meshPoints+len(oval)*len(rings))
	for i, p := range s.face.points {
		list = append(list, tie(p, moved[i], 0.04*s.face.width))
	}
	for _, ring := range rings {
		follow := max(0, 1.6-ring.scale) // hair beside a wider face gives way
		for _, i := range oval {
			c, p, q := s.face.centre, s.face.points[i], moved[i]
			from := point{c.x + (p.x-c.x)*ring.scale, c.y + (p.y-c.y)*ring.scale, 0}
			to := point{from.x + (q.x-p.x)*follow, from.y + (q.y-p.y)*follow, 0}
			list = append(list, tie(from, to, ring.reach*s.face.width))
		}
	}
	return newSitter(warp(s.picture, newField(s.picture.Rect.Size(), list)), newFace(moved))
}
