package media

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Sound and picture of one sender take different times to arrive, with jitter, and the sender's clock is anything: after
// the reports the same moment stands at the same place in the file, and no track ever runs backwards.
func TestTimelineAlignsTracksByReports(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var clock senderClock
		clock.use(1)
		wrong := time.Duration(rapid.Int64Range(1, 4e9).Draw(t, "sender's clock, s")) * time.Second
		delay := [2]time.Duration{}
		lines := [2]*timeline{{rate: 90000}, {rate: 48000}}
		ts0 := [2]uint32{}
		step := [2]time.Duration{50 * time.Millisecond, 20 * time.Millisecond}
		for i := range lines {
			lines[i].use(1)
			delay[i] = time.Duration(rapid.IntRange(5, 450).Draw(t, "delay ms")) * time.Millisecond
			ts0[i] = rapid.Uint32().Draw(t, "ts")
		}
		last := [2]time.Duration{-1, -1}
		place := [2]time.Duration{}
		for capture := time.Duration(0); capture < 20*time.Second; capture += 10 * time.Millisecond {
			for i, l := range lines {
				if capture%step[i] != 0 {
					continue
				}
				ts := ts0[i] + uint32(capture.Seconds()*l.rate+0.5)
				jitter := time.Duration(0)
				if capture%(3*step[i]) != 0 {
					jitter = time.Duration(rapid.IntRange(0, 3).Draw(t, "jitter")) * time.Millisecond
				}
				pos, _, _ := l.place(ts, capture+delay[i]+jitter, &clock)
				if pos < last[i] {
					t.Fatalf("track %d went from %s to %s", i, last[i], pos)
				}
				last[i] = pos
				place[i] = pos - capture
				if capture%time.Second == 0 {
					l.setReport(ntp(capture+wrong), ts)
				}
			}
		}
		if d := (place[0] - place[1]).Abs(); d > 5*time.Millisecond {
			t.Fatalf("delays %v: %s apart after 20 s", delay, d)
		}
	})
}

// ntp is 32.32 fixed point of a duration since 1900.
func ntp(d time.Duration) uint64 {
	return uint64(d/time.Second)<<32 | uint64(d%time.Second)<<32/uint64(time.Second)
}

// A sender that had no processor for a while, or a clock that was set: its reports jump against its timestamps, and what
// waited is timed by a report that came later. Sound never lies on sound that was placed before.
func TestTimelineNeverGoesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var clock senderClock
		clock.use(1)
		l := timeline{rate: 48000}
		l.use(1)
		const packet = 20 * time.Millisecond
		at, last := time.Second, time.Duration(-1)
		skew := time.Duration(0)
		for n := range 1500 {
			at += packet
			if n%100 == 50 {
				at += time.Duration(rapid.IntRange(0, 3000).Draw(t, "stall ms")) * time.Millisecond
			}
			if n%50 == 0 {
				skew += time.Duration(rapid.IntRange(-2000, 2000).Draw(t, "report ms")) * time.Millisecond
			}
			ts := uint32(n) * 960
			if n%50 == 0 {
				l.setReport(ntp(time.Hour+at+skew), ts)
			}
			pos, _, _ := l.place(ts, at, &clock)
			if pos < last+packet/4 && pos != at {
				t.Fatalf("packet %d at %s, the one before at %s", n, pos, last)
			}
			last = pos
		}
	})
}

func TestTimelineSurvivesNonsense(t *testing.T) {
	var clock senderClock
	l := timeline{rate: 90000}
	l.use(1)
	l.place(0, time.Second, &clock)
	pos, _, _ := l.place(1<<31-1, 2*time.Second, &clock) // 6.6 hours later, says the sender
	if pos != 2*time.Second {
		t.Errorf("placed at %s", pos)
	}
	l.setReport(1, 0)
	if pos, _, _ = l.place(1<<31-1+9000, 2100*time.Millisecond, &clock); pos < 2*time.Second || pos > 3*time.Second {
		t.Errorf("then at %s", pos)
	}
	if _, ok := l.peek(2, 0); ok {
		t.Error("knows a source it never saw")
	}
}

func FuzzPacket(f *testing.F) {
	f.Add([]byte{0x90, 0xe0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0xbe, 0xde, 0, 1, 0x10, 1, 0, 0, 0x90, 0x80, 0x81, 2, 0, 1})
	f.Add([]byte{0x80, 0x60, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0x10, 0x00, 0x9d})
	f.Fuzz(func(t *testing.T, b []byte) {
		var p packet
		if !p.parse(b) {
			return
		}
		if d, _, ok := vp8Payload(p.payload); ok {
			vp8Size(d)
		}
		p.keyStart()
		_, _ = decodeKey(p.payload)
	})
}
