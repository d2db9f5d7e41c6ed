package media

import (
	"errors"
	"sync"

	"github.com/pion/interceptor"
	"github.com/pion/rtp"
)

var errNoStream = errors.New("media: no stream to send on")

// straight is the pacer of the estimator: it sends at once. pion's own (gcc.NoOpPacer) refuses every packet whose SSRC is no
// stream's, and a packet that is sent again over RTX has an SSRC of its own: no lost packet of a downlink was ever sent again.
type straight struct {
	mu      sync.RWMutex
	writers map[uint32]interceptor.RTPWriter
	any     interceptor.RTPWriter // they all end in the same transport
}

func newStraight() *straight { return &straight{writers: map[uint32]interceptor.RTPWriter{}} }

// AddStream implements gcc.Pacer.
func (s *straight) AddStream(ssrc uint32, w interceptor.RTPWriter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writers[ssrc], s.any = w, w
}

// Write implements gcc.Pacer.
func (s *straight) Write(h *rtp.Header, payload []byte, a interceptor.Attributes) (int, error) {
	s.mu.RLock()
	w, ok := s.writers[h.SSRC]
	if !ok {
		w = s.any
	}
	s.mu.RUnlock()
	if w == nil {
		return 0, errNoStream
	}
	return w.Write(h, payload, a)
}

// SetTargetBitrate implements gcc.Pacer.
func (*straight) SetTargetBitrate(int) {}

// Close implements gcc.Pacer.
func (*straight) Close() error { return nil }
