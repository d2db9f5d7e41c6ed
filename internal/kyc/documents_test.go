package kyc

import (
	"slices"
	"testing"
	"time"
)

// taken is a check of a document, with its sides.
func taken(id string, kind DocumentType, v Verdict, at time.Time, sides ...string) Check {
	c := Check{ID: id, Kind: CheckDocument, Verdict: v, StartedAt: at, EndedAt: at.Add(time.Second), Document: &Document{Type: kind}}
	if v == Fail {
		c.Reasons = []Reason{{"document_face_missing", "No face was found on the document."}}
	}
	for _, side := range sides {
		c.Evidence = append(c.Evidence, Artifact{ID: id + side, Kind: ArtifactStill, Label: StillLabel(kind, side), At: at})
	}
	return c
}

// several is an order of two documents.
func several(t *testing.T, checks func(at time.Time) []Check) (*Session, time.Time) {
	t.Helper()
	s, at := audited(t)
	s.Type, s.Profile, s.Consent, s.Documents = DocumentOnly, DefaultProfile, &Consent{}, []DocumentType{PAN, Aadhaar}
	s.Checks = checks(at)
	return s, at
}

func sentBack(t *testing.T, s *Session, at time.Time, pieces ...Piece) {
	t.Helper()
	s.Status, s.Decision = InAudit, &Decision{Ruling: Approve, Outcome: NeedsReview, Officer: officer}
	if err := s.TakeAudit(auditor, at); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Find(AuditRecapture, []Reason{{"picture_poor", "It cannot be read."}}, "", auditor, at, pieces...); err != nil {
		t.Fatal(err)
	}
}

func against(s *Session) (codes []string) {
	for _, r := range s.shortfalls() {
		codes = append(codes, r.Code)
	}
	return codes
}

// A good document does not hide a bad one, in whichever order they were taken.
func TestAFailedDocumentStands(t *testing.T) {
	s, _ := several(t, func(at time.Time) []Check {
		return []Check{taken("chk_1", Aadhaar, Fail, at, SideFront), taken("chk_2", PAN, Pass, at.Add(time.Minute), SideFront)}
	})
	if got := against(s); !slices.Equal(got, []string{"document_face_missing"}) || s.progress(StepDocument) != Missed {
		t.Errorf("against an approval: %v, the step is %s", got, s.progress(StepDocument))
	}
	s.Checks = append(s.Checks, taken("chk_3", Aadhaar, Pass, s.Checks[1].EndedAt.Add(time.Minute), SideFront))
	if got := against(s); len(got) != 0 || s.progress(StepDocument) != Done {
		t.Errorf("taken again: %v, the step is %s", got, s.progress(StepDocument))
	}
}

// Nor does a recapture of something else.
func TestAFailedDocumentIsTakenAgain(t *testing.T) {
	s, at := several(t, func(at time.Time) []Check {
		return []Check{taken("chk_1", PAN, Pass, at, SideFront), taken("chk_2", Aadhaar, Fail, at.Add(time.Minute), SideFront)}
	})
	sentBack(t, s, at.Add(time.Hour), PieceLocation)
	if got := against(s); !slices.Equal(got, []string{"document_missing"}) || !slices.Contains(s.Again(), PieceDocument) {
		t.Errorf("against an approval: %v, taken again: %v", got, s.Again())
	}
}

// The back of one document is not that of another, and a wish for it does not end
// with the next audit.
func TestTheBackIsOwed(t *testing.T) {
	s, at := several(t, func(at time.Time) []Check {
		return []Check{taken("chk_1", PAN, Pass, at, SideFront)}
	})
	sentBack(t, s, at.Add(time.Hour), PieceBack)
	s.Checks = append(s.Checks, taken("chk_2", VoterID, Pass, at.Add(2*time.Hour), SideFront, SideBack))
	if got := against(s); !slices.Equal(got, []string{"document_back_missing"}) || s.progress(StepDocument) != Pending {
		t.Errorf("with the back of another document: %v, the step is %s", got, s.progress(StepDocument))
	}
	sentBack(t, s, at.Add(3*time.Hour), PieceLocation)
	if got := against(s); !slices.Contains(got, "document_back_missing") {
		t.Errorf("after the next audit: %v", got)
	}
}

// What the device says in this call stands before what one said in an earlier call.
func TestAnEarlierPositionGivesWay(t *testing.T) {
	s, at := several(t, func(at time.Time) []Check { return []Check{taken("chk_1", PAN, Pass, at, SideFront)} })
	s.Live = true
	s.Conduct.Position = &Position{Latitude: 19, Longitude: 72, Zone: zoneOfIndia, Accuracy: 10, At: at}
	sentBack(t, s, at.Add(time.Hour), PieceDocument)
	s.Status = Joined
	for _, r := range []PositionReport{{Refused: PositionDenied}, {Latitude: 25, Longitude: 55, Accuracy: 12}, {Latitude: 19, Longitude: 72, Accuracy: 5_000}} {
		if _, err := s.TookPosition(r, "Asia/Dubai", at.Add(24*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if p := s.Conduct.Position; p.Latitude != 25 || geoTag(s).status == RulePass {
		t.Errorf("the position is %+v, %v", p, geoTag(s))
	}
}
