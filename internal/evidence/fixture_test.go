package evidence_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/evidence"
	"github.com/basekyc/basekyc/internal/kyc"
)

var start = time.Date(2026, 3, 12, 8, 30, 15, 250_000_000, time.UTC) // 14:00:15 IST

// story makes a session through the public methods of kyc, minute by minute.
type story struct {
	t      testing.TB
	s      *kyc.Session
	events []kyc.Event
	now    time.Time
	files  map[string][]byte // by artifact id
	ids    byte
}

func id(prefix string, n byte) string { return kyc.ID(prefix, start, kyc.Entropy{n}) }

// account that all stories happen in.
var account = kyc.Account{ID: id(kyc.PrefixAccount, 1), Name: "Sahyadri Co-operative Bank Ltd.", CreatedAt: start}

func begin(t testing.TB, live bool, o kyc.Order) *story {
	t.Helper()
	st := &story{t: t, now: start, files: map[string][]byte{}}
	s, events, err := kyc.NewSession(kyc.Scope{Account: account.ID, Live: live}, id(kyc.PrefixSession, 7), o, kyc.Link{}, st.now)
	st.s = s
	st.must(events, err)
	return st
}

// order of an ordinary customer.
func order(name string) kyc.Order {
	return kyc.Order{Customer: kyc.Customer{Name: name, Mobile: "9800000002", Email: "asha@example.com",
		Reference: "LOAN-2026-000417", DateOfBirth: "1991-08-05"}, Type: kyc.FullKYC, Profile: "none"}
}

func (st *story) must(events []kyc.Event, err error) {
	st.t.Helper()
	if err != nil {
		st.t.Fatal(err)
	}
	st.s.Seal(events)
	st.events = append(st.events, events...)
	st.now = st.now.Add(11*time.Second + 137*time.Millisecond)
}

// call brings the session into a call with an officer.
func (st *story) call(o kyc.OfficerRef) *story {
	st.must(st.s.Join(kyc.Hash{1}, st.now))
	text := evidence.Consent("en")
	st.must(st.s.RecordConsent(kyc.Consent{Version: text.Version, Language: text.Language, SHA256: text.SHA256, IP: "203.0.113.9"}, st.now))
	st.must(st.s.Queue(st.now))
	st.must(st.s.Start(o, st.now))
	return st
}

// artifact stores bytes and points at them.
func (st *story) artifact(kind kyc.ArtifactKind, label string, b []byte) kyc.Artifact {
	st.ids++
	sum := sha256.Sum256(b)
	a := kyc.Artifact{ID: id(kyc.PrefixArtifact, st.ids), Kind: kind, Label: label, Key: "k", Type: "image/jpeg",
		Bytes: int64(len(b)), SHA256: hex.EncodeToString(sum[:]), At: st.now}
	if kind == kyc.ArtifactFrame {
		a.Position = 41*time.Second + 250*time.Millisecond
	}
	st.files[a.ID] = b
	return a
}

func (st *story) check(c kyc.Check) {
	st.ids++
	c.ID, c.StartedAt, c.EndedAt = id(kyc.PrefixCheck, st.ids), st.now, st.now
	st.must(st.s.AddCheck(c, st.now))
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

var (
	embedder  = kyc.Model{Name: "face-embedding", SHA256: digest("embedding")}
	detector  = kyc.Model{Name: "face-detection", SHA256: digest("detection")}
	spoofing  = kyc.Model{Name: "anti-spoof", SHA256: digest("spoof")}
	match     = map[string]float64{"match": 0.34, "mismatch": 0.20}
	spoofness = map[string]float64{"spoof_fine": 0.5, "spoof_suspicious": 0.2}
)

// images that a story shows; tests draw their own.
type images struct{ live, document, face []byte }

func (st *story) liveness(v kyc.Verdict, passive float64) {
	c := kyc.Check{Kind: kyc.CheckLiveness, Verdict: v, Models: []kyc.Model{detector, spoofing}, Thresholds: spoofness,
		Liveness: &kyc.Liveness{PassiveScore: &passive, PassiveFrames: 24, Passive: "fine", Challenges: []kyc.Challenge{
			{Kind: "turn_left", AskedAt: st.now.Add(-9 * time.Second), Passed: true, ReactionMS: 1240},
			{Kind: "look_up", AskedAt: st.now.Add(-4 * time.Second), Passed: true, ReactionMS: 870}}}}
	if v == kyc.Fail {
		c.Liveness.Passive = "suspicious"
		c.Liveness.Challenges[1] = kyc.Challenge{Kind: "look_up", AskedAt: st.now.Add(-4 * time.Second), Reason: "no_movement_seen"}
		c.Reasons = []kyc.Reason{{Code: "liveness_spoof_suspected", Message: "The picture looks like one taken off a screen or a print."}}
	}
	st.check(c)
}

func (st *story) document(img images) {
	a := st.artifact(kyc.ArtifactStill, "pan_front", img.document)
	st.must(st.s.AddStill(a, st.now))
	crop := st.artifact(kyc.ArtifactFrame, evidence.LabelDocumentFace, img.face)
	crop.Position = 0
	st.check(kyc.Check{Kind: kyc.CheckDocument, Verdict: kyc.Pass, Models: []kyc.Model{detector},
		Thresholds: map[string]float64{"min_document_face_px": 80},
		Document: &kyc.Document{Type: kyc.PAN, NumberMasked: "ABXXXXXX4F", FaceHeight: 212,
			Checks: []kyc.DocumentCheck{{ID: "face_found", Verdict: kyc.Pass, Detail: "One face."},
				{ID: "face_size", Verdict: kyc.Pass, Detail: "212 px, at least 80 are needed."},
				{ID: "sharpness", Verdict: kyc.Pass}, {ID: "ocr", Verdict: kyc.Unavailable, Detail: "Text recognition is not installed."}}},
		Evidence: []kyc.Artifact{a, crop}})
}

func (st *story) faceMatch(v kyc.Verdict, cosine, confidence float64, img images) {
	c := kyc.Check{Kind: kyc.CheckFaceMatch, Verdict: v, Models: []kyc.Model{detector, embedder}, Thresholds: match,
		FaceMatch: &kyc.FaceMatch{Similarity: cosine, Confidence: confidence, Threshold: 0.34, Frames: 18},
		Evidence:  []kyc.Artifact{st.artifact(kyc.ArtifactFrame, evidence.LabelMatchedFace, img.live)}}
	if v == kyc.Fail {
		c.Reasons = []kyc.Reason{{Code: "face_mismatch", Message: "The face on the document is not the face of the customer."}}
	}
	st.check(c)
}

func (st *story) record(gaps ...kyc.Gap) {
	a := st.artifact(kyc.ArtifactRecording, "recording", []byte("webm"))
	a.Type, a.Bytes = "video/webm", 23_518_204
	st.must(st.s.SealRecording(a, gaps, st.now))
}

func (st *story) input() evidence.Input {
	return evidence.Input{Session: st.s, Events: st.events, Account: account,
		Pictures:  func(_ context.Context, a kyc.Artifact) ([]byte, error) { return st.files[a.ID], nil },
		VerifyURL: "https://kyc.example.com/v1/sessions/" + st.s.ID + "/events"}
}

var asha = kyc.OfficerRef{ID: id(kyc.PrefixOfficer, 3), Name: "Meera Iyer"}

// approved is the whole of a good session.
func approved(t testing.TB, o kyc.Order, img images) *story {
	st := begin(t, true, o).call(asha)
	st.liveness(kyc.Pass, 0.914)
	st.document(img)
	st.must(st.s.Interrupt("customer_lost", st.now))
	st.must(st.s.Resume(st.now))
	st.faceMatch(kyc.Pass, 0.6127, 0.9731, img)
	st.must(st.s.Decide(kyc.Approve, nil, "Customer answered all questions. PAN seen in original.", asha, st.now))
	st.record(kyc.Gap{Party: "customer", From: 71 * time.Second, To: 78*time.Second + 400*time.Millisecond})
	return st
}

// rejected fails on liveness and on the face.
func rejected(t testing.TB, live bool, img images) *story {
	bot := kyc.OfficerRef{ID: "sim", Name: "Sandbox officer", Simulated: true}
	st := begin(t, live, order("Ravi Deshmukh")).call(bot)
	st.liveness(kyc.Fail, 0.071)
	st.document(img)
	st.faceMatch(kyc.Fail, 0.0842, 0.031, img)
	st.must(st.s.Decide(kyc.Reject, nil, "", bot, st.now))
	st.record()
	return st
}

// failed ends before anything was checked.
func failed(t testing.TB) *story {
	st := begin(t, true, order("Ravi Deshmukh")).call(asha)
	st.must(st.s.Interrupt("customer_lost", st.now))
	st.now = st.now.Add(5 * time.Minute)
	st.must(st.s.Tick(st.now))
	return st
}

// drawn makes a picture that is told apart by its colour.
func drawn(w, h int, c color.Color) []byte {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			if (x/20+y/20)%2 == 0 {
				m.Set(x, y, c)
			} else {
				m.Set(x, y, color.White)
			}
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(fmt.Sprint("draw: ", err))
	}
	return b.Bytes()
}

var plain = images{live: drawn(640, 480, color.RGBA{180, 40, 40, 255}), document: drawn(1600, 1000, color.RGBA{40, 40, 180, 255}),
	face: drawn(300, 300, color.RGBA{40, 140, 40, 255})}

func pdf(t testing.TB, in evidence.Input) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := evidence.Report(context.Background(), &b, in); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func facts(t testing.TB, in evidence.Input) (f evidence.Facts) {
	t.Helper()
	compiled, err := evidence.Compile(in)
	if err != nil {
		t.Fatal(err)
	}
	return *compiled
}
