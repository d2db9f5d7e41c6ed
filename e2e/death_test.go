package e2e

import (
	"bytes"
	"cmp"
	"os"
	"path/filepath"
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
	segments, err := filepath.Glob(filepath.Join(d.data, "live", m.ID, "*"))
	if err != nil || len(segments) == 0 {
		t.Fatal("no recording under way:", err)
	}
	for _, path := range segments {
		if b, err := os.ReadFile(path); err != nil || bytes.Contains(b, []byte("V_VP8")) {
			t.Errorf("%s: %v, or in plain", path, err)
		}
	}
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
	gaps := m.report().Recording.Gaps
	killed := film.duration - at(events, api.SessionDecided).Sub(died) // in the recording, which ends with the decision
	t.Logf("killed at %s of %s, resumed %s later; gaps %+v", killed, film.duration, at(events, api.SessionResumed).Sub(died), gaps)
	for party, name := range []string{"customer", "agent"} {
		pictures := film.pictures(t, party)
		outage := longest(pictures)
		t.Logf("%s: pictures until %s before the kill, again %s after it", name, killed-outage.from, outage.to-killed)
		// The moment of the kill is known to about a second, more on a busy machine.
		if (killed-outage.from).Abs() > 3*time.Second || outage.to < killed-time.Second {
			t.Errorf("%s: no pictures from %s to %s, killed at %s", name, outage.from, outage.to, killed)
		}
		film.moves(t, party, 0, outage.from)
		film.moves(t, party, outage.to, film.duration)
		film.seeks(t, party, outage.from/2)
		film.seeks(t, party, (outage.to+film.duration)/2)
		// The report lists gaps from one second on; rounding may decide at the limit.
		for _, h := range holes(pictures, 1050*time.Millisecond) {
			if !slices.ContainsFunc(gaps, func(g api.Gap) bool { return g.Party == name && near(h.from, g.FromMS) && near(h.to, g.ToMS) }) {
				t.Errorf("%s: the report does not list the gap %+v: %+v", name, h, gaps)
			}
		}
	}
	if call := at(events, api.SessionDecided).Sub(at(events, api.SessionStarted)); (film.duration - call).Abs() > 5*time.Second {
		t.Errorf("recording of %s, the call took %s", film.duration, call)
	}
}

// longest stretch without pictures.
func longest(pictures []time.Duration) hole {
	return slices.MaxFunc(append(holes(pictures, 0), hole{}), func(a, b hole) int { return cmp.Compare(a.to-a.from, b.to-b.from) })
}

func near(d time.Duration, ms int64) bool {
	return (d - time.Duration(ms)*time.Millisecond).Abs() <= 50*time.Millisecond
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
