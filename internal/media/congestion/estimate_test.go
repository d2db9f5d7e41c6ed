package congestion

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/gcc"
	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/logging"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
)

// path is a line that carries so many bit/s, holds so much in its queue, loses some, and takes its time.
type path struct {
	rate   func(at time.Duration) int
	queue  time.Duration
	lost   float64
	jitter time.Duration
	send   int           // bit/s offered at most; the estimate when it is less
	every  time.Duration // distance of bursts; default 50 ms
}

// peer is pion's estimator, the one that ours is held against.
type peer struct {
	bwe  *gcc.SendSideBWE
	sent interceptor.RTPWriter
}

func newPeer(t *testing.T, start, most int) *peer {
	p := &peer{}
	quiet := &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled}
	var err error
	if p.bwe, err = gcc.NewSendSideBWE(gcc.SendSideBWEInitialBitrate(start), gcc.SendSideBWEMaxBitrate(most), gcc.SendSideBWEPacer(gcc.NewNoOpPacer()), gcc.WithLoggerFactory(quiet)); err != nil {
		t.Fatal(err)
	}
	p.sent = p.bwe.AddStream(&interceptor.StreamInfo{SSRC: 7, RTPHeaderExtensions: []interceptor.RTPHeaderExtension{{URI: sdp.TransportCCURI, ID: 1}}},
		interceptor.RTPWriterFunc(func(*rtp.Header, []byte, interceptor.Attributes) (int, error) { return 0, nil }))
	return p
}

func (p *peer) note(t *testing.T, number uint16, size int) {
	h := rtp.Header{Version: 2, SSRC: 7, SequenceNumber: number}
	b, _ := rtp.TransportCCExtension{TransportSequence: number}.Marshal()
	if err := h.SetExtension(1, b); err != nil {
		t.Fatal(err)
	}
	if _, err := p.sent.Write(&h, make([]byte, size-h.MarshalSize()), nil); err != nil {
		t.Fatal(err)
	}
}

// drive sends over a path for a while and gives both estimates once a second.
func drive(t *testing.T, w path, length time.Duration) (ours, theirs []int) {
	synctest.Test(t, func(t *testing.T) {
		const start, most = 800_000, 2_500_000
		every := w.every
		if every == 0 {
			every = 50 * time.Millisecond
		}
		begin := time.Now()
		now := func() time.Duration { return time.Since(begin) }
		p := newPeer(t, start, most)
		e := New(start, most)
		rec := twcc.NewRecorder(1)
		rnd := rand.New(rand.NewPCG(3, 4))
		number := uint16(65_000)
		var busy time.Duration // until when the line is
		type arrival struct {
			number uint16
			at     time.Duration
		}
		var way []arrival
		report, second := 100*time.Millisecond, time.Second
		for now() < length {
			for range max(1, int(int64(min(w.send, e.Bitrate()))*int64(every)/int64(time.Second)/8/1100)) {
				p.note(t, number, 1100)
				e.Sent(number, 1100, now())
				busy = max(busy, now()) + time.Duration(int64(1100*8)*int64(time.Second)/int64(w.rate(now())))
				if busy-now() > w.queue {
					busy -= time.Duration(int64(1100*8) * int64(time.Second) / int64(w.rate(now()))) // it was full
				} else if rnd.Float64() >= w.lost {
					at := busy + 20*time.Millisecond
					if w.jitter > 0 {
						at += time.Duration(rnd.Int64N(int64(w.jitter)))
					}
					way = append(way, arrival{number, at})
				}
				number++
			}
			time.Sleep(every)
			rest := way[:0]
			for _, a := range way {
				if a.at > now() {
					rest = append(rest, a)
					continue
				}
				rec.Record(7, a.number, a.at.Microseconds())
			}
			way = rest
			if now() >= report {
				report += 100 * time.Millisecond
				for _, q := range rec.BuildFeedbackPacket() {
					raw, err := q.Marshal()
					if err != nil {
						t.Fatal(err)
					}
					if err := p.bwe.WriteRTCP([]rtcp.Packet{q}, nil); err != nil {
						t.Fatal(err)
					}
					synctest.Wait() // its goroutines have judged
					if err := e.Report(raw, now()); err != nil {
						t.Fatal(err)
					}
				}
			}
			if now() >= second {
				second += time.Second
				ours, theirs = append(ours, e.Bitrate()), append(theirs, p.bwe.GetTargetBitrate())
			}
		}
		if err := p.bwe.Close(); err != nil {
			t.Fatal(err)
		}
	})
	return ours, theirs
}

func steady(rate int) func(time.Duration) int { return func(time.Duration) int { return rate } }

// On every kind of line ours says what pion's says.
func TestItDecidesAsPionDoes(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // pion's goroutines in the order in which they are woken
	for name, w := range map[string]path{
		"wide":            {rate: steady(10_000_000), queue: 300 * time.Millisecond, send: 2_000_000},
		"half used":       {rate: steady(10_000_000), queue: 300 * time.Millisecond, send: 500_000},
		"narrow":          {rate: steady(400_000), queue: 300 * time.Millisecond, send: 2_000_000},
		"jitter":          {rate: steady(3_000_000), queue: 300 * time.Millisecond, jitter: 30 * time.Millisecond, send: 2_000_000},
		"loss":            {rate: steady(10_000_000), queue: 300 * time.Millisecond, lost: 0.05, send: 2_000_000},
		"much loss":       {rate: steady(10_000_000), queue: 300 * time.Millisecond, lost: 0.2, send: 2_000_000},
		"paced":           {rate: steady(1_500_000), queue: 300 * time.Millisecond, jitter: 10 * time.Millisecond, send: 2_000_000, every: 7 * time.Millisecond},
		"narrow and loss": {rate: steady(700_000), queue: 500 * time.Millisecond, lost: 0.1, jitter: 10 * time.Millisecond, send: 2_000_000},
		"narrow for a while": {rate: func(at time.Duration) int {
			if at > 10*time.Second && at < 20*time.Second {
				return 300_000
			}
			return 2_000_000
		}, queue: 400 * time.Millisecond, send: 2_000_000},
	} {
		t.Run(name, func(t *testing.T) {
			// The two halves of pion's judgement may come in either order, and an overuse is then met by another bitrate; with the
			// race detector they do. So it is asked again, and with the detector only for the average.
			for try := 0; ; try++ {
				ours, theirs := drive(t, w, 40*time.Second)
				if slices.Equal(ours, theirs) {
					return
				}
				var sum, want int
				for i := range ours {
					sum, want = sum+ours[i], want+theirs[i]
				}
				if d := sum - want; d > want/5 || -d > want/5 || (try == 9 && !racing) {
					t.Fatal(fmt.Sprint("ours  ", ours), fmt.Sprint("theirs", theirs))
				}
				if racing {
					return
				}
			}
		})
	}
}

func TestDamagedReportsDoNoHarm(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	e := New(800_000, 2_500_000)
	for i := range 20_000 {
		now := time.Duration(i) * time.Millisecond
		e.Sent(uint16(i), 1100, now)
		b := make([]byte, rnd.IntN(60))
		for k := range b {
			b[k] = byte(rnd.Uint32())
		}
		if len(b) > 15 {
			b[12], b[13], b[14] = byte(i>>8), byte(i), byte(rnd.IntN(2))
		}
		_ = e.Report(b, now)
		if r := e.Bitrate(); r < least || r > 2_500_000 {
			t.Fatalf("an estimate of %d bit/s", r)
		}
	}
}

// BenchmarkPacket weighs a packet that is sent and reported on, 20 in a report.
func BenchmarkPacket(b *testing.B) {
	e := New(800_000, 2_500_000)
	raw := make([]byte, headSize+2+20)
	raw[15], raw[headSize], raw[headSize+1] = 20, smallDelta<<5, 20
	for i := range 20 {
		raw[headSize+2+i] = 20 // 5 ms
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		now := time.Duration(i) * 5 * time.Millisecond
		e.Sent(uint16(i), 1100, now)
		if i%20 != 19 {
			continue
		}
		first := i - 19
		raw[12], raw[13] = byte(first>>8), byte(first)
		ref := int(time.Duration(first) * 5 * time.Millisecond / referenceUnit)
		raw[16], raw[17], raw[18] = byte(ref>>16), byte(ref>>8), byte(ref)
		if err := e.Report(raw, now); err != nil {
			b.Fatal(err)
		}
	}
}
