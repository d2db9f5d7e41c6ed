package e2e

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
)

// SIGTERM stops cleanly with a customer in line and another in a call. The next
// start has the same keys and sessions; both customers come back by themselves,
// one to the line, one to the end of the call.
func TestStopAndStart(t *testing.T) {
	t.Parallel()
	needModels(t)
	d := own(t)
	turn(t)
	waiting := d.invite(t, simulate("never_joins"))
	waiting.join("")
	calling := d.invite(t)
	calling.join("genuine")
	waiting.hears(api.SessionQueued)
	calling.hears(api.CheckCompleted)
	former := d.ready
	began := time.Now()
	if err := d.terminate(); err != nil {
		t.Fatal(err)
	}
	t.Logf("stopped after %s", time.Since(began).Round(time.Millisecond))
	if err := d.start(); err != nil {
		t.Fatal(err)
	}
	t.Logf("ready again after %s", d.took)
	if d.ready != former {
		t.Errorf("ready line %+v, before %+v", d.ready, former)
	}
	waiting.hearsUntil("a second place in line", func(list []delivery) bool {
		return follow(types(list), api.SessionQueued, api.SessionUnqueued, api.SessionQueued)
	})
	if s := get[api.Session](t, d, "/v1/sessions/"+waiting.ID); s.ID != waiting.ID || s.Status != "waiting" || s.Customer.Name != "Asha Rao" {
		t.Errorf("session %+v", s)
	}
	waiting.settled()
	calling.hears(api.SessionCompleted)
	if got := order(calling.settled()); !follow(got, api.SessionStarted, api.SessionInterrupted, api.SessionResumed, api.SessionDecided, api.SessionCompleted) {
		t.Errorf("events %v", got)
	}
	if r := calling.result(); !is(r.Outcome, "approved") || r.RecordingURL == nil {
		t.Errorf("result %+v", r)
	}
}

// A second program on the same port or on the same data says what is wrong and
// disturbs nothing.
func TestStartTwice(t *testing.T) {
	t.Parallel()
	d := own(t)
	m := d.invite(t, simulate("never_joins"))
	m.join("")
	m.hears(api.SessionQueued)
	free, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data string
		port int
		says string
	}{
		"port": {t.TempDir(), d.port, "address already in use"},
		"data": {d.data, free, "in use by another"},
	} {
		p, err := spawn(nil, "demo", "--json", "--data", c.data, "--listen", "127.0.0.1:"+strconv.Itoa(c.port), "--media-port", "0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.kill)
		ctx, cancel := context.WithTimeout(t.Context(), stopWithin)
		ready := func(l []string) bool { return len(l) > 0 }
		go func() {
			<-p.ended
			cancel()
		}()
		if out, err := p.out.until(ctx, ready); err == nil {
			t.Errorf("same %s: a second program is ready: %s", name, out)
			p.kill()
			continue
		}
		<-p.ended
		log, _ := p.log.all()
		if p.cmd.ProcessState.ExitCode() != 1 || !slices.ContainsFunc(log, func(l string) bool { return strings.Contains(l, c.says) }) {
			t.Errorf("same %s: %v, said %q, want %q", name, p.err, log, c.says)
		}
	}
	if got := order(m.settled()); got[len(got)-1] != api.SessionQueued || slices.Contains(got, api.SessionUnqueued) {
		t.Errorf("the first program was disturbed: %v", got)
	}
}

// Without the networks everything works but the checks, and nothing is made up.
func TestWithoutModels(t *testing.T) {
	t.Parallel()
	d := own(t, "BASEKYC_MODELS="+t.TempDir())
	turn(t)
	m := d.invite(t)
	m.join("genuine")
	m.hears(api.SessionCompleted)
	r := m.result()
	if !is(r.Outcome, "needs_review") || r.FaceMatch.Decision != "unavailable" || r.FaceMatch.Score != nil || r.FaceMatch.Similarity != nil ||
		r.Liveness.Verdict != "unavailable" || r.Liveness.Passed != nil || r.Liveness.Score != nil ||
		slices.ContainsFunc(r.Liveness.Challenges, func(c api.Challenge) bool { return c.Passed }) {
		t.Errorf("result %+v", r)
	}
	for _, want := range []string{"liveness_unavailable", "face_match_unavailable"} {
		if !slices.Contains(codes(r.Reasons), want) {
			t.Errorf("reasons %v, want %s", codes(r.Reasons), want)
		}
	}
	events := m.settled()
	if got := order(events); slices.Contains(got, api.LivenessPassed) || slices.Contains(got, api.LivenessFailed) || count(events, api.CheckCompleted) != 3 {
		t.Errorf("events %v", got)
	}
	for _, c := range m.report().Checks {
		if c.Verdict == "passed" || len(c.Models) > 0 || c.Kind != "document" && c.Verdict != "unavailable" {
			t.Errorf("check %+v", c)
		}
	}
}
