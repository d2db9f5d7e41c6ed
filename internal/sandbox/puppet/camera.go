package puppet

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"time"

	"golang.org/x/image/draw"
)

// Cue is a pose that a script takes from a moment on.
type Cue struct {
	At   time.Duration
	Pose Pose
}

// CardOnly is a pose of camera scripts alone: nobody in view, the card close
// to the lens, to be photographed.
const CardOnly Pose = "card_only"

const (
	cameraAhead = 1200 * time.Millisecond // a baseline needs four frames of three a second
	cameraHold  = 1250 * time.Millisecond // a challenge needs two in a row
	cameraCard  = 2400 * time.Millisecond // a person needs one second to see it and one to press
	cameraRamp  = 200 * time.Millisecond  // part of each
)

// CycleTime is the length of DefaultScript: 11.05 seconds. With a hold it must
// stay below the 15 seconds in which a challenge is to be met, also on a busy
// machine, where Chromium plays the file slower by a fifth.
const CycleTime = 2*cameraAhead + 5*cameraHold + cameraCard

// DefaultScript goes through every challenge and the card once in CycleTime. A
// browser's fake camera plays it in a loop and cannot react: whatever is asked
// for comes within one cycle.
func DefaultScript() []Cue {
	var script []Cue
	var at time.Duration
	show := func(length time.Duration, poses ...Pose) {
		for _, pose := range poses {
			script = append(script, Cue{at, pose})
			at += length
		}
	}
	show(cameraAhead, Ahead)
	show(cameraHold, TurnLeft, TurnRight, Smile)
	show(cameraAhead, Ahead)
	show(cameraHold, LookUp, LookDown)
	show(cameraCard, CardOnly)
	return script
}

// CameraFPS is the rate at which Chromium plays an MJPEG file, whatever was
// meant (media/capture/video/file_video_capture_device.cc).
const CameraFPS = 30

// The camera's picture is larger than the scene, so that the face on the card
// is large enough in a still. A call takes fewer pixels; there the face on the
// card is too small to be taken for the customer's.
const (
	CameraWidth  = Width * 3 / 2
	CameraHeight = Height * 3 / 2
)

// Qualities keep a cycle at 30 frames a second under 16 MB. The enlarged
// scene holds no fine detail; the card does.
const (
	sceneQuality = 50
	cardQuality  = 75
)

var errScript = errors.New("script needs a first cue at 0, rising times, and a duration up to a minute")

// moments lists what every frame of a script shows. A cue is reached
// cameraRamp after its time; one pose follows another by way of Ahead, the
// card without a way. The idle loop wraps at the end, as the file does, only
// if the length is a multiple of LoopPeriod; else the head twitches by a degree.
func moments(script []Cue, length time.Duration) ([]moment, error) {
	if len(script) == 0 || script[0].At != 0 || length <= 0 || length > time.Minute {
		return nil, errScript
	}
	for i := 1; i < len(script); i++ {
		if script[i].At <= script[i-1].At {
			return nil, errScript
		}
	}
	list := make([]moment, int(length*CameraFPS/time.Second))
	cue := 0
	for i := range list {
		at := time.Duration(i) * time.Second / CameraFPS
		for cue+1 < len(script) && script[cue+1].At <= at {
			cue++
		}
		// A file is played in a loop: the first cue follows the last.
		from, to := script[(cue+len(script)-1)%len(script)].Pose, script[cue].Pose
		share := float64(at-script[cue].At) / float64(cameraRamp)
		var m moment
		switch {
		case share >= 1 || from == to || from == CardOnly || to == CardOnly:
			m = moment{to, 1 + float64(at%LoopPeriod)/float64(LoopPeriod)}
		case to == Ahead:
			m = moment{from, 1 - share}
		case from == Ahead:
			m = moment{to, share}
		case share < 0.5:
			m = moment{from, 1 - 2*share}
		default:
			m = moment{to, 2*share - 1}
		}
		list[i] = m
	}
	return list, nil
}

// moment is what Stage.Image and Stage.Frame take.
type moment struct {
	pose  Pose
	phase float64
}

// WriteMJPEG writes a character's script as concatenated JPEG pictures, which
// Chromium takes as --use-file-for-fake-video-capture and loops.
func WriteMJPEG(w io.Writer, s *Stage, script []Cue, length time.Duration) error {
	list, err := moments(script, length)
	if err != nil {
		return err
	}
	seen := make(map[shot][]byte) // at most every step of the stage, 60 KB each
	for _, m := range list {
		if m.pose != CardOnly && !s.Knows(m.pose) {
			m.pose = Ahead
		}
		key := shot{pose: m.pose}
		if m.pose != CardOnly {
			key.step, key.loop = s.step(s.tracks[m.pose], m.phase)
		}
		encoded, ok := seen[key]
		if !ok {
			if encoded, err = s.photograph(m); err != nil {
				return err
			}
			seen[key] = encoded
		}
		if _, err := w.Write(encoded); err != nil {
			return err
		}
	}
	return nil
}

// shot tells pictures apart.
type shot struct {
	pose Pose
	step int
	loop bool
}

// photograph is what the camera sees at a moment, as JPEG.
func (s *Stage) photograph(m moment) ([]byte, error) {
	picture, quality := image.NewRGBA(image.Rect(0, 0, CameraWidth, CameraHeight)), sceneQuality
	if m.pose == CardOnly {
		card, err := s.options.Card.Image()
		if err != nil {
			return nil, err
		}
		closeUp(picture, card)
		quality = cardQuality
	} else {
		scene := s.Image(m.pose, m.phase)
		draw.ApproxBiLinear.Scale(picture, picture.Rect, scene, scene.Rect, draw.Src, nil)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode camera frame: %w", err)
	}
	return out.Bytes(), nil
}
