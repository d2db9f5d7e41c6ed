package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyctest/npm"
)

// The main job: an approved customer, with everything that a bank files.
func TestGenuine(t *testing.T) {
	t.Parallel()
	needModels(t)
	needTools(t, "ffmpeg", "ffprobe", "pdftotext", "npm", "node")
	d := ours(t)
	giveBack := turn(t)
	m := d.invite(t)
	m.join("genuine")
	told := m.hears(api.SessionCompleted)
	m.leaves()
	giveBack()

	last := told[slices.IndexFunc(told, func(d delivery) bool { return d.event.Type == api.SessionCompleted })]
	d.standardWebhooks(t, last)
	events := m.settled()
	if got := order(events); !slices.Equal(got, []api.EventType{api.SessionCreated, api.SessionJoined, api.ConsentRecorded, api.SessionQueued,
		api.SessionStarted, api.CheckCompleted, api.LivenessPassed, api.DocumentCaptured, api.CheckCompleted, api.CheckCompleted,
		api.DocumentConfirmed, api.DocumentConfirmed, api.DocumentConfirmed, api.DocumentConfirmed, // number, names, day of birth: as they were read
		api.SessionDecided, api.RecordingReady, api.ReportReady, api.SessionCompleted}) {
		t.Errorf("events %v", got)
	}

	r := m.result()
	f, l := r.FaceMatch, r.Liveness
	if !is(r.Outcome, "approved") || len(r.Reasons) > 0 || f.Decision != "match" || f.Similarity == nil || f.Threshold == nil ||
		*f.Similarity < *f.Threshold || f.Score == nil || !is(l.Passed, true) || l.Verdict != "passed" || len(l.Challenges) != 2 {
		t.Errorf("result %+v", r)
	}
	for _, c := range l.Challenges {
		if !c.Passed || c.ReactionMS == nil || *c.ReactionMS <= 0 {
			t.Errorf("challenge %+v", c)
		}
	}
	brief := fact[api.ResultData](t, events, api.SessionCompleted)
	if brief.Outcome != "approved" || brief.FaceMatch == nil || !is(brief.FaceMatch.Similarity, *f.Similarity) || brief.Liveness == nil ||
		brief.Liveness.Verdict != "passed" || !is(r.RecordingURL, brief.RecordingURL) || !is(r.ReportURL, brief.ReportURL) {
		t.Errorf("event %+v, result %+v", brief, r)
	}

	recording := fact[api.ArtifactData](t, events, api.RecordingReady)
	d.reportDownloads(t, m, brief.ReportURL, fact[api.ArtifactData](t, events, api.ReportReady), recording.SHA256)
	webm := d.download(t, brief.RecordingURL)
	if int64(len(webm)) != recording.Bytes || sha(webm) != recording.SHA256 {
		t.Errorf("recording has %d bytes, %s; the event says %+v", len(webm), sha(webm), recording)
	}
	d.ranges(t, brief.RecordingURL, webm)

	film := keep(t, webm)
	film.fourTracks(t)
	film.decodes(t)
	began, ended := at(events, api.SessionStarted), at(events, api.SessionDecided)
	if call := ended.Sub(began); (film.duration - call).Abs() > 4*time.Second {
		t.Errorf("recording of %s, the call took %s", film.duration, call)
	}
	for party := range 2 {
		film.moves(t, party, 0, film.duration)
		film.speaks(t, party)
		film.seeks(t, party, film.duration/2)
	}

	d.composite(t, m, film.duration)

	if got := m.report(); got.Session.ID != m.ID || !is(got.Result.Outcome, "approved") || len(got.Events) != len(events) ||
		got.Recording == nil || got.Recording.SHA256 != recording.SHA256 || got.Consent == nil || len(got.Checks) != 3 {
		t.Errorf("report %+v", got)
	}
}

// at is when the first event of a type happened.
func at(events []api.Event, kind api.EventType) time.Time {
	for _, e := range events {
		if e.Type == kind {
			return e.Created
		}
	}
	return time.Time{}
}

// words of a PDF.
func words(t *testing.T, pdf []byte) string {
	t.Helper()
	c := exec.Command("pdftotext", "-", "-")
	c.Stdin = bytes.NewReader(pdf)
	text, err := c.Output()
	if err != nil {
		t.Fatal("pdftotext:", err)
	}
	return string(text)
}

func sha(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// fetch sends a request with the secret key.
func (d *demo) fetch(t *testing.T, r *http.Request, want int) []byte {
	t.Helper()
	r.Header.Set("Authorization", "Bearer "+d.SecretKey)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != want {
		t.Fatalf("%s %s: %s, want %d: %.300q %v", r.Method, r.URL.Path, res.Status, want, body, err)
	}
	return body
}

// download needs the key, and nothing else opens the address.
func (d *demo) download(t *testing.T, url string) []byte {
	t.Helper()
	for _, credential := range []string{"", "Bearer " + d.PublicKey} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", credential)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close() // only the status counts
		if res.StatusCode != http.StatusUnauthorized && res.StatusCode != http.StatusForbidden {
			t.Errorf("GET %s with %.10q: %s", url, credential, res.Status)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d.fetch(t, r, http.StatusOK)
}

// ranges asks for parts, as a player that seeks does.
func (d *demo) ranges(t *testing.T, url string, whole []byte) {
	t.Helper()
	middle := len(whole) / 2
	for header, want := range map[string][]byte{
		"bytes=0-0": whole[:1],
		fmt.Sprintf("bytes=%d-%d", middle, middle+999): whole[middle : middle+1000],
		"bytes=-500": whole[len(whole)-500:],
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Range", header)
		if got := d.fetch(t, r, http.StatusPartialContent); !bytes.Equal(got, want) {
			t.Errorf("%s gave %d bytes that are not those of the whole", header, len(got))
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Range", fmt.Sprintf("bytes=%d-", len(whole)))
	d.fetch(t, r, http.StatusRequestedRangeNotSatisfiable)
}

// reportDownloads reads the PDF as a clerk would.
func (d *demo) reportDownloads(t *testing.T, m *meeting, url string, sealed api.ArtifactData, recording string) {
	t.Helper()
	pdf := d.download(t, url)
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) || sha(pdf) != sealed.SHA256 || int64(len(pdf)) != sealed.Bytes {
		t.Errorf("report of %d bytes, %s, begins with %.8q; the event says %+v", len(pdf), sha(pdf), pdf, sealed)
	}
	flat := strings.Join(strings.Fields(words(t, pdf)), "") // a hash may fill two lines
	for _, want := range []string{m.ID, "Approved", "AshaRao", recording} {
		if !strings.Contains(flat, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	if strings.Contains(flat, "9800000002") {
		t.Error("the report shows the whole mobile number")
	}
}

// standardWebhooks verifies a delivery with the reference library in Node.
func (d *demo) standardWebhooks(t *testing.T, got delivery) {
	t.Helper()
	headers := map[string]string{}
	for name := range got.header {
		headers[strings.ToLower(name)] = got.header.Get(name)
	}
	d.hooks.mu.Lock()
	in := map[string]any{"secret": d.hooks.secret, "headers": headers, "body": string(got.body)}
	d.hooks.mu.Unlock()
	out, err := node(t, referenceVerifier(t), in)
	if err != nil || strings.TrimSpace(out) != string(got.event.Type) {
		t.Errorf("standardwebhooks: %v: %s", err, out)
	}
	in["body"] = string(got.body) + " "
	if out, err := node(t, referenceVerifier(t), in); err == nil {
		t.Errorf("standardwebhooks believes a changed body: %s", out)
	}
}

// referenceVerifier is the script of internal/webhook with its library.
func referenceVerifier(t *testing.T) string {
	t.Helper()
	dir, err := npm.Folder("../internal/webhook/testdata/verify")
	if err != nil {
		missing(t, "BASEKYC_REQUIRE_TOOLS", err.Error())
	}
	return filepath.Join(dir, "verify.mjs")
}
