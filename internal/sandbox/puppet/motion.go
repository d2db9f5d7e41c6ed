package puppet

import (
	"image"
	"math"
)

// Motion is where the head is and what the face does, relative to the
// portrait as it was painted.
type Motion struct {
	Yaw   float64 // degrees, positive turns the nose to the image's right: the person's own left
	Pitch float64 // degrees, positive looks down
	Roll  float64 // degrees, positive tips the head to the image's right
	Smile float64 // 1 a wide smile, 0 the portrait's own mouth, negative a softer one
	Blink float64 // 0 open, 1 shut
	Jaw   float64 // 0 shut, 1 open as in speech
	Shift image.Point
	Rise  float64 // pixels the head sinks with the breath, positive down
}

// add sums two motions, for a sway on top of a pose.
func (m Motion) add(o Motion) Motion {
	m.Yaw += o.Yaw
	m.Pitch += o.Pitch
	m.Roll += o.Roll
	m.Smile += o.Smile
	m.Blink += o.Blink
	m.Jaw += o.Jaw
	m.Rise += o.Rise
	m.Shift = m.Shift.Add(o.Shift)
	return m
}

// blend is the motion a share of the way from one to another.
func blend(from, to Motion, share float64) Motion {
	mix := func(a, b float64) float64 { return a + (b-a)*share }
	return Motion{
		Yaw: mix(from.Yaw, to.Yaw), Pitch: mix(from.Pitch, to.Pitch), Roll: mix(from.Roll, to.Roll),
		Smile: mix(from.Smile, to.Smile), Blink: mix(from.Blink, to.Blink), Jaw: mix(from.Jaw, to.Jaw),
		Rise: mix(from.Rise, to.Rise),
	}
}

// ease starts and ends at rest, as a head does.
func ease(t float64) float64 {
	t = min(max(t, 0), 1)
	return t * t * (3 - 2*t)
}

// expression moves the mesh by smile, lids and jaw, before the head turns.
func (f face) expression(m Motion) [meshPoints]point {
	moved := f.points
	if m.Smile != 0 {
		f.smile(&moved, m.Smile)
	}
	if m.Blink > 0 {
		f.blink(&moved, m.Blink)
	}
	if m.Jaw != 0 {
		f.jaw(&moved, m.Jaw)
	}
	return moved
}

// Measured on the mesh network: it sees about two thirds of what is asked.
const (
	smileWiden = 0.20 // of the eye distance, each corner outward
	smileLift  = 0.20 // of the eye distance, each corner up
	smileReach = 0.19 // of the eye distance
)

func (f face) smile(moved *[meshPoints]point, amount float64) {
	reach := smileReach * f.eyes
	for i := range moved {
		for _, corner := range []struct {
			point int
			side  float64
		}{{mouthRight, -1}, {mouthLeft, 1}} {
			d := f.points[i].to(f.points[corner.point]) / reach
			g := math.Exp(-d * d / 2)
			moved[i].x += corner.side * smileWiden * f.eyes * amount * g
			moved[i].y -= smileLift * f.eyes * amount * g
		}
	}
}

func (f face) blink(moved *[meshPoints]point, amount float64) {
	for _, lid := range lids {
		gap := f.points[lid[1]].y - f.points[lid[0]].y
		moved[lid[0]].y += 0.9 * gap * amount
	}
	eye := f.points[145].y - f.points[159].y
	for _, fold := range lidFolds {
		for _, i := range fold.points {
			moved[i].y += fold.share * eye * amount * 0.8
		}
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
func (f face) turn(p point, m Motion) point {
	const radian = math.Pi / 180
	x, y, z := p.x-f.centre.x, p.y-f.centre.y, p.z-f.centre.z
	sin, cos := math.Sincos(m.Yaw * radian)
	x, z = x*cos-z*sin, x*sin+z*cos
	sin, cos = math.Sincos(m.Pitch * radian)
	y, z = y*cos-z*sin, y*sin+z*cos
	sin, cos = math.Sincos(m.Roll * radian)
	x, y = x*cos-y*sin, x*sin+y*cos
	return point{x + f.centre.x + float64(m.Shift.X), y + f.centre.y + float64(m.Shift.Y) + m.Rise, z + f.centre.z}
}

// rings are the contours around the face that keep hair and neck with the
// head and the room where it is: scale of the oval, share of the motion they
// follow, reach in face widths.
var rings = []struct{ scale, follow, reach float64 }{
	{1.25, 1, 0.12}, {1.5, 0.6, 0.12}, {2.1, 0, 0.2}, {2.6, 0, 0.2},
}

// anchors ties every mesh point and ring to where the motion takes it.
func (f face) anchors(m Motion) []anchor {
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
	face    face
}

// pose draws the sitter in motion. The sitter itself is not changed, so poses
// may be drawn at the same time.
func (s sitter) pose(m Motion) *image.RGBA {
	return warp(s.picture, newField(s.picture.Rect.Size(), s.face.anchors(m)))
}
