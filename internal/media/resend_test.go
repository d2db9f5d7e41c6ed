package media

import (
	"bytes"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const plenty = 1 << 30 // bit/s

// Whatever is found is what was added, and what was added lately is found.
func TestSentPacketsAreFoundAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r resend
		want := map[uint16][]byte{}
		first := rapid.Uint16().Draw(t, "first")
		n := rapid.IntRange(1, 900).Draw(t, "packets")
		size := rapid.IntRange(1, maxPacket).Draw(t, "size")
		every := time.Duration(rapid.IntRange(1, 40).Draw(t, "ms apart")) * time.Millisecond
		for i := range n {
			p := bytes.Repeat([]byte{byte(i)}, 1+(i*7919)%size)
			seq := first + uint16(i)
			r.add(seq, uint32(i), i%3 == 0, time.Duration(i)*every, p)
			want[seq] = p
		}
		now := time.Duration(n) * every
		found := 0
		for i := range n {
			seq := first + uint16(i)
			k := r.find(seq, now, plenty)
			if k == nil {
				// no more than a second's worth is promised, nor more than there are slots
				if n-i <= resendSlots/2 && now-time.Duration(i)*every < keepFor/4 && n > resendSlots {
					t.Fatalf("packet %d of %d is gone after %s", i, n, now-time.Duration(i)*every)
				}
				continue
			}
			found++
			if k.ts != uint32(i) || k.marker != (i%3 == 0) || !bytes.Equal(r.payload(k), want[seq]) {
				t.Fatalf("packet %d is another", i)
			}
		}
		if found == 0 {
			t.Fatal("nothing is found")
		}
		if len(r.data) > resendMost {
			t.Fatalf("%d bytes", len(r.data))
		}
	})
}

func TestOnePacketIsNotSentTwiceAtOnce(t *testing.T) {
	var r resend
	r.add(9, 0, true, 0, make([]byte, 1000))
	r.took(100 * time.Millisecond)
	now := time.Second
	if r.find(9, now, plenty) == nil {
		t.Fatal("not found")
	}
	if r.find(9, now+100*time.Millisecond, plenty) != nil {
		t.Error("sent again while it is on its way")
	}
	if r.find(9, now+106*time.Millisecond, plenty) == nil {
		t.Error("not sent again after a round trip")
	}
	if r.find(10, now, plenty) != nil {
		t.Error("a packet that was never sent is found")
	}
}

func TestRepairsStayBelowTheDownlink(t *testing.T) {
	var r resend
	for i := range uint16(100) {
		r.add(i, 0, true, 0, make([]byte, 1000))
	}
	spent := func(at time.Duration) (n int) {
		for i := range uint16(100) {
			if r.find(i, at, 160_000) != nil {
				n++
			}
		}
		return n
	}
	if n := spent(time.Second); n != 10 { // half a second of 160 kbit/s
		t.Errorf("%d repairs", n)
	}
	if n := spent(time.Second + resendWindow); n != 10 {
		t.Errorf("%d repairs half a second later", n)
	}
	if r.find(99, time.Second+2*resendWindow, 1) == nil {
		t.Error("no repair at all on a thin downlink")
	}
}
