package media_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/pion/rtp"

	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/media/mediatest"
)

// sound is a stream without a picture.
func sound() mediatest.Stream { return mediatest.Stream{Audio: mediatest.Sine()} }

// A watcher sees and hears both from the first moment, and is heard as far as he was let: by nobody, by the agent alone,
// by both and the recording.
func TestAWatcherIsHeardByWhomHeSpeaksTo(t *testing.T) {
	t.Parallel()
	r := listen(t, media.Config{}).Room("s1", media.RoomConfig{})
	raw := filepath.Join(t.TempDir(), "1.webm")
	rec, err := r.Record(raw, media.RecordOptions{})
	if err != nil {
		t.Fatal(err)
	}
	ears := map[media.Role]*ear{media.Customer: newEar(), media.Agent: newEar(), media.Watcher: newEar()}
	play(t, join(t, r, media.Customer, mediatest.Options{Ear: true, OnRTP: ears[media.Customer].hear}), stream(0))
	play(t, join(t, r, media.Agent, mediatest.Options{Ear: true, OnRTP: ears[media.Agent].hear}), stream(1))
	p, w := enter(t, r, media.Watcher, mediatest.Options{Watch: true, Mic: true, OnRTP: ears[media.Watcher].hear}, nil)
	for _, track := range []string{"agent/video", "agent/audio", "customer/video", "customer/audio"} {
		ears[media.Watcher].until(t, track, func() bool { return len(ears[media.Watcher].heads(track)) > 5 })
	}
	play(t, w, sound())
	heard := func(role media.Role) int { return len(ears[role].heads("watcher/audio")) }
	// nothing arrives of him while more of a party arrives that was sent later
	silence := func(role media.Role, other string) {
		t.Helper()
		was, n := heard(role), len(ears[role].heads(other))
		ears[role].until(t, other, func() bool { return len(ears[role].heads(other)) > n+20 })
		if heard(role) != was {
			t.Errorf("the %s hears a watcher who does not speak to him", role)
		}
	}
	hears := func(role media.Role) {
		t.Helper()
		n := heard(role)
		ears[role].until(t, "the watcher", func() bool { return heard(role) > n+10 })
	}
	silence(media.Agent, "customer/audio")
	silence(media.Customer, "agent/audio")
	if err := p.Speak(media.OnlyAgent); err != nil {
		t.Fatal(err)
	}
	hears(media.Agent)
	silence(media.Customer, "agent/audio")
	if rec.Stats().Frames[4] != 0 {
		t.Error("a whisper was recorded")
	}
	other, err := r.Join(media.Watcher)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Speak(media.Everybody); !errors.Is(err, media.ErrVoiceTaken) {
		t.Errorf("two speak at a time: %v", err)
	}
	other.Close()
	if err := p.Speak(media.Everybody); err != nil {
		t.Fatal(err)
	}
	hears(media.Customer)
	hears(media.Agent)
	for n := rec.Position(); rec.Stats().Frames[4] < 10; n += 1e8 {
		until(t, n, rec)
	}
	// he goes, in the middle of a word: the parties' own streams have no hole
	p.Close()
	silence(media.Agent, "customer/audio")
	silence(media.Customer, "agent/audio")
	for _, role := range []media.Role{media.Customer, media.Agent} {
		for track, h := range map[string][]rtp.Header{"watcher/audio": ears[role].heads("watcher/audio")} {
			for i := 1; i < len(h); i++ {
				if h[i].SequenceNumber != h[i-1].SequenceNumber+1 {
					t.Errorf("%s of the %s: %d after %d", track, role, h[i].SequenceNumber, h[i-1].SequenceNumber)
				}
			}
		}
	}
	r.Close()
	sum := finalise(t, filepath.Join(t.TempDir(), "final.webm"), media.Segment{Path: raw})
	if len(sum.Tracks) != 5 || sum.Tracks[4].Frames < 10 || sum.Tracks[4].Role != media.Watcher || sum.Tracks[4].First < sum.Tracks[1].First {
		t.Errorf("recorded: %+v", sum.Tracks)
	}
}

func TestAWatcherIsRefusedAVoice(t *testing.T) {
	t.Parallel()
	r := listen(t, media.Config{}).Room("s1", media.RoomConfig{})
	p, _ := enter(t, r, media.Watcher, mediatest.Options{Watch: true, Mic: true}, nil)
	if err := p.Speak(media.OnlyAgent); !errors.Is(err, media.ErrUnheard) {
		t.Errorf("nobody is there: %v", err)
	}
	a, _ := enter(t, r, media.Agent, mediatest.Options{Ear: true}, nil)
	if err := p.Speak(media.OnlyAgent); err != nil {
		t.Errorf("whisper: %v", err)
	}
	join(t, r, media.Customer, mediatest.Options{})
	if err := p.Speak(media.Everybody); !errors.Is(err, media.ErrUnheard) {
		t.Errorf("to a client without a second sound: %v", err)
	}
	if err := a.Speak(media.Everybody); err == nil {
		t.Error("a party speaks as a watcher")
	}
	for range 2 {
		if _, err := r.Join(media.Watcher); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.Join(media.Watcher); !errors.Is(err, media.ErrRoomFull) {
		t.Errorf("a fourth watcher: %v", err)
	}
}
