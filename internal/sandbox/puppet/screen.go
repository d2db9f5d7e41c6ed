package puppet

import (
	"image"
	"image/color"
	"math"
)

// replay is the attack: a recording of the genuine head on a phone that a
// hand holds before the camera.
type replay struct {
	room *image.RGBA // what stands behind the phone, painted once
}

func newReplay() replay {
	room := image.NewRGBA(image.Rect(0, 0, Width, Height))
	paintRoom(room, color.RGBA{92, 86, 84, 255}, 0.3, 6, []block{
		{image.Rect(-20, 330, 660, 500), color.RGBA{70, 54, 44, 255}},
		{image.Rect(20, 40, 120, 330), color.RGBA{64, 66, 74, 255}},
		{image.Rect(540, 100, 640, 330), color.RGBA{112, 104, 92, 255}},
	})
	return replay{room}
}

// of plays a sitter who looks ahead: the recording knows no other pose.
func (r replay) of(s sitter) drawing {
	return func(_ Pose, _, beat float64) *image.RGBA {
		t := 2 * math.Pi * beat
		recorded := s.pose(softened.add(sway(beat)).add(motion{Yaw: 3 * math.Sin(t)}))
		return r.show(recorded, place{4 * math.Sin(t+0.5), 3 * math.Sin(2*t)}, beat)
	}
}

// phone is where the lit part of the screen is; bezel how much wider the body.
var phone = quad{{226, 92}, {395, 85}, {404, 385}, {222, 392}}

const bezel = 0.06

// shown is the part of the recording that fills an upright screen.
var shown = image.Rect(171, 0, 441, Height)

// show draws the recording on the phone. shake moves the hand, in pixels;
// beat in 0 to 1 rolls the bands that a screen's refresh leaves in a camera.
func (r replay) show(recorded *image.RGBA, shake place, beat float64) *image.RGBA {
	scene := rgba(r.room)
	size := scene.Rect.Size()
	glass := phone.moved(shake.x, shake.y)
	body := glass.grown(bezel)
	shadow := body.moved(10, 14)
	dim(scene, region(size, 10, shadow[:]...), 0.6)
	fill(scene, region(size, 1, body[:]...), color.RGBA{18, 18, 20, 255}, func(x, y float64) float64 {
		return 1 + 0.8*math.Exp(-math.Abs(y-glass[0].y+14)/5)
	})
	lay(scene, rgba(recorded.SubImage(shown)), glass, func(u, v float64, c [3]float64) [3]float64 {
		return lit.colour(u, v, beat, c)
	})
	return scene
}

// panel is what a camera sees of a lit screen.
type panel struct {
	grid  float64 // contrast of the sub-pixels
	moire float64 // contrast of their beat with the sensor's grid
	wave  float64 // radians a screen pixel of that beat
	band  float64 // contrast of the refresh
	blue  float64 // how much whites lean to blue
	lamp  float64 // a reflected lamp, 0 to 255
}

// lit was found by a search for a low passive liveness score after VP8.
var lit = panel{grid: 0.02, moire: 0.076, wave: 0.165, band: 0.021, blue: 0.18, lamp: 60}

// colour is the light from the place (u, v) of the screen.
func (p panel) colour(u, v, beat float64, c [3]float64) [3]float64 {
	x, y := u*228, v*406 // pixels of the recording that the screen shows
	grid := p.grid * (math.Sin(x*2.2+y*0.31) + math.Sin(y*2.05-x*0.23))
	moire := p.moire * math.Sin(p.wave*x+0.8*p.wave*y+6*math.Sin(y/90)+2*math.Pi*beat)
	band := p.band * math.Sin(2*math.Pi*(v*2.5+beat))
	gain := [3]float64{1 - p.blue, 1 - p.blue/2, 1 + p.blue}
	lamp := p.lamp * math.Exp(-((u-0.80)*(u-0.80)/0.012 + (v-0.20)*(v-0.20)/0.05))
	for i := range c {
		c[i] = min(c[i]*gain[i]*(1+grid+moire+band), 238)*0.86 + lamp
	}
	return c
}

// grown widens the quad about its middle by a share of its size each way.
func (q quad) grown(share float64) quad {
	var mid place
	for _, c := range q {
		mid.x += c.x / 4
		mid.y += c.y / 4
	}
	for i, c := range q {
		q[i] = place{c.x + (c.x-mid.x)*2*share, c.y + (c.y-mid.y)*2*share*0.6}
	}
	return q
}
