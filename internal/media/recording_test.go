package media_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/at-wat/ebml-go"
	"github.com/at-wat/ebml-go/webm"

	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/media/mediatest"
)

// tool finds ffmpeg or ffprobe; where make test runs it must be there.
func tool(t *testing.T, name string) string {
	t.Helper()
	p, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("BASEKYC_REQUIRE_TOOLS") == "1" {
			t.Fatalf("%s is missing: %v", name, err)
		}
		t.Skipf("%s is not installed", name)
	}
	return p
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	var out, msg bytes.Buffer
	cmd := exec.Command(tool(t, name), args...)
	cmd.Stdout, cmd.Stderr = &out, &msg
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, &msg)
	}
	if msg.Len() > 0 {
		t.Errorf("%s complains about %s: %s", name, args[len(args)-1], &msg)
	}
	return out.String()
}

// record runs a call of both parties for a while and gives the raw segment.
func record(t *testing.T, path string, d time.Duration, more func(r *media.Room, rec *media.Recording)) media.RecordingStats {
	t.Helper()
	return recordWith(t, nil, path, d, more)
}

func recordWith(t *testing.T, v media.Vault, path string, d time.Duration, more func(r *media.Room, rec *media.Recording)) media.RecordingStats {
	t.Helper()
	r := listen(t, media.Config{Vault: v}).Room("s1", media.RoomConfig{})
	rec, err := r.Record(path, media.RecordOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i, role := range []media.Role{media.Customer, media.Agent} {
		play(t, join(t, r, role, mediatest.Options{}), stream(i))
	}
	if more != nil {
		more(r, rec)
	}
	until(t, d, rec)
	for all := false; !all; { // on a busy machine a party may have come late
		all = true
		st := rec.Stats()
		for _, n := range st.Frames[:4] { // the fifth is for watchers
			all = all && n > 10
		}
		until(t, rec.Position()+50*time.Millisecond, rec)
	}
	r.Close()
	if err := rec.Err(); err != nil {
		t.Fatal(err)
	}
	return rec.Stats()
}

// until waits for the recording to reach a position: its frames are the clock.
func until(t *testing.T, d time.Duration, rec *media.Recording) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for rec.Position() < d {
		wait(t, tick.C, "the recording")
	}
}

func finalise(t *testing.T, out string, segs ...media.Segment) media.Summary {
	t.Helper()
	sum, err := joined(out, nil, segs...)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func joined(out string, v media.Vault, segs ...media.Segment) (media.Summary, error) {
	f, err := os.Create(out)
	if err != nil {
		return media.Summary{}, err
	}
	defer f.Close()
	return media.Finalise(context.Background(), v, segs, f)
}

// probe checks four tracks and a length with ffprobe.
func probe(t *testing.T, path string, sum media.Summary) {
	t.Helper()
	var p struct {
		Streams []struct {
			CodecName string `json:"codec_name"`
			Width     int
		}
		Format struct{ Duration string }
	}
	if err := json.Unmarshal([]byte(run(t, "ffprobe", "-v", "warning", "-of", "json", "-show_streams", "-show_format", path)), &p); err != nil {
		t.Fatal(err)
	}
	var codecs []string
	for _, s := range p.Streams {
		codecs = append(codecs, s.CodecName)
	}
	if fmt.Sprint(codecs) != "[vp8 opus vp8 opus]" {
		t.Errorf("tracks: %v", codecs)
	}
	d, err := strconv.ParseFloat(p.Format.Duration, 64)
	if err != nil || time.Duration(d*1e9).Round(time.Millisecond) != sum.Duration.Round(time.Millisecond) {
		t.Errorf("ffprobe says %q, the summary %s", p.Format.Duration, sum.Duration)
	}
}

// seek decodes one picture of a video track at a position and gives its mean colour.
func seek(t *testing.T, path string, video int, at time.Duration) (r, g, b int) {
	t.Helper()
	raw := run(t, "ffmpeg", "-v", "error", "-seek_timestamp", "1", "-ss", fmt.Sprintf("%.3f", at.Seconds()), "-i", path, "-map", fmt.Sprintf("0:v:%d", video),
		"-frames:v", "1", "-vf", "scale=1:1:flags=area", "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
	if len(raw) != 3 {
		t.Fatalf("no picture of video %d at %s: %d bytes", video, at, len(raw))
	}
	return int(raw[0]), int(raw[1]), int(raw[2])
}

func TestRecordingHasFourTracksAndSeeks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	raw, out := filepath.Join(dir, "1.webm"), filepath.Join(dir, "final.webm")
	st := record(t, raw, 6*time.Second, nil)
	if st.PacketsLost != 0 || st.FramesDropped != 0 {
		t.Errorf("lost on loopback: %+v", st)
	}
	sum := finalise(t, out, media.Segment{Path: raw})
	if sum.Duration < 5*time.Second || sum.Duration > 8*time.Second || len(sum.Gaps) != 0 || sum.Torn != 0 {
		t.Errorf("summary: %+v", sum)
	}
	for i, tr := range sum.Tracks {
		if tr.Frames < 60 || uint64(tr.Frames) != st.Frames[i] {
			t.Errorf("track %+v, written %d", tr, st.Frames[i])
		}
		if tr.Kind == media.Video && (tr.Width != 320 || tr.Height != 240) {
			t.Errorf("size %dx%d", tr.Width, tr.Height)
		}
	}
	again := finalise(t, filepath.Join(dir, "again.webm"), media.Segment{Path: raw})
	if again.SHA256 != sum.SHA256 {
		t.Error("the same segment gave two different files")
	}
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var doc struct {
		Header  webm.EBMLHeader `ebml:"EBML"`
		Segment webm.Segment    `ebml:"Segment"`
	}
	if err := ebml.Unmarshal(f, &doc); err != nil { // an independent reader
		t.Fatal(err)
	}
	if len(doc.Segment.Tracks.TrackEntry) != 4 || len(doc.Segment.Cues.CuePoint) < 50 || doc.Segment.SeekHead == nil {
		t.Errorf("ebml-go reads %d tracks, %d cues", len(doc.Segment.Tracks.TrackEntry), len(doc.Segment.Cues.CuePoint))
	}
	bin, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	content := bytes.Index(bin, []byte{0x18, 0x53, 0x80, 0x67}) + 8
	for _, c := range doc.Segment.Cues.CuePoint {
		for _, p := range c.CueTrackPositions {
			if !bytes.HasPrefix(bin[content+int(p.CueClusterPosition):], []byte{0x1f, 0x43, 0xb6, 0x75}) {
				t.Fatalf("the cue at %d ms points at no cluster", c.CueTime)
			}
		}
	}
	probe(t, out, sum)
	if r, g, b := seek(t, out, 0, 3*time.Second); b < g+40 || b < r+40 {
		t.Errorf("customer's picture is not blue: %d %d %d", r, g, b)
	}
	if r, g, b := seek(t, out, 1, 3*time.Second); g < b+40 || g < r+40 {
		t.Errorf("agent's picture is not green: %d %d %d", r, g, b)
	}
	for a := range 2 { // whole and silent about it: run fails on any complaint
		run(t, "ffmpeg", "-v", "warning", "-i", out, "-map", fmt.Sprintf("0:a:%d", a), "-f", "null", "-")
	}
	run(t, "ffprobe", "-v", "error", raw) // the raw segment is a file too
}

func TestTornSegmentsAreFinalised(t *testing.T) {
	for name, v := range map[string]media.Vault{"plain": nil, "encrypted": inverted{}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tornSegments(t, v)
		})
	}
}

func tornSegments(t *testing.T, v media.Vault) {
	dir := t.TempDir()
	raw, cut, out := filepath.Join(dir, "1.webm"), filepath.Join(dir, "cut.webm"), filepath.Join(dir, "final.webm")
	recordWith(t, v, raw, 3*time.Second, nil)
	whole, err := os.ReadFile(raw)
	if err != nil {
		t.Fatal(err)
	}
	if v != nil && bytes.Contains(whole, []byte("V_VP8")) {
		t.Error("the segment is plain")
	}
	full, err := joined(out, v, media.Segment{Path: raw})
	if err != nil || full.Torn != 0 {
		t.Fatal(err, full.Torn)
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	least := 4096
	if v != nil { // nothing of a piece can be read before its end
		least = len(whole) / 3
	}
	for i := range 30 {
		n := rnd.IntN(len(whole))
		if err := os.WriteFile(cut, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		sum, err := joined(out, v, media.Segment{Path: cut})
		if errors.Is(err, media.ErrNothingRecorded) && n < least {
			continue
		}
		if err != nil {
			t.Fatalf("cut at %d of %d: %v", n, len(whole), err)
		}
		frames := 0
		for _, tr := range sum.Tracks {
			frames += tr.Frames
		}
		if frames == 0 || sum.Duration > full.Duration {
			t.Errorf("cut at %d: %+v", n, sum)
		}
		if i < 3 {
			probe(t, out, sum)
		}
	}
	for i := range 30 { // and damaged in the middle: no panic, no endless loop
		b := bytes.Clone(whole)
		for range 50 {
			b[rnd.IntN(len(b))] = byte(rnd.IntN(256))
		}
		if err := os.WriteFile(cut, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := joined(out, v, media.Segment{Path: cut}); err != nil && i < 0 {
			t.Fatal(err)
		}
	}
}

func TestSegmentsJoinByWallClock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a, b, out := filepath.Join(dir, "1.webm"), filepath.Join(dir, "2.webm"), filepath.Join(dir, "final.webm")
	record(t, a, 2500*time.Millisecond, nil)
	record(t, b, 2500*time.Millisecond, nil)
	start := time.Date(2026, 4, 1, 10, 0, 0, 0, time.UTC)
	if err := os.WriteFile(filepath.Join(dir, "0.webm"), nil, 0o600); err != nil { // killed before its header
		t.Fatal(err)
	}
	sum := finalise(t, out, media.Segment{Path: a, StartedAt: start}, media.Segment{Path: filepath.Join(dir, "0.webm")}, media.Segment{Path: b, StartedAt: start.Add(10 * time.Second)})
	if !sum.StartedAt.Equal(start) || sum.Duration < 12*time.Second || sum.Duration > 14*time.Second || sum.Torn != 1 {
		t.Errorf("%+v", sum)
	}
	seen := map[string]bool{}
	for _, g := range sum.Gaps {
		if g.To-g.From > 6*time.Second && g.From > 2*time.Second && g.To >= 10*time.Second {
			seen[string(g.Role)+string(g.Kind)] = true
		}
	}
	if len(seen) != 4 {
		t.Errorf("the gap is not marked on every track: %+v", sum.Gaps)
	}
	probe(t, out, sum)
	seek(t, out, 0, 11500*time.Millisecond)
	seek(t, out, 1, 11500*time.Millisecond)
	over := finalise(t, out, media.Segment{Path: a, StartedAt: start}, media.Segment{Path: b, StartedAt: start.Add(time.Second)}) // clocks of two nodes disagree
	probe(t, out, over)
	run(t, "ffmpeg", "-v", "warning", "-i", out, "-map", "0", "-c", "copy", "-f", "null", "-") // complains about times that do not rise
}

func TestReconnectionLeavesAGap(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	raw, out := filepath.Join(dir, "1.webm"), filepath.Join(dir, "final.webm")
	r := listen(t, media.Config{}).Room("s1", media.RoomConfig{})
	rec, err := r.Record(raw, media.RecordOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Record(filepath.Join(dir, "2.webm"), media.RecordOptions{}); !errors.Is(err, media.ErrRecording) {
		t.Errorf("second recording: %v", err)
	}
	c := join(t, r, media.Customer, mediatest.Options{})
	stop := play(t, c, stream(0))
	until(t, 2*time.Second, rec)
	stop()
	_ = c.Close()
	until(t, 4*time.Second, rec)
	play(t, join(t, r, media.Customer, mediatest.Options{}), stream(0))
	until(t, 6*time.Second, rec)
	r.Close()
	sum := finalise(t, out, media.Segment{Path: raw})
	if len(sum.Gaps) != 2 {
		t.Fatalf("gaps: %+v", sum.Gaps)
	}
	for _, g := range sum.Gaps {
		if g.Role != media.Customer || g.From < time.Second || g.To < 4*time.Second || g.To > 5*time.Second {
			t.Errorf("gap %+v", g)
		}
	}
	if tr := sum.Tracks[2]; tr.Frames != 0 || tr.Last != 0 {
		t.Errorf("the agent never came: %+v", tr)
	}
	probe(t, out, sum)
	seek(t, out, 0, 5*time.Second)
}

// The sender's pictures leave it 300 ms after the sound of the same moment, and its clock is a year wrong. Its reports say
// so, and the file must put the two side by side.
func TestPictureAndSoundAreAlignedByReports(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := listen(t, media.Config{}).Room("s1", media.RoomConfig{})
	rec, err := r.Record(filepath.Join(dir, "1.webm"), media.RecordOptions{})
	if err != nil {
		t.Fatal(err)
	}
	skew := -365 * 24 * time.Hour
	c := join(t, r, media.Customer, mediatest.Options{ReportEvery: 200 * time.Millisecond, VideoLate: 300 * time.Millisecond,
		Now: func() time.Time { return time.Now().Add(skew) }})
	play(t, c, stream(0))
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	var s media.AVSync
	for s.Measured < 10 || s.Last.Abs() > 20*time.Millisecond || rec.Position() < 3*time.Second {
		wait(t, tick.C, fmt.Sprintf("picture and sound to meet, %+v", s))
		s = rec.Stats().Sync[0]
	}
	t.Logf("picture after sound, by sender reports: by arrival %s, after %s %s (%d measurements)", s.ByArrival, rec.Position().Round(time.Second), s.Last, s.Measured)
	if s.ByArrival < 150*time.Millisecond {
		t.Errorf("by arrival alone: %+v", s)
	}
	if agent := rec.Stats().Sync[1]; agent.Measured != 0 {
		t.Errorf("measured without an agent: %+v", agent)
	}
}

func TestEvidenceIsNotWrittenOver(t *testing.T) {
	t.Parallel()
	p := filepath.Join(t.TempDir(), "1.webm")
	if err := os.WriteFile(p, []byte("evidence"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := listen(t, media.Config{}).Room("s1", media.RoomConfig{}).Record(p, media.RecordOptions{}); err == nil {
		t.Error("recorded over an existing file")
	}
}
