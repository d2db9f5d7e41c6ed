package puppet

import (
	"image"
	"math"
)

// motion is where the head is and what the face does, relative to the
// portrait as it was painted.
type motion struct {
	Yaw   float64 // degrees, positive turns the nose to the image's right: the person's own left
	Pitch float64 // degrees, positive looks down
	Roll  float64 // degrees, positive tips the head to the image's right
	Wide  float64 // each mouth corner outward, in eye distances
	Lift  float64 // each mouth corner up, in eye distances
	Dip   float64 // the middle of the lips down, in eye distances
	Shut  bool    // eyes
	Jaw   float64 // 0 shut, 1 open as in speech
	Rise  float64 // pixels the head sinks with the breath, positive down
}

// add sums two motions, for a sway on top of a pose.
func (m motion) add(o motion) motion {
	m.Yaw += o.Yaw
	m.Pitch += o.Pitch
	m.Roll += o.Roll
	m.Wide += o.Wide
	m.Lift += o.Lift
	m.Dip += o.Dip
	m.Shut = m.Shut || o.Shut
	m.Jaw += o.Jaw
	m.Rise += o.Rise
	return m
}

// blend is the motion a share of the way from one to another.
func blend(from, to motion, share float64) motion {
	mix := func(a, b float64) float64 { return a + (b-a)*share }
	return motion{
		Yaw: mix(from.Yaw, to.Yaw), Pitch: mix(from.Pitch, to.Pitch), Roll: mix(from.Roll, to.Roll),
		Wide: mix(from.Wide, to.Wide), Lift: mix(from.Lift, to.Lift), Dip: mix(from.Dip, to.Dip),
		Jaw: mix(from.Jaw, to.Jaw), Rise: mix(from.Rise, to.Rise),
	}
}

// ease starts and ends at rest, as a head does.
func ease(t float64) float64 {
	t = min(max(t, 0), 1)
	return t * t * (3 - 2*t)
}

// expression moves the mesh by smile, lids and jaw, before the head turns.
func (f face) expression(m motion) [meshPoints]point {
	moved := f.points
	f.mouth(&moved, m)
	if m.Jaw != 0 {
		f.jaw(&moved, m.Jaw)
	}
	return moved
}

// mouthReach is how far around a corner or the middle of the mouth the skin
// follows it, in eye distances.
const mouthReach = 0.19

func (f face) mouth(moved *[meshPoints]point, m motion) {
	reach := mouthReach * f.eyes
	middle := point{
		x: (f.points[lipUpper].x + f.points[lipLower].x) / 2,
		y: (f.points[lipUpper].y + f.points[lipLower].y) / 2,
	}
	near := func(p, centre point) float64 {
		d := p.to(centre) / reach
		return math.Exp(-d * d / 2)
	}
	for i, p := range f.points {
		right, left := near(p, f.points[mouthRight]), near(p, f.points[mouthLeft])
		moved[i].x += f.eyes * m.Wide * (left - right)
		moved[i].y += f.eyes * (m.Dip*near(p, middle) - m.Lift*(left+right))
	}
}

func (f face) jaw(moved *[meshPoints]point, amount float64) {
	drop := 0.05 * f.width * amount
	middle := (f.points[lipUpper].y + f.points[lipLower].y) / 2
	span := f.points[chin].y - middle
	lip := make(map[int]bool, len(lowerLip))
	for _, i := range lowerLip {
		lip[i] = true
	}
	for i, p := range f.points {
		side := math.Abs(p.x-f.centre.x) / f.width
		across := math.Exp(-side * side / (2 * 0.2 * 0.2))
		switch {
		case lip[i]:
			moved[i].y += drop * across
		case p.y > middle:
			moved[i].y += drop * across * min(1, 0.4+(p.y-middle)/span)
		}
	}
}

// turn rotates a point about the head's axis.
func (f face) turn(p point, m motion) point {
	const radian = math.Pi / 180
	x, y, z := p.x-f.centre.x, p.y-f.centre.y, p.z-f.centre.z
	sin, cos := math.Sincos(m.Yaw * radian)
	x, z = x*cos-z*sin, x*sin+z*cos
	sin, cos = math.Sincos(m.Pitch * radian)
	y, z = y*cos-z*sin, y*sin+z*cos
	sin, cos = math.Sincos(m.Roll * radian)
	x, y = x*cos-y*sin, x*sin+y*cos
	return point{x + f.centre.x, y + f.centre.y + m.Rise, z + f.centre.z}
}

// rings are the contours around the face that keep hair and neck with the
// head and the room where it is: scale of the oval, share of the motion they
// follow, reach in face widths.
var rings = []struct{ scale, follow, reach float64 }{
	{1.25, 1, 0.12}, {1.5, 0.6, 0.12}, {2.1, 0, 0.2}, {2.6, 0, 0.2},
}

// anchors ties every mesh point and ring to where the motion takes it.
func (f face) anchors(m motion) []anchor {
	moved := f.expression(m)
	list := make([]anchor, 0, meshPoints+len(oval)*len(rings))
	for i, p := range f.points {
		list = append(list, tie(p, f.turn(moved[i], m), 0.06*f.width))
	}
	for _, ring := range rings {
		for _, i := range oval {
			p := point{
				f.centre.x + (f.points[i].x-f.centre.x)*ring.scale,
				f.centre.y + (f.points[i].y-f.centre.y)*ring.scale,
				f.points[i].z + (ring.scale-1)*f.width*0.6,
			}
			t := f.turn(p, m)
			t.x, t.y = p.x+(t.x-p.x)*ring.follow, p.y+(t.y-p.y)*ring.follow
			list = append(list, tie(p, t, ring.reach*f.width))
		}
	}
	return list
}

// tie is the anchor that brings what was at from to the place to.
func tie(from, to point, reach float64) anchor {
	return anchor{to.x, to.y, from.x - to.x, from.y - to.y, reach}
}

// sitter is a painted head and shoulders with its mesh: what a motion moves.
type sitter struct {
	picture *image.RGBA
	shut    *image.RGBA // the same with the eyes shut
	face    face
}

// pose draws the sitter in motion. The sitter itself is not changed, so poses
// may be drawn at the same time.
func (s sitter) pose(m motion) *image.RGBA {
	from := s.picture
	if m.Shut {
		from = s.shut
	}
	return warp(from, newField(from.Rect.Size(), s.face.anchors(m)))
}
