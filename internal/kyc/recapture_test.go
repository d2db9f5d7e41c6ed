package kyc

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// What a recapture of some pieces leaves to be done, and what it carries over.
func TestARecaptureOfPieces(t *testing.T) {
	poor := []Reason{{"picture_poor", "The card cannot be read."}}
	for name, c := range map[string]struct {
		finding Finding
		pieces  []Piece
		failed  CheckKind // in the first call
		carried []Piece
		code    string
	}{
		"everything":                {AuditRecapture, nil, "", nil, ""},
		"the document":              {AuditRecapture, []Piece{PieceDocument}, "", []Piece{PieceLiveness, PieceQuestions, PieceLocation}, ""},
		"liveness and questions":    {AuditRecapture, []Piece{PieceLiveness, PieceQuestions}, "", []Piece{PieceDocument, PieceLocation}, ""},
		"what failed is not kept":   {AuditRecapture, []Piece{PieceDocument}, CheckLiveness, []Piece{PieceQuestions, PieceLocation}, ""},
		"the place":                 {AuditRecapture, []Piece{PieceLocation}, "", []Piece{PieceLiveness, PieceDocument, PieceQuestions}, ""},
		"the place abroad":          {AuditRecapture, []Piece{PieceDocument}, "location", []Piece{PieceLiveness, PieceQuestions}, ""},
		"the back":                  {AuditRecapture, []Piece{PieceBack}, "", []Piece{PieceLiveness, PieceFront, PieceQuestions, PieceLocation}, ""},
		"the front":                 {AuditRecapture, []Piece{PieceFront}, "", []Piece{PieceLiveness, PieceBack, PieceQuestions, PieceLocation}, ""},
		"both sides":                {AuditRecapture, []Piece{PieceFront, PieceBack}, "", []Piece{PieceLiveness, PieceQuestions, PieceLocation}, ""},
		"the back of what failed":   {AuditRecapture, []Piece{PieceBack}, CheckDocument, []Piece{PieceLiveness, PieceQuestions, PieceLocation}, ""},
		"the document and a side":   {AuditRecapture, []Piece{PieceDocument, PieceBack}, "", nil, "invalid_parameters"},
		"faces alone cannot be":     {AuditRecapture, []Piece{"face_match"}, "", nil, "invalid_parameters"},
		"twice the same":            {AuditRecapture, []Piece{PieceDocument, PieceDocument}, "", nil, "invalid_parameters"},
		"an agreement has no piece": {AuditApprove, []Piece{PieceDocument}, "", nil, "invalid_parameters"},
	} {
		t.Run(name, func(t *testing.T) {
			s, at := audited(t)
			s.Type, s.Profile = FullKYC, DefaultProfile
			for i, k := range []CheckKind{CheckLiveness, CheckDocument, CheckFaceMatch} {
				v := Pass
				if k == c.failed {
					v = Fail
				}
				s.Checks = append(s.Checks, Check{ID: "chk_" + string(k), Kind: k, Verdict: v, StartedAt: at.Add(time.Duration(i) * time.Second), EndedAt: at.Add(time.Duration(i+1) * time.Second),
					Evidence: []Artifact{{ID: "art_" + string(k), Position: time.Minute}}})
			}
			d := &s.Checks[1]
			d.Document = &Document{Type: PAN}
			d.Evidence = []Artifact{{ID: "art_front", Label: "pan_front", Position: time.Minute, At: at}, {ID: "art_back", Label: "pan_back", At: at}}
			s.Conduct.Position = &Position{Zone: zoneOfIndia, Accuracy: 10, At: at}
			if c.failed == "location" {
				s.Conduct.Position.Zone, s.Live = "Asia/Dubai", true
			}
			s.Conduct.Questions = []Asked{{ID: "q1", At: at, Answer: AnswerGood, AnsweredAt: at.Add(time.Second)}}
			s.Conduct.Flags = []Flag{{}}
			if err := s.TakeAudit(auditor, at); err != nil {
				t.Fatal(err)
			}
			events, err := s.Find(c.finding, poor, "", auditor, at.Add(time.Minute), c.pieces...)
			if code(err) != c.code {
				t.Fatal(err)
			}
			if c.code != "" {
				if s.Status != InAudit || len(s.Rounds) > 0 {
					t.Error("refused, and something happened all the same")
				}
				return
			}
			var got []Piece
			for _, o := range s.CarriedOver() {
				got = append(got, o.Piece)
				if o.Call != 1 || o.At.IsZero() {
					t.Errorf("from nowhere: %+v", o)
				}
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(c.carried))
			if !slices.Equal(got, want) {
				t.Fatalf("carried over %v, want %v", got, want)
			}
			if s.LatestCheck(CheckFaceMatch) != nil || len(s.Conduct.Flags) > 0 || s.Decision != nil {
				t.Error("the faces, a flag or the decision came along")
			}
			again := s.Again()
			for _, p := range []Piece{PieceLiveness, PieceDocument, PieceQuestions, PieceLocation} {
				sides := p == PieceDocument && (slices.Contains(c.carried, PieceFront) || slices.Contains(c.carried, PieceBack))
				if slices.Contains(again, p) == (slices.Contains(c.carried, p) || sides) {
					t.Errorf("taken again is %v, carried over %v", again, c.carried)
				}
			}
			if s.AwaitsPosition() == slices.Contains(c.carried, PieceLocation) {
				t.Error("the position is asked for although it stands, or not although it does not")
			}
			if named := strings.Contains(string(events[len(events)-1].Data), `"pieces"`); named != (len(c.pieces) > 0) || len(s.Rounds[0].Audit.Pieces) != len(c.pieces) {
				t.Errorf("the chain does not say what is taken again: %v", events)
			}
			for _, step := range s.StepList() {
				kept := slices.Contains(c.carried, Piece(step.ID))
				if step.ID == StepDocument && slices.Contains(c.carried, PieceFront) { // it stands, and something is missing beside it
					if step.Progress != Pending && step.Progress != Current || s.LatestCheck(CheckDocument) == nil || !slices.Contains(s.shortfalls(), Reason{"document_back_missing", "The back of the document was not taken."}) {
						t.Errorf("the document without its back is %s, against an approval stands %v", step.Progress, s.shortfalls())
					}
					continue
				}
				if check := s.LatestCheck(CheckKind(step.ID)); (check != nil) != kept || kept && step.Progress != Done {
					t.Errorf("%s is %s", step.ID, step.Progress)
				} else if kept && (check.Evidence[0].Position != 0 || s.Rounds[0].Checks[0].Evidence[0].Position != time.Minute) {
					t.Error("a frame points into the recording of another call, or the round forgot where")
				}
			}
			if slices.Contains(c.carried, PieceLiveness) {
				if f := s.checkFinding(CheckLiveness); !strings.Contains(f.detail, "Carried over from call 1") {
					t.Errorf("the rule says nothing of it: %+v", f)
				}
				s.Checks = append(s.Checks, Check{ID: "chk_new", Kind: CheckLiveness, Verdict: Pass, StartedAt: at.Add(time.Hour)})
				if s.whence(PieceLiveness) != "" {
					t.Error("taken again, and still called carried over")
				}
			}
		})
	}
}

// One side of a document is taken while the other stands, through a second call and
// into a third.
func TestARecaptureOfOneSide(t *testing.T) {
	poor := []Reason{{"picture_poor", "The card cannot be read."}}
	s, at := audited(t)
	s.Type, s.Profile = DocumentOnly, DefaultProfile
	s.Conduct.Position = &Position{Zone: zoneOfIndia, Accuracy: 10, At: at}
	taken := func(id string, at time.Time, pictures ...Artifact) {
		s.Checks = append(s.Checks, Check{ID: id, Kind: CheckDocument, Verdict: Pass, StartedAt: at, EndedAt: at.Add(time.Second), Document: &Document{Type: PAN}, Evidence: pictures})
	}
	still := func(id, side string, at time.Time) Artifact {
		return Artifact{ID: id, Kind: ArtifactStill, Label: StillLabel(PAN, side), At: at}
	}
	sendBack := func(at time.Time, pieces ...Piece) {
		t.Helper()
		s.Status = InAudit
		s.Decision = &Decision{Ruling: Approve, Outcome: Approved, Officer: officer}
		if err := s.TakeAudit(auditor, at); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Find(AuditRecapture, poor, "", auditor, at, pieces...); err != nil {
			t.Fatal(err)
		}
	}
	stands := func(want ...Carried) {
		t.Helper()
		var got []Carried
		for _, c := range s.CarriedOver() {
			got = append(got, Carried{Piece: c.Piece, Call: c.Call, Still: c.Still})
		}
		if want = append(want, Carried{Piece: PieceLocation, Call: 1}); !slices.Equal(got, want) {
			t.Errorf("%v stands, want %v", got, want)
		}
	}
	if c := s.CaptureOf(PAN); !slices.Equal(c.Sides, []string{SideFront}) {
		t.Errorf("a first call takes %v", c.Sides)
	}
	taken("chk_1", at, still("art_f1", SideFront, at))

	sendBack(at.Add(time.Minute), PieceBack)
	if c := s.CaptureOf(PAN); !slices.Equal(c.Sides, []string{SideBack}) || c.Front == nil || c.Front.ID != "chk_1" || !slices.Equal(s.Again(), []Piece{PieceBack}) {
		t.Fatalf("%+v, again %v", c, s.Again())
	}
	if c := s.CaptureOf(Aadhaar); !slices.Equal(c.Sides, []string{SideFront, SideBack}) || c.Front != nil {
		t.Errorf("of another document %+v", c)
	}
	hour := at.Add(time.Hour)
	taken("chk_2", hour, still("art_f1", SideFront, at), still("art_b2", SideBack, hour))
	stands(Carried{Piece: PieceFront, Call: 1, Still: "art_f1"})
	if p := s.progress(StepDocument); p != Done || len(s.shortfalls()) > 1 { // consent is not of this test
		t.Errorf("%s, %v", p, s.shortfalls())
	}

	sendBack(hour.Add(time.Minute), PieceFront)
	if c := s.CaptureOf(PAN); !slices.Equal(c.Sides, []string{SideFront}) || c.Back == nil || c.Back.ID != "art_b2" || !slices.Equal(s.Again(), []Piece{PieceFront}) {
		t.Fatalf("%+v, again %v", c, s.Again())
	}
	stands(Carried{Piece: PieceBack, Call: 2, Still: "art_b2"})
	later := hour.Add(time.Hour)
	taken("chk_3", later, still("art_f3", SideFront, later), still("art_b2", SideBack, hour))
	stands(Carried{Piece: PieceBack, Call: 2, Still: "art_b2"})

	sendBack(later.Add(time.Minute), PieceDocument)
	if c := s.CaptureOf(PAN); !slices.Equal(c.Sides, []string{SideFront, SideBack}) || c.Front != nil || c.Back != nil {
		t.Errorf("the whole document, of which both sides were taken: %+v", c)
	}
	stands()
}
