package media

import (
	"testing"

	"github.com/pion/interceptor"
	"github.com/pion/rtp"
)

// A packet that is sent again over RTX has an SSRC that no stream was added with.
func TestThePacerSendsResentPackets(t *testing.T) {
	p := newStraight()
	if _, err := p.Write(&rtp.Header{SSRC: 1}, nil, nil); err == nil {
		t.Error("there is no stream, and no error")
	}
	var sent []uint32
	p.AddStream(1, interceptor.RTPWriterFunc(func(h *rtp.Header, b []byte, _ interceptor.Attributes) (int, error) {
		sent = append(sent, h.SSRC)
		return len(b), nil
	}))
	for _, ssrc := range []uint32{1, 7} {
		if n, err := p.Write(&rtp.Header{SSRC: ssrc}, []byte{1, 2}, nil); n != 2 || err != nil {
			t.Errorf("%d: %d, %v", ssrc, n, err)
		}
	}
	if len(sent) != 2 || sent[1] != 7 {
		t.Errorf("sent %v", sent)
	}
}
