package kyc_test

import (
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

func TestACompositeIsTriedFourTimes(t *testing.T) {
	at := time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)
	s := &kyc.Session{ID: "vs_1", Recording: &kyc.Artifact{ID: "art_1"}, Gaps: []kyc.Gap{{Party: "customer", From: 1, To: 2}}}
	c := kyc.NewComposite(s, at)
	if c.ID != "art_1" || c.Session != "vs_1" || c.State != kyc.CompositePending || !c.NextAt.Equal(at) || len(c.Gaps) != 1 {
		t.Fatalf("ordered %+v", c)
	}
	for n, wait := range []time.Duration{time.Minute, 10 * time.Minute, time.Hour} {
		c.Missed("ffmpeg_failed", at)
		if c.State != kyc.CompositePending || c.Attempts != n+1 || !c.NextAt.Equal(at.Add(wait)) {
			t.Errorf("after %d attempts: %+v", n+1, c)
		}
	}
	c.Missed("ffmpeg_failed", at)
	if c.State != kyc.CompositeFailed || c.Error != "ffmpeg_failed" || !c.NextAt.IsZero() || !c.EndedAt.Equal(at) {
		t.Errorf("given up: %+v", c)
	}
	c = kyc.NewComposite(s, at)
	c.Missed("too_slow", at)
	c.Made(kyc.Artifact{ID: "art_2"}, at)
	if c.State != kyc.CompositeReady || c.Error != "" || c.Attempts != 2 || c.Artifact == nil || !c.NextAt.IsZero() {
		t.Errorf("made: %+v", c)
	}
}
