package mediatest

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// sender numbers and stamps the packets of one track by the clock, so that a machine that is late sends late frames and
// not a slow film, as a camera does. Sound is cut into packets of one length: one that is sent late still begins where the one
// before it ended.
type sender struct {
	track *webrtc.TrackLocalStaticRTP
	rate  float64
	start time.Time
	ts    uint32
	step  int64 // ticks of one packet of sound, 0 for pictures
	last  int64

	mu  sync.Mutex // a film that is stopped may still send its last frame while the next one begins
	cut rtp.Payloader
	seq uint16
}

func newSender(c webrtc.RTPCodecCapability, id string, step int64, cut rtp.Payloader) (*sender, error) {
	t, err := webrtc.NewTrackLocalStaticRTP(c, id, "own")
	return &sender{track: t, cut: cut, step: step, rate: float64(c.ClockRate), start: time.Now(), seq: uint16(rand.Uint32()), ts: rand.Uint32()}, err
}

// send may be called from any goroutine; frames never interleave.
func (s *sender) send(frame []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ticks := int64(time.Since(s.start).Seconds() * s.rate)
	if s.step > 0 {
		s.last = max(s.last+1, ticks/s.step)
		ticks = s.last * s.step
	}
	return s.write(frame, ticks)
}

// sendAs sends a frame that was captured so long after any one moment.
func (s *sender) sendAs(frame []byte, captured time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.write(frame, int64(captured.Seconds()*s.rate))
}

func (s *sender) write(frame []byte, ticks int64) error {
	ts := s.ts + uint32(ticks)
	parts := s.cut.Payload(1160, frame)
	for i, p := range parts {
		s.seq++
		h := rtp.Header{Version: 2, SequenceNumber: s.seq, Timestamp: ts, Marker: i == len(parts)-1}
		if err := s.track.WriteRTP(&rtp.Packet{Header: h, Payload: p}); err != nil {
			return err
		}
	}
	return nil
}
