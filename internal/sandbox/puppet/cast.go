package puppet

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/draw"
)

// softened is the mouth of someone who waits: the portrait smiles already, so
// a smile on request needs room to grow.
var softened = motion{Wide: -0.04, Lift: -0.055, Dip: -0.058}

// poses are the angles asked of the warp. The mesh network sees about 0.7 of
// a yaw and 0.8 of a pitch, and a challenge wants 12 degrees.
var poses = map[Pose]motion{
	Ahead:     softened,
	TurnLeft:  softened.add(motion{Yaw: 26}),
	TurnRight: softened.add(motion{Yaw: -26}),
	LookUp:    softened.add(motion{Pitch: -19}),
	LookDown:  softened.add(motion{Pitch: 20}),
	Smile:     {Wide: 0.122, Lift: 0.088, Dip: 0.115},
	ShowCard:  softened.add(motion{Pitch: 2}),
	Talk:      softened.add(motion{Pitch: -1}),
}

// customerPoses and agentPoses are what a stage of each draws.
var (
	customerPoses = []Pose{Ahead, TurnLeft, TurnRight, LookUp, LookDown, Smile, ShowCard}
	agentPoses    = []Pose{Ahead, Talk}
	replayPoses   = []Pose{Ahead}
)

// impostor was found by a search over small shapes for a face that the
// embedding takes for somebody else (see the README of the assets).
var impostor = costume{
	hair:       color.RGBA{58, 46, 42, 255},
	complexion: [3]float64{0.72, 0.66, 0.60},
	brows:      0.7, moustache: 0.8, beard: 0.8,
	room: sittingRoom, jacket: color.RGBA{70, 92, 84, 255}, shirt: color.RGBA{214, 206, 190, 255},
	shape: shape{
		EyeApart: -0.045, EyeUp: -0.004, EyeLarge: -0.073, EyeTilt: 0.014, BrowUp: 0.0105, NoseLong: -0.008,
		MouthWide: 0.005, MouthUp: 0.011, LipFull: -0.021, JawWide: -0.014, ChinLong: -0.014, ForeheadWide: -0.02,
	},
}

var officer = costume{
	hair:       color.RGBA{84, 78, 78, 255},
	complexion: [3]float64{0.88, 0.83, 0.80},
	brows:      0.4, glasses: true,
	room: office, jacket: color.RGBA{44, 54, 82, 255}, shirt: color.RGBA{236, 236, 232, 255},
	shape: shape{CheekWide: 0.05, JawWide: 0.03, EyeApart: 0.015, NoseLong: 0.02, MouthWide: -0.04},
}

// sway is the small motion of a head at rest, one loop for beat in 0 to 1.
// Its steps are whole waves, so that a loop closes.
func sway(beat float64) motion {
	t := 2 * math.Pi * beat
	m := motion{
		Yaw:   1.1 * math.Sin(t),
		Pitch: 0.7 * math.Sin(2*t+0.6),
		Roll:  0.6 * math.Sin(t+1.9),
		Rise:  1.0 * math.Sin(2*t),
	}
	if beat >= 0.70 && beat < 0.78 { // once a loop the eyes blink
		m.Shut = true
	}
	return m
}

// speech is the mouth of someone who talks, one loop for beat in 0 to 1.
func speech(beat float64) motion {
	t := 2 * math.Pi * beat
	open := 0.55 + 0.45*math.Sin(7*t) + 0.35*math.Sin(4*t+1)
	return motion{Jaw: 1.1 * max(0, open), Pitch: 1.4 * math.Sin(3*t), Yaw: 1.5 * math.Sin(2*t), Wide: 0.012 * math.Sin(5*t)}
}

// drawing draws one character; it is not changed by drawing.
type drawing func(pose Pose, share, beat float64) *image.RGBA

// cast prepares a character and lists the poses it knows. share is how far it
// has gone from Ahead into the pose; beat is where in its idle loop it is.
func cast(who Character, card Card) (drawing, []Pose, error) {
	sitter, err := portrait()
	if err != nil {
		return nil, nil, err
	}
	switch who {
	case Spoof:
		return newReplay().of(sitter), replayPoses, nil
	case Agent:
		return officer.dress(sitter).act, agentPoses, nil
	}
	skin := color.RGBA{224, 172, 140, 255}
	if who == Mismatch {
		sitter = impostor.dress(sitter)
		skin = color.RGBA{160, 116, 88, 255}
	}
	flat, err := card.Image()
	if err != nil {
		return nil, nil, err
	}
	small := image.NewRGBA(image.Rect(0, 0, 428, 270)) // a held card is small: reduced once, with care
	draw.CatmullRom.Scale(small, small.Rect, flat, flat.Rect, draw.Src, nil)
	return func(pose Pose, share, beat float64) *image.RGBA {
		picture := sitter.act(pose, share, beat)
		if pose == ShowCard {
			hold(picture, small, skin, ease(share), beat)
		}
		return picture
	}, customerPoses, nil
}

// act draws the sitter on the way into a pose or swaying in it. Eyes stay
// open in a pose that was asked for.
func (s sitter) act(pose Pose, share, beat float64) *image.RGBA {
	m := blend(poses[Ahead], poses[pose], ease(share)).add(sway(beat))
	switch pose {
	case Talk:
		m = m.add(speech(beat))
	case Ahead:
	default:
		m.Shut = false
	}
	return s.pose(m)
}
