package media

import (
	"encoding/binary"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func ringPacket(n int, first uint16, at time.Duration) *packet {
	return &packet{seq: first + uint16(n), ts: uint32(n), at: at, payload: binary.BigEndian.AppendUint32(nil, uint32(n))}
}

// Packets are lost, doubled and reordered within reach; what comes out rises, is what went in, is told apart by holes, and
// nothing that arrived in reach is missing.
func TestRingPutsPacketsInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.Uint16().Draw(t, "first")
		total := rapid.IntRange(1, 1500).Draw(t, "packets")
		reach := rapid.IntRange(0, 60).Draw(t, "reordering")
		arrived := map[int]bool{0: true}
		order := []int{0}
		for i := 1; i < total; i++ {
			if rapid.IntRange(0, 9).Draw(t, "fate") == 0 {
				continue
			}
			arrived[i] = true
			at := max(1, len(order)-rapid.IntRange(0, reach).Draw(t, "earlier"))
			order = append(order[:at], append([]int{i}, order[at:]...)...)
			if rapid.IntRange(0, 19).Draw(t, "twice") == 0 {
				order = append(order, i)
			}
		}
		var r ring
		last, seen := -1, map[int]bool{}
		take := func(now time.Duration, flush bool) {
			for {
				s, hole := r.pop(now, flush)
				if s == nil {
					return
				}
				n := int(binary.BigEndian.Uint32(s.payload()))
				if n <= last || !arrived[n] || s.ts != uint32(n) {
					t.Fatalf("packet %d after %d", n, last)
				}
				if hole != (n != last+1) {
					t.Fatalf("packet %d after %d: hole %v", n, last, hole)
				}
				last, seen[n] = n, true
				s.free()
			}
		}
		for i, n := range order {
			at := time.Duration(i) * time.Millisecond
			r.push(ringPacket(n, first, at))
			if rapid.Bool().Draw(t, "drain") {
				take(at, false)
			}
		}
		take(0, true)
		if total < ringSlots { // never out of reach, never held long enough to be given up
			for n := range arrived {
				if !seen[n] {
					t.Fatalf("packet %d got lost in the ring", n)
				}
			}
		}
		for i := range r.slots {
			if r.slots[i].buf != nil {
				t.Fatal("a buffer is kept")
			}
		}
	})
}

// A ring that nobody drains keeps the newest and stays small; a jump of any size does no harm.
func TestRingIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r ring
		for range rapid.IntRange(1, 600).Draw(t, "pushes") {
			r.push(&packet{seq: rapid.Uint16().Draw(t, "seq"), payload: []byte{1}})
		}
		n := 0
		for {
			s, _ := r.pop(0, true)
			if s == nil {
				break
			}
			s.free()
			n++
		}
		if n == 0 || n > ringSlots {
			t.Fatalf("%d packets came out", n)
		}
	})
}

func TestRingWaitsForRetransmissions(t *testing.T) {
	var r ring
	r.push(ringPacket(0, 65535, 0))
	r.push(ringPacket(2, 65535, 10*time.Millisecond))
	s, _ := r.pop(10*time.Millisecond, false)
	s.free()
	if s, _ := r.pop(holdMissing, false); s != nil {
		t.Fatal("gave up early")
	}
	if s, hole := r.pop(holdMissing+10*time.Millisecond, false); s == nil || !hole {
		t.Fatal("did not give up")
	}
	r.push(ringPacket(1, 65535, time.Second))
	if s, _ := r.pop(time.Hour, true); s != nil {
		t.Fatal("a late packet came out")
	}
	if r.lost != 1 {
		t.Errorf("lost %d", r.lost)
	}
}

func TestAssemblerWaitsForAKeyFrameAfterAHole(t *testing.T) {
	a := newAssembler(Video)
	feed := func(hole, start, marker bool, ts uint32, first byte) bool {
		buf := new([maxPacket]byte)
		if start {
			buf[0] = 0x10
		}
		buf[1], buf[2] = first, 7
		_, ok := a.add(&slot{buf: buf, n: 3, ts: ts, marker: marker}, hole)
		return ok
	}
	steps := []struct {
		what                string
		hole, start, marker bool
		ts                  uint32
		first               byte
		want                bool
	}{
		{"delta before any key frame", false, true, true, 1, 1, false},
		{"key frame, first half", false, true, false, 2, 0, false},
		{"key frame, second half", false, false, true, 2, 9, true},
		{"delta", false, true, true, 3, 1, true},
		{"delta, first half", false, true, false, 4, 1, false},
		{"second half lost, next frame's end", true, false, true, 5, 9, false},
		{"delta after the hole", false, true, true, 6, 1, false},
		{"key frame", false, true, true, 7, 0, true},
		{"delta after it", false, true, true, 8, 1, true},
		{"whole delta after a hole", true, true, true, 10, 1, false},
	}
	for _, s := range steps {
		if got := feed(s.hole, s.start, s.marker, s.ts, s.first); got != s.want {
			t.Errorf("%s: given out %v", s.what, got)
		}
	}
}
