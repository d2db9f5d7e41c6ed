package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// film is a downloaded recording, looked at with ffmpeg.
type film struct {
	path     string
	duration time.Duration
}

// keep writes a recording to disk and reads its length.
func keep(t *testing.T, webm []byte) *film {
	t.Helper()
	f := &film{path: filepath.Join(t.TempDir(), "recording.webm")}
	if err := os.WriteFile(f.path, webm, 0o600); err != nil {
		t.Fatal(err)
	}
	text := f.tool(t, "ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", f.path)
	s, err := strconv.ParseFloat(strings.TrimSpace(string(text)), 64)
	if err != nil {
		t.Fatalf("duration %q: %v", text, err)
	}
	f.duration = time.Duration(s * float64(time.Second))
	return f
}

// tool runs a program; whatever it complains of fails the test.
func (f *film) tool(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	c := exec.Command(name, args...)
	var out, complaint bytes.Buffer
	c.Stdout, c.Stderr = &out, &complaint
	if err := c.Run(); err != nil || complaint.Len() > 0 {
		t.Errorf("%s %s: %v\n%.2000s", name, strings.Join(args, " "), err, complaint.String())
	}
	return out.Bytes()
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }

// fourTracks: picture and sound of both parties, by name.
func (f *film) fourTracks(t *testing.T) {
	t.Helper()
	var got struct {
		Streams []struct {
			Codec string `json:"codec_name"`
			Tags  struct{ Title string }
		}
	}
	if err := json.Unmarshal(f.tool(t, "ffprobe", "-v", "error", "-show_streams", "-of", "json", f.path), &got); err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, s := range got.Streams {
		text = append(text, s.Tags.Title+" "+s.Codec)
	}
	if list := strings.Join(text, ", "); list != "customer video vp8, customer audio opus, agent video vp8, agent audio opus" {
		t.Error("tracks:", list)
	}
}

// decodes everything from the first packet to the last. The time base keeps
// ffmpeg from complaining of two pictures in one slot of a guessed frame rate.
func (f *film) decodes(t *testing.T) {
	t.Helper()
	f.tool(t, "ffmpeg", "-v", "error", "-i", f.path, "-map", "0", "-fps_mode", "passthrough", "-enc_time_base:v", "1:1000", "-f", "null", "-")
}

// small pictures, for comparing.
const thumbWidth, thumbHeight = 64, 48

// moves looks at a stretch of a party's picture twice a second: at least three
// pictures differ from the one before. A frozen picture never does.
func (f *film) moves(t *testing.T, party int, from, to time.Duration) {
	t.Helper()
	raw := f.tool(t, "ffmpeg", "-v", "error", "-ss", seconds(from), "-t", seconds(to-from), "-i", f.path, "-map", fmt.Sprintf("0:v:%d", party),
		"-vf", fmt.Sprintf("fps=2,scale=%d:%d,format=gray", thumbWidth, thumbHeight), "-f", "rawvideo", "-")
	const size = thumbWidth * thumbHeight
	changes := 0
	for n := size; n+size <= len(raw); n += size {
		if difference(raw[n-size:n], raw[n:n+size]) > 0.3 {
			changes++
		}
	}
	if changes < 3 {
		t.Errorf("party %d: %d of %d pictures between %s and %s differ from the one before", party, changes, len(raw)/size, from, to)
	}
}

// difference is the mean change of a grey value, of 256.
func difference(a, b []byte) float64 {
	sum := 0
	for i := range a {
		d := int(a[i]) - int(b[i])
		sum += max(d, -d)
	}
	return float64(sum) / float64(len(a))
}

// speaks: the sound of a party is not silence.
func (f *film) speaks(t *testing.T, party int) {
	t.Helper()
	raw := f.tool(t, "ffmpeg", "-v", "error", "-i", f.path, "-map", fmt.Sprintf("0:a:%d", party), "-ac", "1", "-ar", "8000", "-f", "u8", "-")
	loud := 0
	for _, v := range raw {
		if v < 118 || v > 138 { // silence is 128
			loud++
		}
	}
	if loud < len(raw)/100 {
		t.Errorf("party %d: %d of %d samples are not silence", party, loud, len(raw))
	}
}

// seeks to a position, and a picture of about that moment comes out.
func (f *film) seeks(t *testing.T, party int, to time.Duration) {
	t.Helper()
	out := f.tool(t, "ffmpeg", "-v", "error", "-ss", seconds(to), "-i", f.path, "-map", fmt.Sprintf("0:v:%d", party),
		"-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-")
	if len(out) < 640*480 {
		t.Errorf("party %d: a seek to %s gave %d bytes of picture", party, to, len(out))
	}
}

// pictures are the positions of a party's video packets.
func (f *film) pictures(t *testing.T, party int) []time.Duration {
	t.Helper()
	text := f.tool(t, "ffprobe", "-v", "error", "-select_streams", fmt.Sprintf("v:%d", party), "-show_entries", "packet=pts_time", "-of", "csv=p=0", f.path)
	var list []time.Duration
	for line := range strings.Lines(string(text)) {
		s, err := strconv.ParseFloat(strings.Trim(line, ",\n"), 64)
		if err != nil {
			t.Fatalf("position %q: %v", line, err)
		}
		list = append(list, time.Duration(s*float64(time.Second)))
	}
	return list
}

// hole is a stretch without pictures.
type hole struct{ from, to time.Duration }

// holes between pictures, of at least a length.
func holes(pictures []time.Duration, atLeast time.Duration) []hole {
	var list []hole
	for i := 1; i < len(pictures); i++ {
		if pictures[i]-pictures[i-1] >= atLeast {
			list = append(list, hole{pictures[i-1], pictures[i]})
		}
	}
	return list
}

// node runs a script on JSON.
func node(t *testing.T, script string, in any) (string, error) {
	t.Helper()
	raw, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command("node", script)
	c.Stdin = bytes.NewReader(raw)
	out, err := c.CombinedOutput()
	return string(out), err
}

// composite fetches the film for people when it has been made: both parties side
// by side, as long as the recording.
func (d *demo) composite(t *testing.T, m *meeting, long time.Duration) {
	t.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	r := m.result()
	for r.Composite.Status == "pending" {
		select {
		case <-tick.C:
			r = m.result()
		case <-t.Context().Done():
			t.Fatal("the film was never made")
		}
	}
	if r.Composite.Status != "ready" || r.Composite.URL == nil {
		t.Fatalf("the film: %+v", r.Composite)
	}
	f := keep(t, d.download(t, *r.Composite.URL))
	if (f.duration - long).Abs() > 200*time.Millisecond {
		t.Errorf("a film of %s, of a recording of %s", f.duration, long)
	}
	size := f.tool(t, "ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "stream=codec_name,width,height", "-of", "csv=p=0", f.path)
	if got := strings.TrimSpace(string(size)); got != "h264,1280,536" {
		t.Error("the film's picture:", got)
	}
	f.moves(t, 0, 0, f.duration)
	f.speaks(t, 0)
}
