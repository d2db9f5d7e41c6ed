package media

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
)

// feedbackEvery is how often a sender learns which of its packets arrived when, as long as packets arrive.
const feedbackEvery = 100 * time.Millisecond

// feedback is the receiving half of transport-wide congestion control (draft-holmer-rmcat-transport-wide-cc-extensions-01).
// pion's own hands every packet to a goroutine over a channel; this one notes it in the read loop that is running anyway,
// and the read loop writes the report when one is due: no wake-up, no goroutine. A report that is due in a silence goes out
// with the next packet.
type feedback struct {
	interceptor.NoOp
	now   func() time.Time
	start time.Time

	mu   sync.Mutex
	out  interceptor.RTCPWriter
	rec  *twcc.Recorder
	next time.Duration
}

// feedbackFactory builds one per PeerConnection.
type feedbackFactory struct{ now func() time.Time }

// NewInterceptor implements interceptor.Factory.
func (f feedbackFactory) NewInterceptor(string) (interceptor.Interceptor, error) {
	return &feedback{now: f.now, start: f.now(), rec: twcc.NewRecorder(rand.Uint32())}, nil
}

// BindRTCPWriter implements interceptor.Interceptor.
func (f *feedback) BindRTCPWriter(w interceptor.RTCPWriter) interceptor.RTCPWriter {
	f.mu.Lock()
	f.out = w
	f.mu.Unlock()
	return w
}

// BindRemoteStream implements interceptor.Interceptor.
func (f *feedback) BindRemoteStream(info *interceptor.StreamInfo, r interceptor.RTPReader) interceptor.RTPReader {
	var id uint8
	for _, e := range info.RTPHeaderExtensions {
		if e.URI == sdp.TransportCCURI && e.ID > 0 && e.ID < 256 {
			id = uint8(e.ID)
		}
	}
	if id == 0 {
		return r
	}
	return interceptor.RTPReaderFunc(func(b []byte, a interceptor.Attributes) (int, interceptor.Attributes, error) {
		n, attr, err := r.Read(b, a)
		if err != nil {
			return 0, nil, err
		}
		if attr == nil {
			attr = interceptor.Attributes{}
		}
		h, err := attr.GetRTPHeader(b[:n])
		if err != nil {
			return 0, nil, err
		}
		var ext rtp.TransportCCExtension
		if raw := h.GetExtension(id); raw != nil && ext.Unmarshal(raw) == nil {
			f.arrived(info.SSRC, ext.TransportSequence)
		}
		return n, attr, nil
	})
}

func (f *feedback) arrived(ssrc uint32, seq uint16) {
	at := f.now().Sub(f.start)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rec.Record(ssrc, seq, at.Microseconds())
	if at < f.next || f.out == nil {
		return
	}
	f.next = at + feedbackEvery
	if pkts := f.rec.BuildFeedbackPacket(); len(pkts) > 0 {
		_, _ = f.out.Write(pkts, nil) // the transport is gone: so is the need
	}
}
