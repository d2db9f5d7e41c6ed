package media_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/media/mediatest"
)

func TestAPartyIsTakenOutOfARecording(t *testing.T) {
	dir := t.TempDir()
	raw, out := filepath.Join(dir, "1.webm"), filepath.Join(dir, "final.webm")
	record(t, raw, 2*time.Second, nil)
	sum := finalise(t, out, media.Segment{Path: raw})
	whole, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	got, err := media.Describe(bytes.NewReader(whole))
	if err != nil || got.Duration != sum.Duration || !got.StartedAt.Equal(sum.StartedAt) || len(got.Tracks) != 4 {
		t.Fatalf("%v: described as %+v, finalised as %+v", err, got, sum)
	}
	for i := range got.Tracks {
		if got.Tracks[i] != sum.Tracks[i] {
			t.Errorf("track %d is %+v, was %+v", i, got.Tracks[i], sum.Tracks[i])
		}
	}
	for party, role := range []media.Role{media.Customer, media.Agent} {
		part := filepath.Join(dir, string(role)+".webm")
		var b bytes.Buffer
		if err := media.Extract(context.Background(), bytes.NewReader(whole), role, &b); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(part, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		alone := run(t, "ffmpeg", "-v", "error", "-i", part, "-map", "0", "-c", "copy", "-copyts", "-f", "framemd5", "-")
		within := run(t, "ffmpeg", "-v", "error", "-i", out, "-map", "0:"+string('0'+rune(2*party)), "-map", "0:"+string('1'+rune(2*party)), "-c", "copy", "-copyts", "-f", "framemd5", "-")
		if frames(alone) == "" || frames(alone) != frames(within) {
			t.Errorf("%s: the frames alone are not those of the recording", role)
		}
	}
}

// frames leaves the comments of a list out.
func frames(list string) string {
	var out []byte
	for _, line := range bytes.Split([]byte(list), []byte("\n")) {
		if len(line) > 0 && line[0] != '#' {
			out = append(append(out, line...), '\n')
		}
	}
	return string(out)
}

func TestWhoWasNotThereIsNotTakenOut(t *testing.T) {
	dir := t.TempDir()
	raw, out := filepath.Join(dir, "1.webm"), filepath.Join(dir, "final.webm")
	r := listen(t, media.Config{}).Room("s1", media.RoomConfig{})
	rec, err := r.Record(raw, media.RecordOptions{})
	if err != nil {
		t.Fatal(err)
	}
	play(t, join(t, r, media.Customer, mediatest.Options{}), stream(0))
	until(t, time.Second, rec)
	r.Close()
	finalise(t, out, media.Segment{Path: raw})
	whole, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if err := media.Extract(context.Background(), bytes.NewReader(whole), media.Agent, &bytes.Buffer{}); !errors.Is(err, media.ErrNothingRecorded) {
		t.Errorf("the absent officer: %v", err)
	}
	for _, n := range []int{0, 10, len(whole) / 2, len(whole) - 3} {
		if _, err := media.Describe(bytes.NewReader(whole[:n])); err == nil {
			t.Errorf("a file cut at %d of %d bytes is described", n, len(whole))
		}
	}
}
