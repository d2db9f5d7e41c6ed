package puppet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"time"
)

// Cue is a pose that a script takes from a moment on.
type Cue struct {
	At   time.Duration
	Pose Pose
}

const (
	cameraHold = 1200 * time.Millisecond // a challenge needs two frames of three a second
	cameraRamp = 200 * time.Millisecond  // each way
)

// DefaultScript goes through every challenge, looking ahead in between, once
// in CycleTime. A browser's fake camera plays it in a loop and cannot react:
// every challenge is met within one cycle of being asked.
func DefaultScript() []Cue {
	var script []Cue
	var at time.Duration
	for _, pose := range []Pose{TurnLeft, TurnRight, LookUp, LookDown, Smile} {
		script = append(script, Cue{at, Ahead}, Cue{at + cameraHold + cameraRamp, pose})
		at += 2 * (cameraHold + cameraRamp)
	}
	return script
}

// CycleTime is the length of DefaultScript: 14 seconds.
const CycleTime = 10 * (cameraHold + cameraRamp)

// CameraFPS is the rate at which Chromium plays an MJPEG file, whatever was
// meant (media/capture/video/file_video_capture_device.cc).
const CameraFPS = 30

// mjpegQuality keeps 14 seconds at 30 frames a second under 12 MB.
const mjpegQuality = 60

var errScript = errors.New("script needs a first cue at 0, rising times, a frame rate of 1 to 60 and a duration up to a minute")

// moments lists what every frame of a script shows. A cue is reached
// cameraRamp after its time; one pose follows another by way of Ahead. The
// idle loop wraps at the end, as the file does, only if the length is a
// multiple of LoopPeriod; else the head twitches by a degree.
func moments(script []Cue, fps int, length time.Duration) ([]moment, error) {
	if len(script) == 0 || script[0].At != 0 || fps < 1 || fps > 60 || length <= 0 || length > time.Minute {
		return nil, errScript
	}
	for i := 1; i < len(script); i++ {
		if script[i].At <= script[i-1].At {
			return nil, errScript
		}
	}
	list := make([]moment, int(int64(length)*int64(fps)/int64(time.Second)))
	cue := 0
	for i := range list {
		at := time.Duration(i) * time.Second / time.Duration(fps)
		for cue+1 < len(script) && script[cue+1].At <= at {
			cue++
		}
		// A file is played in a loop: the first cue follows the last.
		from, to := script[(cue+len(script)-1)%len(script)].Pose, script[cue].Pose
		share := float64(at-script[cue].At) / float64(cameraRamp)
		var m moment
		switch {
		case share >= 1 || from == to:
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

// play calls show for every frame of a script. A picture that comes back is
// drawn once; key tells show that it is the same.
func play(s *Stage, script []Cue, fps int, length time.Duration, show func(key frameKey, picture func() *image.RGBA) error) error {
	list, err := moments(script, fps, length)
	if err != nil {
		return err
	}
	for _, m := range list {
		t := s.tracks[m.pose]
		step, loop := s.step(t, m.phase)
		if err := show(frameKey{m.pose, step, loop}, func() *image.RGBA { return s.Image(m.pose, m.phase) }); err != nil {
			return err
		}
	}
	return nil
}

type frameKey struct {
	pose Pose
	step int
	loop bool
}

// WriteMJPEG writes a character's script as concatenated JPEG pictures, which
// Chromium takes as --use-file-for-fake-video-capture and loops.
func WriteMJPEG(w io.Writer, s *Stage, script []Cue, fps int, length time.Duration) error {
	seen := make(map[frameKey][]byte) // at most every step of the stage, 30 KB each
	return play(s, script, fps, length, func(key frameKey, picture func() *image.RGBA) error {
		encoded, ok := seen[key]
		if !ok {
			var out bytes.Buffer
			if err := jpeg.Encode(&out, picture(), &jpeg.Options{Quality: mjpegQuality}); err != nil {
				return fmt.Errorf("encode camera frame: %w", err)
			}
			encoded = out.Bytes()
			seen[key] = encoded
		}
		_, err := w.Write(encoded)
		return err
	})
}

// WriteY4M writes a script as YUV4MPEG2, 4:2:0, uncompressed: 460,800 bytes a frame.
func WriteY4M(w io.Writer, s *Stage, script []Cue, fps int, length time.Duration) error {
	out := bufio.NewWriter(w)
	if _, err := fmt.Fprintf(out, "YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n", Width, Height, fps); err != nil {
		return err
	}
	var shown frameKey
	var planes []byte
	err := play(s, script, fps, length, func(key frameKey, picture func() *image.RGBA) error {
		if planes == nil || key != shown {
			planes, shown = yuv(picture()), key
		}
		if _, err := out.WriteString("FRAME\n"); err != nil {
			return err
		}
		_, err := out.Write(planes)
		return err
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// yuv converts to full-range BT.601 planes, chroma halved both ways.
func yuv(picture *image.RGBA) []byte {
	size := picture.Rect.Size()
	luminance := size.X * size.Y
	out := make([]byte, luminance*3/2)
	cb, cr := out[luminance:luminance*5/4], out[luminance*5/4:]
	for y := 0; y < size.Y; y += 2 {
		for x := 0; x < size.X; x += 2 {
			var sum [3]float64
			for _, d := range [4]image.Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
				p := picture.Pix[(y+d.Y)*picture.Stride+4*(x+d.X):]
				r, g, b := float64(p[0]), float64(p[1]), float64(p[2])
				out[(y+d.Y)*size.X+x+d.X] = clamp(luma(r, g, b))
				sum[0], sum[1], sum[2] = sum[0]+r/4, sum[1]+g/4, sum[2]+b/4
			}
			l := luma(sum[0], sum[1], sum[2])
			at := y/2*size.X/2 + x/2
			cb[at] = clamp(128 + (sum[2]-l)*0.564)
			cr[at] = clamp(128 + (sum[0]-l)*0.713)
		}
	}
	return out
}
