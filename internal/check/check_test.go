package check

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/vision"
)

// brief times end quickly when a test wants something to be missed; everything
// that is met ends at once whatever they are.
func brief() Timing {
	return Timing{Ahead: 50 * time.Millisecond, Challenge: 50 * time.Millisecond, Document: 50 * time.Millisecond, Draws: 2}
}

func conduct(t *testing.T, s *stage, c *Conductor, kind kyc.CheckKind) kyc.Check {
	t.Helper()
	if err := c.Start(context.Background(), s.session, kind, kyc.PAN); err != nil {
		t.Fatal(err)
	}
	return <-s.done
}

func reasons(c kyc.Check) (codes []string) {
	for _, r := range c.Reasons {
		codes = append(codes, r.Code)
	}
	return codes
}

func TestLiveness(t *testing.T) {
	tests := []struct {
		name    string
		change  func(*stage)
		verdict kyc.Verdict
		reason  string
		passive string
	}{
		{"a person who follows", func(*stage) {}, kyc.Pass, "", "fine"},
		{"one who does not", func(s *stage) { s.obeys = false }, kyc.Fail, "liveness_not_met", "fine"},
		{"a screen that follows", func(s *stage) { s.score = 0.05 }, kyc.Fail, "spoof_suspected", "suspicious"},
		{"a doubtful picture", func(s *stage) { s.score = 0.3 }, kyc.Review, "liveness_inconclusive", "inconclusive"},
		{"nobody", func(s *stage) { s.faces = 0 }, kyc.Fail, "liveness_no_face", "unavailable"},
		{"two people", func(s *stage) { s.faces = 2 }, kyc.Fail, "liveness_several_faces", "unavailable"},
		{"another person takes over", func(s *stage) { s.other = true }, kyc.Fail, "liveness_other_face", "unavailable"},
		{"no models", func(s *stage) { s.missing = true }, kyc.Unavailable, "liveness_unavailable", "unavailable"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newStage()
			tt.change(s)
			timing := brief()
			if tt.verdict == kyc.Pass || tt.reason == "spoof_suspected" || tt.verdict == kyc.Review {
				timing = DefaultTiming() // nothing is missed, so nothing has to end
			}
			check := conduct(t, s, s.conductor(t, timing), kyc.CheckLiveness)
			if check.Verdict != tt.verdict {
				t.Errorf("verdict %s %v", check.Verdict, check.Reasons)
			}
			found := tt.reason == ""
			for _, code := range reasons(check) {
				found = found || code == tt.reason
			}
			if !found {
				t.Errorf("reasons %v, want %s", reasons(check), tt.reason)
			}
			if tt.passive != "unavailable" && check.Liveness.Passive != tt.passive {
				t.Errorf("passive %s", check.Liveness.Passive)
			}
			if (check.Liveness.Passive == "unavailable") != (check.Liveness.PassiveScore == nil) {
				t.Error("a score without a computation, or none with one")
			}
			if computed := check.Verdict != kyc.Unavailable; computed != (check.Thresholds["match"] == 0.34) || check.ID == "" ||
				computed != (len(check.Models) == 1 && check.Models[0].Name == "detect.onnx") {
				t.Errorf("the verdict cannot be defended: models %v, thresholds %v, id %s", check.Models, check.Thresholds, check.ID)
			}
		})
	}
}

func TestTwoDifferentChallengesAreAsked(t *testing.T) {
	s := newStage()
	check := conduct(t, s, s.conductor(t, DefaultTiming()), kyc.CheckLiveness)
	c := check.Liveness.Challenges
	if len(c) != 2 || c[0].Kind == c[1].Kind || !c[0].Passed || !c[1].Passed {
		t.Fatalf("challenges %+v", c)
	}
	if len(check.Evidence) != 3 {
		t.Errorf("%d pictures kept", len(check.Evidence))
	}
	for _, a := range check.Evidence {
		if len(s.blobs[a.Key]) != int(a.Bytes) || a.Bytes == 0 {
			t.Errorf("%s points at nothing", a.Label)
		}
	}
}

func TestMissedChallengeIsDrawnAnew(t *testing.T) {
	s := newStage()
	s.obeys = false
	s.onAsk = func(i kyc.Instruction) {
		if i.Attempt == 2 {
			s.mu.Lock()
			s.obeys = true
			s.mu.Unlock()
		}
	}
	check := conduct(t, s, s.conductor(t, Timing{Ahead: time.Minute, Challenge: 50 * time.Millisecond, Draws: 3}), kyc.CheckLiveness)
	c := check.Liveness.Challenges
	if check.Verdict != kyc.Pass || len(c) != 3 || c[0].Passed || c[0].Kind == c[1].Kind {
		t.Errorf("%s %+v", check.Verdict, c)
	}
	if s.asked[2].Feedback != "not_seen" {
		t.Errorf("the customer is not told: %+v", s.asked[2])
	}
}

func TestDocument(t *testing.T) {
	picture := func(s *stage) []byte {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	tests := []struct {
		name     string
		change   func(*stage)
		verdict  kyc.Verdict
		reason   string
		feedback string
	}{
		{"a good picture", func(*stage) {}, kyc.Pass, "", ""},
		{"no face on it", func(s *stage) { s.stillNo = true }, kyc.Fail, "document_face_missing", "no_face_on_document"},
		{"too far away", func(s *stage) { s.still = face(1, 60) }, kyc.Fail, "document_face_small", "too_far"},
		{"blurred", func(s *stage) { s.still.Sharpness = 1 }, kyc.Fail, "document_blurred", "blurred"},
		{"no models", func(s *stage) { s.missing = true }, kyc.Unavailable, "document_unavailable", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newStage()
			tt.change(s)
			c := s.conductor(t, Timing{Document: time.Minute, Draws: 2})
			s.blobs["k"] = picture(s)
			s.onAsk = func(i kyc.Instruction) {
				if i.Kind == kyc.InstructDocument {
					c.Captured(kyc.Ref{Scope: s.session.Scope, Session: s.session.ID}, kyc.Artifact{Label: "aadhaar_front", Key: "k"})
					c.Captured(kyc.Ref{Scope: s.session.Scope, Session: s.session.ID}, kyc.Artifact{Label: "pan_front", Key: "k"})
				}
			}
			check := conduct(t, s, c, kyc.CheckDocument)
			if check.Verdict != tt.verdict || tt.reason != "" && reasons(check)[0] != tt.reason {
				t.Errorf("%s %v", check.Verdict, check.Reasons)
			}
			stream := slices.ContainsFunc(check.Evidence, func(a kyc.Artifact) bool { return a.Label == "stream_at_still" && len(s.blobs[a.Key]) > 0 })
			if stream == (check.Verdict == kyc.Unavailable) {
				t.Errorf("what the stream showed at the still: kept is %v", stream)
			}
			if tt.feedback != "" && s.asked[2].Feedback != tt.feedback {
				t.Errorf("asked again with %+v", s.asked[2])
			}
		})
	}
}

// An auditor asked for one side: the other one's picture and what was found on it stand.
func TestOneSideOfADocument(t *testing.T) {
	front := kyc.Artifact{ID: "art_f", Kind: kyc.ArtifactStill, Label: "pan_front", Key: "f"}
	back := kyc.Artifact{ID: "art_b", Kind: kyc.ArtifactStill, Label: "pan_back", Key: "b"}
	before := kyc.Check{ID: "chk_1", Kind: kyc.CheckDocument, Verdict: kyc.Review, Reasons: []kyc.Reason{{Code: "as_it_was"}},
		Document: &kyc.Document{Type: kyc.PAN, Checks: []kyc.DocumentCheck{{ID: "sharpness", Verdict: kyc.Review}}}, Evidence: []kyc.Artifact{front}}
	both := before
	both.Evidence = []kyc.Artifact{front, back}
	for name, tt := range map[string]struct {
		named    []kyc.Piece
		carried  kyc.Carried
		inCall   []kyc.Check
		inRound  kyc.Check
		late     bool // the customer sends nothing
		asked    []string
		evidence []string // what the check stands on
		verdict  kyc.Verdict
	}{
		"the back":              {[]kyc.Piece{kyc.PieceBack}, kyc.Carried{Piece: kyc.PieceFront, Check: "chk_1", Still: "art_f"}, []kyc.Check{before}, before, false, []string{"back"}, []string{"art_f", "new_back"}, kyc.Review},
		"the back, not in time": {[]kyc.Piece{kyc.PieceBack}, kyc.Carried{Piece: kyc.PieceFront, Check: "chk_1", Still: "art_f"}, []kyc.Check{before}, before, true, []string{"back"}, []string{"art_f"}, kyc.Fail},
		"the front":             {[]kyc.Piece{kyc.PieceFront}, kyc.Carried{Piece: kyc.PieceBack, Still: "art_b"}, nil, both, false, []string{"front"}, []string{"new_front", "art_b"}, kyc.Pass},
		"both":                  {[]kyc.Piece{kyc.PieceDocument}, kyc.Carried{}, nil, both, false, []string{"front", "back"}, []string{"new_front", "new_back"}, kyc.Pass},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage()
			s.session.Rounds = []kyc.Round{{Checks: []kyc.Check{tt.inRound}, Audit: &kyc.Audit{Pieces: tt.named}}}
			s.session.Carried, s.session.Checks = []kyc.Carried{tt.carried}, tt.inCall
			timing := Timing{Document: time.Minute, Draws: 2}
			if tt.late {
				timing = brief()
			}
			c := s.conductor(t, timing)
			var b bytes.Buffer
			if err := encode(&b); err != nil {
				t.Fatal(err)
			}
			s.blobs["k"] = b.Bytes()
			s.onAsk = func(i kyc.Instruction) {
				if i.Kind == kyc.InstructDocument && !tt.late {
					c.Captured(kyc.Ref{Scope: s.session.Scope, Session: s.session.ID}, kyc.Artifact{ID: "new_" + i.Side, Kind: kyc.ArtifactStill, Label: "pan_" + i.Side, Key: "k"})
				}
			}
			check := conduct(t, s, c, kyc.CheckDocument)
			var asked, evidence []string
			for _, i := range s.asked {
				if i.Kind == kyc.InstructDocument {
					asked = append(asked, i.Side)
				}
			}
			for _, a := range check.Evidence {
				if a.Kind == kyc.ArtifactStill {
					evidence = append(evidence, a.ID)
				}
			}
			if !slices.Equal(asked, tt.asked) || !slices.Equal(evidence, tt.evidence) || check.Verdict != tt.verdict {
				t.Errorf("asked for %v, evidence %v, %s %v", asked, evidence, check.Verdict, check.Reasons)
			}
			if len(before.Document.Checks) != 1 || len(before.Evidence) != 1 || len(before.Reasons) != 1 {
				t.Error("what stands was changed")
			}
		})
	}
}

func TestFaceMatch(t *testing.T) {
	half := face(1, 200)
	half.Embedding[0], half.Embedding[1], half.Embedding[9] = 0.03, 0.27, 0.96 // unit length; cosine about 0.27 with the live face
	for name, tt := range map[string]struct {
		document vision.Face
		doc      *kyc.Check
		verdict  kyc.Verdict
	}{
		"the same":        {face(1, 200), &kyc.Check{Verdict: kyc.Pass}, kyc.Pass},
		"someone else":    {face(7, 200), &kyc.Check{Verdict: kyc.Pass}, kyc.Fail},
		"in between":      {half, &kyc.Check{Verdict: kyc.Pass}, kyc.Review},
		"no document yet": {face(1, 200), nil, kyc.Unavailable},
		"a bad document":  {face(1, 200), &kyc.Check{Verdict: kyc.Fail}, kyc.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage()
			s.still = tt.document
			var b bytes.Buffer
			if err := encode(&b); err != nil {
				t.Fatal(err)
			}
			s.blobs["k"] = b.Bytes()
			if tt.doc != nil {
				tt.doc.Kind, tt.doc.Evidence = kyc.CheckDocument, []kyc.Artifact{{Key: "k"}}
				s.session.Checks = []kyc.Check{*tt.doc}
			}
			check := conduct(t, s, s.conductor(t, DefaultTiming()), kyc.CheckFaceMatch)
			if check.Verdict != tt.verdict {
				t.Errorf("%s %v %+v", check.Verdict, check.Reasons, check.FaceMatch)
			}
			if (check.FaceMatch == nil) != (check.Verdict == kyc.Unavailable) {
				t.Error("a score without a comparison, or none with one")
			}
		})
	}
}

// Somebody passes liveness, then holds a stolen card before the camera: the
// face on the card must not be compared with itself.
func TestCardBeforeTheCameraIsNoLiveFace(t *testing.T) {
	s := newStage()
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		t.Fatal(err)
	}
	s.blobs["card"], s.blobs["passed"] = b.Bytes(), b.Bytes()
	s.session.Checks = []kyc.Check{
		{Kind: kyc.CheckLiveness, Verdict: kyc.Pass, Evidence: []kyc.Artifact{{Key: "passed", Label: "live_face"}}},
		{Kind: kyc.CheckDocument, Verdict: kyc.Pass, Evidence: []kyc.Artifact{{Key: "card"}}}}
	s.still = face(1, 200) // what the stream shows now, and what the card shows
	s.passed = face(7, 200)
	check := conduct(t, s, s.conductor(t, brief()), kyc.CheckFaceMatch)
	if check.Verdict != kyc.Unavailable || check.FaceMatch != nil || reasons(check)[0] != "live_face_not_seen" {
		t.Errorf("%s %v %+v", check.Verdict, check.Reasons, check.FaceMatch)
	}
}

func TestOneCheckAtATimeAndStop(t *testing.T) {
	s := newStage()
	asked := make(chan struct{}, 1)
	s.onAsk = func(kyc.Instruction) { asked <- struct{}{} }
	c := s.conductor(t, Timing{Document: time.Hour, Draws: 1})
	ctx, ref := context.Background(), kyc.Ref{Scope: s.session.Scope, Session: s.session.ID}
	if err := c.Start(ctx, s.session, kyc.CheckDocument, kyc.PAN); err != nil {
		t.Fatal(err)
	}
	<-asked
	if err := c.Start(ctx, s.session, kyc.CheckLiveness, ""); !kyc.IsKind(err, kyc.Conflict) {
		t.Error(err)
	}
	if kind, _, ok := c.Running(ref); !ok || kind != kyc.CheckDocument {
		t.Error(kind, ok)
	}
	c.Stop(ref)
	c.Close()
	if _, _, ok := c.Running(ref); ok {
		t.Error("still running")
	}
	if len(s.session.Checks) != 0 || s.session.Instruction != nil {
		t.Error("a stopped check left a verdict or an instruction")
	}
	if err := c.Start(ctx, s.session, kyc.CheckLiveness, ""); err == nil {
		t.Error("started after Close")
	}
}
