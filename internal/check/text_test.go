package check

import (
	"bytes"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

func TestTextOfADocument(t *testing.T) {
	card := []string{"INCOME TAX DEPARTMENT", "ABCPS1234F", "Name", "ASHA SPECIMEN", "Father's Name", "RAVI SPECIMEN", "14/08/1990"}
	for name, tt := range map[string]struct {
		change func(*stage)
		text   kyc.Verdict
		checks map[string]kyc.Verdict
		fields int
	}{
		"read":                     {func(s *stage) { s.lines = card }, kyc.Pass, map[string]kyc.Verdict{"number": kyc.Pass, "name": kyc.Pass, "date_of_birth": kyc.Pass}, 4},
		"of somebody else":         {func(s *stage) { s.lines, s.session.Customer.Name = card, "Meera Iyer" }, kyc.Pass, map[string]kyc.Verdict{"name": kyc.Fail}, 4},
		"of another birthday":      {func(s *stage) { s.lines, s.session.Customer.DateOfBirth = card, "1991-08-14" }, kyc.Pass, map[string]kyc.Verdict{"date_of_birth": kyc.Fail}, 4},
		"nothing on it":            {func(s *stage) { s.lines = []string{"a menu"} }, kyc.Review, map[string]kyc.Verdict{"number": kyc.Unavailable, "name": kyc.Unavailable}, 0},
		"without the models":       {func(s *stage) { s.unread = true }, kyc.Unavailable, map[string]kyc.Verdict{"number": "", "name": ""}, 0},
		"a bad picture of it":      {func(s *stage) { s.lines, s.still.Sharpness = card, 1 }, kyc.Pass, map[string]kyc.Verdict{"number": kyc.Pass}, 4},
		"a number of another kind": {func(s *stage) { s.lines = []string{"ABCPX1234F", "Name", "ASHA SPECIMEN"} }, kyc.Pass, map[string]kyc.Verdict{"number": kyc.Review}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage()
			s.session.Customer = kyc.Customer{Name: "Specimen Asha", DateOfBirth: "1990-08-14"}
			tt.change(s)
			c := s.conductor(t, Timing{Document: time.Minute, Draws: 1})
			var b bytes.Buffer
			if err := encode(&b); err != nil {
				t.Fatal(err)
			}
			s.blobs["k"] = b.Bytes()
			s.onAsk = func(i kyc.Instruction) {
				if i.Kind == kyc.InstructDocument {
					c.Captured(kyc.Ref{Scope: s.session.Scope, Session: s.session.ID}, kyc.Artifact{Label: "pan_front", Key: "k"})
				}
			}
			d := conduct(t, s, c, kyc.CheckDocument).Document
			if got := d.Check("text"); got == nil || got.Verdict != tt.text {
				t.Errorf("text: %+v", got)
			}
			for id, v := range tt.checks {
				if got := d.Check(id); v != "" && (got == nil || got.Verdict != v) || v == "" && got != nil {
					t.Errorf("%s: %+v, want %q", id, got, v)
				}
			}
			if len(d.Fields) != tt.fields || len(d.Read) != len(kyc.FieldsOf(kyc.PAN)) {
				t.Errorf("fields %v of %v", d.Fields, d.Read)
			}
		})
	}
}
