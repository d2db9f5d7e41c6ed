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
		"the document":              {AuditRecapture, []Piece{PieceDocument}, "", []Piece{PieceLiveness, PieceQuestions}, ""},
		"liveness and questions":    {AuditRecapture, []Piece{PieceLiveness, PieceQuestions}, "", []Piece{PieceDocument}, ""},
		"what failed is not kept":   {AuditRecapture, []Piece{PieceDocument}, CheckLiveness, []Piece{PieceQuestions}, ""},
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
			if named := strings.Contains(string(events[len(events)-1].Data), `"pieces"`); named != (len(c.pieces) > 0) || len(s.Rounds[0].Audit.Pieces) != len(c.pieces) {
				t.Errorf("the chain does not say what is taken again: %v", events)
			}
			for _, step := range s.StepList() {
				kept := slices.Contains(c.carried, Piece(step.ID))
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
