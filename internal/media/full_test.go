package media_test

import (
	"encoding/binary"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/media/mediatest"
	"github.com/basekyc/basekyc/internal/media/webm"
)

// fill lets no file of this process grow beyond a size, as a full disk does: a
// write in the middle of it is cut short. make lifts it again.
func fill(t *testing.T, size int64) (make func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(size), Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	return func() { _ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before) }
}

// moving is twenty seconds of pictures that build on each other, after one key frame.
func moving(t *testing.T) (frames [][]byte) {
	t.Helper()
	ivf := []byte(run(t, "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=160x120:r=20:d=20", "-c:v", "libvpx", "-deadline", "realtime",
		"-cpu-used", "8", "-b:v", "200k", "-g", "9999", "-f", "ivf", "-"))
	for b := ivf[32:]; len(b) > 12; { // of the file, then of each frame: https://wiki.multimedia.cx/index.php/Duck_IVF
		n := 12 + int(binary.LittleEndian.Uint32(b))
		frames = append(frames, b[12:n])
		b = b[n:]
	}
	return frames
}

// The call goes on over a full disk, the recording behind it: both halves are
// whole, with a gap between them, and pictures begin with a key frame again.
func TestARecordingOutlivesAFullDisk(t *testing.T) {
	film := moving(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "1.webm")
	events := make(chan media.Event, 64)
	r := listen(t, media.Config{}).Room("s1", media.RoomConfig{OnEvent: func(e media.Event) {
		if e.Type == media.RecordingFailed || e.Type == media.RecordingResumed {
			events <- e
		}
	}})
	rec, err := r.Record(path, media.RecordOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []media.Role{media.Customer, media.Agent} {
		play(t, join(t, r, role, mediatest.Options{}), mediatest.Stream{Video: film, Every: 50 * time.Millisecond, Audio: mediatest.Sine(), KeyAt: true})
	}
	for begun := rec.Position(); rec.Stats().Frames[0] < 20 || rec.Stats().Frames[2] < 20; begun += 100 * time.Millisecond {
		until(t, begun, rec)
	}
	st, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	room := fill(t, st.Size()+1000) // in the middle of the next cluster
	t.Cleanup(room)
	if e := wait(t, events, "the failure"); e.Type != media.RecordingFailed || rec.Err() == nil {
		t.Fatalf("%+v, %v", e, rec.Err())
	}
	full := rec.Position()
	kept, err := os.Stat(path)
	if err != nil || kept.Size() < st.Size() || kept.Size() > st.Size()+1000 {
		t.Errorf("%v: %d bytes became %d", err, st.Size(), kept.Size())
	}
	until(t, full+2*time.Second, rec)
	room()
	if e := wait(t, events, "the recording to go on"); e.Type != media.RecordingResumed || rec.Err() != nil {
		t.Fatalf("%+v, %v", e, rec.Err())
	}
	again := rec.Position()
	until(t, again+4*time.Second, rec)
	r.Close()
	if err := rec.Err(); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "final.webm")
	sum := finalise(t, out, media.Segment{Path: path})
	probe(t, out, sum)
	if sum.Torn != 0 || sum.Duration < again+3*time.Second {
		t.Errorf("%d torn, %s long", sum.Torn, sum.Duration)
	}
	if len(sum.Gaps) != 4 {
		t.Fatalf("gaps %+v", sum.Gaps)
	}
	for i, g := range sum.Gaps {
		if g.From > full || g.To < full+time.Second || g.To > again+3*time.Second {
			t.Errorf("gap %d from %s to %s; full at %s, room at %s", i, g.From, g.To, full, again)
		}
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	last := map[int]time.Duration{}
	if _, _, err := webm.Scan(f, func(b webm.Block, _ []byte) error {
		if video := b.Track == 1 || b.Track == 3; video && b.Time-last[b.Track] > time.Second && !b.Key {
			t.Errorf("track %d goes on at %s with a picture that builds on one that is not there", b.Track, b.Time)
		}
		last[b.Track] = b.Time
		return nil
	}); err != nil {
		t.Error(err)
	}
	// Every picture decodes without complaint.
	run(t, "ffmpeg", "-v", "error", "-i", out, "-map", "0:v", "-fps_mode", "passthrough", "-enc_time_base", "1/1000", "-f", "framecrc", "-y", os.DevNull)
}

// A call cannot begin without a recording; once there is room it can.
func TestACallBeginsOnceThereIsRoom(t *testing.T) {
	path := filepath.Join(t.TempDir(), "1.webm")
	r := listen(t, media.Config{}).Room("s1", media.RoomConfig{})
	room := fill(t, 10)
	t.Cleanup(room)
	if _, err := r.Record(path, media.RecordOptions{}); err == nil {
		t.Error("it records")
	}
	room()
	rec, err := r.Record(path, media.RecordOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := rec.Close(); err != nil {
		t.Error(err)
	}
}
