package media

import (
	"bytes"
	"slices"
	"testing"
	"time"
)

func TestWhatWasSaidIsSaidAgain(t *testing.T) {
	say := func(n uint16) []byte { return bytes.Repeat([]byte{byte(n)}, int(100+n)) }
	for name, tt := range map[string]struct {
		part    uint8
		bitrate int
		trip    time.Duration // after one of 20 ms
		again   []int         // of packet 3: how far behind
	}{
		"to who loses nothing":      {0, 1e6, 0, nil},
		"to who loses some":         {5, 1e6, 0, []int{1}},
		"to who loses much":         {26, 1e6, 100 * time.Millisecond, []int{2, 1}},
		"less on a narrow downlink": {26, redundantTwice - 1, 0, []int{1}},
		"not where it queues":       {26, 1e6, 200 * time.Millisecond, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := &redundancy{}
			r.lost(0, 1e6, 20*time.Millisecond)
			r.lost(tt.part, tt.bitrate, tt.trip)
			var got []byte
			for n := range uint16(4) {
				got = r.wrap(65533+n, uint32(n)*960-960, 111, say(n)) // over the ends of both
				r.add(65533+n, uint32(n)*960-960, say(n))
			}
			if tt.again == nil {
				if got != nil {
					t.Errorf("% x", got[:10])
				}
				return
			}
			var want []byte
			for _, k := range tt.again {
				ticks, size := 960*k, len(say(uint16(3-k)))
				want = append(want, 0x80|111, byte(ticks>>6), byte(ticks<<2)|byte(size>>8), byte(size))
			}
			want = append(want, 111)
			for _, k := range tt.again {
				want = append(want, say(uint16(3-k))...)
			}
			if want = append(want, say(3)...); !bytes.Equal(got, want) {
				t.Errorf("got  % x\nwant % x", got, want)
			}
			p := packet{seq: 0, ts: 1920, payload: got}
			parts := p.parts(nil)
			if len(parts) != len(tt.again)+1 {
				t.Fatalf("%d parts", len(parts))
			}
			for i, k := range append(tt.again, 0) {
				if q := parts[i]; q.seq != -uint16(k) || q.ts != uint32(1920-960*k) || !bytes.Equal(q.payload, say(uint16(3-k))) {
					t.Errorf("part %d: %+v", i, q)
				}
			}
			for n := range len(got) - len(say(3)) + 1 {
				if p := (packet{payload: got[:n]}); p.parts(nil) != nil {
					t.Errorf("cut at %d", n)
				}
			}
		})
	}
}

func TestWhatIsNoLongerTrueIsNotSaidAgain(t *testing.T) {
	r := &redundancy{}
	r.lost(255, 1e6, 0)
	r.add(10, 1000, []byte("a"))
	for name, b := range map[string][]byte{
		"a gap of numbers":   r.wrap(13, 3000, 111, []byte("b")),
		"a silence":          r.wrap(11, 1000+redundantPast, 111, []byte("b")),
		"time that ran back": r.wrap(11, 900, 111, []byte("b")),
	} {
		if b != nil {
			t.Errorf("%s: % x", name, b)
		}
	}
	for range 30 {
		r.lost(0, 1e6, 0)
	}
	if r.again != 0 {
		t.Error("it never ends")
	}
}

func TestEachPacketIsHeardOnce(t *testing.T) {
	var h heard
	var got []uint16
	for _, seq := range []uint16{65534, 65535, 65535, 1, 0, 1, 0, 65533, 2, 100, 99, 99, 37, 36, 101} {
		if h.first(seq) {
			got = append(got, seq)
		}
	}
	if want := []uint16{65534, 65535, 1, 0, 65533, 2, 100, 99, 37, 101}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func FuzzParts(f *testing.F) {
	f.Add([]byte{0x80 | 111, 0, 0, 1, 111, 1, 2})
	f.Fuzz(func(t *testing.T, b []byte) {
		p := packet{payload: b}
		for _, q := range p.parts(nil) {
			if len(q.payload) == 0 || len(q.payload) > len(b) {
				t.Errorf("%d of %d bytes", len(q.payload), len(b))
			}
		}
	})
}
