package media_test

import (
	"encoding/binary"
	"image/color"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/media/mediatest"
)

// silence is an Opus packet of 20 ms in which nothing is.
var silence = []byte{0xf8, 0xff, 0xfe}

// A clap before the camera, once a second: a flash and a tone that begin at the same instant. The picture leaves 120 ms after the
// sound, the network makes each packet up to 40 ms late and pictures another 60. In the recording, as it is decoded, the two are
// together again.
func TestAClapIsHeardWhereItIsSeen(t *testing.T) {
	t.Parallel()
	const (
		encoder = 120 * time.Millisecond
		frame   = 20 * time.Millisecond
		claps   = 9
	)
	tool(t, "ffmpeg")
	dark, err := mediatest.KeyFrame(mediatest.Scene(160, 120, 0, 1, color.RGBA{0, 0, 0, 255}), 60)
	if err != nil {
		t.Fatal(err)
	}
	bright, err := mediatest.KeyFrame(mediatest.Scene(160, 120, 0, 1, color.RGBA{255, 255, 255, 255}), 60)
	if err != nil {
		t.Fatal(err)
	}
	tone := mediatest.Sine()[20:]

	dir := t.TempDir()
	raw, out := filepath.Join(dir, "1.webm"), filepath.Join(dir, "final.webm")
	s := listen(t, media.Config{})
	r := s.Room("s1", media.RoomConfig{})
	rec, err := r.Record(raw, media.RecordOptions{})
	if err != nil {
		t.Fatal(err)
	}
	road, err := mediatest.NewRoad(s.Addrs()[0].Bound, func(bool, []byte) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = road.Close() })
	var mu sync.Mutex
	rnd := rand.New(rand.NewPCG(1, 2))
	road.Late = func(up bool, b []byte) time.Duration {
		mu.Lock()
		defer mu.Unlock()
		d := time.Duration(rnd.Int64N(int64(40 * time.Millisecond)))
		if up && b[0]>>6 == 2 && b[1]&0x7f == 96 {
			d += 60 * time.Millisecond
		}
		return d
	}
	c := along(t, road, r, media.Customer, mediatest.Options{VideoLate: encoder, ReportEvery: 250 * time.Millisecond})

	clap := func(n int) bool { return n%50 < 8 && n >= 50 }
	tick := time.NewTicker(frame)
	defer tick.Stop()
	for n := range claps*50 + 25 {
		at := time.Duration(n) * frame
		sound := silence
		if clap(n) {
			sound = tone[n%50]
		}
		_ = c.SendAudioAs(sound, at)
		if seen := n - int(encoder/frame); seen >= 0 && seen%2 == 0 {
			picture := dark
			if clap(seen) {
				picture = bright
			}
			_ = c.SendVideoAs(picture, time.Duration(seen)*frame)
		}
		wait(t, tick.C, "time")
	}
	until(t, rec.Position()+time.Second, rec)
	r.Close()
	finalise(t, out, media.Segment{Path: raw})

	seen, heard := flashes(t, out), bangs(t, out)
	t.Logf("seen %v, heard %v", seen, heard)
	if len(seen) != claps || len(heard) != claps {
		t.Fatalf("%d claps, seen %v, heard %v", claps, seen, heard)
	}
	var apart []time.Duration
	for i := 4; i < claps; i++ { // what was apart is moved by 5 % of the time that passes
		apart = append(apart, seen[i]-heard[i])
	}
	slices.Sort(apart)
	t.Logf("picture after sound: %v", apart)
	if d := apart[len(apart)/2]; d.Abs() > 40*time.Millisecond {
		t.Errorf("the picture stands %s after the sound: %v", d, apart)
	}
}

// flashes are the moments at which the first picture of a film grows bright, to 5 ms.
func flashes(t *testing.T, path string) (at []time.Duration) {
	t.Helper()
	bright := false
	for i, b := range []byte(run(t, "ffmpeg", "-v", "error", "-i", path, "-map", "0:v:0", "-vf", "scale=1:1:flags=area,format=gray,fps=200:start_time=0", "-f", "rawvideo", "-")) {
		if was := bright; !was && b > 150 {
			bright = true
			at = append(at, time.Duration(i)*5*time.Millisecond)
		} else if b < 80 {
			bright = false
		}
	}
	return at
}

// bangs are the moments at which its first sound begins after a silence.
func bangs(t *testing.T, path string) (at []time.Duration) {
	t.Helper()
	const rate, window = 48000, 48
	pcm := []byte(run(t, "ffmpeg", "-v", "error", "-i", path, "-map", "0:a:0", "-af", "aresample=async=1:first_pts=0", "-f", "s16le", "-ac", "1", "-ar", "48000", "-"))
	quiet := rate
	for i := 0; i+2*window <= len(pcm); i += 2 * window {
		var sum float64
		for k := range window {
			v := float64(int16(binary.LittleEndian.Uint16(pcm[i+2*k:])))
			sum += v * v
		}
		if math.Sqrt(sum/window) < 300 {
			quiet += window
			continue
		}
		if quiet > rate/5 {
			at = append(at, time.Duration(i/2)*time.Second/rate)
		}
		quiet = 0
	}
	return at
}
