package media

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever sources take over, with whatever random numbers: the receiver sees each number at most once, in-order packets
// of one source stay neighbours, a new source goes on where the old one was, and time moves by what passed.
func TestRewriteIsOneStream(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rewriter{clock: 90000}
		seen := map[uint16]bool{}
		var now time.Duration
		var lastOut uint16
		var lastTS uint32
		begun := false
		for source := range uint64(rapid.IntRange(1, 6).Draw(t, "sources")) {
			seq, ts := rapid.Uint16().Draw(t, "seq"), rapid.Uint32().Draw(t, "ts")
			away := time.Duration(rapid.IntRange(0, 90_000).Draw(t, "away ms")) * time.Millisecond
			now += away
			for i := range rapid.IntRange(1, 300).Draw(t, "packets") {
				now += 10 * time.Millisecond
				s, tt, ok := r.rewrite(source+1, seq, ts, now)
				if !ok {
					t.Fatalf("refused packet %d of source %d", i, source+1)
				}
				if seen[s] {
					t.Fatalf("number %d twice", s)
				}
				seen[s] = true
				if begun && s != lastOut+1 {
					t.Fatalf("%d after %d", s, lastOut)
				}
				if d := int32(tt - lastTS); begun && (d < 1 || d > int32((away+20*time.Millisecond).Seconds()*90000)+1) {
					t.Fatalf("time moved by %d ticks after %s", d, away)
				}
				begun, lastOut, lastTS = true, s, tt
				seq, ts = seq+1, ts+900
			}
			if source > 0 {
				if _, _, ok := r.rewrite(source, seq, ts, now); ok {
					t.Fatal("a packet of the source before got through")
				}
			}
		}
	})
}

func TestRewriteRefusesWhatWouldCollide(t *testing.T) {
	r := rewriter{clock: 90000}
	r.rewrite(1, 100, 0, 0)
	r.rewrite(2, 500, 0, time.Second)
	if _, _, ok := r.rewrite(2, 499, 0, time.Second); ok { // would be number 100 again
		t.Error("got through")
	}
	if s, _, ok := r.rewrite(2, 502, 0, time.Second); !ok || s != 103 {
		t.Errorf("after a hole: %d", s)
	}
	if s, _, ok := r.rewrite(2, 501, 0, time.Second); !ok || s != 102 { // a retransmission fills it
		t.Errorf("retransmission: %d", s)
	}
}
