package kyc

import (
	"testing"
	"time"
)

// The same picture sent twice is one, until the next try is asked for.
func TestStillsAreSentAgain(t *testing.T) {
	s := met(false, "rbi_vcip")
	ask := func(at time.Time) {
		if err := s.Instruct(&Instruction{ID: "ins_1", Kind: InstructDocument, Document: PAN, Side: "front", AskedAt: at}, at); err != nil {
			t.Fatal(err)
		}
	}
	send := func(id, label, sum string, at time.Time) int {
		events, err := s.AddStill(Artifact{ID: id, Kind: ArtifactStill, Label: label, SHA256: sum, At: at}, at)
		if err != nil {
			t.Fatal(err)
		}
		return len(events)
	}
	ask(start)
	second := start.Add(time.Second)
	for _, tt := range []struct {
		id, label, sum string
		events         int
	}{{"art_1", "pan_front", "aa", 1}, {"art_2", "pan_front", "aa", 0}, {"art_3", "pan_back", "aa", 1}, {"art_4", "pan_front", "bb", 1}} {
		if n := send(tt.id, tt.label, tt.sum, second); n != tt.events {
			t.Errorf("%s: %d events", tt.id, n)
		}
	}
	if o := s.SameStill(Artifact{Label: "pan_front", SHA256: "aa"}); o == nil || o.ID != "art_1" {
		t.Errorf("%+v", o)
	}
	if err := s.Instruct(&Instruction{Kind: InstructHold, AskedAt: second.Add(time.Second)}, second); err != nil {
		t.Fatal(err)
	}
	if n := send("art_5", "pan_front", "aa", second.Add(2*time.Second)); n != 0 {
		t.Error("a reply that was lost, while the check computes")
	}
	ask(second.Add(3 * time.Second))
	if n := send("art_6", "pan_front", "aa", second.Add(4*time.Second)); n != 1 || len(s.Stills) != 4 {
		t.Errorf("another try: %d events, %d stills", n, len(s.Stills))
	}
}
