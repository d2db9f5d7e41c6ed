package congestion

import (
	"testing"
	"time"

	"github.com/pion/interceptor/pkg/twcc"
)

func TestWhatWasLostLately(t *testing.T) {
	const every = 20 * time.Millisecond
	for name, tt := range map[string]struct {
		lost   func(n int) bool
		length time.Duration
		later  time.Duration // nothing is sent in it
		want   float64
	}{
		"nothing":                    {func(int) bool { return false }, 2 * time.Second, 0, 0},
		"one is bad luck":            {func(n int) bool { return n == 30 }, 2 * time.Second, 0, 0},
		"one of ten, in the first s": {func(n int) bool { return n%10 == 5 }, time.Second, 0, 0.1},
		"long ago":                   {func(n int) bool { return n < 50 && n%10 == 5 }, 4 * time.Second, 0, 0},
		"before a silence":           {func(n int) bool { return n%10 == 5 }, time.Second, 3 * time.Second, 0},
		"over the end of numbers":    {func(n int) bool { return n%10 == 5 }, 30 * time.Minute, 0, 0.1},
	} {
		t.Run(name, func(t *testing.T) {
			e := New(1e6, 2e6)
			rec := twcc.NewRecorder(1)
			now := time.Second
			for n := range int(tt.length / every) {
				now += every
				e.Sent(uint16(n), 100, now)
				if !tt.lost(n) {
					rec.Record(7, uint16(n), now.Microseconds())
				}
				if n%5 != 4 {
					continue
				}
				for _, p := range rec.BuildFeedbackPacket() {
					raw, err := p.Marshal()
					if err != nil {
						t.Fatal(err)
					}
					if err := e.Report(raw, now); err != nil {
						t.Fatal(err)
					}
				}
			}
			if got := e.Lost(now + tt.later); got < tt.want-0.03 || got > tt.want+0.03 {
				t.Errorf("%.3f, want %.3f", got, tt.want)
			}
		})
	}
}
