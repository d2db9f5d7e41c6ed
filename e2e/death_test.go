package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
)

// The power goes in the middle of a call, and again between the decision and
// the sealing. Both parties come back by themselves; nothing that happened is
// lost: no event, no delivery, no picture.
func TestKilled(t *testing.T) {
	t.Parallel()
	needModels(t)
	needTools(t, "ffmpeg", "ffprobe")
	d := own(t)
	turn(t)
	m := d.invite(t)
	m.join("genuine")
	m.hears(api.CheckCompleted)
	d.kill()
	died := time.Now()
	if err := d.start(); err != nil {
		t.Fatal("start again:", err)
	}
	t.Logf("ready %s after kill -9", d.took)
	m.hears(api.SessionDecided)
	d.kill()
	if err := d.start(); err != nil {
		t.Fatal("start a third time:", err)
	}
	m.hears(api.SessionCompleted)
	m.leaves()

	events := m.settled()
	if got := order(events); !follow(got, api.SessionStarted, api.CheckCompleted, api.SessionInterrupted, api.SessionResumed,
		api.SessionDecided, api.RecordingReady, api.ReportReady, api.SessionCompleted) {
		t.Fatalf("events %v", got)
	}
	if n := count(events, api.SessionCompleted) + count(events, api.RecordingReady) + count(events, api.ReportReady); n != 3 {
		t.Errorf("%d ends: %v", n, order(events))
	}
	if cut := fact[api.InterruptedData](t, events, api.SessionInterrupted); cut.Cause != "server_restarted" {
		t.Errorf("interruption %+v", cut)
	}
	if r := m.result(); !is(r.Outcome, "approved") {
		t.Errorf("result %+v", r)
	}
	said, _ := m.visitor.out.all()
	if !slices.ContainsFunc(said, func(l string) bool { return strings.HasSuffix(l, "connection lost, coming back") }) {
		t.Errorf("the customer lost nothing? %q", said)
	}

	recording := fact[api.ArtifactData](t, events, api.RecordingReady)
	webm := d.download(t, *m.result().RecordingURL)
	if sha(webm) != recording.SHA256 {
		t.Error("the recording is not the one that was sealed")
	}
	film := keep(t, webm)
	film.fourTracks(t)
	film.decodes(t)
	began, resumed := at(events, api.SessionStarted), at(events, api.SessionResumed)
	before := died.Sub(began)
	gaps := m.report().Recording.Gaps
	t.Logf("call began %s before the kill, resumed %s after it; recording of %s, gaps %+v", before, resumed.Sub(died), film.duration, gaps)
	for party, name := range []string{"customer", "agent"} {
		// Twelve pictures a second were sent. Until two seconds before the kill
		// at least half of them are there: the rest is the time that a call
		// needs to begin on a busy machine.
		kept := before - 2*time.Second
		if n := film.pictures(t, party, 0, kept); n < int(6*kept.Seconds()) {
			t.Errorf("%s: %d pictures of the %s before the kill", name, n, before)
		}
		film.moves(t, party, 0, kept)
		i := slices.IndexFunc(gaps, func(g api.Gap) bool { return g.Party == name })
		if i < 0 {
			t.Errorf("%s: the recording tells of no gap: %+v", name, gaps)
			continue
		}
		to := time.Duration(gaps[i].ToMS) * time.Millisecond
		film.moves(t, party, to, film.duration)
		film.seeks(t, party, (to+film.duration)/2)
		if from := time.Duration(gaps[i].FromMS) * time.Millisecond; from > before+time.Second || film.pictures(t, party, from+500*time.Millisecond, to-500*time.Millisecond) > 0 {
			t.Errorf("%s: gap %+v, killed after %s", name, gaps[i], before)
		}
	}
	if call := at(events, api.SessionDecided).Sub(began); (film.duration - call).Abs() > 5*time.Second {
		t.Errorf("recording of %s, the call took %s", film.duration, call)
	}
}

func count(events []api.Event, kind api.EventType) int {
	n := 0
	for _, e := range events {
		if e.Type == kind {
			n++
		}
	}
	return n
}
